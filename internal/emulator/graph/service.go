package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// Host is the host name of Graph.
const Host = "graph.microsoft.com"

// Service answers as Graph. It is safe for concurrent use.
type Service struct {
	guard *access.Guard
	now   func() time.Time
	sets  map[string]*set // by name in lower case
	// members are the members of a group, memberOf the groups of a user, by id.
	members, memberOf map[string][]*object
}

// NewService returns the service.
func NewService(s *seed.Seed, guard *access.Guard, now func() time.Time) *Service {
	out := &Service{guard: guard, now: now}
	out.fill(s)
	return out
}

// call is one request.
type call struct {
	w       http.ResponseWriter
	r       *http.Request
	base    string // https://graph.microsoft.com/v1.0
	service *Service
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.begin(w, r)
	if f := s.serve(w, r); f != nil {
		s.write(w, r, f)
	}
}

func (s *Service) begin(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	id := exchange.NewID()
	h.Set("request-id", id)
	client := r.Header.Get("client-request-id")
	if client == "" || len(client) > 1024 {
		client = id
	}
	h.Set("client-request-id", client)
	h.Set("x-ms-ags-diagnostic", `{"ServerInfo":{"DataCenter":"Local","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"LOCAL"}}`)
	h.Set("Cache-Control", "no-cache")
	h.Set("Strict-Transport-Security", "max-age=31536000")
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) *failure {
	caller, f := s.authenticate(w, r)
	if f != nil {
		return f
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	version := strings.ToLower(parts[0])
	if version != "v1.0" && version != "beta" {
		return fail(http.StatusBadRequest, "BadRequest", "Invalid version: "+parts[0])
	}
	if len(parts) < 2 {
		return fail(http.StatusBadRequest, "BadRequest", "Resource not found for the segment ''.")
	}
	if strings.EqualFold(parts[1], "me") {
		return fail(http.StatusBadRequest, "BadRequest", "/me request is only valid with delegated authentication flow.")
	}
	found := s.sets[strings.ToLower(parts[1])]
	if found == nil || len(parts) > 4 {
		return fail(http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+parts[len(parts)-1]+"'.")
	}
	if !slices.ContainsFunc(found.roles, func(role string) bool { return slices.Contains(caller.Roles, role) }) {
		return fail(http.StatusForbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	}
	if r.Method != http.MethodGet {
		return fail(http.StatusMethodNotAllowed, "Request_BadRequest", "The local directory can only be read; it comes from the seed.")
	}
	c := &call{w: w, r: r, base: "https://" + r.Host + "/" + version, service: s}
	switch {
	case len(parts) == 2:
		return c.list(found, found.name, found.objects)
	case strings.EqualFold(parts[2], "$count"):
		return c.count(found.objects)
	}
	o := found.find(parts[2])
	if o == nil {
		return fail(http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+parts[2]+"' does not exist or one of its queried reference-property objects are not present.")
	}
	if len(parts) == 3 {
		return c.one(found, o)
	}
	switch relation := strings.ToLower(parts[3]); {
	case relation == "members" && found.name == "groups", relation == "transitivemembers" && found.name == "groups":
		return c.list(s.sets["directoryobjects"], "directoryObjects", s.members[o.id])
	case relation == "memberof" && found.name == "users", relation == "transitivememberof" && found.name == "users":
		return c.list(s.sets["directoryobjects"], "directoryObjects", s.memberOf[o.id])
	}
	return fail(http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+parts[3]+"'.")
}

// failure is an error answer of Graph.
type failure struct {
	status        int
	code, message string
}

func fail(status int, code, message string) *failure { return &failure{status, code, message} }

func (s *Service) write(w http.ResponseWriter, _ *http.Request, f *failure) {
	exchange.JSON(w, f.status, map[string]any{"error": map[string]any{
		"code": f.code, "message": f.message,
		"innerError": map[string]string{
			"date": s.now().UTC().Format("2006-01-02T15:04:05"), "request-id": w.Header().Get("request-id"), "client-request-id": w.Header().Get("client-request-id"),
		},
	}})
}

func challenge(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="`+entra.GraphAppID+`"`)
}

// authenticate checks the caller's token.
func (s *Service) authenticate(w http.ResponseWriter, r *http.Request) (*access.Caller, *failure) {
	token, _ := exchange.Bearer(r)
	caller, refusal := s.guard.Check(token, access.OneOf("https://"+Host, entra.GraphAppID))
	if refusal == nil {
		exchange.SetIdentity(r, caller.Label)
		return caller, nil
	}
	challenge(w)
	text := "Access token validation failure."
	switch refusal.Reason {
	case access.Missing:
		text = "Access token is empty."
	case access.Malformed:
		text = "IDX14100: JWT is not well formed, there are no dots (.)."
	case access.BadSignature:
		text = "Access token validation failure. Invalid signature."
	case access.BadIssuer:
		text = "Access token validation failure. Invalid issuer."
	case access.BadAudience:
		text = "Access token validation failure. Invalid audience."
	case access.Expired:
		text = "Lifetime validation failed, the token is expired."
	case access.NotYetValid:
		text = "Lifetime validation failed, the token is not yet valid."
	}
	return nil, fail(http.StatusUnauthorized, "InvalidAuthenticationToken", text)
}

// Fault answers with a failure on demand.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	s.begin(w, r)
	f.SetRetryAfter(w)
	code, text := "UnknownError", "The request was refused on demand."
	switch f.Status {
	case http.StatusTooManyRequests:
		code, text = "TooManyRequests", "Too many requests"
	case http.StatusServiceUnavailable:
		code, text = "ServiceUnavailable", "The service is temporarily unavailable."
	case http.StatusUnauthorized:
		challenge(w)
		code, text = "InvalidAuthenticationToken", "Access token validation failure."
	case http.StatusForbidden:
		code, text = "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
	case http.StatusNotFound:
		code, text = "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present."
	}
	s.write(w, r, fail(f.Status, code, text))
}

var _ exchange.Service = (*Service)(nil)
