package applicationinsights

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

const key = "11111111-2222-3333-4444-555555555555"

// service answers posts in turn, the last answer for ever.
type service struct {
	answers []*message.Response
	mu      sync.Mutex
	// posts are the messages of traces that came, in one text each, after the address
	// and the time since the first post.
	posts []string
	start time.Time
}

func (s *service) send(_ context.Context, req *message.Request) (*message.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := req.Body.Bytes(0)
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	if len(s.posts) == 0 {
		s.start = time.Now()
	}
	post := fmt.Sprintf("%s %s %s:", req.URL.String(), time.Since(s.start), req.Header.Value("Authorization"))
	for line := range strings.SplitSeq(string(text), "\n") {
		_, rest, _ := strings.Cut(line, `"message":"`)
		name, _, _ := strings.Cut(rest, `"`)
		post += " " + name
	}
	s.posts = append(s.posts, post)
	if len(s.answers) == 0 {
		return nil, errors.New("away")
	}
	a := *s.answers[min(len(s.posts), len(s.answers))-1]
	return &a, nil
}

func answered(status int, body string, fields ...string) *message.Response {
	r := &message.Response{Status: status, Body: message.TextBody(body)}
	for i := 0; i < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	return r
}

func TestPublisher(t *testing.T) {
	const track = "https://in.example/v2.1/track "
	for _, tt := range []struct {
		name     string
		identity string
		answers  []*message.Response
		want     []string
		status   Status
		log      string
	}{
		{"taken", "", []*message.Response{answered(200, "")}, []string{track + "0s : a b c"}, Status{Sent: 3}, ""},
		{"identity", "SystemAssigned", []*message.Response{answered(200, "")}, []string{track + "0s Bearer https://monitor.azure.com: a b c"}, Status{Sent: 3}, ""},
		{"busy", "", []*message.Response{answered(429, "", "Retry-After", "7"), answered(503, ""), answered(200, "")},
			[]string{track + "0s : a b c", track + "7s : a b c", track + "9s : a b c"}, Status{Sent: 3}, ""},
		{"in part", "", []*message.Response{answered(206, `{"errors": [{"index": 0, "statusCode": 400}, {"index": 2, "statusCode": 500}, {"index": 9, "statusCode": 500}, {"index": 2, "statusCode": 500}]}`), answered(200, "")},
			[]string{track + "0s : a b c", track + "1s : c"}, Status{Sent: 2, Failed: 1}, "items were refused: 400"},
		{"refused", "", []*message.Response{answered(400, key)}, []string{track + "0s : a b c"}, Status{Failed: 3}, "the service answered 400 Bad Request"},
		{"away", "", nil, []string{track + "0s : a b c", track + "1s : a b c", track + "3s : a b c", track + "7s : a b c"}, Status{Failed: 3}, "away"},
		{"moved", "", []*message.Response{answered(308, "", "Location", "https://west.example/v2.1/track"), answered(200, "")},
			[]string{track + "0s : a b c", "https://west.example/v2.1/track 0s : a b c"}, Status{Sent: 3}, ""},
		{"moved to plain text", "", []*message.Response{answered(308, "", "Location", "http://west.example/v2.1/track")}, []string{track + "0s : a b c"}, Status{Failed: 3}, "308"},
		{"moved with a token", "id", []*message.Response{answered(308, "", "Location", "https://west.example/v2.1/track")}, []string{track + "0s Bearer id https://monitor.azure.com: a b c"}, Status{Failed: 3}, "308"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{answers: tt.answers}
				var log bytes.Buffer
				var running sync.WaitGroup
				p := New(delivery.Options{
					Send: s.send, Go: func(f func()) { running.Go(f) }, Context: t.Context(), Log: slog.New(slog.NewTextHandler(&log, nil)),
					Token: func(_ context.Context, id, resource string) (string, error) {
						return strings.ReplaceAll("Bearer "+id+" "+resource, "  ", " "), nil
					},
				})
				to, err := NewDestination(map[string]string{
					"connectionString": "InstrumentationKey=" + key + ";IngestionEndpoint=https://in.example/", "identityClientId": tt.identity,
				})
				if err != nil {
					t.Fatal(err)
				}
				for _, text := range []string{"a", "b", "c"} {
					p.Publish(to, &Item{Data: &Trace{Message: text}})
				}
				running.Wait()
				if diff := cmp.Diff(tt.want, s.posts); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(tt.status, p.Status()); diff != "" {
					t.Error(diff)
				}
				if text := log.String(); !strings.Contains(text, tt.log) || (tt.log == "") != (text == "") || strings.Contains(text, key) {
					t.Errorf("the log says %q", text)
				}
			})
		})
	}
}

// TestDropped: a queue is bounded, and what JSON cannot hold is not sent.
func TestDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{answers: []*message.Response{answered(200, "")}}
		var log bytes.Buffer
		var running sync.WaitGroup
		begin := make(chan struct{})
		p := New(delivery.Options{Send: s.send, Go: func(f func()) { running.Go(func() { <-begin; f() }) }, Context: t.Context(), Log: slog.New(slog.NewTextHandler(&log, nil))})
		to, err := NewDestination(map[string]string{"instrumentationKey": key})
		if err != nil {
			t.Fatal(err)
		}
		p.Publish(to, &Item{Data: &Metric{Name: "m", Value: math.NaN()}})
		large := strings.Repeat("x", maxMessage)
		const count = maxQueued/maxMessage + 10
		for range count {
			p.Publish(to, &Item{Data: &Trace{Message: large}})
		}
		if now := p.Status(); now.Dropped < 10 || now.Dropped > 20 || now.Queued+int(now.Dropped) != count+1 {
			t.Errorf("%+v", now)
		}
		close(begin)
		running.Wait()
		if now := p.Status(); now.Queued != 0 || now.Failed != 0 || int(now.Sent+now.Dropped) != count+1 {
			t.Errorf("%+v", now)
		}
		if !strings.Contains(log.String(), "dropped") {
			t.Errorf("the log says %q", log.String())
		}
	})
}

func TestDestination(t *testing.T) {
	for _, tt := range []struct {
		name        string
		credentials map[string]string
		want        string
	}{
		{"key", map[string]string{"instrumentationKey": key}, "https://dc.services.visualstudio.com/v2.1/track"},
		{"connection", map[string]string{"connectionString": " instrumentationkey = " + key + " ; IngestionEndpoint=https://a.example ;LiveEndpoint=https://b.example/;"}, "https://a.example/v2.1/track"},
		{"suffix", map[string]string{"connectionString": "InstrumentationKey=" + key + ";EndpointSuffix=ai.example;Authorization=ikey"}, "https://dc.ai.example/v2.1/track"},
		{"no endpoint", map[string]string{"connectionString": "InstrumentationKey=" + key}, "https://dc.services.visualstudio.com/v2.1/track"},
		{"this machine", map[string]string{"connectionString": "InstrumentationKey=" + key + ";IngestionEndpoint=http://127.0.0.1:1234/"}, "http://127.0.0.1:1234/v2.1/track"},
		{"nothing", nil, "it has neither connectionString nor instrumentationKey"},
		{"value not known", map[string]string{"instrumentationKey": "{{Logger-Credentials--1}}"}, "it has neither connectionString nor instrumentationKey"},
		{"plain text", map[string]string{"connectionString": "InstrumentationKey=" + key + ";IngestionEndpoint=http://a.example"}, "the ingestion endpoint must be https: the key goes there"},
		{"no URL", map[string]string{"connectionString": "InstrumentationKey=" + key + ";IngestionEndpoint=a b"}, "the ingestion endpoint is no URL"},
		{"no key", map[string]string{"connectionString": "IngestionEndpoint=https://a.example"}, "the connectionString cannot be used: it has no InstrumentationKey"},
		{"no pair", map[string]string{"connectionString": key}, "the connectionString cannot be used: a part of it has no ="},
		{"other authorization", map[string]string{"connectionString": "Authorization=aad;InstrumentationKey=" + key}, "the connectionString cannot be used: its Authorization is not ikey"},
		{"odd key", map[string]string{"instrumentationKey": "a\nb"}, "the instrumentation key holds characters that no key has"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := NewDestination(tt.credentials)
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				got = d.track.String()
			}
			if got != tt.want || strings.Contains(got, key) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	long := strings.Repeat("ü", maxMessage)
	i := Item{Time: time.Unix(0, 123), Data: &Trace{Message: long, Properties: map[string]string{long: long}}}
	line, err := i.line(key)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(line); n > maxMessage+maxProperty+maxKey+1000 || bytes.ContainsRune(line, '\n') {
		t.Errorf("the line has %d bytes", n)
	}
	i.Data = &Request{ID: "1", Name: "n", URL: "u", Duration: 26*time.Hour + time.Millisecond, Status: 200, Success: true}
	if line, err = i.line("k"); err != nil {
		t.Fatal(err)
	}
	const want = `{"data":{"baseData":{"duration":"01.02:00:00.0010000","id":"1","name":"n","responseCode":"200","source":"","success":true,"url":"u","ver":2},"baseType":"RequestData"},"iKey":"k","name":"Microsoft.ApplicationInsights.Request","sampleRate":100,"tags":null,"time":"1970-01-01T00:00:00.0000001Z","ver":1}`
	if diff := cmp.Diff(want, string(line)); diff != "" {
		t.Error(diff)
	}
}
