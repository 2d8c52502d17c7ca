package storage

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// failure is an error answer of the storage services.
type failure struct {
	status  int
	code    string
	message string
	// extra are further elements of the answer, name and text in turn.
	extra []string
}

func fail(status int, code, message string, extra ...string) *failure {
	return &failure{status: status, code: code, message: message, extra: extra}
}

// write answers with the failure.
func (f *failure) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("x-ms-error-code", f.code)
	if f.status == http.StatusNotModified || f.status == http.StatusNoContent {
		w.WriteHeader(f.status)
		return
	}
	h.Set("Content-Type", "application/xml")
	text := fmt.Sprintf("%s\nRequestId:%s\nTime:%s", f.message, h.Get("x-ms-request-id"), time.Now().UTC().Format("2006-01-02T15:04:05.0000000Z"))
	body := `<?xml version="1.0" encoding="utf-8"?><Error><Code>` + f.code + "</Code><Message>" + exchange.EscapeText(text) + "</Message>"
	for i := 0; i+1 < len(f.extra); i += 2 {
		body += "<" + f.extra[i] + ">" + exchange.EscapeText(f.extra[i+1]) + "</" + f.extra[i] + ">"
	}
	body += "</Error>"
	if r.Method == http.MethodHead {
		w.WriteHeader(f.status)
		return
	}
	exchange.Write(w, f.status, []byte(body))
}

// The refusals that both services share. Source: the published lists of storage
// error codes.

func missingHeader(name string) *failure {
	return fail(http.StatusBadRequest, "MissingRequiredHeader", "An HTTP header that's mandatory for this request is not specified.", "HeaderName", name)
}

func badHeader(name, value string) *failure {
	return fail(http.StatusBadRequest, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format.", "HeaderName", name, "HeaderValue", value)
}

func badParameter(name, value, reason string) *failure {
	return fail(http.StatusBadRequest, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid.", "QueryParameterName", name, "QueryParameterValue", value, "Reason", reason)
}

func outOfRange(name, value, low, high string) *failure {
	return fail(http.StatusBadRequest, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.", "QueryParameterName", name, "QueryParameterValue", value, "MinimumAllowed", low, "MaximumAllowed", high)
}

func noLength() *failure {
	return fail(http.StatusLengthRequired, "MissingContentLengthHeader", "Content-Length HTTP header is missing.")
}

func tooLarge(limit int64) *failure {
	return fail(http.StatusRequestEntityTooLarge, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.", "MaxLimit", fmt.Sprint(limit))
}

func notAllowed() *failure {
	return fail(http.StatusMethodNotAllowed, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb.")
}

func notHere(what string) *failure {
	return fail(http.StatusNotImplemented, "NotImplemented", "The local storage account does not serve "+what+".")
}

func full() *failure {
	return fail(http.StatusServiceUnavailable, "ServerBusy", "The local storage accounts are full; delete something or restart them.")
}
