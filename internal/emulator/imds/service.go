package imds

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// The paths of the protocols. IMDS and App Service have their real ones.
const (
	IMDSPath          = "/metadata/identity/oauth2/token"
	AppServicePath    = "/msi/token"
	ArcPath           = "/arc/metadata/identity/oauth2/token"
	ServiceFabricPath = "/servicefabric/metadata/identity/oauth2/token"
	AzureMLPath       = "/azureml/token"
	CloudShellPath    = "/cloudshell/oauth2/token"
)

// Options configure a Service.
type Options struct {
	Seed   *seed.Seed
	Issuer *entra.Issuer
	// Secret is what IDENTITY_HEADER and MSI_SECRET hold.
	Secret string
	// RefreshIn, unless zero, is sent along with each token as refresh_in.
	RefreshIn time.Duration
	// ArcFolder is where the key files of the Arc protocol are written.
	ArcFolder string
}

// Service answers all managed-identity protocols. It is safe for concurrent use.
type Service struct {
	opts Options
	mux  *http.ServeMux
	arc  arcKeys
}

// NewService returns the service.
func NewService(opts Options) *Service {
	s := &Service{opts: opts, mux: http.NewServeMux()}
	s.mux.HandleFunc(IMDSPath, s.imds)
	s.mux.HandleFunc(IMDSPath+"/", s.imds) // JavaScript's client adds the slash
	s.mux.HandleFunc(AppServicePath, s.appService)
	s.mux.HandleFunc(AppServicePath+"/", s.appService)
	s.mux.HandleFunc(ArcPath, s.azureArc)
	s.mux.HandleFunc(ServiceFabricPath, s.serviceFabric)
	s.mux.HandleFunc(AzureMLPath, s.azureML)
	s.mux.HandleFunc(CloudShellPath, s.cloudShell)
	return s
}

// Handles reports whether a path belongs to one of the protocols.
func (s *Service) Handles(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return pattern != ""
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s.mux.ServeHTTP(w, r)
}

// Fault answers with a failure in the form of the protocol that was asked.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	f.SetRetryAfter(w)
	text := http.StatusText(f.Status)
	switch {
	case strings.HasPrefix(r.URL.Path, AppServicePath):
		appServiceError(w, f.Status, text)
	case strings.HasPrefix(r.URL.Path, ServiceFabricPath):
		serviceFabricError(w, f.Status, "InternalServerError", text)
	default:
		code := "unknown"
		if f.Status == http.StatusTooManyRequests {
			code = "too_many_requests"
		}
		oauthError(w, f.Status, code, text)
	}
}

// oauthError answers in the form of IMDS.
func oauthError(w http.ResponseWriter, status int, code, description string) {
	exchange.JSON(w, status, map[string]string{"error": code, "error_description": description})
}

// The reasons why no identity can be chosen.
var (
	errSelectors = errors.New("only one of client_id, object_id and mi_res_id may be given")
	errNotFound  = errors.New("identity not found")
)

// find returns the identity that the query asks for with one of the protocol's
// selectors (parameter name → what it means); none means the system-assigned.
func (s *Service) find(query url.Values, selectors map[string]string) (*seed.Principal, error) {
	kind, value := "", ""
	for name, means := range selectors {
		v := query.Get(name)
		if v == "" {
			continue
		}
		if kind != "" {
			return nil, errSelectors
		}
		kind, value = means, v
	}
	for _, p := range s.opts.Seed.Principals() {
		if p.Kind == seed.ServicePrincipal {
			continue // an application is no managed identity
		}
		var has string
		switch kind {
		case "":
			if p.Kind == seed.SystemAssigned {
				return p, nil
			}
			continue
		case "client":
			has = p.ClientID
		case "object":
			has = p.ObjectID
		case "resource":
			has = p.ResourceID
		}
		if strings.EqualFold(has, value) {
			return p, nil
		}
	}
	return nil, errNotFound
}

// mint makes the token and notes the identity.
func (s *Service) mint(r *http.Request, p *seed.Principal, resource string) (*entra.Token, error) {
	exchange.SetIdentity(r, p.Label())
	return s.opts.Issuer.Mint(p, resource, entra.ByCertificate)
}
