package transform

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
)

// conversion is what json-to-xml and xml-to-json have in common: when a body is
// converted, and what its header says then.
type conversion struct {
	// from and to are what the body is before and after.
	from, to template.Kind
	// contentType is the Content-Type after.
	contentType string
}

// due reads the body that is to be converted. ok is false when it is none of the
// policy's: it is empty, its Content-Type is another one, or the client does not
// ask for the other form (json-to-xml.md, semantics 2 and 3).
func (v *conversion) due(x *policy.Exec, always bool, considerAccept *expr.Value[bool]) (text string, ok bool, err error) {
	if !always && template.KindOf(x.Header().Value("Content-Type")) != v.from {
		return "", false, nil
	}
	consider, err := considerAccept.Eval(x.Frame())
	if err != nil || consider && !accepts(&x.Request().Header, v.to) {
		return "", false, err
	}
	body := *x.Body()
	if body == nil {
		return "", false, nil
	}
	text, err = template.ReadText(x.Frame(), x.Host.Limits.Body.BodyBuffer, body, x.Header())
	return text, strings.TrimSpace(text) != "", err
}

// replace makes a text the body.
func (v *conversion) replace(x *policy.Exec, text string) {
	setText(x, text)
	x.Header().Set("Content-Type", v.contentType)
}

// accepts reports whether the client asks for a form by name: neither no Accept
// header nor */* does (unverified).
func accepts(h *message.Header, kind template.Kind) bool {
	for i := range h.Len() {
		f := h.Field(i)
		if !message.EqualName(f.Name, "Accept") {
			continue
		}
		for item := range strings.SplitSeq(f.Value, ",") {
			if template.KindOf(item) == kind && weight(item) > 0 {
				return true
			}
		}
	}
	return false
}

// weight is the q of an item of an Accept header.
func weight(item string) float64 {
	_, parameters, _ := strings.Cut(item, ";")
	for p := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			return q
		}
	}
	return 1
}

// converted gives an error of a conversion its place: what is wrong with the body is
// no failure of an expression (unverified: the reason).
func converted(err error) error {
	if ex, ok := err.(*clr.Exception); ok {
		return policy.Internal(policy.ReasonGatewayFailure, ex.Message, err)
	}
	return err
}

// emptyValues says what an empty text becomes; documents write it in two ways.
type emptyValues string

// Values lists the ways.
func (emptyValues) Values() []string { return []string{"preserve", "as-null", "asNull"} }

func (v emptyValues) null() bool { return v == "as-null" || v == "asNull" }
