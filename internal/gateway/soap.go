package gateway

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// soapQuery adds the SOAP action of a request to the query that operations are
// matched with: templates of pass-through APIs are /?soapAction=URI, but clients
// name the action in a header (platform/soap-apis.md). The query that the backend
// gets stays as it is.
//
// unverified: a request that names no action is not told by the first element of its
// body. Documents do not say that the service does so, and anyone could make the
// gateway wait for a body, before its key is looked at.
//
// unverified: an action in the query counts only where neither header names one. The
// backend gets the headers and not that parameter, so a caller could otherwise have the
// policies of one operation and call another.
func soapQuery(req *message.Request, query string) string {
	action := strings.Trim(strings.TrimSpace(req.Header.Value("SOAPAction")), `"`)
	if action == "" {
		action = contentTypeAction(req.Header.Value("Content-Type"))
	}
	if _, named := queryGet(query, soapAction); named {
		if action == "" {
			return query
		}
		query, _ = withoutSOAPAction(query, true)
	}
	// One that names no action is for an operation without one, or for a wildcard.
	action = soapAction + "=" + url.QueryEscape(action)
	if query == "" {
		return action
	}
	return query + "&" + action
}

// soapAction is the query parameter that templates name.
const soapAction = "soapAction"

// withoutSOAPAction takes the action out of a query: it chooses the operation and
// means nothing to the backend.
//
// unverified: whether the service does so.
func withoutSOAPAction(query string, has bool) (string, bool) {
	if _, ok := queryGet(query, soapAction); !ok {
		return query, has
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); !strings.EqualFold(apim.Unescape(name), soapAction) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&"), len(kept) > 0
}

// contentTypeAction returns the parameter action, where SOAP 1.2 has it.
func contentTypeAction(contentType string) string {
	_, rest, _ := strings.Cut(contentType, ";")
	for rest != "" {
		var name, value string
		name, rest, _ = strings.Cut(rest, "=")
		rest = strings.TrimLeft(rest, " \t")
		if quoted, found := strings.CutPrefix(rest, `"`); found {
			// What is quoted may hold semicolons.
			value, rest, _ = strings.Cut(quoted, `"`)
			_, rest, _ = strings.Cut(rest, ";")
		} else {
			value, rest, _ = strings.Cut(rest, ";")
		}
		if strings.EqualFold(strings.Trim(name, "; \t"), "action") {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
