package gateway

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// soapQuery adds the SOAP action of a request to the query that operations are
// matched with: templates of pass-through APIs are /?soapAction=URI, but clients
// name the action in a header (platform/soap-apis.md). The query that the backend
// gets stays as it is.
func soapQuery(req *message.Request, query string) string {
	if _, ok := queryGet(query, "soapAction"); ok {
		return query
	}
	action := strings.Trim(strings.TrimSpace(req.Header.Value("SOAPAction")), `"`)
	if action == "" {
		action = contentTypeAction(req.Header.Value("Content-Type"))
	}
	if action == "" {
		return query
	}
	action = "soapAction=" + url.QueryEscape(action)
	if query == "" {
		return action
	}
	return query + "&" + action
}

// contentTypeAction returns the parameter action, where SOAP 1.2 has it.
func contentTypeAction(contentType string) string {
	_, rest, _ := strings.Cut(contentType, ";")
	for rest != "" {
		var p string
		p, rest, _ = strings.Cut(rest, ";")
		name, value, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "action") {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}
