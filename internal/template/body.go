package template

import (
	"mime"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Kind says what a template makes of a body.
type Kind uint8

// The kinds of bodies.
const (
	// Other bodies are null.
	Other Kind = iota
	JSON
	XML
)

// KindOf returns what a Content-Type stands for.
func KindOf(contentType string) Kind {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		// What stands before bad parameters still counts.
		t, _, _ = strings.Cut(contentType, ";")
		t = strings.ToLower(strings.TrimSpace(t))
	}
	switch {
	case t == "application/json", t == "text/json", strings.HasSuffix(t, "+json"):
		return JSON
	case t == "application/xml", t == "text/xml", strings.HasSuffix(t, "+xml"):
		return XML
	}
	return Other
}

// ReadText buffers a body of up to limit bytes and decodes it by its charset. It
// stays readable for later policies.
func ReadText(f *rt.Frame, limit int64, body *message.Body, h *message.Header) (string, error) {
	data, err := body.Decoded(h, limit)
	if err != nil {
		// unverified: a body that was read before is the same error as a second read
		// in an expression.
		return "", apim.BodyError(err, limit)
	}
	if err := f.Alloc(len(data)); err != nil {
		return "", err
	}
	return apim.DecodeText(data, h, f.Alloc)
}
