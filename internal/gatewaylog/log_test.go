package gatewaylog

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func record(id string) *Record {
	return &Record{
		Level: 4, Success: true, Time: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), Operation: "Microsoft.ApiManagement/GatewayLogs", Category: "GatewayLogs",
		Duration: 84, CorrelationID: id, Properties: Properties{Method: "GET", URL: "https://gw.test/a?b=<c>", ResponseCode: 200, Cache: "none"},
	}
}

func TestLines(t *testing.T) {
	full := record("full")
	three := int64(3)
	full.Level, full.Success, full.CallerIP, full.Location = 2, false, "203.0.113.7", "local"
	full.Properties.BackendTime, full.Properties.APIID = &three, "orders"
	full.Properties.RequestHeaders = Texts{"A": "1"}
	full.Properties.Backend = &Backend{Method: "POST", URL: "http://b.test/", ResponseCode: 503}
	full.Properties.LastError = &LastError{Elapsed: 7, Source: "request-forwarder", Message: "no"}
	long := record("long")
	long.Properties.RequestBody = strings.Repeat("b", maxLine)
	long.Properties.RequestHeaders = Texts{"A": "1"}
	longer := record("longer")
	longer.Properties.RequestHeaders = Texts{"A": strings.Repeat("h", maxLine)}
	longer.Properties.URL = strings.Repeat("u", maxLine)
	longer.Properties.Backend = &Backend{Method: "GET", URL: "http://b.test/"}
	var out bytes.Buffer
	l := New(&out, slog.New(slog.DiscardHandler))
	for _, r := range []*Record{record("plain"), full, long, longer} {
		l.Write(r)
	}
	l.Close()
	l.Write(record("late"))
	const head = `,"time":"2030-01-02T03:04:05Z","operationName":"Microsoft.ApiManagement/GatewayLogs","category":"GatewayLogs","durationMs":84,`
	const tail = `"responseCode":200,"cache":"none"`
	want := `{"Level":4,"isRequestSuccess":true` + head + `"correlationId":"plain","properties":{"method":"GET","url":"https://gw.test/a?b=\u003cc\u003e",` + tail + `,"requestSize":0,"responseSize":0}}` + "\n" +
		`{"Level":2,"isRequestSuccess":false` + head + `"callerIpAddress":"203.0.113.7","correlationId":"full","location":"local","properties":{"method":"GET","url":"https://gw.test/a?b=\u003cc\u003e",` + tail +
		`,"backendTime":3,"requestSize":0,"responseSize":0,"apiId":"orders","requestHeaders":{"A":"1"},"lastError":{"elapsed":7,"source":"request-forwarder","message":"no"},"backendMethod":"POST","backendUrl":"http://b.test/","backendResponseCode":503}}` + "\n" +
		`{"Level":4,"isRequestSuccess":true` + head + `"correlationId":"long","properties":{"method":"GET","url":"https://gw.test/a?b=\u003cc\u003e",` + tail + `,"requestSize":0,"responseSize":0,"requestHeaders":{"A":"1"}}}` + "\n" +
		`{"Level":4,"isRequestSuccess":true` + head + `"correlationId":"longer","properties":{"method":"GET","url":"` + strings.Repeat("u", maxText) + `",` + tail + `,"requestSize":0,"responseSize":0,"backendMethod":"GET","backendUrl":"http://b.test/"}}` + "\n"
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

// broken fails until it is mended.
type broken struct {
	mu   sync.Mutex
	down bool
	bytes.Buffer
	tried chan struct{}
}

func (b *broken) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() { b.tried <- struct{}{} }()
	if b.down {
		return 0, errors.New("the disk is full")
	}
	return b.Buffer.Write(p)
}

// TestBroken shows that records are lost while nothing can be written, that the log
// says so once, and that it goes on.
func TestBroken(t *testing.T) {
	var said bytes.Buffer
	w := &broken{down: true, tried: make(chan struct{}, 10)}
	l := New(w, slog.New(slog.NewTextHandler(&said, nil)))
	for range 2 {
		l.Write(record("lost"))
		<-w.tried
	}
	w.mu.Lock()
	w.down = false
	w.mu.Unlock()
	l.Write(record("kept"))
	l.Close()
	if got := w.String(); strings.Contains(got, "lost") || strings.Count(got, "kept") != 1 {
		t.Errorf("written: %s", got)
	}
	if got := said.String(); strings.Count(got, "the disk is full") != 1 {
		t.Errorf("said: %s", got)
	}
}

// slow writes only when it is let.
type slow struct {
	begun chan struct{}
	let   chan struct{}
}

func (s *slow) Write(p []byte) (int, error) {
	select {
	case s.begun <- struct{}{}:
	default:
	}
	<-s.let
	return len(p), nil
}

// TestBehind shows that nobody waits for a writer that cannot follow.
func TestBehind(t *testing.T) {
	var said bytes.Buffer
	w := &slow{begun: make(chan struct{}, 1), let: make(chan struct{})}
	l := New(w, slog.New(slog.NewTextHandler(&said, nil)))
	l.Write(record("first"))
	<-w.begun
	for range waiting + 5 {
		l.Write(record("more"))
	}
	close(w.let)
	l.Close()
	if !strings.Contains(said.String(), "dropped=5") {
		t.Errorf("said: %s", said.String())
	}
}
