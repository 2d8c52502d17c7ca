package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

const bus = "https://ns.servicebus.windows.net"

// broker decodes the BrokerProperties of an answer.
func broker(t *testing.T, a *answer) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.Header.Get("BrokerProperties")), &m); err != nil {
		t.Fatalf("%v in %q", err, a.Header.Get("BrokerProperties"))
	}
	return m
}

func TestServiceBusSendAndReceive(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://servicebus.azure.net")
	sent := l.do("POST", bus+"/orders/messages?timeout=60", `{"n":1}`, append(as,
		"Content-Type", "application/json", "BrokerProperties", `{"Label":"order","MessageId":"42","CorrelationId":"c","TimeToLive":60}`, "Priority", `"High"`, "Count", "3")...)
	if sent.StatusCode != 201 || sent.body != "" || sent.Header.Get("Content-Type") != "application/json" || sent.Header.Get("Server") != "Microsoft-HTTPAPI/2.0" {
		t.Fatalf("%d %v %s", sent.StatusCode, sent.Header, sent.body)
	}
	got := l.do("POST", bus+"/orders/messages/head?timeout=1", "", as...)
	if got.StatusCode != 201 || got.body != `{"n":1}` || got.Header.Get("Content-Type") != "application/json" || got.Header.Get("Priority") != `"High"` || got.Header.Get("Count") != "3" {
		t.Fatalf("%d %v %s", got.StatusCode, got.Header, got.body)
	}
	p := broker(t, got)
	lock, _ := p["LockToken"].(string)
	if got.Header.Get("Location") != bus+"/orders/messages/42/"+lock {
		t.Errorf("Location is %q", got.Header.Get("Location"))
	}
	for _, name := range []string{"EnqueuedTimeUtc", "LockToken", "LockedUntilUtc"} {
		if p[name] == nil {
			t.Errorf("there is no %s", name)
		}
		delete(p, name)
	}
	want := map[string]any{"Label": "order", "MessageId": "42", "CorrelationId": "c", "TimeToLive": 60.0, "DeliveryCount": 1.0, "SequenceNumber": 1.0, "EnqueuedSequenceNumber": 1.0, "State": "Active"}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("BrokerProperties (-want +got):\n%s", diff)
	}
	// Locked, it is not handed out again; renewed, unlocked, and completed it is gone.
	if a := l.do("POST", bus+"/orders/messages/head?timeout=0", "", as...); a.StatusCode != 204 {
		t.Errorf("a locked message was handed out: %d", a.StatusCode)
	}
	if a := l.do("POST", got.Header.Get("Location"), "", as...); a.StatusCode != 200 {
		t.Errorf("renewing: %d %s", a.StatusCode, a.body)
	}
	if a := l.do("PUT", got.Header.Get("Location"), "", as...); a.StatusCode != 200 {
		t.Errorf("unlocking: %d %s", a.StatusCode, a.body)
	}
	if a := l.do("DELETE", got.Header.Get("Location"), "", as...); a.StatusCode != 404 {
		t.Errorf("completing without the lock: %d", a.StatusCode)
	}
	again := l.do("POST", bus+"/orders/messages/head?timeout=0", "", as...)
	if again.StatusCode != 201 || broker(t, again)["DeliveryCount"] != 2.0 {
		t.Errorf("the second delivery: %d %v", again.StatusCode, again.Header)
	}
	// By sequence number instead of id.
	bySequence := bus + "/orders/messages/1/" + broker(t, again)["LockToken"].(string)
	if a := l.do("DELETE", bySequence, "", as...); a.StatusCode != 200 {
		t.Errorf("completing: %d %s", a.StatusCode, a.body)
	}
	if messages, _ := l.Messages("ns", "orders"); len(messages) != 0 {
		t.Errorf("left: %+v", messages)
	}
}

func TestServiceBusBatchesAndTopics(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://servicebus.azure.net")
	batch := `[{"Body":"one","BrokerProperties":{"Label":"a"},"UserProperties":{"Text":"x","N":1.5,"B":true}},{"Body":"two"}]`
	if a := l.do("POST", bus+"/notifications/messages", batch, append(as, "Content-Type", "application/vnd.microsoft.servicebus.json")...); a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	first := l.do("DELETE", bus+"/Notifications/Subscriptions/All/messages/head?timeout=0", "", as...)
	if first.StatusCode != 200 || first.body != "one" || first.Header.Get("Text") != `"x"` || first.Header.Get("N") != "1.5" || first.Header.Get("B") != "true" || broker(t, first)["Label"] != "a" {
		t.Errorf("%d %v %s", first.StatusCode, first.Header, first.body)
	}
	if a := l.do("DELETE", bus+"/notifications/subscriptions/all/messages/head?timeout=0", "", as...); a.body != "two" {
		t.Errorf("the second is %q", a.body)
	}
	if a := l.do("POST", bus+"/notifications/messages/head?timeout=0", "", as...); a.StatusCode != 405 {
		t.Errorf("receiving from a topic: %d", a.StatusCode)
	}
	// Namespaces are separate.
	l.do("POST", bus+"/orders/messages", "here", as...)
	if a := l.do("DELETE", "https://other.servicebus.windows.net/orders/messages/head?timeout=0", "", as...); a.StatusCode != 204 {
		t.Errorf("another namespace has the message: %d", a.StatusCode)
	}
}

func TestServiceBusRefusals(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://servicebus.azure.net")
	hub := l.as("", "https://eventhubs.azure.net")
	tests := []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		want                     string
	}{
		{"missing queue", "POST", "/nothing/messages", "x", as, 404, "SubCode=40400: Not Found. Entity:'ns:queue:nothing'"},
		{"missing partition", "POST", "/events/partitions/9/messages", "x", hub, 404, "The messaging entity 'sb://ns.servicebus.windows.net/events' could not be found."},
		{"partition", "POST", "/events/partitions/3/messages", "x", hub, 201, ""},
		{"publisher", "POST", "/events/publishers/device/messages", "x", hub, 201, ""},
		{"no messages", "GET", "/orders", "", as, 404, "SubCode=40400: Endpoint not found."},
		{"broken properties", "POST", "/orders/messages", "x", append(as, "BrokerProperties", "{"), 400, "SubCode=40000: Bad Request. the BrokerProperties header is not a JSON object"},
		{"wrong type", "POST", "/orders/messages", "x", append(as, "BrokerProperties", `{"TimeToLive":"60"}`), 400, "the broker property TimeToLive has a value of the wrong type"},
		{"no time to live", "POST", "/orders/messages", "x", append(as, "BrokerProperties", `{"TimeToLive":0}`), 400, "TimeToLive has to be greater than zero"},
		{"bad time", "POST", "/orders/messages", "x", append(as, "BrokerProperties", `{"ScheduledEnqueueTimeUtc":"tomorrow"}`), 400, "ScheduledEnqueueTimeUtc"},
		{"long id", "POST", "/orders/messages", "x", append(as, "BrokerProperties", `{"MessageId":"`+strings.Repeat("a", 129)+`"}`), 400, "longer than 128 characters"},
		{"unknown properties are ignored", "POST", "/orders/messages", "x", append(as, "BrokerProperties", `{"Else":1,"Label":null}`), 201, ""},
		{"broken batch", "POST", "/orders/messages", "{}", append(as, "Content-Type", "application/vnd.microsoft.servicebus.json"), 400, "not a JSON array"},
		{"batch without bodies", "POST", "/orders/messages", "[{}]", append(as, "Content-Type", "application/vnd.microsoft.servicebus.json"), 400, "has no Body"},
		{"too large", "POST", "/orders/messages", strings.Repeat("x", 256<<10+1), as, 413, "SubCode=41300"},
		{"large enough", "POST", "/orders/messages", strings.Repeat("x", 256<<10), as, 201, ""},
		{"too large for a hub", "POST", "/events/messages", strings.Repeat("x", 1<<20+1), hub, 403, "SubCode=40300"},
		{"to a subscription", "POST", "/notifications/subscriptions/all/messages", "x", as, 400, "cannot be sent to a subscription"},
		{"from a hub", "DELETE", "/events/messages/head", "", hub, 405, "SubCode=40500"},
		{"bad timeout", "POST", "/orders/messages/head?timeout=soon", "", as, 400, "timeout"},
		{"shared access signature", "POST", "/orders/messages", "x", []string{"Authorization", "SharedAccessSignature sr=x&sig=y"}, 401, "SubCode=40103: MalformedToken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := l.do(tt.method, bus+tt.path, tt.body, tt.headers...)
			if a.StatusCode != tt.status || !strings.Contains(a.body, tt.want) && !strings.Contains(a.code(), tt.want) {
				t.Errorf("got %d %s", a.StatusCode, a.body)
			}
			if a.StatusCode >= 400 && a.Header.Get("Content-Type") != "application/xml; charset=utf-8" {
				t.Errorf("Content-Type is %s", a.Header.Get("Content-Type"))
			}
		})
	}
}
