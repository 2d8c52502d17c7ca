package policy

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// decode fills a struct from an element and returns the id attribute.
func (c *Compiler) decode(e *policydoc.Element, s *Schema, v reflect.Value, at place, isPolicy bool) (id string) {
	given := map[string]bool{}
	for _, a := range e.Attributes {
		given[a.Name] = true
		attr := s.attribute(a.Name)
		switch {
		case attr == nil && isPolicy && a.Name == "id":
			val := a.Value(c.named(), c.Diagnostics)
			st := setting{name: "the attribute id", doc: at.doc, span: a.ValueSpan}
			if set, _ := c.attributeText(val, &Attribute{Type: "string"}, st); set {
				c.set(reflect.ValueOf(&id).Elem(), val, st)
			}
		case attr == nil && isNamespace(a.Name):
		case attr == nil:
			c.unknownAttribute(e, a, s, at)
		case attr.Unsupported:
			c.Diagnostics.Errorf(diag.NotSupported, at.doc, a.NameSpan, "the attribute %s of %s is not supported by this version of Gatehouse%s", a.Name, e.Name, because(attr.Why))
		default:
			val := a.Value(c.named(), c.Diagnostics)
			st := setting{name: "the attribute " + a.Name, expression: attr.Expression, doc: at.doc, span: a.ValueSpan}
			set, absent := c.attributeText(val, attr, st)
			if set {
				c.set(v.Field(attr.field), val, st)
			}
			given[a.Name] = !absent
		}
	}
	for i := range s.Attributes {
		a := &s.Attributes[i]
		switch {
		case given[a.Name]:
		case a.Required:
			c.Diagnostics.Errorf(diag.MissingAttribute, at.doc, e.NameSpan, "%s needs the attribute %s", e.Name, a.Name)
		case a.HasDefault:
			if err := setText(v.Field(a.field), a.Default); err != nil {
				panic(fmt.Sprintf("policy: default of %s: %v", a.Name, err))
			}
		}
	}
	c.content(e, s, v, at)
	return id
}

// because is how a diagnostic goes on with a reason, if there is one.
func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

func (s *Schema) attribute(name string) *Attribute {
	for i := range s.Attributes {
		if s.Attributes[i].Name == name {
			return &s.Attributes[i]
		}
	}
	return nil
}

func (c *Compiler) unknownAttribute(e *policydoc.Element, a *policydoc.Attribute, s *Schema, at place) {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.UnknownAttribute, Source: at.doc, Span: a.NameSpan,
		Message: fmt.Sprintf("%s has no attribute %s", e.Name, a.Name),
	}
	var known []string
	for _, k := range s.Attributes {
		known = append(known, k.Name)
	}
	if best, ok := diag.Suggest(a.Name, known); ok {
		d.Message += fmt.Sprintf("; did you mean %s?", best)
		d.Suggestion = best
	} else if len(known) > 0 {
		d.Message += "; it has: " + strings.Join(known, ", ")
	}
	c.Diagnostics.Add(d)
}

// content fills the fields that come from the content of the element.
func (c *Compiler) content(e *policydoc.Element, s *Schema, v reflect.Value, at place) {
	switch {
	case s.markup >= 0:
		c.markup(e, v.Field(s.markup), at)
		return
	case s.children >= 0:
		d := &document{src: at.doc}
		block := Block{}
		for _, it := range c.items(d, e, at, orNothing(at.base)) {
			block.steps = append(block.steps, it.step)
		}
		v.Field(s.children).Set(reflect.ValueOf(block))
		return
	case s.parts >= 0:
		inner := at
		inner.part = s.partKind
		d := &document{src: at.doc}
		block := Block{}
		for _, it := range c.items(d, e, inner, nil) {
			block.steps = append(block.steps, it.step)
		}
		v.Field(s.parts).Set(reflect.ValueOf(block))
		return
	}
	var children []*policydoc.Element
	if s.text >= 0 {
		for child := range e.Elements() {
			children = append(children, child)
		}
		val := e.OwnText(c.named(), c.Diagnostics)
		hasText := strings.TrimSpace(val.Text()) != "" || val.Kind != policydoc.Literal
		if hasText {
			c.set(v.Field(s.text), val, setting{name: "the text of " + e.Name, expression: true, trim: true, doc: at.doc, span: val.Span})
		}
		if !hasText && s.textRequired {
			c.Diagnostics.Errorf(diag.MissingElement, at.doc, e.NameSpan, "%s needs a text", e.Name)
		}
	} else {
		children = e.OnlyElements(c.Diagnostics)
	}
	c.elements(e, children, s, v, at)
}

// orNothing is base, or an expansion to nothing: a <base/> in a nested block of a
// document that is checked by itself.
func orNothing(base func() []Step) func() []Step {
	if base == nil {
		return func() []Step { return nil }
	}
	return base
}

// elements fills the fields of child elements.
func (c *Compiler) elements(e *policydoc.Element, children []*policydoc.Element, s *Schema, v reflect.Value, at place) {
	counts := map[string]int{}
	for _, child := range children {
		counts[child.Name]++
		spec := s.Child(child.Name)
		if spec == nil {
			var known []string
			for _, k := range s.Elements {
				known = append(known, k.Name)
			}
			what := "an element of " + e.Name
			if len(known) == 0 {
				c.Diagnostics.Errorf(diag.UnknownElement, at.doc, child.NameSpan, "%s may not stand in %s, which has no child elements", child.Name, e.Name)
			} else {
				c.unknownElement(at.doc, child, what, known)
			}
			continue
		}
		if spec.Unsupported {
			c.Diagnostics.Errorf(diag.NotSupported, at.doc, child.NameSpan, "the element %s of %s is not supported by this version of Gatehouse%s", child.Name, e.Name, because(spec.Why))
			continue
		}
		if !spec.Repeated && counts[child.Name] > 1 {
			c.Diagnostics.Errorf(diag.DuplicateElement, at.doc, child.NameSpan, "%s may stand only once in %s; remove one", child.Name, e.Name)
			continue
		}
		f := v.Field(spec.field)
		target := f
		switch f.Kind() {
		case reflect.Slice:
			f.Set(reflect.Append(f, reflect.Zero(f.Type().Elem())))
			target = f.Index(f.Len() - 1)
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
			target = f.Elem()
		}
		if x, ok := target.Addr().Interface().(*XML); ok {
			*x = c.outer(child)
			continue
		}
		if spec.Schema != nil {
			inner := at
			inner.path = joinPath(at.path, child.Name, counts[child.Name])
			inner.template = e.HoldsTemplate()
			c.decode(child, spec.Schema, target, inner, false)
			continue
		}
		c.plainAttributes(child, at)
		val := child.Text(c.named(), c.Diagnostics)
		st := setting{name: "the text of " + child.Name, expression: spec.Expression, trim: true, doc: at.doc, span: val.Span}
		if spec.Names {
			switch c.literalText(val, st) {
			case blank:
				c.Diagnostics.Errorf(diag.InvalidValue, at.doc, child.NameSpan, "%s is empty; write its text, or remove it", child.Name)
				continue
			case wrong:
				continue
			}
		}
		c.set(target, val, st)
	}
	for _, spec := range s.Elements {
		if spec.Required && counts[spec.Name] == 0 {
			c.Diagnostics.Errorf(diag.MissingElement, at.doc, e.NameSpan, "%s needs an element %s", e.Name, spec.Name)
		}
	}
}

func (c *Compiler) plainAttributes(e *policydoc.Element, at place) {
	for _, a := range e.Attributes {
		if !isNamespace(a.Name) {
			c.Diagnostics.Errorf(diag.UnknownAttribute, at.doc, a.NameSpan, "%s has no attribute %s; remove it", e.Name, a.Name)
		}
	}
}

func (s *Schema) element(name string) *Element {
	for i := range s.Elements {
		if s.Elements[i].Name == name {
			return &s.Elements[i]
		}
	}
	return nil
}

// setting describes a value that is being set, for messages.
type setting struct {
	name       string
	expression bool
	trim       bool
	doc        *diag.Source
	span       diag.Span
}

// set puts a value into a field.
func (c *Compiler) set(f reflect.Value, val policydoc.Value, st setting) {
	if val.Kind == policydoc.Invalid {
		return
	}
	setter, computed := f.Addr().Interface().(expr.Setter)
	if val.IsExpression() {
		if !computed || !st.expression {
			c.Diagnostics.Errorf(diag.ExpressionNotAllowed, st.doc, st.span, "%s does not take an expression; write the value itself, or a named value", st.name)
			return
		}
		if p := c.expression(val, setter); p != nil {
			setter.SetProgram(p)
		}
		return
	}
	text := val.Text()
	if st.trim {
		text = strings.TrimSpace(text)
	}
	var err error
	if computed {
		err = setter.SetLiteral(text)
	} else {
		err = setText(f, text)
	}
	if err != nil && len(val.Unresolved) == 0 {
		c.Diagnostics.Errorf(diag.InvalidValue, st.doc, st.span, "%s: %v, not %q", st.name, err, shorten(text))
	}
}

func shorten(s string) string {
	if len(s) > 60 {
		return s[:57] + "..."
	}
	return s
}

// expression compiles an expression for a setting. Code that holds an unresolved
// named value may be wrong for that reason alone, so its other errors are not
// reported.
func (c *Compiler) expression(val policydoc.Value, setter expr.Setter) *expr.Program {
	form := expr.Single
	if val.Kind == policydoc.Statements {
		form = expr.Body
	}
	var found diag.List
	p := expr.Compile(val.Source, form, setter.Wanted(c.Env.Universe), c.Env, &found)
	if p == nil && len(val.Unresolved) > 0 {
		return nil
	}
	c.Diagnostics.Append(found)
	return p
}

// setText sets a field that takes literals only, or a Setter, from a text.
func setText(f reflect.Value, text string) error {
	if s, ok := f.Addr().Interface().(expr.Setter); ok {
		return s.SetLiteral(text)
	}
	if s, ok := f.Addr().Interface().(TextSetter); ok {
		return s.SetText(text)
	}
	if e, ok := f.Interface().(expr.Enum); ok {
		for _, allowed := range e.Values() {
			if strings.EqualFold(allowed, strings.TrimSpace(text)) {
				f.SetString(allowed)
				return nil
			}
		}
		return fmt.Errorf("expected one of: %s", strings.Join(e.Values(), ", "))
	}
	switch p := f.Addr().Interface().(type) {
	case *string:
		*p = text
		return nil
	case *int:
		v, err := expr.ParseLiteral[int](text)
		*p = v
		return err
	case *int64:
		v, err := expr.ParseLiteral[int](text)
		*p = int64(v)
		return err
	case *bool:
		v, err := expr.ParseLiteral[bool](text)
		*p = v
		return err
	}
	return fmt.Errorf("unsupported setting type %s", f.Type())
}
