package keyvault

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Suffix is the ending of the host names of vaults.
const Suffix = ".vault.azure.net"

const (
	vaultType = "Microsoft.KeyVault/vaults"
	// maxVaults is how many vaults are kept.
	maxVaults = 256
)

// Service answers for all vaults. It is safe for concurrent use.
type Service struct {
	seed  *seed.Seed
	guard *access.Guard
	now   func() time.Time

	mu     sync.Mutex
	vaults map[string]*vault
}

// NewService returns the service.
func NewService(s *seed.Seed, guard *access.Guard, now func() time.Time) *Service {
	return &Service{seed: s, guard: guard, now: now, vaults: map[string]*vault{}}
}

func (s *Service) vault(name string) *vault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.vaults[name]; v != nil {
		return v
	}
	contents, ok := seed.Pick(s.seed.KeyVaults, name)
	if !ok || len(s.vaults) >= maxVaults {
		return nil
	}
	v := newVault(contents, s.now())
	s.vaults[name] = v
	return v
}

// call is one request.
type call struct {
	r      *http.Request
	caller *access.Caller
	vault  *vault
	parts  []string // of the path
	now    time.Time

	status int
	body   []byte
}

// answer keeps an answer until the vault's lock is free: a slow client must not
// hold it.
func (c *call) answer(status int, v any) {
	c.status = status
	c.body, _ = json.Marshal(v) // maps of plain values
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.begin(w, r)
	if f := s.serve(w, r); f != nil {
		f.write(w)
	}
}

func (s *Service) begin(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Expires", "-1")
	h.Set("x-ms-keyvault-region", "local")
	h.Set("x-ms-keyvault-service-version", "1.9.0.0")
	h.Set("x-ms-request-id", exchange.NewID())
	if v := r.Header.Get("x-ms-client-request-id"); v != "" && len(v) <= 1024 {
		h.Set("x-ms-client-request-id", v)
	}
	h.Set("Strict-Transport-Security", "max-age=31536000;includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) *failure {
	caller, f := s.authenticate(w, r)
	if f != nil {
		return f
	}
	if r.URL.Query().Get("api-version") == "" {
		// unverified: the text.
		return fail(http.StatusBadRequest, "BadParameter", "The query parameter api-version is required.")
	}
	v := s.vault(exchange.Label(r))
	if v == nil {
		return fail(http.StatusNotFound, "VaultNotFound", "The local Azure has no vault of this name.")
	}
	parts := strings.Split(strings.Trim(strings.ToLower(r.URL.Path), "/"), "/")
	c := &call{r: r, caller: caller, vault: v, parts: parts, now: s.now()}
	if f := s.locked(c); f != nil {
		return f
	}
	if c.body == nil {
		w.WriteHeader(c.status)
		return nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	exchange.Write(w, c.status, c.body)
	return nil
}

// locked finds and runs the operation under the vault's lock.
func (s *Service) locked(c *call) *failure {
	c.vault.mu.Lock()
	defer c.vault.mu.Unlock()
	switch c.parts[0] {
	case "secrets":
		return s.secrets(c)
	case "deletedsecrets":
		return s.deletedSecrets(c)
	case "certificates":
		return s.certificates(c)
	}
	return fail(http.StatusNotFound, "NotFound", "The local vault has nothing at '%s'.", c.r.URL.Path)
}

// base is the address of the vault.
func (c *call) base() string { return "https://" + c.r.Host }

var _ exchange.Service = (*Service)(nil)
