package entra

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// refusal is an error of the token endpoint.
type refusal struct {
	status      int
	code        string // OAuth error code
	number      int    // AADSTS number
	description string // without the AADSTS prefix
}

func refuse(status int, code string, number int, format string, args ...any) *refusal {
	return &refusal{status: status, code: code, number: number, description: fmt.Sprintf(format, args...)}
}

// The refusals of the token endpoint. Source: Entra's published error codes.

func missingParameter(name string) *refusal {
	return refuse(http.StatusBadRequest, "invalid_request", 900144, "The request body must contain the following parameter: '%s'.", name)
}

func unknownTenant(name string) *refusal {
	return refuse(http.StatusBadRequest, "invalid_request", 90002, "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", name)
}

func unknownClient(id, tenant string) *refusal {
	return refuse(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", id, tenant)
}

func invalidClient(number int, format string, args ...any) *refusal {
	return refuse(http.StatusUnauthorized, "invalid_client", number, format, args...)
}

// write answers with the refusal in the form of both token endpoints.
func (f *refusal) write(w http.ResponseWriter, r *http.Request, now time.Time) {
	trace := exchange.NewID()
	correlation := r.Header.Get("client-request-id")
	if correlation == "" {
		correlation = exchange.NewID()
	}
	stamp := now.UTC().Format("2006-01-02 15:04:05Z")
	exchange.JSON(w, f.status, map[string]any{
		"error":             f.code,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", f.number, f.description, trace, correlation, stamp),
		"error_codes":       []int{f.number},
		"timestamp":         stamp,
		"trace_id":          trace,
		"correlation_id":    correlation,
		"error_uri":         fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", f.number),
	})
}
