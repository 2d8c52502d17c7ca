package policy

import (
	"math"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// correlate finds the ids of a request: from its headers as the diagnostic's protocol
// has them, else of its own.
func (r *Recording) correlate(x *Exec, req *message.Request) {
	r.operation, r.id = strings.ReplaceAll(x.RequestID(), "-", ""), spanID()
	switch r.diagnostic.CorrelationProtocol {
	case "W3C":
		if trace, parent, ok := traceParent(req.Header.Value("traceparent")); ok {
			r.operation, r.parent = trace, parent
		}
	case "Legacy":
		if id := req.Header.Value("Request-Id"); id != "" && len(id) <= maxRequestID {
			r.parent = id
			if root := rootOf(id); root != "" {
				r.operation = root
			}
		}
		r.id = r.full(r.id)
	}
}

// maxRequestID bounds the header Request-Id: what is longer is none.
const maxRequestID = 1024

// full is the id of a part of the operation as items and headers name it.
func (r *Recording) full(id string) string {
	if r.diagnostic.CorrelationProtocol != "Legacy" || strings.HasPrefix(id, "|") {
		return id
	}
	return "|" + r.operation + "." + id + "."
}

// pass tells the backend which part of the operation its request is.
func (r *Recording) pass(h *message.Header, id string) {
	switch r.diagnostic.CorrelationProtocol {
	case "W3C":
		if !validHex(r.operation, 32) {
			return
		}
		flags := "00"
		if r.sampled {
			flags = "01"
		}
		h.Set("traceparent", "00-"+r.operation+"-"+id+"-"+flags)
	case "Legacy":
		h.Set("Request-Id", r.full(id))
	}
}

// traceParent reads the header traceparent of the W3C's Trace Context.
func traceParent(text string) (trace, parent string, ok bool) {
	parts := strings.Split(text, "-")
	if len(parts) < 4 || !validHex(parts[0], 2) || parts[0] == "ff" || parts[0] == "00" && len(parts) != 4 ||
		!validHex(parts[1], 32) || !validHex(parts[2], 16) || !validHex(parts[3], 2) ||
		strings.Trim(parts[1], "0") == "" || strings.Trim(parts[2], "0") == "" {
		return "", "", false
	}
	return parts[1], parts[2], true
}

func validHex(text string, length int) bool {
	if len(text) != length {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// rootOf is the operation in a hierarchical id: |root.part.part.
func rootOf(id string) string {
	id = strings.TrimPrefix(id, "|")
	if end := strings.IndexByte(id, '.'); end >= 0 {
		id = id[:end]
	}
	return id
}

// sampled reports whether an operation is among those that are sent: the formula of
// Application Insights, so that all parts of an operation are kept or none.
func sampled(operation string, percentage float64) bool {
	if percentage >= 100 {
		return true
	}
	if operation == "" {
		return percentage > 0
	}
	for len(operation) < 8 {
		operation += operation
	}
	hash := int32(5381)
	for i := range len(operation) {
		hash = hash<<5 + hash + int32(operation[i])
	}
	score := 100 * math.Abs(float64(hash)) / math.MaxInt32
	return score < percentage
}

// maskWord stands in place of a value that is masked.
const maskWord = "hidden"

// masks reports how a name is masked; "*" stands for all names, and a rule of the
// name's own comes first.
func masks(rules []catalog.DataMask, name string) (hide, masked bool) {
	for _, m := range rules {
		switch {
		case strings.EqualFold(m.Name, name):
			return m.Hide, true
		case m.Name == "*":
			hide, masked = m.Hide, true
		}
	}
	return hide, masked
}

// decoded is the name of a query parameter without percent-encoding, as far as it has
// a sound one.
func decoded(name string) string {
	if plain, err := url.QueryUnescape(name); err == nil {
		return plain
	}
	return name
}

// maskURL writes a URL with query parameters masked or left out. Values of the
// parameter secret, if there is one, are masked whatever the rules say.
func maskURL(u message.URL, rules []catalog.DataMask, secret string) string {
	if u.Query != "" {
		var kept []string
		for pair := range strings.SplitSeq(u.Query, "&") {
			name, _, _ := strings.Cut(pair, "=")
			hide, masked := masks(rules, decoded(name))
			if hide {
				continue
			}
			if masked || secret != "" && strings.EqualFold(decoded(name), secret) {
				pair = name + "=" + maskWord
			}
			kept = append(kept, pair)
		}
		u.Query = strings.Join(kept, "&")
		u.HasQuery = u.Query != ""
	}
	return u.String()
}
