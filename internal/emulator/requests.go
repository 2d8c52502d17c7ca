package emulator

import (
	"net/http"
	"net/url"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// Request is a request that arrived, as the log shows it.
type Request struct {
	Method string `json:"method"`
	// Host is the host name, or "identity" for the identity endpoints.
	Host string `json:"host"`
	Path string `json:"path"`
	// Query is the query string; secrets in it are redacted.
	Query string `json:"query,omitempty"`
	// Status is the status of the answer; 0 when the connection was closed
	// without one.
	Status int `json:"status"`
	// Identity is who sent the request: "system-assigned", the client id of
	// another identity, or empty when no valid token came along. For token
	// calls it is the identity that the token is for.
	Identity string `json:"identity"`
}

// requestLog remembers the newest requests. It is safe for concurrent use.
type requestLog struct {
	size int

	mu   sync.Mutex
	list []Request
	next int // where the oldest is, once the log is full
}

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) < l.size {
		l.list = append(l.list, r)
		return
	}
	l.list[l.next] = r
	l.next = (l.next + 1) % l.size
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, 0, len(l.list))
	out = append(out, l.list[l.next:]...)
	return append(out, l.list[:l.next]...)
}

func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list, l.next = nil, 0
}

// Requests returns the requests that arrived, newest last.
func (s *Server) Requests() []Request { return s.requests.all() }

// ClearRequests forgets the requests that arrived.
func (s *Server) ClearRequests() { s.requests.clear() }

// secretParameters are query parameters whose values are not shown.
var secretParameters = []string{"sig", "access_token", "client_secret", "client_assertion", "code", "password", "popreceipt"}

// redact hides the secrets of a query string.
func redact(raw string) string {
	if raw == "" {
		return ""
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return "REDACTED"
	}
	changed := false
	for _, name := range secretParameters {
		if query.Has(name) {
			query.Set(name, "REDACTED")
			changed = true
		}
	}
	if !changed {
		return raw
	}
	return query.Encode()
}

// recorder notes a request in the log when its answer begins: whoever has seen
// the answer finds the request in the log.
type recorder struct {
	http.ResponseWriter
	log     *requestLog
	request *http.Request
	host    string
	note    *exchange.Note
	done    bool
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	w.record(status)
	w.ResponseWriter.WriteHeader(status)
}

// Write notes status 200 if the handler set none.
func (w *recorder) Write(b []byte) (int, error) {
	w.record(http.StatusOK)
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) record(status int) {
	if w.done {
		return
	}
	w.done = true
	w.log.add(Request{
		Method: w.request.Method, Host: w.host, Path: w.request.URL.Path, Query: redact(w.request.URL.RawQuery), Status: status, Identity: w.note.Identity,
	})
}
