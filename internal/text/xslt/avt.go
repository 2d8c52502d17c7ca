package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// valueTemplate is an attribute value template: texts and expressions by turns.
type valueTemplate struct {
	parts []avtPart
}

type avtPart struct {
	text string
	expr *xpath.Bound // nil for a text
}

// constant returns the text of a template without expressions.
func (t *valueTemplate) constant() (string, bool) {
	switch {
	case t == nil:
		return "", false
	case len(t.parts) == 0:
		return "", true
	case len(t.parts) == 1 && t.parts[0].expr == nil:
		return t.parts[0].text, true
	}
	return "", false
}

func (t *valueTemplate) eval(x *run, f *frame) (string, error) {
	if s, ok := t.constant(); ok {
		return s, nil
	}
	var b strings.Builder
	for _, p := range t.parts {
		s := p.text
		if p.expr != nil {
			var err error
			if s, err = x.string(p.expr, f); err != nil {
				return "", err
			}
		}
		if err := x.charge(len(s)); err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// avt compiles an attribute value template.
func (c *compiler) avt(e *xmltree.Element, a *xmltree.Attribute) *valueTemplate {
	t := &valueTemplate{}
	s := a.Value()
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			t.parts = append(t.parts, avtPart{text: text.String()})
			text.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			text.WriteByte(s[i])
			i += 2
		case s[i] == '}':
			c.errorf(a, "The right curly brace in an attribute value template '%s' outside an expression must be doubled.", s)
			return t
		case s[i] == '{':
			end := expressionEnd(s, i+1)
			if end < 0 {
				c.errorf(a, "The braces are not closed in AVT expression '%s'.", s)
				return t
			}
			flush()
			b, err := c.bound(e, s[i+1:end])
			if err != nil {
				c.errorf(a, "%s", message(err))
				return t
			}
			t.parts = append(t.parts, avtPart{expr: b})
			i = end + 1
		default:
			text.WriteByte(s[i])
			i++
		}
	}
	flush()
	return t
}

// expressionEnd finds the brace that ends an expression; those in literals do not.
func expressionEnd(s string, at int) int {
	quote := byte(0)
	for i := at; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '}':
			return i
		}
	}
	return -1
}
