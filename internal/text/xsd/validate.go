package xsd

import (
	"errors"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

var errFunction = errors.New("functions are not allowed")

// Options bound a validation.
type Options struct {
	// Step counts n steps of work; an error ends the validation.
	Step func(n int) error
	// Charge is told of the memory that is used.
	Charge func(bytes int) error
	// Most is how many violations are looked for; 0 stands for 100.
	Most int
}

// errEnough ends a validation that found enough.
var errEnough = errors.New("enough")

// Input is a document to check, with the places of what is in it.
type Input struct {
	text  string
	doc   *xmltree.Document
	at    map[xmltree.Object]int
	endAt map[*xmltree.Element]int
}

// Read parses a document. What is wrong with it is reported as [xmltree.Parse] does.
func Read(text string, charge func(int) error) (*Input, error) {
	in := &Input{text: text, at: map[xmltree.Object]int{}, endAt: map[*xmltree.Element]int{}}
	doc, err := xmltree.Parse(text, xmltree.Options{
		PreserveWhitespace: true, Charge: charge,
		Report: func(o xmltree.Object, name string, at int) {
			if _, ok := o.(*xmltree.Attribute); ok {
				at = max(strings.LastIndex(text[:at], name), 0)
			}
			in.at[o] = at
		},
		End: func(e *xmltree.Element, at int) { in.endAt[e] = at },
	})
	in.doc = doc
	return in, err
}

// Document returns the tree.
func (in *Input) Document() *xmltree.Document { return in.doc }

// place counts lines and UTF-16 units.
func (in *Input) place(at int) (line, position int) {
	before := in.text[:min(at, len(in.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, xmltree.UnitCount(before[start:]) + 1
}

// validation is one document being checked.
type validation struct {
	set     *Set
	in      *Input
	options Options
	found   []Violation
	session xpath.Session
	ids     map[string]bool
	refs    []reference
}

type reference struct {
	id string
	at int
}

// Validate checks an element with everything below it. Any top-level element of the
// schemas may be the root.
func (s *Set) Validate(in *Input, root *xmltree.Element, o Options) ([]Violation, error) {
	if o.Most <= 0 {
		o.Most = 100
	}
	v := &validation{set: s, in: in, options: o, ids: map[string]bool{}}
	v.session = xpath.Session{Step: o.Step, Charge: o.Charge}
	err := v.root(root)
	if err == nil {
		for _, r := range v.refs {
			if !v.ids[r.id] {
				if err = v.report(r.at, "Reference to undeclared ID is '"+r.id+"'."); err != nil {
					break
				}
			}
		}
	}
	if err == errEnough {
		err = nil
	}
	return v.found, err
}

func (v *validation) root(e *xmltree.Element) error {
	decl := v.set.elements[e.Name()]
	if decl != nil {
		return v.element(e, decl)
	}
	if t := v.instanceType(e); t != nil {
		return v.element(e, &element{name: e.Name(), typ: t})
	}
	if v.set.namespaces[e.Name().Space] {
		return v.report(v.in.at[e], "The '"+qualified(e.Name())+"' element is not declared.")
	}
	// A warning of .NET: with no schema for anything, nothing would be checked.
	return v.report(v.in.at[e], "Could not find schema information for the element '"+qualified(e.Name())+"'.")
}

func (v *validation) report(at int, message string) error {
	line, position := v.in.place(at)
	v.found = append(v.found, Violation{message, line, position})
	if len(v.found) >= v.options.Most {
		return errEnough
	}
	return nil
}

func (v *validation) step() error {
	if v.options.Step == nil {
		return nil
	}
	return v.options.Step(1)
}

// end is where what is wrong with the content of an element is reported.
func (v *validation) end(e *xmltree.Element) int {
	if at, ok := v.in.endAt[e]; ok {
		return at
	}
	return v.in.at[e]
}

// instanceType returns the type that xsi:type names; nil for none.
func (v *validation) instanceType(e *xmltree.Element) any {
	a := e.Attribute(xmltree.Name{Space: instanceNamespace, Local: "type"})
	if a == nil {
		return nil
	}
	prefix, local, ok := strings.Cut(strings.Trim(a.Value(), " \t\r\n"), ":")
	name := xmltree.Name{Space: e.DefaultNamespace(), Local: prefix}
	if ok {
		ns, found, err := e.NamespaceOfPrefix(prefix)
		if err != nil || !found {
			return nil
		}
		name = xmltree.Name{Space: ns, Local: local}
	}
	if name.Space == schemaNamespace && v.set.types[name] == nil {
		if b := builtinType(name.Local); b != nil {
			return &simpleType{name: name, builtin: b}
		}
	}
	return v.set.types[name]
}

// derived reports whether a type is another one or comes from it.
func derived(t, from any) bool {
	for range maxDepth {
		if t == from || t == nil {
			return t != nil
		}
		if f, ok := from.(*complexType); ok && f.name == (xmltree.Name{Space: schemaNamespace, Local: "anyType"}) {
			return true
		}
		if f, ok := from.(*simpleType); ok && f.builtin != nil && f.name.Local == "anySimpleType" {
			_, isSimple := t.(*simpleType)
			return isSimple
		}
		switch x := t.(type) {
		case *complexType:
			t = x.base
		case *simpleType:
			if x.base == nil {
				f, ok := from.(*simpleType)
				return ok && f.builtin != nil && x.name == f.name
			}
			t = x.base
		}
	}
	return false
}

func (v *validation) element(e *xmltree.Element, decl *element) error {
	if err := v.step(); err != nil {
		return err
	}
	typ := decl.typ
	if a := e.Attribute(xmltree.Name{Space: instanceNamespace, Local: "type"}); a != nil {
		t := v.instanceType(e)
		switch {
		case t == nil:
			if err := v.report(v.in.at[e], "This is an invalid xsi:type '"+strings.TrimSpace(a.Value())+"'."); err != nil {
				return err
			}
		case !derived(t, typ):
			if err := v.report(v.in.at[e], "The xsi:type attribute value '"+strings.TrimSpace(a.Value())+"' is not valid for the element '"+qualified(e.Name())+"', either because it is not a type validly derived from the type in the schema, or because it has xsi:type derivation blocked."); err != nil {
				return err
			}
		}
		if t != nil {
			typ = t
		}
	}
	complex, _ := typ.(*complexType)
	if decl.abstract || complex != nil && complex.abstract {
		return v.report(v.in.at[e], "The element '"+qualified(e.Name())+"' is abstract or its type is abstract.")
	}
	nilled := false
	if a := e.Attribute(xmltree.Name{Space: instanceNamespace, Local: "nil"}); a != nil {
		nilled = isTrue(strings.TrimSpace(a.Value()))
		if !decl.nillable {
			if err := v.report(v.in.at[e], "If the 'nillable' attribute is false in the schema, the 'xsi:nil' attribute must not be present in the instance."); err != nil {
				return err
			}
			nilled = false
		}
	}
	if err := v.attributes(e, complex); err != nil {
		return err
	}
	if nilled {
		if e.First() != nil {
			return v.report(v.end(e), "Element "+quoted(e.Name())+" must have no character or element children.")
		}
		return nil
	}
	simple, _ := typ.(*simpleType)
	if complex != nil {
		simple = complex.simple
	}
	var err error
	switch {
	case simple != nil:
		name := simple.written()
		if complex != nil {
			if name = simple.code(); complex.name.Local != "" {
				name = qualified(complex.name)
			}
		}
		err = v.text(e, decl, simple, name)
	case complex != nil:
		err = v.content(e, decl, complex)
	}
	if err != nil || len(decl.constraints) == 0 {
		return err
	}
	return v.constraints(e, decl)
}

func quoted(n xmltree.Name) string {
	if n.Space == "" {
		return "'" + n.Local + "'"
	}
	return "'" + n.Local + "' in namespace '" + string(n.Space) + "'"
}

// text checks an element of simple content.
func (v *validation) text(e *xmltree.Element, decl *element, t *simpleType, typeName string) error {
	for k := range xmltree.Elements(e) {
		return v.report(v.in.at[k], "The element '"+qualified(e.Name())+"' cannot contain child element '"+qualified(k.Name())+"' because the parent element's content model is text only.")
	}
	s := e.Value()
	if s == "" && (decl.hasDefault || decl.fixed != nil) {
		return nil
	}
	value, wrong := t.check(s)
	if wrong != "" {
		return v.report(v.end(e), "The '"+qualified(e.Name())+"' element is invalid - The value '"+s+"' is invalid according to its datatype '"+typeName+"' - "+wrong)
	}
	if decl.fixed != nil {
		if want, _ := t.check(*decl.fixed); !same(want, value) {
			return v.report(v.end(e), "The value of the '"+qualified(e.Name())+"' element does not equal its fixed value.")
		}
	}
	return v.identity(t, t.normalize(s), v.end(e))
}

// identity notes values of ID and IDREF.
func (v *validation) identity(t *simpleType, s string, at int) error {
	b := t.root()
	if item := t.list(); item != nil {
		b = item.root()
	}
	if b == nil {
		return nil
	}
	switch b.code {
	case "ID":
		if v.ids[s] {
			return v.report(at, "'"+s+"' is already used as an ID.")
		}
		v.ids[s] = true
	case "IDREF":
		for _, id := range spaceList(s) {
			v.refs = append(v.refs, reference{id, at})
		}
	}
	return nil
}

// attributes checks the attributes of an element; t is nil for simple types.
func (v *validation) attributes(e *xmltree.Element, t *complexType) error {
	if t == nil {
		t = &complexType{}
	}
	for a := range e.Attributes() {
		if a.IsDeclaration() || a.Name().Space == instanceNamespace {
			continue
		}
		if err := v.step(); err != nil {
			return err
		}
		var decl *attribute
		why := "declared"
		if t.any != nil {
			why = "allowed"
		}
		for i := range t.uses {
			switch {
			case t.uses[i].name != a.Name():
			case t.uses[i].prohibited:
				why = "allowed"
			default:
				decl = t.uses[i].attribute
			}
		}
		if decl == nil && t.any != nil && t.any.allows(a.Name().Space) {
			decl = v.set.attributes[a.Name()]
			if decl == nil && t.any.process != "strict" || t.any.process == "skip" {
				continue
			}
		}
		if decl == nil {
			if a.Name().Space == xmltree.XMLNamespace {
				continue // known to every schema
			}
			if err := v.report(v.in.at[a], "The '"+qualified(a.Name())+"' attribute is not "+why+"."); err != nil {
				return err
			}
			continue
		}
		value, wrong := decl.typ.check(a.Value())
		if wrong != "" {
			wrong = "The '" + qualified(a.Name()) + "' attribute is invalid - The value '" + a.Value() + "' is invalid according to its datatype '" + decl.typ.written() + "' - " + wrong
		} else if decl.fixed != nil {
			if want, _ := decl.typ.check(*decl.fixed); !same(want, value) {
				wrong = "The value of the '" + qualified(a.Name()) + "' attribute does not equal its fixed value."
			}
		}
		if wrong != "" {
			if err := v.report(v.in.at[a], wrong); err != nil {
				return err
			}
			continue
		}
		if err := v.identity(decl.typ, decl.typ.normalize(a.Value()), v.in.at[a]); err != nil {
			return err
		}
	}
	for i := range t.uses {
		if u := &t.uses[i]; u.required && e.Attribute(u.name) == nil {
			if err := v.report(v.in.at[e], "The required attribute '"+qualified(u.name)+"' is missing."); err != nil {
				return err
			}
		}
	}
	return nil
}

// content checks the children of an element against a content model. What follows a
// child that does not fit is not compared with the model any more.
func (v *validation) content(e *xmltree.Element, decl *element, t *complexType) error {
	state := t.content
	_, empty := state.(nothing)
	broken := false
	for n := range e.Nodes() {
		switch n := n.(type) {
		case *xmltree.Text:
			blank := strings.Trim(n.Value(), " \t\r\n") == ""
			if t.mixed || blank && !empty || broken {
				continue
			}
			text := "The element " + quoted(e.Name()) + " cannot contain text."
			switch list := v.set.possible(state); {
			case blank:
				text = "The element cannot contain white space. Content model is empty."
			case empty:
				text = "The element cannot contain text. Content model is empty."
			case list != "":
				text += " List of possible elements expected: " + list + "."
			}
			if err := v.report(v.textPlace(e, n), text); err != nil {
				return err
			}
			broken = true
		case *xmltree.Element:
			if broken {
				continue
			}
			next, how := v.set.take(state, n.Name())
			if next == nil {
				broken = true
				if err := v.report(v.in.at[n], v.misplaced(e, n, state, empty)); err != nil {
					return err
				}
				continue
			}
			state = next
			if err := v.child(n, how); err != nil {
				return err
			}
		}
	}
	if broken || state.nullable() {
		return nil
	}
	text := "The element " + quoted(e.Name()) + " has incomplete content."
	if a, ok := state.(all); ok {
		a.seen = slices.Clone(a.seen)
		for i := range a.seen {
			a.seen[i] = a.seen[i] || a.optional[i]
		}
		state = a
	}
	if list := v.set.possible(state); list != "" {
		text += " List of possible elements expected: " + list + "."
	}
	return v.report(v.end(e), text)
}

func (v *validation) misplaced(e, n *xmltree.Element, state particle, empty bool) string {
	if empty {
		return "The element '" + qualified(e.Name()) + "' cannot contain child element '" + qualified(n.Name()) + "' because the parent element's content model is empty."
	}
	if a, ok := state.(all); ok {
		for i, part := range a.parts {
			if a.seen[i] && part.name == n.Name() {
				return "Element '" + qualified(n.Name()) + "' cannot appear more than once if content model type is \"all\"."
			}
		}
	}
	text := "The element " + quoted(e.Name()) + " has invalid child element " + quoted(n.Name()) + "."
	if list := v.set.possible(state); list != "" {
		text += " List of possible elements expected: " + list + "."
	}
	return text
}

// child checks a child that stands at its place.
func (v *validation) child(n *xmltree.Element, how taken) error {
	if how.element != nil {
		return v.element(n, how.element)
	}
	if how.wildcard.process == "skip" {
		return nil
	}
	if decl := v.set.elements[n.Name()]; decl != nil {
		return v.element(n, decl)
	}
	if t := v.instanceType(n); t != nil {
		return v.element(n, &element{name: n.Name(), typ: t})
	}
	if how.wildcard.process == "strict" {
		return v.report(v.in.at[n], "The '"+qualified(n.Name())+"' element is not declared.")
	}
	// lax: what is known below is checked.
	for k := range xmltree.Elements(n) {
		if err := v.step(); err != nil {
			return err
		}
		if err := v.child(k, how); err != nil {
			return err
		}
	}
	return nil
}

// textPlace is where a text of an element stands.
func (v *validation) textPlace(e *xmltree.Element, t *xmltree.Text) int {
	at := v.in.at[e]
	switch p := t.Previous().(type) {
	case nil:
	case *xmltree.Element:
		at = v.end(p)
	default:
		return at
	}
	if n := strings.IndexByte(v.in.text[at:], '>'); n >= 0 {
		return at + n + 1
	}
	return at
}
