package policy

import (
	"reflect"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// Markup is the content of an element that takes a text, an expression, any XML,
// or a Liquid template, as set-body does. Its content is a template when the
// element says so in its attribute template, or the one it stands in does.
type Markup struct {
	// Value is the text or the expression. The value of an expression is any
	// object.
	Value expr.Value[any]
	// Template says that the text is a Liquid template; Source is where it stands.
	Template bool
	Source   *diag.Source
}

// XML is a child element that is XML of another kind, such as a stylesheet.
type XML struct {
	// Source is the element as written, named values put in. Diagnostics about it
	// lead to the document.
	Source *diag.Source
	// Namespaces are the declarations around the element, by prefix.
	Namespaces map[string]string
	// Unresolved says that named values are missing in the text.
	Unresolved bool
}

func (c *Compiler) outer(e *policydoc.Element) XML {
	val, namespaces := e.Outer(c.named(), c.Diagnostics)
	return XML{Source: val.Source, Namespaces: namespaces, Unresolved: len(val.Unresolved) > 0}
}

// prefixed finds the child element that is known with a prefix and written with
// another one, or with none.
func (s *Schema) prefixed(name string) *Element {
	_, local, ok := strings.Cut(name, ":")
	if !ok {
		local = name
	}
	for i := range s.Elements {
		if _, known, ok := strings.Cut(s.Elements[i].Name, ":"); ok && known == local {
			return &s.Elements[i]
		}
	}
	return nil
}

func (c *Compiler) markup(e *policydoc.Element, f reflect.Value, at place) {
	m := f.Addr().Interface().(*Markup)
	var val policydoc.Value
	if at.template || e.HoldsTemplate() {
		m.Template = true
		val = e.Template(c.named(), c.Diagnostics)
	} else {
		val = e.Markup(c.named(), c.Diagnostics)
	}
	m.Source = val.Source
	c.set(reflect.ValueOf(&m.Value).Elem(), val, setting{name: "the content of " + e.Name, expression: true, doc: at.doc, span: val.Span})
}
