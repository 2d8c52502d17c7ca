package main

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// startBackend starts a server that answers below /echo with the request's body,
// below /pages with as many bytes as asked for, in pieces or at once, and below
// /bad late, with half an answer, or with none.
func startBackend(seed uint64) *httptest.Server {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, 1))
	draw := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(n)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
		// net/http reads no more of a request once it has begun to answer.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/pages/{size}", func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.PathValue("size"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		if draw(2) == 0 {
			w.Header().Set("Content-Length", strconv.Itoa(size))
		}
		for size > 0 {
			n := min(size, 1+draw(64<<10))
			_, _ = io.WriteString(w, strings.Repeat("p", n))
			size -= n
			if draw(4) == 0 {
				_ = http.NewResponseController(w).Flush()
			}
		}
	})
	mux.HandleFunc("/bad", func(w http.ResponseWriter, r *http.Request) {
		switch draw(4) {
		case 0:
			// Longer than the client is not watched.
			time.Sleep(time.Duration(60+draw(100)) * time.Millisecond)
			_, _ = io.WriteString(w, "late")
		case 1:
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			panic(http.ErrAbortHandler)
		case 2:
			panic(http.ErrAbortHandler)
		default:
			w.Header().Set("Connection", "close")
			_, _ = io.WriteString(w, "last")
		}
	})
	return httptest.NewServer(mux)
}
