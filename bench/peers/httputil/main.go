// Command httputil is the gateway that Go's standard library makes: net/http and
// httputil.ReverseProxy. Its arguments are the address to listen on and that of the
// backend.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	to := &url.URL{Scheme: "http", Host: os.Args[2]}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost, transport.DisableCompression = 1024, 512, true
	buffers := &sync.Pool{New: func() any { return make([]byte, 32<<10) }}
	proxy := func(rewrite func(*http.Request), answer func(*http.Response)) http.Handler {
		return &httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(to)
				if rewrite != nil {
					rewrite(r.Out)
				}
			},
			ModifyResponse: func(r *http.Response) error {
				if answer != nil {
					answer(r)
				}
				return nil
			},
			Transport: transport, BufferPool: pool{buffers},
		}
	}
	plain := proxy(nil, nil)
	var calls limiter
	mux := http.NewServeMux()
	mux.Handle("/", plain)
	mux.Handle("/headers", proxy(func(r *http.Request) {
		r.Header.Set("X-Gateway", "httputil")
		r.Header.Set("X-Kind", "benchmark")
	}, func(r *http.Response) {
		r.Header.Set("X-Answer", "yes")
		r.Header.Del("ETag")
	}))
	mux.HandleFunc("/limit", func(w http.ResponseWriter, r *http.Request) {
		if !calls.allow(r.Header.Get("Ocp-Apim-Subscription-Key")) {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		plain.ServeHTTP(w, r)
	})
	mux.HandleFunc("/own", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"answer":42}`)
	})
	mux.HandleFunc("/json", func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body["seen"] = true
		text, err := json.Marshal(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(text))), int64(len(text))
		r.Header.Set("Content-Length", strconv.Itoa(len(text)))
		plain.ServeHTTP(w, r)
	})
	log.Fatal(http.ListenAndServe(os.Args[1], mux))
}

type pool struct{ *sync.Pool }

func (p pool) Get() []byte  { return p.Pool.Get().([]byte) }
func (p pool) Put(b []byte) { p.Pool.Put(b) } //nolint:staticcheck // as its users do

// limiter counts calls of a minute by key.
type limiter struct {
	mu     sync.Mutex
	minute int64
	calls  map[string]int
}

func (l *limiter) allow(key string) bool {
	minute := time.Now().Unix() / 60
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil || l.minute != minute {
		l.minute, l.calls = minute, map[string]int{}
	}
	l.calls[key]++
	return l.calls[key] <= 1_000_000_000
}
