package emulator

import (
	"net"
	"net/http"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/arm"
	"github.com/gatehouse-project/gatehouse/internal/emulator/cosmos"
	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/graph"
	"github.com/gatehouse-project/gatehouse/internal/emulator/imds"
	"github.com/gatehouse-project/gatehouse/internal/emulator/keyvault"
	"github.com/gatehouse-project/gatehouse/internal/emulator/openai"
	"github.com/gatehouse-project/gatehouse/internal/emulator/servicebus"
	"github.com/gatehouse-project/gatehouse/internal/emulator/storage"
)

// identityHost is the name of the identity endpoints in faults and in the
// request log.
const identityHost = "identity"

// route is a host, or the hosts with one more label in front of a suffix, and
// who answers for it.
type route struct {
	pattern string // management.azure.com or *.vault.azure.net
	service exchange.Service
}

// newRoutes makes the services and says which hosts they are.
func (s *Server) newRoutes(guard *access.Guard) []route {
	from, now := s.opts.Seed, s.opts.Now
	return []route{
		{entra.LoginHost, entra.NewService(s.issuer, s.opts.RefreshIn)},
		{arm.Host, arm.NewService(from, guard, now)},
		{graph.Host, graph.NewService(from, guard, now)},
		{"*" + servicebus.Suffix, s.bus},
		{"*" + storage.BlobSuffix, s.blobs},
		{"*" + storage.QueueSuffix, s.queues},
		{"*" + keyvault.Suffix, keyvault.NewService(from, guard, now)},
		{"*" + cosmos.Suffix, cosmos.NewService(from, guard, now)},
		{"*" + openai.Suffix, openai.NewService(from, guard, now)},
	}
}

// matchHost reports whether a host is what a pattern means: "*" stands for one
// label, and alone for everything.
func matchHost(pattern, host string) bool {
	if pattern == "*" {
		return true
	}
	suffix, ok := strings.CutPrefix(pattern, "*")
	if !ok {
		return strings.EqualFold(pattern, host)
	}
	label, found := strings.CutSuffix(host, strings.ToLower(suffix))
	return found && label != "" && !strings.Contains(label, ".")
}

// find returns who answers for a host, or nil.
func (s *Server) find(host string) exchange.Service {
	for _, r := range s.routes {
		if matchHost(r.pattern, host) {
			return r.service
		}
	}
	return nil
}

// isLoopback reports whether a host name or address is this machine's own.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// serveHTTPS answers on the services listener.
func (s *Server) serveHTTPS(w http.ResponseWriter, r *http.Request) {
	host := exchange.Host(r)
	service := s.find(host)
	if service == nil && isLoopback(host) {
		host, service = s.byPath(r)
	}
	if service == nil {
		exchange.JSON(w, http.StatusNotFound, map[string]any{"error": map[string]string{
			"code": "HostNotFound", "message": "The local Azure does not stand in for the host '" + host + "'. It answers for " + s.patterns() + ".",
		}})
		return
	}
	s.answer(w, r, host, service)
}

// byPath finds the service that is meant by a request to the listener's own
// address: clients that are given a URL instead of a host name send that.
func (s *Server) byPath(r *http.Request) (string, exchange.Service) {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch strings.ToLower(first) {
	case "subscriptions", "tenants", "providers", "metadata":
		return arm.Host, s.find(arm.Host)
	case "servicefabric":
		return identityHost, s.imds
	}
	return entra.LoginHost, s.find(entra.LoginHost)
}

func (s *Server) patterns() string {
	names := make([]string, len(s.routes))
	for i, r := range s.routes {
		names[i] = r.pattern
	}
	return strings.Join(names, ", ")
}

// serveIdentity answers on the identity listener.
func (s *Server) serveIdentity(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		s.connect(w, r)
		return
	}
	// Only names that cannot belong to a web page are answered, so that no page
	// can get at the tokens by pointing a name of its own here.
	host := exchange.Host(r)
	if !isLoopback(host) && host != "169.254.169.254" {
		exchange.JSON(w, http.StatusNotFound, map[string]string{
			"error": "not_found", "error_description": "The local Azure's identity endpoint does not answer for the host '" + host + "'; https is what its services speak.",
		})
		return
	}
	if strings.HasPrefix(r.URL.Path, "/local/") {
		s.local(w, r)
		return
	}
	if !s.imds.Handles(r) {
		exchange.JSON(w, http.StatusNotFound, map[string]string{
			"error": "not_found", "error_description": "There is nothing at '" + r.URL.Path + "'. Tokens are at " + imds.IMDSPath + " and " + imds.AppServicePath + ".",
		})
		return
	}
	s.answer(w, r, identityHost, s.imds)
}

// answer lets a service answer, after any fault that is due, and logs the
// request.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, host string, service exchange.Service) {
	r, note := exchange.WithNote(r)
	rec := &recorder{ResponseWriter: w, log: &s.requests, request: r, host: host, note: note}
	if f := s.faults.next(host); f != nil && f.happen(rec, r, service) {
		return
	}
	service.ServeHTTP(rec, r)
}
