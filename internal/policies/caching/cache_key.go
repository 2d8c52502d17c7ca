package caching

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// names is a list of names of headers or query parameters, each setting one or,
// separated by semicolons, several.
type names struct {
	constant []string
	// computed is set when one of the settings is an expression.
	computed []expr.Value[string]
}

func namesOf(settings []expr.Value[string]) names {
	var n names
	for i := range settings {
		text, ok := settings[i].Constant()
		if !ok {
			return names{computed: settings}
		}
		n.constant = appendNames(n.constant, text)
	}
	return n
}

func appendNames(list []string, text string) []string {
	for name := range strings.SplitSeq(text, ";") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

func (n *names) eval(x *policy.Exec) ([]string, error) {
	if n.computed == nil {
		return n.constant, nil
	}
	var list []string
	for i := range n.computed {
		text, err := n.computed[i].Eval(x.Frame())
		if err != nil {
			return nil, err
		}
		list = appendNames(list, text)
	}
	return list, nil
}

// longKey is the length beyond which the rest of a key is kept as its hash: callers
// choose how long a URL is.
const longKey = 1024

// key makes the key of a request: service, API, revision, operation, backend URL,
// query parameters and headers, and the user where asked for (cache-lookup.md,
// semantics 3). Values are escaped, so that none can pass for something else.
func (p *cacheLookup) key(x *policy.Exec, headers []string) (string, error) {
	req := x.Request()
	u := &req.URL
	b := make([]byte, 0, 192+len(u.Path)+len(u.Query))
	b = append(b, "3_"...)
	if d := x.Context.Deployment; d != nil {
		b = escape(b, d.ServiceID)
	}
	b = append(b, '.')
	if w := x.Context.Workspace; w != nil {
		b = append(escape(b, w.ID), '.')
	}
	if x.API != nil {
		b = append(escape(b, x.API.BaseName), ";rev="...)
		b = append(escape(b, x.API.Revision), '.')
	}
	if x.Operation != nil {
		b = escape(b, x.Operation.Name)
	}
	b = append(append(b, "_4_"...), u.Scheme...)
	b = append(append(b, '_'), u.Host...)
	b = strconv.AppendInt(append(b, '_'), int64(u.Port), 10)
	b = append(append(b, '_'), u.Path...)
	query, err := p.query.eval(x)
	if err != nil {
		return "", err
	}
	if len(p.Query) == 0 {
		b = allParameters(b, u.Query, x)
	} else {
		for _, name := range query {
			b = parameter(append(b, '&'), u.Query, name)
		}
	}
	b = append(b, "::"...)
	for i, name := range headers {
		if i > 0 {
			b = append(b, '&')
		}
		b = headerValue(b, &req.Header, name)
	}
	if b, err = p.user(b, x); err != nil {
		return "", err
	}
	if len(b) > longKey {
		sum := sha256.Sum256(b[longKey/2:])
		b = hex.AppendEncode(append(b[:longKey/2], '#'), sum[:])
	}
	// Nobody changes b any more, so the string need not be a copy of it.
	return unsafe.String(&b[0], len(b)), nil
}

// user adds the user and the user's groups.
func (p *cacheLookup) user(b []byte, x *policy.Exec) ([]byte, error) {
	u := x.Context.User
	one, err := p.ByDeveloper.Eval(x.Frame())
	if err != nil {
		return b, err
	}
	groups, err := p.ByGroups.Eval(x.Frame())
	if err != nil {
		return b, err
	}
	if one {
		b = append(b, "::user"...)
		if u != nil {
			b = escape(append(b, '='), u.ID)
		}
	}
	if groups {
		b = append(b, "::groups"...)
		if u != nil {
			b = appendGroups(append(b, '='), u)
		}
	}
	return b, nil
}

func appendGroups(b []byte, u *apim.User) []byte {
	ids := make([]string, 0, len(u.Groups))
	for _, g := range u.Groups {
		ids = append(ids, g.ID)
	}
	slices.Sort(ids)
	for _, id := range ids {
		b = append(escape(b, id), ';')
	}
	return b
}

// allParameters adds the whole query but the subscription key, which must not be
// found in a cache.
func allParameters(b []byte, query string, x *policy.Exec) []byte {
	for query != "" {
		var part string
		part, query, _ = strings.Cut(query, "&")
		name, _, _ := strings.Cut(part, "=")
		if part == "" || x.API != nil && strings.EqualFold(name, x.API.KeyNames.Query) {
			continue
		}
		b = append(append(b, '&'), part...)
	}
	return b
}

// parameter adds the values of a query parameter; one that is not there has no
// equals sign. The query is encoded already.
func parameter(b []byte, query, name string) []byte {
	b = escape(b, name)
	for query != "" {
		var part string
		part, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(part, "=")
		if sameParameter(key, name) {
			b = append(append(b, '='), value...)
		}
	}
	return b
}

// sameParameter compares the encoded name of a parameter with a name.
func sameParameter(encoded, name string) bool {
	if strings.IndexByte(encoded, '%') < 0 && strings.IndexByte(encoded, '+') < 0 {
		return strings.EqualFold(encoded, name)
	}
	return strings.EqualFold(decodeName(encoded), name)
}

func decodeName(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s):
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				b = append(b, '%')
				continue
			}
			b = append(b, byte(n))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return string(b)
}

// headerValue adds the values of a header; one that is not there has no equals
// sign.
func headerValue(b []byte, h *message.Header, name string) []byte {
	b = escape(b, name)
	for i := range h.Len() {
		if f := h.Field(i); message.EqualName(f.Name, name) {
			b = escape(append(b, '='), f.Value)
		}
	}
	return b
}

// escape adds a text with everything encoded that could be taken for a part of a
// key.
func escape(b []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '*':
			b = append(b, c)
		default:
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return b
}
