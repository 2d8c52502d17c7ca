package policy

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// All texts that clients of API Management see stand here
// (policies/errors.md): they have to match the service.

// Reasons of context.LastError.Reason.
const (
	ReasonOperationNotFound       = "OperationNotFound"
	ReasonKeyNotFound             = "SubscriptionKeyNotFound"
	ReasonKeyInvalid              = "SubscriptionKeyInvalid"
	ReasonClientConnectionFailure = "ClientConnectionFailure"
	ReasonBackendConnection       = "BackendConnectionFailure"
	ReasonExpression              = "ExpressionValueEvaluationFailure"
	ReasonGatewayFailure          = "GatewayFailure"
	ReasonTimeout                 = "Timeout"
	ReasonRateLimitExceeded       = "RateLimitExceeded"
	ReasonQuotaExceeded           = "QuotaExceeded"
	ReasonIPUnknown               = "FailedToParseCallerIP"
	ReasonIPNotAllowed            = "CallerIpNotAllowed"
	ReasonIPBlocked               = "CallerIpBlocked"
	ReasonCallbackInvalid         = "CallbackParameterInvalid"
	ReasonHeaderNotFound          = "HeaderNotFound"
	ReasonHeaderNotAllowed        = "HeaderValueNotAllowed"
	ReasonTokenNotPresent         = "TokenNotPresent"
	ReasonTokenSignatureInvalid   = "TokenSignatureInvalid"
	ReasonTokenKeyNotFound        = "TokenSignatureKeyNotFound"
	ReasonTokenAudience           = "TokenAudienceNotAllowed"
	ReasonTokenIssuer             = "TokenIssuerNotAllowed"
	ReasonTokenExpired            = "TokenExpired"
	ReasonTokenClaimNotFound      = "TokenClaimNotFound"
	ReasonTokenClaimNotAllowed    = "TokenClaimValueNotAllowed"
	ReasonTokenInvalid            = "JwtInvalid"
	// unverified: the exact words of the two of content validation.
	ReasonBadRequest         = "Bad request"
	ReasonResponseNotAllowed = "Response not allowed"
)

// Error is a failure of a built-in step or a policy: what context.LastError
// says and what the client gets unless on-error answers otherwise.
type Error struct {
	// Source is the element or built-in step; empty means the failing policy's
	// element.
	Source string
	Reason string
	// Message is context.LastError.Message.
	Message string
	// Log is what the log says in place of Message, where that holds what the
	// caller sent and may be a secret.
	Log string
	// Status and Phrase start the client's response; Public is the message in its
	// body, Message when empty. Headers are added.
	Status  int
	Phrase  string
	Public  string
	Headers []message.Field

	// Transport says that a call to another service failed: what ignore-error
	// ignores.
	Transport bool
	// Response, when not nil, is the response on-error starts from, in place of
	// the default one.
	Response *message.Response

	// Step is the failing policy, nil for built-in steps.
	Step *Step
	// Cause is the underlying error, for the log.
	Cause error
	// Place is where in the document's text an expression failed.
	Place *Place
}

// Place is a span in a source.
type Place struct {
	Source *diag.Source
	Span   diag.Span
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// IsTransport reports whether a call to another service failed, or the
// acquisition of a token for it.
func IsTransport(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Transport
}

const (
	internalError = "Internal server error"
	keyMissing    = "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."
	keyInvalid    = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
)

// OperationNotFound is the error of a request that matches no operation.
func OperationNotFound() *Error {
	return &Error{
		Source: "configuration", Reason: ReasonOperationNotFound, Message: "Unable to match incoming request to an operation.",
		Status: 404, Phrase: "Resource Not Found", Public: "Resource not found",
	}
}

// KeyMissing and KeyInvalid are the errors of the subscription check. realm is
// the API's base URL, header the name of the key header (errors.md section 4).
func KeyMissing(realm, header string) *Error {
	return keyError(ReasonKeyNotFound, keyMissing, realm, header)
}

// KeyInvalid is the error of a key that opens nothing here.
func KeyInvalid(realm, header string) *Error {
	return keyError(ReasonKeyInvalid, keyInvalid, realm, header)
}

func keyError(reason, text, realm, header string) *Error {
	return &Error{
		Source: "authorization", Reason: reason, Message: text, Status: 401, Phrase: "Access Denied",
		Headers: []message.Field{{Name: "WWW-Authenticate", Value: `AzureApiManagementKey realm="` + realm + `",name="` + header + `",type="header"`}},
	}
}

// ErrBodySent is the cause of the failure to send a request whose body streamed to an
// earlier connection and is gone.
var ErrBodySent = errors.New("the request body was sent already")

// Internal is a failure the client is told nothing about.
func Internal(reason, text string, cause error) *Error {
	return &Error{Reason: reason, Message: text, Status: 500, Public: internalError, Cause: cause}
}

// TooLarge is the error of a request whose body had to be buffered and is larger
// than the limit.
func TooLarge(limit int64) *Error {
	return &Error{
		Reason: ReasonExpression, Message: fmt.Sprintf("The request body is larger than the %d bytes that the gateway buffers.", limit),
		Status: 413, Phrase: "Content Too Large", Public: "The request body is too large.",
	}
}

// failed turns what a step returned into an *Error that names the step.
func (x *Exec) failed(s *Step, err error) error {
	e := x.asError(err)
	if e.Step == nil {
		e.Step = s
		if e.Source == "" {
			e.Source = s.Source
		}
	}
	return e
}

// asError returns the *Error that err is or wraps, else what err means as one.
func (x *Exec) asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return x.classify(err)
}

// classify says what an error that is no *Error yet means.
func (x *Exec) classify(err error) *Error {
	var ex *clr.Exception
	var exceeded *rt.Exceeded
	var invalid *expr.InvalidValue
	var large *apim.TooLarge
	if e := clientFault(err); e != nil {
		return e
	}
	switch {
	case errors.As(err, &large):
		e := TooLarge(large.Limit)
		if x.Section&(Outbound|OnError) != 0 {
			e.Status, e.Phrase, e.Public = 500, "", internalError
			e.Message = strings.Replace(e.Message, "request", "response", 1)
		}
		e.Cause = err
		return e
	case errors.As(err, &ex):
		return Internal(ReasonExpression, "Expression evaluation failed. "+ex.Message, err)
	case errors.As(err, &exceeded):
		return Internal(ReasonExpression, "Expression evaluation failed. "+strings.ToUpper(exceeded.Error()[:1])+exceeded.Error()[1:]+".", err)
	case errors.As(err, &invalid):
		return Internal(ReasonExpression, "Expression value is invalid. "+invalid.Error(), err)
	case errors.Is(err, context.Canceled) && x.Ctx.Err() != nil:
		return &Error{Reason: ReasonClientConnectionFailure, Message: "The client closed the connection.", Status: 499, Phrase: "Client Closed Request", Cause: err}
	}
	return Internal(ReasonGatewayFailure, err.Error(), err)
}

// clientFault is the error of a request whose body the client does not send as it
// should, nil when err is not about that (unverified: the statuses).
func clientFault(err error) *Error {
	switch {
	case !message.IsClientFault(err):
		return nil
	case errors.Is(err, message.ErrBodyTimeout):
		return &Error{Reason: ReasonClientConnectionFailure, Message: "The client did not send the request body in time.", Status: 408, Cause: err}
	}
	return &Error{Reason: ReasonClientConnectionFailure, Message: "The request body is not what the client announced.", Status: 400, Cause: err}
}

// lastError fills context.LastError from an error.
func (e *Error) lastError(section Section) *apim.LastError {
	le := &apim.LastError{Source: e.Source, Reason: e.Reason, Message: e.Message}
	if section != 0 {
		le.Section = section.String()
	}
	if s := e.Step; s != nil {
		le.Scope, le.Path, le.PolicyID = s.Scope.String(), s.Path, s.PolicyID
		le.Section = s.Section.String()
	}
	return le
}

// response makes the default answer of an error: status, headers and JSON body
// exactly as the service lays it out.
func (e *Error) response(activityID string) *message.Response {
	r := &message.Response{Status: e.Status, Reason: e.Phrase}
	if r.Reason == "" {
		r.Reason = message.Reason(e.Status)
	}
	text := e.Public
	if text == "" {
		text = e.Message
	}
	body := `{ "statusCode": ` + strconv.Itoa(e.Status) + `, "message": ` + quoteJSON(text)
	if e.Status == 500 {
		body += `, "activityId": "` + activityID + `"`
	}
	body += " }"
	for _, h := range e.Headers {
		r.Header.Add(h.Name, h.Value)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Body = message.TextBody(body)
	return r
}

// quoteJSON quotes a text the way the service's own messages look: only what
// JSON demands is escaped.
func quoteJSON(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
