package entra

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// LoginHost is the host name of Entra's public cloud.
const LoginHost = "login.microsoftonline.com"

// Service answers as login.microsoftonline.com. It is safe for concurrent use.
type Service struct {
	issuer     *Issuer
	principals map[string]*seed.Principal // by client id
	refreshIn  time.Duration
	mux        *http.ServeMux
}

// NewService returns the service. refreshIn, unless zero, is sent along with
// each token as the time after which it should be renewed.
func NewService(issuer *Issuer, refreshIn time.Duration) *Service {
	s := &Service{issuer: issuer, principals: map[string]*seed.Principal{}, refreshIn: refreshIn, mux: http.NewServeMux()}
	for _, p := range issuer.seed.Principals() {
		s.principals[p.ClientID] = p
	}
	s.mux.HandleFunc("POST /{tenant}/oauth2/token", func(w http.ResponseWriter, r *http.Request) { s.token(w, r, false) })
	s.mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", func(w http.ResponseWriter, r *http.Request) { s.token(w, r, true) })
	s.mux.HandleFunc("GET /{tenant}/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) { s.configuration(w, r, false) })
	s.mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) { s.configuration(w, r, true) })
	s.mux.HandleFunc("GET /{tenant}/discovery/keys", s.keys)
	s.mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", s.keys)
	s.mux.HandleFunc("GET /common/discovery/instance", s.instance)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(http.StatusNotFound, "invalid_request", 90007, "The local Entra ID has nothing at %s %s.", r.Method, r.URL.Path).write(w, r, issuer.now())
	})
	return s
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.Header().Set("Pragma", "no-cache")
	w.Header().Set("x-ms-request-id", exchange.NewID())
	s.mux.ServeHTTP(w, r)
}

// Fault answers with a failure in the form of the token endpoint.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	f.SetRetryAfter(w)
	code, number, text := "temporarily_unavailable", 90033, "A transient error has occurred. Please try again."
	switch {
	case f.Status == http.StatusTooManyRequests:
		code, number, text = "invalid_request", 90055, "Server is terminating the request due to multiple requests."
	case f.Status == http.StatusUnauthorized:
		code, number, text = "invalid_client", 7000215, "Invalid client secret provided."
	case f.Status < 500:
		code, number, text = "invalid_request", 90014, "The request was refused on demand."
	}
	refuse(f.Status, code, number, "%s", text).write(w, r, s.issuer.now())
}

// isTenant reports whether a path segment names the tenant.
func (s *Service) isTenant(name string) bool {
	t := &s.issuer.seed.Tenant
	return strings.EqualFold(name, t.ID) || strings.EqualFold(name, t.Domain)
}

// anyTenant are the segments that stand for the tenant of whoever signs in.
func anyTenant(name string) bool {
	switch strings.ToLower(name) {
	case "common", "organizations", "consumers":
		return true
	}
	return false
}

// authority is the base URL under which the caller reached the service: its
// answers have to point there.
func authority(r *http.Request) string {
	if exchange.Host(r) == LoginHost {
		return "https://" + LoginHost
	}
	return "https://" + r.Host
}

// configuration answers OpenID discovery. The issuer is always the public
// cloud's, as in the tokens; clients trust it by name.
func (s *Service) configuration(w http.ResponseWriter, r *http.Request, v2 bool) {
	tenant := r.PathValue("tenant")
	id := s.issuer.seed.Tenant.ID
	switch {
	case anyTenant(tenant):
		id = "{tenantid}"
	case !s.isTenant(tenant):
		unknownTenant(tenant).write(w, r, s.issuer.now())
		return
	default:
		tenant = id
	}
	base := authority(r) + "/" + tenant
	doc := map[string]any{
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"code", "id_token", "code id_token", "id_token token"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"claims_supported":                      []string{"sub", "iss", "aud", "exp", "iat", "tid", "ver"},
		"tenant_region_scope":                   "EU",
		"cloud_instance_name":                   "microsoftonline.com",
		"cloud_graph_host_name":                 "graph.windows.net",
		"msgraph_host":                          "graph.microsoft.com",
		"rbac_url":                              "https://pas.windows.net",
	}
	if v2 {
		doc["token_endpoint"] = base + "/oauth2/v2.0/token"
		doc["authorization_endpoint"] = base + "/oauth2/v2.0/authorize"
		doc["jwks_uri"] = base + "/discovery/v2.0/keys"
		doc["issuer"] = "https://" + LoginHost + "/" + id + "/v2.0"
	} else {
		doc["token_endpoint"] = base + "/oauth2/token"
		doc["authorization_endpoint"] = base + "/oauth2/authorize"
		doc["jwks_uri"] = base + "/discovery/keys"
		doc["issuer"] = "https://sts.windows.net/" + id + "/"
	}
	exchange.JSON(w, http.StatusOK, doc)
}

func (s *Service) keys(w http.ResponseWriter, r *http.Request) {
	if tenant := r.PathValue("tenant"); !anyTenant(tenant) && !s.isTenant(tenant) {
		unknownTenant(tenant).write(w, r, s.issuer.now())
		return
	}
	var keys []map[string]any
	for kid, key := range s.issuer.Keys() {
		jwk := jose.JSONWebKey{Key: key, KeyID: kid, Use: "sig"}
		raw, err := jwk.MarshalJSON()
		if err != nil {
			continue // impossible for an RSA key
		}
		m := decodeObject(raw)
		m["x5t"] = kid
		keys = append(keys, m)
	}
	exchange.JSON(w, http.StatusOK, map[string]any{"keys": keys})
}

// instance answers instance discovery. A client that was pointed at another
// authority host asks the public cloud about it.
func (s *Service) instance(w http.ResponseWriter, r *http.Request) {
	endpoint, err := url.Parse(r.URL.Query().Get("authorization_endpoint"))
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" {
		refuse(http.StatusBadRequest, "invalid_request", 900144, "The request must contain the following parameter: 'authorization_endpoint'.").write(w, r, s.issuer.now())
		return
	}
	cloud := []string{LoginHost, "login.windows.net", "login.microsoft.com", "sts.windows.net"}
	metadata := []map[string]any{{"preferred_network": LoginHost, "preferred_cache": "login.windows.net", "aliases": cloud}}
	host := strings.ToLower(endpoint.Host)
	switch endpoint.Hostname() {
	case "127.0.0.1", "::1", "localhost":
		metadata = append(metadata, map[string]any{"preferred_network": host, "preferred_cache": host, "aliases": []string{host}})
	case LoginHost, "login.windows.net", "login.microsoft.com", "sts.windows.net":
		host = LoginHost
	default:
		refuse(http.StatusBadRequest, "invalid_instance", 50049, "Unknown or invalid instance.").write(w, r, s.issuer.now())
		return
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(endpoint.Path, "/"), "/")
	exchange.JSON(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": "https://" + host + "/" + tenant + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata":                  metadata,
	})
}
