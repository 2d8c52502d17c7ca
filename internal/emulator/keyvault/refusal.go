package keyvault

import (
	"fmt"
	"net/http"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// resource is the audience that vaults take, without a slash at its end.
const resource = "https://vault.azure.net"

// failure is an error answer of Key Vault.
type failure struct {
	status        int
	code, message string
	inner         string
}

func fail(status int, code, format string, args ...any) *failure {
	return &failure{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func (f *failure) because(inner string) *failure {
	f.inner = inner
	return f
}

func (f *failure) write(w http.ResponseWriter) {
	e := map[string]any{"code": f.code, "message": f.message}
	if f.inner != "" {
		e["innererror"] = map[string]string{"code": f.inner}
	}
	exchange.JSON(w, f.status, map[string]any{"error": e})
}

// challenge tells clients where to get a token; they rely on it.
func (s *Service) challenge(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", fmt.Sprintf("Bearer authorization=\"https://login.microsoftonline.com/%s\", resource=\"%s\"", s.guard.Tenant(), resource))
}

// authenticate checks the caller's token.
func (s *Service) authenticate(w http.ResponseWriter, r *http.Request) (*access.Caller, *failure) {
	token, _ := exchange.Bearer(r)
	caller, refusal := s.guard.Check(token, access.Exactly(resource))
	if refusal == nil {
		exchange.SetIdentity(r, caller.Label)
		return caller, nil
	}
	s.challenge(w)
	unauthorized := func(format string, args ...any) *failure {
		return fail(http.StatusUnauthorized, "Unauthorized", format, args...)
	}
	claims := refusal.Claims
	switch refusal.Reason {
	case access.Missing:
		return nil, unauthorized("AKV10000: Request is missing a Bearer or PoP token.")
	case access.BadAudience:
		return nil, unauthorized("AKV10022: Invalid audience. Expected %s, found: %s.", resource, claims.Audience)
	case access.BadIssuer:
		return nil, unauthorized("AKV10032: Invalid issuer. Expected one of %s, found %s.", access.Issuers(s.guard.Tenant())[0], claims.Issuer)
	case access.Expired:
		return nil, unauthorized("[TokenExpired] Error validating token: 'S2S12086'.")
	case access.NotYetValid:
		return nil, unauthorized("[TokenNotYetValid] Error validating token.")
	}
	return nil, unauthorized("[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'.")
}

// authorize checks that the caller may do something to an object of the vault.
func (s *Service) authorize(c *call, action, object string) *failure {
	label := exchange.Label(c.r)
	scope := s.seed.ScopeOf(vaultType, label)
	if object != "" {
		scope += "/" + object
	}
	name := vaultType + "/" + action
	if c.caller.May(access.Action{Name: name, Data: true}, scope) {
		return nil
	}
	return fail(http.StatusForbidden, "Forbidden", "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=%s;oid=%s;iss=%s\r\nAction: '%s'\r\nResource: '%s'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: %s;location=local\r\n", c.caller.ClientID, c.caller.ObjectID, c.caller.Issuer, name, scope, label).because("ForbiddenByRbac")
}

// Fault answers with a failure on demand.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	s.begin(w, r)
	f.SetRetryAfter(w)
	switch f.Status {
	case http.StatusTooManyRequests:
		fail(f.Status, "Throttled", "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached").write(w)
	case http.StatusUnauthorized:
		s.challenge(w)
		fail(f.Status, "Unauthorized", "[BearerReadAccessTokenFailed] Error validating token: 'S2S12005'.").write(w)
	case http.StatusForbidden:
		fail(f.Status, "Forbidden", "Client address is not authorized and caller is not a trusted service.").because("ForbiddenByFirewall").write(w)
	default:
		code := "InternalServerError"
		if f.Status < 500 {
			code = "BadParameter"
		}
		fail(f.Status, code, "The request was refused on demand.").write(w)
	}
}
