package policy

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// The tags of a policy's struct are its schema:
//
//	Name  expr.Value[string] `attr:"name,required"`           an attribute; an expression is allowed
//	Calls int                `attr:"calls,required"`          a literal
//	Mode  expr.Value[mode]   `attr:"mode" default:"new"`      mode implements expr.Enum
//	SF    string             `attr:"sf-x,unsupported"`        known to the service, refused here; why:"…" says why
//	Items []expr.Value[string] `elem:"value"`                 texts of child elements
//	Meta  []metadata         `elem:"metadata"`                child elements with settings of their own
//	Other *otherwise         `elem:"otherwise"`               at most one
//	Zumo  string             `elem:"zumo,unsupported"` known to the service, refused here
//	Sheet *XML               `elem:"xsl:stylesheet"`          at most one, of any content
//	Text  expr.Value[string] `text:"required"`                the element's own text
//	Body  Markup             `markup:""`                      the element's content as set-body takes it
//	Block Block              `children:""`                    child policies of the same section
//	Parts Block              `parts:"request"`                policies that build a message
//
// required, noexpr (an expression is refused although the field could hold one)
// and unsupported follow the name. Literal texts name things, so that blank ones and
// control characters are mistakes: see blank.go. free says that any text may stand
// there; filled, that a blank one is an error although the attribute is optional.

// Schema is what a struct says about an element.
type Schema struct {
	Attributes []Attribute
	Elements   []Element
	// text, markup, children and parts are indexes of fields, -1 without one.
	text, markup, children, parts int
	textRequired                  bool
	partKind                      Part
	typ                           reflect.Type
}

// Attribute is an attribute of an element.
type Attribute struct {
	Name        string
	Required    bool
	Default     string
	HasDefault  bool
	Expression  bool
	Unsupported bool
	// Why says in diagnostics why an unsupported attribute is refused.
	Why string
	// Free says that any text may stand there, an empty one too.
	Free bool
	// filled says that a blank text is an error though the attribute is optional.
	filled bool
	// Type names what the attribute takes: string, bool, int, number, any, or one
	// of Values.
	Type   string
	Values []string
	// Field is the name of the Go field, whose comment describes the attribute.
	Field string
	field int
}

// Element is a child element.
type Element struct {
	Name     string
	Required bool
	// Unsupported elements are known to the service and refused here.
	Unsupported bool
	// Why says in diagnostics why an unsupported element is refused.
	Why string
	// Repeated elements may stand more than once.
	Repeated bool
	// Schema is nil when the element holds a text alone.
	Schema *Schema
	// Expression says that its text may be an expression.
	Expression bool
	// Field is the name of the Go field, whose comment describes the element.
	Field string
	field int
	// Names says that its text names something, so that it may not be blank.
	Names bool
}

// schemaOf reads the tags of a struct. Mistakes in them are mistakes of the
// program and panic; a test reads every policy's.
func schemaOf(t reflect.Type) *Schema {
	s := &Schema{text: -1, markup: -1, children: -1, parts: -1, typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Tag.Get("attr") != "":
			s.Attributes = append(s.Attributes, attributeOf(f, i))
		case f.Tag.Get("elem") != "":
			s.Elements = append(s.Elements, elementOf(f, i))
		default:
			s.special(f, i)
		}
	}
	return s
}

func (s *Schema) special(f reflect.StructField, i int) {
	if tag, ok := f.Tag.Lookup("text"); ok {
		s.text, s.textRequired = i, tag == "required"
	}
	if _, ok := f.Tag.Lookup("markup"); ok {
		s.markup = i
	}
	if _, ok := f.Tag.Lookup("children"); ok {
		s.children = i
	}
	if tag, ok := f.Tag.Lookup("parts"); ok {
		s.parts = i
		s.partKind = map[string]Part{"request": RequestPart, "response": ResponsePart}[tag]
		if s.partKind == 0 {
			panic("policy: unknown kind of parts " + tag)
		}
	}
}

func attributeOf(f reflect.StructField, i int) Attribute {
	words := strings.Split(f.Tag.Get("attr"), ",")
	a := Attribute{Name: words[0], Field: f.Name, field: i}
	a.Default, a.HasDefault = f.Tag.Lookup("default")
	a.Type, a.Values, a.Expression = settingType(f.Type)
	a.Why = f.Tag.Get("why")
	for _, w := range words[1:] {
		switch w {
		case "required":
			a.Required = true
		case "noexpr":
			a.Expression = false
		case "unsupported":
			a.Unsupported = true
		case "free":
			a.Free = true
		case "filled":
			a.filled = true
		default:
			panic(fmt.Sprintf("policy: unknown word %q in the tag of %s", w, f.Name))
		}
	}
	return a
}

func elementOf(f reflect.StructField, i int) Element {
	words := strings.Split(f.Tag.Get("elem"), ",")
	e := Element{Name: words[0], Field: f.Name, Why: f.Tag.Get("why"), field: i}
	free := false
	for _, w := range words[1:] {
		e.Required = e.Required || w == "required"
		e.Unsupported = e.Unsupported || w == "unsupported"
		free = free || w == "free"
	}
	t := f.Type
	switch t.Kind() {
	case reflect.Slice:
		e.Repeated = true
		t = t.Elem()
	case reflect.Pointer:
		t = t.Elem()
	}
	if _, isSetting := reflect.New(t).Interface().(expr.Setter); isSetting {
		_, _, e.Expression = settingType(t)
		e.Names = !free && t == reflect.TypeFor[expr.Value[string]]()
		return e
	}
	e.Names = !free && t.Kind() == reflect.String
	if t.Kind() == reflect.String || t == reflect.TypeFor[XML]() {
		return e
	}
	e.Schema = schemaOf(t)
	return e
}

// TextSetter is implemented by settings with a notation of their own.
type TextSetter interface {
	// SetText reads the setting; the error says what is expected.
	SetText(text string) error
	// SettingType names what is expected, for documentation.
	SettingType() string
}

// settingType names the type of a setting and says whether it may be an
// expression.
func settingType(t reflect.Type) (name string, values []string, expression bool) {
	v := reflect.New(t)
	if x, ok := v.Interface().(TextSetter); ok {
		return x.SettingType(), nil, false
	}
	if _, ok := v.Interface().(expr.Setter); ok {
		expression = true
		// The literal's type is the type argument of expr.Value.
		lit, _ := t.FieldByName("literal")
		t = lit.Type
	}
	if e, ok := reflect.Zero(t).Interface().(expr.Enum); ok && t.Kind() == reflect.String {
		return "one of", e.Values(), expression
	}
	if t == reflect.TypeFor[rt.String]() {
		return "string", nil, expression
	}
	switch t.Kind() {
	case reflect.String:
		return "string", nil, expression
	case reflect.Bool:
		return "bool", nil, expression
	case reflect.Int, reflect.Int64:
		return "int", nil, expression
	case reflect.Float64:
		return "number", nil, expression
	case reflect.Interface:
		return "any", nil, expression
	}
	panic("policy: a setting cannot be of type " + t.String())
}

// SchemaOf returns the schema of a policy, for documentation and editors.
func SchemaOf(d *Definition) *Schema { return schemaOf(reflect.TypeOf(d.New()).Elem()) }

// HasBlock reports whether the element holds child policies.
func (s *Schema) HasBlock() bool { return s.children >= 0 }

// HasText reports whether the element has a text of its own.
func (s *Schema) HasText() bool { return s.text >= 0 || s.markup >= 0 }

// HasMarkup reports whether that text may be XML or a template, as set-body takes it.
func (s *Schema) HasMarkup() bool { return s.markup >= 0 }

// Child returns the child element of a name, in whatever prefix the definition
// leaves open, or nil.
func (s *Schema) Child(name string) *Element {
	if e := s.element(name); e != nil {
		return e
	}
	return s.prefixed(name)
}

// TextExpression reports whether that text may be an expression.
func (s *Schema) TextExpression() bool {
	if s.text < 0 {
		return s.markup >= 0
	}
	_, _, expression := settingType(s.typ.Field(s.text).Type)
	return expression
}

// PartsOf returns the kind of parts the element holds, 0 for none.
func (s *Schema) PartsOf() Part { return s.partKind }

// Struct returns the type the schema was read from.
func (s *Schema) Struct() reflect.Type { return s.typ }
