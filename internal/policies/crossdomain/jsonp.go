package crossdomain

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func jsonpDefinition() policy.Definition {
	return policy.Definition{
		Element: "jsonp", Summary: "Wraps a JSON response in the call of a function that the caller names.",
		Sections: policy.Outbound, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &jsonp{} },
	}
}

// jsonp makes a JSON response a script for callers that name a function in a query
// parameter. Other responses, and those for other callers, stay as they are.
type jsonp struct {
	// The query parameter that names the function.
	Parameter expr.Value[string] `attr:"callback-parameter-name,required"`
}

// Run wraps the body.
func (p *jsonp) Run(x *policy.Exec) (policy.Flow, error) {
	parameter, err := p.Parameter.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	// What the client asked for counts, whatever was sent to the backend.
	values, ok := x.Context.Request.Original.QueryValues().Get(parameter)
	if !ok || len(values) == 0 {
		return policy.Next, nil
	}
	callback := values[0]
	if !isIdentifier(callback) {
		text := "Value of callback parameter " + parameter + " is not a valid JavaScript identifier."
		return policy.End, &policy.Error{Reason: policy.ReasonCallbackInvalid, Message: text, Status: 400}
	}
	r := x.Response()
	if r == nil || r.Body == nil || !isJSON(r.Header.Value("Content-Type")) || r.Header.Has("Content-Encoding") && !r.Body.Plain() {
		return policy.Next, nil
	}
	limit := x.Host.Limits.Body.BodyBuffer
	data, err := r.Body.Bytes(limit)
	switch {
	case errors.Is(err, message.ErrBodyTooLarge):
		return policy.End, &apim.TooLarge{Limit: limit}
	case err != nil:
		return policy.End, err
	case len(data) == 0:
		return policy.Next, nil
	}
	r.Body = message.BytesBody(script(callback, data, x.Host.QuotedJSONP))
	r.Body.MarkPlain()
	r.Header.Del("Transfer-Encoding")
	if r.Header.Has("Content-Length") {
		r.Header.Set("Content-Length", strconv.FormatInt(r.Body.Length(), 10))
	}
	// unverified: the type, and that the JSON is not quoted unless the settings say so.
	r.Header.Set("Content-Type", "application/javascript; charset=utf-8")
	// The type is not to be guessed: the text is the caller's and the backend's.
	r.Header.Set("X-Content-Type-Options", "nosniff")
	return policy.Next, nil
}

// script is the call of a function with JSON, or with a text that holds it.
func script(callback string, data []byte, quoted bool) []byte {
	out := make([]byte, 0, len(callback)+len(data)+16)
	out = append(append(out, callback...), '(')
	if quoted {
		out = append(out, '\'')
	}
	for i := 0; i < len(data); i++ {
		// U+2028 and U+2029 end lines in older scripts, which JSON does not know.
		if data[i] == 0xE2 && i+2 < len(data) && data[i+1] == 0x80 && data[i+2]&^1 == 0xA8 {
			out = append(out, `\u202`...)
			out = append(out, '8'+data[i+2]&1)
			i += 2
			continue
		}
		if quoted {
			switch data[i] {
			case '\n':
				out = append(out, `\n`...)
				continue
			case '\r':
				out = append(out, `\r`...)
				continue
			case '\\', '\'':
				out = append(out, '\\')
			}
		}
		out = append(out, data[i])
	}
	if quoted {
		out = append(out, '\'')
	}
	return append(out, ");"...)
}

// maxCallback bounds the name of a function.
const maxCallback = 256

// isIdentifier reports whether a name is a JavaScript identifier, or several with
// dots between (unverified: dots).
func isIdentifier(name string) bool {
	if len(name) > maxCallback {
		return false
	}
	for part := range strings.SplitSeq(name, ".") {
		if !isIdentifierPart(part) {
			return false
		}
	}
	return true
}

func isIdentifierPart(part string) bool {
	for i, r := range part {
		start := unicode.IsLetter(r) || r == '$' || r == '_' || unicode.Is(unicode.Nl, r)
		if !start && (i == 0 || !unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc)) {
			return false
		}
	}
	return part != "" && !reserved[part]
}

// reserved are the words that are no identifiers.
var reserved = map[string]bool{
	"break": true, "case": true, "catch": true, "class": true, "const": true, "continue": true, "debugger": true, "default": true,
	"delete": true, "do": true, "else": true, "enum": true, "export": true, "extends": true, "false": true, "finally": true,
	"for": true, "function": true, "if": true, "import": true, "in": true, "instanceof": true, "new": true, "null": true,
	"return": true, "super": true, "switch": true, "this": true, "throw": true, "true": true, "try": true, "typeof": true,
	"var": true, "void": true, "while": true, "with": true,
}

func isJSON(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	t = strings.ToLower(strings.TrimSpace(t))
	return t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json")
}
