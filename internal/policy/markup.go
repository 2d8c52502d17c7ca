package policy

import (
	"reflect"

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
