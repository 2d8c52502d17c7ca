package imds

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// appServiceSelectors are the parameters that choose an identity.
var appServiceSelectors = map[string]string{
	"client_id": "client", "clientid": "client", "object_id": "object", "principal_id": "object", "mi_res_id": "resource",
}

// oldAppService is the api-version of the first protocol: header secret,
// parameter clientid, expires_on as a date.
const oldAppService = "2017-09-01"

// appService answers as App Service, Functions and Container Apps.
func (s *Service) appService(w http.ResponseWriter, r *http.Request) {
	if path := strings.TrimSuffix(r.URL.Path, "/"); path != AppServicePath {
		appServiceError(w, http.StatusNotFound, "The requested path does not exist.")
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET")
		appServiceError(w, http.StatusMethodNotAllowed, "The method is not allowed.")
		return
	}
	query := r.URL.Query()
	version := query.Get("api-version")
	secret := r.Header.Get("X-IDENTITY-HEADER")
	switch {
	case version == oldAppService:
		secret = r.Header.Get("secret")
	case version < "2019-08-01":
		appServiceError(w, http.StatusBadRequest, fmt.Sprintf("The api-version '%s' is not supported; use 2019-08-01.", version))
		return
	}
	if !s.isSecret(secret) {
		// unverified: the status of a wrong or missing header.
		appServiceError(w, http.StatusUnauthorized, "The X-IDENTITY-HEADER header is missing or wrong.")
		return
	}
	resource := query.Get("resource")
	if resource == "" {
		appServiceError(w, http.StatusBadRequest, "The query parameter 'resource' is required.")
		return
	}
	p, err := s.find(query, appServiceSelectors)
	if err == errNotFound {
		appServiceError(w, http.StatusBadRequest, "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.")
		return
	}
	if err != nil {
		appServiceError(w, http.StatusBadRequest, err.Error())
		return
	}
	token, err := s.mint(r, p, resource)
	if err != nil {
		appServiceError(w, http.StatusBadRequest, err.Error())
		return
	}
	answer := map[string]string{
		"access_token": token.Value,
		"client_id":    token.ClientID,
		"expires_on":   strconv.FormatInt(token.Expires.Unix(), 10),
		"not_before":   strconv.FormatInt(token.NotBefore.Unix(), 10),
		"resource":     token.Resource,
		"token_type":   "Bearer",
	}
	if version == oldAppService {
		answer["expires_on"] = token.Expires.UTC().Format("01/02/2006 15:04:05 -07:00")
		delete(answer, "not_before")
	} else if s.opts.RefreshIn > 0 {
		answer["refresh_in"] = strconv.FormatInt(int64(s.opts.RefreshIn.Seconds()), 10)
	}
	exchange.JSON(w, http.StatusOK, answer)
}

func (s *Service) isSecret(given string) bool {
	return subtle.ConstantTimeCompare([]byte(given), []byte(s.opts.Secret)) == 1
}

// appServiceError answers in the form of App Service.
func appServiceError(w http.ResponseWriter, status int, message string) {
	exchange.JSON(w, status, map[string]any{"statusCode": status, "message": message, "correlationId": exchange.NewID()})
}
