package imds

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// serviceFabric answers as a Service Fabric cluster. Its clients want TLS and
// send no choice of identity.
func (s *Service) serviceFabric(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	resource := query.Get("resource")
	switch {
	case r.TLS == nil:
		serviceFabricError(w, http.StatusBadRequest, "InvalidRequest", "The endpoint is served over TLS only.")
		return
	case r.Header.Get("Secret") == "":
		serviceFabricError(w, http.StatusBadRequest, "SecretHeaderNotFound", "Secret is not found in the request headers.")
		return
	case !s.isSecret(r.Header.Get("Secret")):
		serviceFabricError(w, http.StatusUnauthorized, "ManagedIdentityNotFound", "Managed identity not found for the specified secret.")
		return
	case query.Get("api-version") != "2019-07-01-preview":
		serviceFabricError(w, http.StatusBadRequest, "InvalidApiVersion", fmt.Sprintf("The api-version '%s' is not supported.", query.Get("api-version")))
		return
	case resource == "":
		serviceFabricError(w, http.StatusBadRequest, "ArgumentNullOrEmpty", "The parameter 'resource' should not be null or empty string.")
		return
	}
	p, err := s.find(url.Values{}, nil)
	if err != nil {
		serviceFabricError(w, http.StatusBadRequest, "ManagedIdentityNotFound", "Managed identity not found.")
		return
	}
	token, err := s.mint(r, p, resource)
	if err != nil {
		serviceFabricError(w, http.StatusBadRequest, "InternalServerError", err.Error())
		return
	}
	exchange.JSON(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "access_token": token.Value, "expires_on": token.Expires.Unix(), "resource": token.Resource,
	})
}

func serviceFabricError(w http.ResponseWriter, status int, code, message string) {
	exchange.JSON(w, status, map[string]any{"error": map[string]string{"correlationId": exchange.NewID(), "code": code, "message": message}})
}

// azureML answers as a compute instance of Azure Machine Learning. Its clients
// always send clientid, which may be empty.
func (s *Service) azureML(w http.ResponseWriter, r *http.Request) {
	if !s.isSecret(r.Header.Get("secret")) {
		oauthError(w, http.StatusUnauthorized, "unauthorized", "The secret header is missing or wrong.")
		return
	}
	if v := r.URL.Query().Get("api-version"); v != oldAppService {
		oauthError(w, http.StatusBadRequest, "invalid_request", fmt.Sprintf("Invalid api-version '%s'", v))
		return
	}
	s.answerOAuth(w, r, map[string]string{"clientid": "client"}, nil)
}

// cloudShell answers as Azure Cloud Shell: a form, and no choice of identity.
func (s *Service) cloudShell(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("Metadata") != "true" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Required metadata header not specified")
		return
	}
	body, err := exchange.Body(r, 64<<10)
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", err.Error())
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("resource") == "" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Required parameter 'resource' is missing")
		return
	}
	p, err := s.find(url.Values{}, nil)
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Identity not found")
		return
	}
	token, err := s.mint(r, p, form.Get("resource"))
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_resource", err.Error())
		return
	}
	exchange.JSON(w, http.StatusOK, s.oauthAnswer(token))
}
