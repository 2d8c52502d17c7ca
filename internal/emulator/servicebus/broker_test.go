package servicebus

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

func one(t *testing.T, body, properties string) []*Message {
	t.Helper()
	b, err := parseBroker(properties)
	if err != nil {
		t.Fatal(err)
	}
	m, err := newMessage([]byte(body), "", b, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return []*Message{m}
}

func broker(q seed.Queue) (*namespace, *queue) {
	n := newNamespace(seed.Namespace{Queues: map[string]seed.Queue{"q": q}})
	return n, n.queues["q"]
}

// receive waits at most so long.
func (n *namespace) receiveFor(d time.Duration, q *queue, remove bool) *Message {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return n.receive(ctx, q, remove)
}

func TestReceiverWaitsForASender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, q := broker(seed.Queue{})
		got := make(chan *Message)
		go func() { got <- n.receiveFor(time.Minute, q, true) }()
		synctest.Wait()
		if err := n.send([]*queue{q}, one(t, "x", ""), time.Now()); err != nil {
			t.Fatal(err)
		}
		if m := <-got; m == nil || string(m.Body) != "x" {
			t.Errorf("got %+v", m)
		}
	})
}

func TestReceiverGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, q := broker(seed.Queue{})
		before := time.Now()
		if m := n.receiveFor(20*time.Second, q, true); m != nil {
			t.Errorf("got %+v", m)
		}
		if waited := time.Since(before); waited != 20*time.Second {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestScheduledMessagesBecomeDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, q := broker(seed.Queue{})
		at := time.Now().Add(10 * time.Second).UTC().Truncate(time.Second)
		if err := n.send([]*queue{q}, one(t, "later", `{"ScheduledEnqueueTimeUtc":"`+at.Format(http.TimeFormat)+`"}`), time.Now()); err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		m := n.receiveFor(time.Minute, q, true)
		if m == nil || time.Since(before) < 9*time.Second || time.Since(before) > 11*time.Second {
			t.Errorf("got %+v after %v", m, time.Since(before))
		}
	})
}

func TestLocksExpireAndPoisonIsDeadLettered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, q := broker(seed.Queue{LockSeconds: 30, MaxDeliveryCount: 2})
		if err := n.send([]*queue{q}, one(t, "poison", ""), time.Now()); err != nil {
			t.Fatal(err)
		}
		first := n.receiveFor(time.Second, q, false)
		if first == nil {
			t.Fatal("nothing came")
		}
		before := time.Now()
		second := n.receiveFor(time.Minute, q, false)
		if second == nil || second.DeliveryCount != 2 || time.Since(before) != 30*time.Second {
			t.Fatalf("got %+v after %v", second, time.Since(before))
		}
		if err := n.settle(q, func(*Message) bool { return true }, first.lockToken, func(q *queue, i int, _ time.Time) { q.removeAt(i) }); err == nil {
			t.Error("a lost lock completed the message")
		}
		if m := n.receiveFor(2*time.Minute, q, false); m != nil {
			t.Errorf("a third delivery: %+v", m)
		}
		dead, ok := n.find("q/$deadletterqueue")
		if !ok {
			t.Fatal("there is no dead-letter queue")
		}
		m := n.receiveFor(time.Second, dead, true)
		if m == nil || m.Properties["DeadLetterReason"] != `"MaxDeliveryCountExceeded"` {
			t.Errorf("dead letter: %+v", m)
		}
		if n.bytes != 0 {
			t.Errorf("%d bytes are still counted", n.bytes)
		}
	})
}

func TestTimeToLive(t *testing.T) {
	for name, late := range map[string]bool{"dropped": false, "dead-lettered": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n, q := broker(seed.Queue{DeadLetterOnExpiration: late, TimeToLiveSeconds: 3600})
				if err := n.send([]*queue{q}, one(t, "short", `{"TimeToLiveTimeSpan":"00:00:05"}`), time.Now()); err != nil {
					t.Fatal(err)
				}
				if err := n.send([]*queue{q}, one(t, "long", ""), time.Now()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(6 * time.Second)
				if m := n.receiveFor(time.Second, q, true); m == nil || string(m.Body) != "long" {
					t.Errorf("got %+v", m)
				}
				m := n.receiveFor(time.Second, q.dead, true)
				if (m != nil) != late {
					t.Errorf("dead letter: %+v", m)
				}
			})
		})
	}
}

func TestQuotas(t *testing.T) {
	n, q := broker(seed.Queue{})
	big := strings.Repeat("x", 1<<20)
	var err error
	for range maxNamespaceBytes>>20 + 1 {
		if err = n.send([]*queue{q}, one(t, big, ""), time.Now()); err != nil {
			break
		}
	}
	if err == nil {
		t.Error("the namespace has no quota")
	}
	for n.receiveFor(0, q, true) != nil {
	}
	if n.bytes != 0 {
		t.Errorf("an empty namespace counts %d bytes", n.bytes)
	}
	batch := make([]*Message, maxMessages/2)
	for i := range batch {
		batch[i] = one(t, "", "")[0]
	}
	for range 2 {
		if err := n.send([]*queue{q}, batch, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	err = n.send([]*queue{q}, one(t, "", ""), time.Now())
	if err == nil {
		t.Error("the queue has no quota")
	}
}

func TestHubKeepsTheNewest(t *testing.T) {
	n := newNamespace(seed.Namespace{EventHubs: map[string]seed.Hub{"h": {Partitions: 2}}})
	h := n.hubs["h"]
	for range maxMessages + 10 {
		n.publish(h, one(t, "x", ""), -1)
	}
	events, _ := n.list("h")
	if len(events) != maxMessages || events[0].Sequence != 5 || events[0].Partition != 0 || events[1].Partition != 1 {
		t.Errorf("%d events from %+v", len(events), events[0])
	}
	n.publish(h, append(one(t, "a", `{"PartitionKey":"k"}`), one(t, "b", `{"PartitionKey":"k"}`)...), -1)
	events, _ = n.list("h")
	if a, b := events[len(events)-2], events[len(events)-1]; a.Partition != b.Partition || b.Sequence != a.Sequence+1 {
		t.Errorf("one key, two partitions: %+v %+v", a, b)
	}
}

func TestTimeSpans(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration // 0: an error
	}{
		{"00:00:05", 5 * time.Second}, {"01:02:03.5", time.Hour + 2*time.Minute + 3500*time.Millisecond}, {"2.00:00:00", 48 * time.Hour},
		{"", 0}, {"5", 0}, {"00:00:00", 0}, {"24:00:00", 0}, {"00:60:00", 0}, {"00:00:60", 0}, {"-1.00:00:00", 0}, {"00:00:NaN", 0}, {"a:b:c", 0},
	}
	for _, tt := range tests {
		got, err := parseTimeSpan(tt.text)
		if got != tt.want || (err != nil) != (tt.want == 0) {
			t.Errorf("%q: %v, %v", tt.text, got, err)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(`{"MessageId":"é😀","TimeToLive":1.5,"ScheduledEnqueueTimeUtc":"2026-01-01T00:00:00Z"}`)
	f.Add(`{"TimeToLive":1e300}`)
	f.Add(`[{"Body":"x","UserProperties":{"a":null}}]`)
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = parseBatch([]byte(text), time.Now())
		b, err := parseBroker(text)
		if err != nil {
			return
		}
		m, err := newMessage(nil, "", b, nil, time.Now())
		if err != nil {
			return
		}
		for i, c := range m.brokerProperties() {
			if c < ' ' || c > '~' {
				t.Fatalf("character %q at %d cannot stand in a header", c, i)
			}
		}
	})
}
