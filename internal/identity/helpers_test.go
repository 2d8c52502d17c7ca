package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// roundTripper answers requests in memory, so that it works in a synctest
// bubble.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return f(req)
}

// jsonResponse is a response with a JSON body.
func jsonResponse(req *http.Request, status int, body any, header ...string) *http.Response {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	resp := &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(data)), ContentLength: int64(len(data)), Request: req,
	}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// seen is a request as it arrived.
type seen struct {
	Method, URL string
	Header      http.Header
	Form        url.Values
}

// redirected sends every request to another server, whatever its host, and
// keeps what was sent.
type redirected struct {
	to   *url.URL
	next http.RoundTripper

	mu   sync.Mutex
	seen []seen
}

func (r *redirected) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	r.seen = append(r.seen, seen{req.Method, req.URL.String(), req.Header.Clone(), form})
	r.mu.Unlock()
	sent := req.Clone(req.Context())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	if r.to != nil {
		sent.URL.Scheme, sent.URL.Host = r.to.Scheme, r.to.Host
	}
	return r.next.RoundTrip(sent)
}

// environment returns a lookup function over name, value pairs.
func environment(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

// endpoint is a fake IMDS whose tokens are numbered. Its fields may be set
// before use or under mu.
type endpoint struct {
	mu sync.Mutex
	// life of the tokens it gives.
	life time.Duration
	// delay before each answer.
	delay time.Duration
	// fail, if set, answers instead; asked counts the requests so far, from 1.
	fail  func(req *http.Request, asked int) *http.Response
	down  bool
	asked int
	at    []time.Time
	// by resource.
	resources map[string]int
}

func (e *endpoint) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	e.asked++
	asked := e.asked
	e.at = append(e.at, time.Now())
	if e.resources == nil {
		e.resources = map[string]int{}
	}
	e.resources[req.URL.Query().Get("resource")]++
	delay, fail, down, life := e.delay, e.fail, e.down, e.life
	e.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	if down {
		return nil, errors.New("dial tcp 169.254.169.254:80: connect: connection refused")
	}
	if fail != nil {
		if resp := fail(req, asked); resp != nil {
			return resp, nil
		}
	}
	return jsonResponse(req, 200, map[string]string{
		"access_token": "token-" + strconv.Itoa(asked),
		"expires_in":   strconv.Itoa(int(life / time.Second)),
		"token_type":   "Bearer",
	}), nil
}

func (e *endpoint) set(change func(*endpoint)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(e)
}

func (e *endpoint) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked
}

// times returns when the requests arrived.
func (e *endpoint) times() []time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.at)
}

// acquisitions returns how often the resource was asked for.
func (e *endpoint) acquisitions(resource string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.resources[resource]
}

// imdsManager returns a manager whose system-assigned identity is asked of the
// transport by IMDS's protocol. It is closed with the test.
func imdsManager(t testing.TB, transport http.RoundTripper, change ...func(*Settings, *Options)) *Manager {
	t.Helper()
	settings := Settings{SystemAssigned: SourceSettings{Source: SourceIMDS}}
	options := Options{Transport: transport, Getenv: environment()}
	for _, f := range change {
		f(&settings, &options)
	}
	m, err := New(settings, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

// wantToken fails the test unless the token is the expected one.
func wantToken(t *testing.T, got *Token, err error, want string) {
	t.Helper()
	if err != nil {
		t.Fatalf("no token: %v", err)
	}
	if got.Value != want || got.Bearer != "Bearer "+want {
		t.Fatalf("token %q, header %q, want %q", got.Value, got.Bearer, want)
	}
}
