package servicebus

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/access"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

type errorAnswer struct {
	XMLName xml.Name `xml:"Error"`
	Code    int      `xml:"Code"`
	Detail  string   `xml:"Detail"`
}

// refuse answers with an error. The detail may start with a sub-code.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, status int, detail string) {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	if detail != "" && detail[0] >= '0' && detail[0] <= '9' {
		detail = "SubCode=" + detail
	}
	detail = fmt.Sprintf("%s TrackingId:%s_G0, SystemTracker:%s:%s, Timestamp:%s", detail, exchange.NewID(), exchange.Host(r), strings.TrimPrefix(r.URL.Path, "/"), now().UTC().Format("2006-01-02T15:04:05"))
	exchange.XML(w, status, errorAnswer{Code: status, Detail: detail})
}

// noEntity answers that there is nothing under the path.
func (s *Service) noEntity(w http.ResponseWriter, r *http.Request, t *target) {
	if t.hub != nil {
		s.refuse(w, r, http.StatusNotFound, fmt.Sprintf("The messaging entity 'sb://%s/%s' could not be found.", exchange.Host(r), t.path))
		return
	}
	// Whether a queue or a hub was meant cannot be known; the text is the
	// queue's.
	s.refuse(w, r, http.StatusNotFound, fmt.Sprintf("40400: Not Found. Entity:'%s:queue:%s'. The messaging entity 'sb://%s/%s' could not be found.", exchange.Label(r), t.path, exchange.Host(r), t.path))
}

// Fault answers with a failure on demand. The service sends no Retry-After of
// its own accord.
func (s *Service) Fault(w http.ResponseWriter, r *http.Request, f exchange.Fault) {
	f.SetRetryAfter(w)
	detail := fmt.Sprintf("%d00: The request was refused on demand.", f.Status)
	switch f.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		detail = "50009: The request was terminated because the entity is being throttled. Error code : 50009. Please wait 2 seconds and try again."
	case http.StatusUnauthorized:
		detail = unauthorized(r, "Send")
	}
	s.refuse(w, r, f.Status, detail)
}

func unauthorized(r *http.Request, operation string) string {
	return fmt.Sprintf("40100: Unauthorized : Unauthorized access for '%s' operation on endpoint 'sb://%s/%s'. Tracking Id: %s_G0.", operation, exchange.Host(r), strings.Trim(r.URL.Path, "/"), exchange.NewID())
}

// The namespaces' resource types and the prefixes of their data actions.
const (
	busType = "Microsoft.ServiceBus/namespaces"
	hubType = "Microsoft.EventHub/namespaces"
)

// admit checks the caller's token and right to send or receive, and answers
// when one is lacking. A missing right is 401, not 403.
func (s *Service) admit(w http.ResponseWriter, r *http.Request, t *target, sending bool) bool {
	token, _ := exchange.Bearer(r)
	if token == "" && r.Header.Get("Authorization") != "" {
		s.refuse(w, r, http.StatusUnauthorized, "40103: MalformedToken: The local Service Bus takes 'Authorization: Bearer' tokens of Entra ID only; shared access signatures cannot be checked.")
		return false
	}
	accepts := access.OneOf("https://servicebus.azure.net", "https://"+exchange.Host(r))
	switch {
	case t.hub != nil:
		accepts = access.OneOf("https://eventhubs.azure.net", "https://"+exchange.Host(r))
	case t.queue == nil && t.topic == nil: // not known what was meant
		accepts = access.OneOf("https://servicebus.azure.net", "https://eventhubs.azure.net", "https://"+exchange.Host(r))
	}
	caller, refusal := s.guard.Check(token, accepts)
	if refusal != nil {
		s.refuse(w, r, http.StatusUnauthorized, tokenDetail(refusal))
		return false
	}
	exchange.SetIdentity(r, caller.Label)
	operation, verb := "Listen", "receive"
	if sending {
		operation, verb = "Send", "send"
	}
	label := exchange.Label(r)
	bus := caller.May(access.Action{Name: busType + "/messages/" + verb + "/action", Data: true}, s.seed.ScopeOf(busType, label)+"/"+kindOf(t)+"/"+t.path)
	hub := caller.May(access.Action{Name: hubType + "/messages/" + verb + "/action", Data: true}, s.seed.ScopeOf(hubType, label)+"/eventhubs/"+t.path)
	allowed := bus
	switch {
	case t.hub != nil:
		allowed = hub
	case t.queue == nil && t.topic == nil:
		allowed = bus || hub
	}
	if !allowed {
		s.refuse(w, r, http.StatusUnauthorized, unauthorized(r, operation))
	}
	return allowed
}

// kindOf is the ARM type of a Service Bus entity.
func kindOf(t *target) string {
	if t.topic != nil || strings.Contains(t.path, "/subscriptions/") {
		return "topics"
	}
	return "queues"
}

func tokenDetail(f *access.Refusal) string {
	switch f.Reason {
	case access.Missing:
		return "40102: MissingToken: Authorization header not found."
	case access.Malformed:
		return "40103: MalformedToken: The token is not a valid JWT."
	case access.BadSignature:
		return "40103: InvalidSignature: The token has an invalid signature."
	case access.BadIssuer:
		return fmt.Sprintf("40103: InvalidIssuer: The issuer '%s' of the token is not the tenant of the namespace.", f.Claims.Issuer)
	case access.BadAudience:
		return fmt.Sprintf("40103: InvalidAudience: The token audience '%s' is invalid.", f.Claims.Audience)
	case access.NotYetValid:
		return "40103: InvalidLifetime: The token is not yet valid."
	}
	return fmt.Sprintf("40103: ExpiredToken: The token is expired. Expiration time: '%s'.", time.Unix(f.Claims.Expires, 0).UTC().Format(time.RFC3339))
}
