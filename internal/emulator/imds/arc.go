package imds

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// maxArcKeys is how many challenges may be open at once.
const maxArcKeys = 32

// arcKeys are the key files of open challenges, oldest first.
type arcKeys struct {
	mu    sync.Mutex
	paths []string
}

// azureArc answers as the agent of Azure Arc: first with a challenge that names
// a file, then with a token for whoever could read the file. Clients insist on
// the agent's own folder for the file (reference section 2.3).
func (s *Service) azureArc(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.Header.Get("Metadata") != "true" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Required metadata header not specified")
		return
	}
	if v := r.URL.Query().Get("api-version"); v < "2019-11-01" {
		oauthError(w, http.StatusBadRequest, "invalid_request", fmt.Sprintf("Invalid api-version '%s'", v))
		return
	}
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Basic ")
	if !ok {
		s.challenge(w)
		return
	}
	if !s.redeem(key) {
		oauthError(w, http.StatusUnauthorized, "unauthorized", "The key is unknown or was used before.")
		return
	}
	s.answerOAuth(w, r, imdsSelectors, []string{"client_id", "object_id", "msi_res_id"})
}

// challenge writes a key file and names it.
func (s *Service) challenge(w http.ResponseWriter) {
	s.arc.mu.Lock()
	defer s.arc.mu.Unlock()
	path := filepath.Join(s.opts.ArcFolder, exchange.NewID()+".key")
	err := os.MkdirAll(s.opts.ArcFolder, 0o700)
	if err == nil {
		err = os.WriteFile(path, []byte(exchange.NewHex(32)), 0o600)
	}
	if err != nil {
		oauthError(w, http.StatusInternalServerError, "unknown", "The key file cannot be written: "+err.Error())
		return
	}
	s.arc.paths = append(s.arc.paths, path)
	if len(s.arc.paths) > maxArcKeys {
		_ = os.Remove(s.arc.paths[0])
		s.arc.paths = s.arc.paths[1:]
	}
	w.Header().Set("WWW-Authenticate", "Basic realm="+path)
	oauthError(w, http.StatusUnauthorized, "unauthorized_client", "Missing Basic Authorization header")
}

// redeem accepts the content of an open challenge's file, once.
func (s *Service) redeem(key string) bool {
	s.arc.mu.Lock()
	defer s.arc.mu.Unlock()
	for i, path := range s.arc.paths {
		if content, err := os.ReadFile(path); err == nil && string(content) == key {
			_ = os.Remove(path)
			s.arc.paths = append(s.arc.paths[:i], s.arc.paths[i+1:]...)
			return true
		}
	}
	return false
}

// Close removes the key files of open challenges.
func (s *Service) Close() {
	s.arc.mu.Lock()
	defer s.arc.mu.Unlock()
	for _, path := range s.arc.paths {
		_ = os.Remove(path)
	}
	s.arc.paths = nil
}
