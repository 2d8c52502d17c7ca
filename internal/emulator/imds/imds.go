package imds

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// oldestIMDS is the first api-version that IMDS gives tokens for; dates compare
// as text.
const oldestIMDS = "2018-02-01"

// imdsSelectors are the parameters that choose an identity. Clients send
// msi_res_id although the documentation says mi_res_id.
var imdsSelectors = map[string]string{
	"client_id": "client", "object_id": "object", "principal_id": "object", "mi_res_id": "resource", "msi_res_id": "resource",
}

// imds answers as the instance metadata service.
func (s *Service) imds(w http.ResponseWriter, r *http.Request) {
	if path := strings.TrimSuffix(r.URL.Path, "/"); path != IMDSPath {
		oauthError(w, http.StatusNotFound, "not_found", "The requested path does not exist.")
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET")
		oauthError(w, http.StatusMethodNotAllowed, "invalid_request", "The method is not allowed.")
		return
	}
	if r.Header.Get("Metadata") != "true" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Required metadata header not specified")
		return
	}
	if r.Header.Get("X-Forwarded-For") != "" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "The request contains the header X-Forwarded-For")
		return
	}
	query := r.URL.Query()
	if v := query.Get("api-version"); v < oldestIMDS {
		oauthError(w, http.StatusBadRequest, "invalid_request", fmt.Sprintf("Invalid api-version '%s'; use 2018-02-01 or later", v))
		return
	}
	s.answerOAuth(w, r, imdsSelectors, nil)
}

// answerOAuth answers in the form of IMDS, in which every value is text. echo
// names selectors to be repeated in the answer.
func (s *Service) answerOAuth(w http.ResponseWriter, r *http.Request, selectors map[string]string, echo []string) {
	query := r.URL.Query()
	resource := query.Get("resource")
	if resource == "" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Required query variable 'resource' is missing")
		return
	}
	p, err := s.find(query, selectors)
	if err == errNotFound {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Identity not found")
		return
	}
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", err.Error())
		return
	}
	token, err := s.mint(r, p, resource)
	if err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_resource", err.Error())
		return
	}
	answer := s.oauthAnswer(token)
	for _, name := range echo {
		if v := query.Get(name); v != "" {
			answer[name] = v
		}
	}
	exchange.JSON(w, http.StatusOK, answer)
}

func (s *Service) oauthAnswer(t *entra.Token) map[string]string {
	seconds := strconv.FormatInt(max(int64(t.Lifetime.Seconds())-1, 0), 10)
	answer := map[string]string{
		"access_token":   t.Value,
		"client_id":      t.ClientID,
		"expires_in":     seconds,
		"expires_on":     strconv.FormatInt(t.Expires.Unix(), 10),
		"ext_expires_in": seconds,
		"not_before":     strconv.FormatInt(t.NotBefore.Unix(), 10),
		"resource":       t.Resource,
		"token_type":     "Bearer",
	}
	if s.opts.RefreshIn > 0 {
		answer["refresh_in"] = strconv.FormatInt(int64(s.opts.RefreshIn.Seconds()), 10)
	}
	return answer
}
