package storage

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// accountType is the resource type of storage accounts.
const accountType = "Microsoft.Storage/storageAccounts"

const (
	// maxAccounts is how many accounts are kept.
	maxAccounts = 256
	// oldestOAuth is the first service version that takes bearer tokens.
	oldestOAuth = "2017-11-09"
	// challengeVersion is the first that answers a request without
	// authorization with a challenge.
	challengeVersion = "2019-12-12"
)

// front is what the blob and the queue service share: headers, versions, tokens.
type front struct {
	seed    *seed.Seed
	guard   *access.Guard
	service string // "blob" or "queue"
}

// begin sets the headers that every answer has.
func (f *front) begin(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Server", "Windows-Azure-"+strings.ToUpper(f.service[:1])+f.service[1:]+"/1.0 Microsoft-HTTPAPI/2.0")
	h.Set("x-ms-request-id", exchange.NewID())
	version := r.Header.Get("x-ms-version")
	if version == "" {
		version = "2015-02-21"
	}
	h.Set("x-ms-version", version)
	if v := r.Header.Get("x-ms-client-request-id"); v != "" && len(v) <= 1024 {
		h.Set("x-ms-client-request-id", v)
	}
}

// authenticate checks the version, the date and the caller's token.
func (f *front) authenticate(w http.ResponseWriter, r *http.Request) (*access.Caller, *failure) {
	version := r.Header.Get("x-ms-version")
	if version != "" && !isVersion(version) {
		w.Header().Del("x-ms-version")
		return nil, badHeader("x-ms-version", version)
	}
	authorization := r.Header.Get("Authorization")
	if authorization == "" {
		if r.URL.Query().Has("sig") {
			return nil, keyBased()
		}
		if version < challengeVersion {
			return nil, fail(http.StatusNotFound, "ResourceNotFound", "The specified resource does not exist.")
		}
		f.challenge(w)
		return nil, fail(http.StatusUnauthorized, "NoAuthenticationInformation", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.")
	}
	token, ok := exchange.Bearer(r)
	if !ok {
		return nil, keyBased()
	}
	if version < oldestOAuth {
		// unverified: the status; the detail is what the service says.
		return nil, fail(http.StatusForbidden, "AuthenticationFailed", "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.", "AuthenticationErrorDetail", "Authentication scheme Bearer is not supported in this version.")
	}
	if date := r.Header.Get("x-ms-date"); date != "" {
		if _, err := http.ParseTime(date); err != nil {
			return nil, badHeader("x-ms-date", date)
		}
	}
	caller, refusal := f.guard.Check(token, access.OneOf("https://storage.azure.com", "https://"+exchange.Host(r)))
	if refusal != nil {
		f.challenge(w)
		return nil, fail(http.StatusUnauthorized, "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.", "AuthenticationErrorDetail", tokenDetail(refusal))
	}
	exchange.SetIdentity(r, caller.Label)
	return caller, nil
}

func keyBased() *failure {
	return fail(http.StatusForbidden, "KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account.")
}

// challenge names the tenant and the resource; unquoted, as the service does.
func (f *front) challenge(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", fmt.Sprintf("Bearer authorization_uri=https://login.microsoftonline.com/%s/oauth2/authorize resource_id=https://storage.azure.com", f.guard.Tenant()))
}

// isVersion accepts service versions; they are dates.
func isVersion(v string) bool {
	t, err := time.Parse("2006-01-02", v)
	return err == nil && v >= "2009-09-19" && t.Year() < 2030
}

func tokenDetail(f *access.Refusal) string {
	switch f.Reason {
	case access.Expired:
		return "Lifetime validation failed. The token is expired."
	case access.NotYetValid:
		return "Lifetime validation failed. The token is not yet valid."
	case access.BadAudience:
		return "Audience validation failed. Audience did not match."
	case access.BadIssuer:
		return "Issuer validation failed. Issuer did not match."
	case access.BadSignature:
		return "Signature validation failed. Signature key not found."
	}
	return "Authentication token is not a valid JWT."
}

// authorize checks that the caller may do something; container may be empty.
func (f *front) authorize(r *http.Request, c *access.Caller, container, verb string, data bool) *failure {
	scope := f.seed.ScopeOf(accountType, exchange.Label(r))
	action := accountType + "/" + f.service + "Services/"
	if f.service == "blob" {
		action += "containers/"
		if data {
			action += "blobs/"
		}
		if container != "" {
			scope += "/blobServices/default/containers/" + container
		}
	} else {
		action += "queues/"
		if data {
			action += "messages/"
		}
		if container != "" {
			scope += "/queueServices/default/queues/" + container
		}
	}
	if c.May(access.Action{Name: action + verb, Data: data}, scope) {
		return nil
	}
	return fail(http.StatusForbidden, "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission.")
}

// Fault answers with a failure on demand.
func (f *front) Fault(w http.ResponseWriter, r *http.Request, fault exchange.Fault) {
	f.begin(w, r)
	fault.SetRetryAfter(w)
	code, message := "InternalError", "The server encountered an internal error. Please retry the request."
	switch fault.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		code, message = "ServerBusy", "The server is currently unable to receive requests. Please retry your request."
	case http.StatusForbidden:
		code, message = "AuthorizationFailure", "This request is not authorized to perform this operation."
	case http.StatusUnauthorized:
		f.challenge(w)
		code, message = "InvalidAuthenticationInfo", "Server failed to authenticate the request. Please refer to the information in the www-authenticate header."
	case http.StatusNotFound:
		code, message = "ResourceNotFound", "The specified resource does not exist."
	default:
		if fault.Status < 500 {
			code, message = "InvalidInput", "The request was refused on demand."
		}
	}
	fail(fault.Status, code, message).write(w, r)
}
