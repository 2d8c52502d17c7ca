package entra

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// maxForm bounds the body of a token request in bytes.
const maxForm = 256 << 10

// assertionType is the client_assertion_type of a JWT.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// token answers a token request: version 2 with scope, version 1 with resource.
func (s *Service) token(w http.ResponseWriter, r *http.Request, v2 bool) {
	token, refusal := s.grant(r, v2)
	if refusal != nil {
		refusal.write(w, r, s.issuer.now())
		return
	}
	seconds := int64(token.Lifetime.Seconds())
	// Real endpoints count one second less than the life of the token.
	seconds = max(seconds-1, 0)
	answer := map[string]any{"token_type": "Bearer", "access_token": token.Value}
	if v2 {
		answer["expires_in"] = seconds
		answer["ext_expires_in"] = seconds
		if s.refreshIn > 0 {
			answer["refresh_in"] = int64(s.refreshIn.Seconds())
		}
	} else {
		answer["expires_in"] = strconv.FormatInt(seconds, 10)
		answer["ext_expires_in"] = strconv.FormatInt(seconds, 10)
		answer["expires_on"] = strconv.FormatInt(token.Expires.Unix(), 10)
		answer["not_before"] = strconv.FormatInt(token.NotBefore.Unix(), 10)
		answer["resource"] = token.Resource
	}
	exchange.JSON(w, http.StatusOK, answer)
}

// grant decides about a token request.
func (s *Service) grant(r *http.Request, v2 bool) (*Token, *refusal) {
	tenant := r.PathValue("tenant")
	if anyTenant(tenant) {
		return nil, refuse(http.StatusBadRequest, "invalid_request", 53003, "Client credentials need the endpoint of a tenant, not '/%s/'.", tenant)
	}
	if !s.isTenant(tenant) {
		return nil, unknownTenant(tenant)
	}
	form, refusal := readForm(r)
	if refusal != nil {
		return nil, refusal
	}
	switch grant := form.Get("grant_type"); grant {
	case "":
		return nil, missingParameter("grant_type")
	case "client_credentials":
	default:
		return nil, refuse(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
	}
	id := form.Get("client_id")
	if id == "" {
		return nil, missingParameter("client_id")
	}
	p := s.principals[strings.ToLower(id)]
	if p == nil {
		return nil, unknownClient(id, s.issuer.seed.Tenant.Name)
	}
	proof, refusal := s.authenticate(r, p, form)
	if refusal != nil {
		return nil, refusal
	}
	exchange.SetIdentity(r, p.Label())
	resource, refusal := requestedResource(form, v2)
	if refusal != nil {
		return nil, refusal
	}
	token, err := s.issuer.Mint(p, resource, proof)
	var unknown *UnknownResourceError
	if errors.As(err, &unknown) {
		text := strings.TrimPrefix(unknown.Error(), "AADSTS500011: ")
		return nil, refuse(http.StatusBadRequest, "invalid_resource", 500011, "%s", text)
	}
	if err != nil {
		return nil, refuse(http.StatusInternalServerError, "server_error", 90033, "%s", err.Error())
	}
	return token, nil
}

// readForm reads the parameters of a token request; credentials may also stand
// in an Authorization header.
func readForm(r *http.Request) (url.Values, *refusal) {
	body, err := exchange.Body(r, maxForm)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "invalid_request", 900561, "The request body cannot be read: %v.", err)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "invalid_request", 900561, "The request body is not a form.")
	}
	if id, secret, ok := r.BasicAuth(); ok {
		// RFC 6749 section 2.3.1: both are form-encoded first.
		if v, err := url.QueryUnescape(id); err == nil {
			form.Set("client_id", v)
		}
		if v, err := url.QueryUnescape(secret); err == nil {
			form.Set("client_secret", v)
		}
	}
	return form, nil
}

// requestedResource returns the resource that a token is asked for.
func requestedResource(form url.Values, v2 bool) (string, *refusal) {
	if !v2 {
		if resource := form.Get("resource"); resource != "" {
			return resource, nil
		}
		return "", missingParameter("resource")
	}
	scope := form.Get("scope")
	if strings.TrimSpace(scope) == "" {
		return "", missingParameter("scope")
	}
	var resources []string
	for _, part := range strings.Fields(scope) {
		switch part {
		case "openid", "offline_access", "profile", "email":
			continue // clients add them; they mean nothing here
		}
		resource, ok := strings.CutSuffix(part, "/.default")
		if !ok || resource == "" {
			return "", refuse(http.StatusBadRequest, "invalid_scope", 1002012, "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", part)
		}
		if !slices.Contains(resources, resource) {
			resources = append(resources, resource)
		}
	}
	if len(resources) != 1 {
		return "", refuse(http.StatusBadRequest, "invalid_scope", 70011, "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", scope)
	}
	return resources[0], nil
}

// authenticate checks the credentials of a token request.
func (s *Service) authenticate(r *http.Request, p *seed.Principal, form url.Values) (Proof, *refusal) {
	if assertion := strings.TrimSpace(form.Get("client_assertion")); assertion != "" {
		if form.Get("client_assertion_type") != assertionType {
			return "", refuse(http.StatusBadRequest, "invalid_request", 90023, "The client_assertion_type has to be %s.", assertionType)
		}
		return ByCertificate, s.checkAssertion(r, p, assertion)
	}
	secret := form.Get("client_secret")
	if secret == "" {
		return "", invalidClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
	}
	if !slices.Contains(p.Secrets, secret) {
		return "", invalidClient(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", p.ClientID)
	}
	return BySecret, nil
}

// decodeObject decodes a JSON object; anything else gives an empty one.
func decodeObject(raw []byte) map[string]any {
	m := map[string]any{}
	_ = json.Unmarshal(raw, &m)
	return m
}
