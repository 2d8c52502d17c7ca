package arm

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// failure is an error answer of the resource manager.
type failure struct {
	status    int
	code      string
	message   string
	challenge string // WWW-Authenticate
}

func fail(status int, code, format string, args ...any) *failure {
	return &failure{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func (f *failure) write(w http.ResponseWriter) {
	w.Header().Set("x-ms-failure-cause", "gateway")
	if f.challenge != "" {
		w.Header().Set("WWW-Authenticate", f.challenge)
	}
	exchange.JSON(w, f.status, map[string]any{"error": map[string]string{"code": f.code, "message": f.message}})
}

func noRoute(r *http.Request) *failure {
	return fail(http.StatusNotFound, "NotFound", "The local resource manager has nothing at '%s'.", r.URL.Path)
}

// authenticate checks the caller's token.
func (s *Service) authenticate(r *http.Request) (*access.Caller, *failure) {
	token, ok := exchange.Bearer(r)
	if !ok {
		if r.Header.Get("Authorization") == "" {
			return nil, s.challenge("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.", "The authentication failed because of missing 'Authorization' header.")
		}
		return nil, s.challenge("AuthenticationFailedInvalidHeader", "Authentication failed. The 'Authorization' header is provided in an invalid format.", "The authentication scheme is not supported.")
	}
	// A client that was given the local endpoint's URL asks for that URL.
	own := access.OneOf("https://" + r.Host)
	caller, refusal := s.guard.Check(token, func(aud string) bool { return slices.Contains(audiences, aud) || own(aud) })
	if refusal == nil {
		exchange.SetIdentity(r, caller.Label)
		return caller, nil
	}
	claims := refusal.Claims
	switch refusal.Reason {
	case access.Expired:
		text := fmt.Sprintf("The access token expiry UTC time '%s' is earlier than current UTC time '%s'.", utc(time.Unix(claims.Expires, 0)), utc(s.now()))
		return nil, s.challenge("ExpiredAuthenticationToken", text, text)
	case access.BadAudience:
		text := fmt.Sprintf("The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences '%s'.", claims.Audience, strings.Join(audiences, "','"))
		return nil, s.challenge("InvalidAuthenticationTokenAudience", text, text)
	case access.BadIssuer:
		issuers := access.Issuers(s.guard.Tenant())
		text := fmt.Sprintf("The access token is from the wrong issuer '%s'. It must match the tenant '%s' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/%s' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.", claims.Issuer, issuers[0], s.guard.Tenant())
		return nil, s.challenge("InvalidAuthenticationTokenTenant", text, text)
	case access.NotYetValid:
		return nil, s.challenge("InvalidAuthenticationToken", "The access token is not yet valid.", "The access token is not yet valid.")
	}
	return nil, s.challenge("InvalidAuthenticationToken", "The access token is invalid.", "The access token is invalid.")
}

func utc(t time.Time) string { return t.UTC().Format("1/2/2006 3:04:05 PM") }

func (s *Service) challenge(code, message, description string) *failure {
	f := fail(http.StatusUnauthorized, code, "%s", message)
	f.challenge = fmt.Sprintf("Bearer authorization_uri=\"https://login.windows.net/%s\", error=\"invalid_token\", error_description=\"%s\"", s.guard.Tenant(), description)
	return f
}

// authorize checks that the caller may do something at a scope.
func (s *Service) authorize(c *access.Caller, action, scope string) *failure {
	if c.May(access.Action{Name: action}, scope) {
		return nil
	}
	return fail(http.StatusForbidden, "AuthorizationFailed", "The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.", c.ClientID, c.ObjectID, action, scope)
}
