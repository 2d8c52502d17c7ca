package server

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/telemetry"
)

// adminHandler serves the admin listener. Health can be asked for without a
// token, as probes do; everything else needs it where others can reach the
// address.
func (s *Server) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, status{"ok"}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !s.ready.Load() {
			answer(w, http.StatusServiceUnavailable, status{"stopping"})
			return
		}
		if s.store.away() {
			// Requests are still served: who routes them here need not look elsewhere.
			answer(w, http.StatusOK, status{"degraded: state store away"})
			return
		}
		answer(w, http.StatusOK, status{"ok"})
	})
	mux.Handle("GET /metrics", s.metrics())
	return s.authorized(mux)
}

// metrics shows the metrics of the process, of requests and of the state store.
func (s *Server) metrics() http.Handler {
	m := telemetry.New()
	m.WatchRequests(&s.requests)
	m.WatchSamples(s.samples)
	m.WatchSecrets(s.secrets.store)
	m.WatchInsights(s.insights)
	m.WatchWebSockets(&s.tunnels)
	if s.store.front != nil {
		m.WatchState(s.store.front)
	}
	return m.Handler()
}

type status struct {
	Status string `json:"status"`
}

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	// The client may be gone; nobody else is to be told.
	_ = json.NewEncoder(w).Encode(v)
}

// authorized demands the token of the settings on addresses that others can
// reach, and a loopback name in Host on the others: a web page must not reach
// them by a name that resolves to this machine.
func (s *Server) authorized(next http.Handler) http.Handler {
	settings := s.admin.settings
	token := s.adminToken
	loopback := config.IsLoopback(settings.Address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/healthz" || r.URL.Path == "/readyz":
		case token != "":
			given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
				w.Header().Set("WWW-Authenticate", "Bearer")
				answer(w, http.StatusUnauthorized, status{"the admin listener needs its token: Authorization: Bearer …"})
				return
			}
		case !loopback || !config.IsLoopback(r.Host):
			answer(w, http.StatusForbidden, status{"ask by a loopback name"})
			return
		}
		next.ServeHTTP(w, r)
	})
}
