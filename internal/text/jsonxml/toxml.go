package jsonxml

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// XMLOptions direct ToXML. The zero value has no namespaces and no attributes.
type XMLOptions struct {
	// Separator divides the name of a property into prefix and local name.
	Separator rune
	// NamespacePrefix starts the names of properties that declare namespaces; empty
	// for none.
	NamespacePrefix string
	// AttributeBlock names the object whose members are attributes, NamespaceBlock the
	// one whose members declare prefixes; empty for none.
	AttributeBlock, NamespaceBlock string
	// AttributePrefix starts the names of properties that are attributes; empty for
	// none.
	AttributePrefix string
	// Replacement takes the place of characters that XML does not take; empty encodes
	// those of names as _xHHHH_ and refuses those of texts.
	Replacement string
	// Trim takes the white space around texts away.
	Trim bool
	// EmptyAsNull makes null of empty texts.
	EmptyAsNull bool
	// Charge is told how many bytes the result takes; nil for none.
	Charge func(bytes int) error
}

// rootName is the element around what has no single root.
const rootName = "Document"

// itemName is the element of an item of an array that has no name (unverified).
const itemName = "item"

// ToXML writes a token as an XML document without a declaration. An object with one
// property that is no array is that element; anything else stands in an element
// Document.
func ToXML(t jsontree.Token, opts XMLOptions) (string, error) {
	w := &xmlWriter{opts: opts, bound: map[string][]xmltree.Namespace{"xml": {xmltree.XMLNamespace}}}
	name, value := rootName, t
	if o, ok := t.(*jsontree.Object); ok && o.Count() == 1 {
		p := o.PropertyAt(0)
		if _, isArray := p.Value().(*jsontree.Array); !isArray && !w.special(p.Name(), p.Value()) {
			name, value = p.Name(), p.Value()
		}
	}
	if err := w.single(name, value, itemName); err != nil {
		return "", err
	}
	return string(w.out), nil
}

type xmlWriter struct {
	opts    XMLOptions
	out     []byte
	charged int
	// prefixes are those declared around the place being written, innermost last.
	prefixes []string
	// bound are the namespaces of each prefix, innermost last.
	bound map[string][]xmltree.Namespace
}

// special reports whether a property is none of an element.
func (w *xmlWriter) special(name string, value jsontree.Token) bool {
	if name == textName || name == cdataName || name != "" && (name == w.opts.AttributeBlock || name == w.opts.NamespaceBlock) {
		return true
	}
	_, isDeclaration := w.declaration(name, value)
	return isDeclaration || w.isAttribute(name, value)
}

// declaration reports whether a property declares a namespace, and for which
// prefix.
func (w *xmlWriter) declaration(name string, value jsontree.Token) (prefix string, ok bool) {
	start := w.opts.NamespacePrefix
	if start == "" {
		return "", false
	}
	rest, ok := strings.CutPrefix(name, start)
	if ok && rest != "" {
		prefix, ok = strings.CutPrefix(rest, string(w.opts.Separator))
		ok = ok && prefix != ""
	}
	return prefix, ok && declares(prefix, value)
}

// declares reports whether XML takes the declaration of a prefix for a namespace.
func declares(prefix string, value jsontree.Token) bool {
	v, ok := value.(*jsontree.Value)
	if !ok || v.Type() != jsontree.TypeString || prefix == "xml" || prefix == "xmlns" || prefix != "" && !isNCName(prefix) {
		return false
	}
	space := xmltree.Namespace(v.Str())
	return space != xmltree.XMLNamespace && space != xmltree.XmlnsNamespace && (space != "" || prefix == "")
}

func (w *xmlWriter) isAttribute(name string, value jsontree.Token) bool {
	start := w.opts.AttributePrefix
	return start != "" && len(name) > len(start) && strings.HasPrefix(name, start) && isScalar(value)
}

func isScalar(t jsontree.Token) bool {
	_, ok := t.(*jsontree.Value)
	return ok
}

// element writes a property. Arrays are an element for each item.
func (w *xmlWriter) element(name string, value jsontree.Token) error {
	a, ok := value.(*jsontree.Array)
	if !ok {
		return w.single(name, value, name)
	}
	if a.Count() == 0 {
		return w.single(name, nil, name)
	}
	for i := range a.Count() {
		item, err := a.At(i)
		if err == nil {
			err = w.single(name, item, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// single writes one element; nil is an empty one. An array is an element with
// items of a name of its own.
func (w *xmlWriter) single(name string, value jsontree.Token, item string) error {
	outer := len(w.prefixes)
	defer w.unbind(outer)
	o, isObject := value.(*jsontree.Object)
	if isObject {
		w.declare(o)
	}
	tag := w.name(name)
	w.write("<", tag)
	var content string
	if isObject {
		if err := w.attributes(o); err != nil {
			return err
		}
	}
	if v, ok := value.(*jsontree.Value); ok {
		text, isNull, err := w.text(v)
		if err != nil {
			return err
		}
		if isNull {
			w.write(` xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`)
		}
		content = text
	}
	start := len(w.out)
	w.write(">")
	var err error
	switch v := value.(type) {
	case *jsontree.Object:
		err = w.members(v)
	case *jsontree.Array:
		err = w.element(item, v)
	case *jsontree.Value:
		err = w.escaped(content, false)
	case nil:
	default:
		err = clr.NotSupported("A JSON %s cannot be converted to XML.", jsontree.TypeName(value))
	}
	if err != nil {
		return err
	}
	if len(w.out) == start+1 {
		// Nothing came: the tag is closed in place.
		w.out = append(w.out[:start], " />"...)
	} else {
		w.write("</", tag, ">")
	}
	return w.charge()
}

func (w *xmlWriter) write(parts ...string) {
	for _, p := range parts {
		w.out = append(w.out, p...)
	}
}

// declare takes note of the prefixes that an object declares for its element.
func (w *xmlWriter) declare(o *jsontree.Object) {
	for i := range o.Count() {
		p := o.PropertyAt(i)
		if block, ok := p.Value().(*jsontree.Object); ok && p.Name() != "" && p.Name() == w.opts.NamespaceBlock {
			for j := range block.Count() {
				if q := block.PropertyAt(j); declares(q.Name(), q.Value()) {
					w.bind(q.Name(), q.Value())
				}
			}
			continue
		}
		if prefix, ok := w.declaration(p.Name(), p.Value()); ok {
			w.bind(prefix, p.Value())
		}
	}
}

func (w *xmlWriter) bind(prefix string, value jsontree.Token) {
	w.prefixes = append(w.prefixes, prefix)
	w.bound[prefix] = append(w.bound[prefix], xmltree.Namespace(value.(*jsontree.Value).Str()))
}

// unbind forgets the prefixes declared since there were so many.
func (w *xmlWriter) unbind(outer int) {
	for _, prefix := range w.prefixes[outer:] {
		w.bound[prefix] = w.bound[prefix][:len(w.bound[prefix])-1]
	}
	w.prefixes = w.prefixes[:outer]
}

// attributes writes declarations and attributes of an object's element. One that
// comes twice is written once.
func (w *xmlWriter) attributes(o *jsontree.Object) error {
	seen := map[string]bool{}
	put := func(name string, value jsontree.Token) error {
		v, ok := value.(*jsontree.Value)
		if !ok {
			return clr.InvalidOperation("The attribute '%s' cannot be written: its value is no simple one.", name)
		}
		if key := w.expanded(name); seen[key] {
			return nil
		} else {
			seen[key] = true
		}
		text, _, err := w.text(v)
		if err != nil {
			return err
		}
		w.write(" ", name, `="`)
		if err := w.escaped(text, true); err != nil {
			return err
		}
		w.write(`"`)
		return nil
	}
	for i := range o.Count() {
		p := o.PropertyAt(i)
		block, isObject := p.Value().(*jsontree.Object)
		prefix, isDeclaration := w.declaration(p.Name(), p.Value())
		var err error
		switch {
		case isDeclaration:
			err = put(declarationName(prefix), p.Value())
		case isObject && p.Name() != "" && p.Name() == w.opts.NamespaceBlock:
			for j := range block.Count() {
				if q := block.PropertyAt(j); err == nil && declares(q.Name(), q.Value()) {
					err = put(declarationName(q.Name()), q.Value())
				}
			}
		case isObject && p.Name() != "" && p.Name() == w.opts.AttributeBlock:
			for j := range block.Count() {
				if q := block.PropertyAt(j); err == nil && q.Name() != "xmlns" {
					err = put(w.name(q.Name()), q.Value())
				}
			}
		case w.isAttribute(p.Name(), p.Value()) && p.Name()[len(w.opts.AttributePrefix):] != "xmlns":
			err = put(w.name(p.Name()[len(w.opts.AttributePrefix):]), p.Value())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func declarationName(prefix string) string {
	if prefix == "" {
		return "xmlns"
	}
	return "xmlns:" + prefix
}

// members writes the content of an object's element.
func (w *xmlWriter) members(o *jsontree.Object) error {
	for i := range o.Count() {
		p := o.PropertyAt(i)
		name, value := p.Name(), p.Value()
		var err error
		switch {
		case name == textName || name == cdataName:
			err = w.texts(value)
		case w.special(name, value):
		default:
			err = w.element(name, value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// texts writes the text beside child elements, as ToJSON gives it.
func (w *xmlWriter) texts(t jsontree.Token) error {
	switch t := t.(type) {
	case *jsontree.Value:
		text, _, err := w.text(t)
		if err != nil {
			return err
		}
		return w.escaped(text, false)
	case *jsontree.Array:
		for i := range t.Count() {
			item, err := t.At(i)
			if err == nil {
				err = w.texts(item)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// text is a scalar as text: booleans and numbers as .NET's ToString has them, dates
// in ISO 8601 (unverified).
func (w *xmlWriter) text(v *jsontree.Value) (text string, isNull bool, err error) {
	switch v.Type() {
	case jsontree.TypeNull:
		return "", true, nil
	case jsontree.TypeBoolean:
		if v.Bool() {
			return "True", false, nil
		}
		return "False", false, nil
	case jsontree.TypeString:
		text = v.Str()
		if w.opts.Trim {
			text = strings.TrimSpace(text)
		}
		return text, text == "" && w.opts.EmptyAsNull, nil
	case jsontree.TypeDate:
		switch d := v.Payload().(type) {
		case clr.DateTime:
			return xmltree.FormatDateTime(d), false, nil
		case clr.DateTimeOffset:
			return xmltree.FormatDateTimeOffset(d), false, nil
		}
	}
	text, err = jsontree.Text(v, netfmt.Invariant(), jsontree.Format{Charge: w.opts.Charge})
	return text, false, err
}

// escaped writes a text, as it stands in an attribute or between tags.
func (w *xmlWriter) escaped(s string, attribute bool) error {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '&':
			w.write("&amp;")
		case r == '<':
			w.write("&lt;")
		case r == '>':
			w.write("&gt;")
		case r == '"' && attribute:
			w.write("&quot;")
		case r == '\r', attribute && (r == '\n' || r == '\t'):
			w.out = fmt.Appendf(w.out, "&#x%X;", r)
		case !isXMLChar(r):
			if w.replacement() == "" {
				return clr.Throw("System.ArgumentException", "'%c', hexadecimal value 0x%02X, is an invalid character.", r, r)
			}
			w.write(w.replacement())
		default:
			w.out = utf8.AppendRune(w.out, r)
		}
		i += n
	}
	return nil
}

// replacement is what takes the place of a character in a text, empty for nothing.
func (w *xmlWriter) replacement() string {
	for _, r := range w.opts.Replacement {
		if !isXMLChar(r) || r == utf8.RuneError || strings.ContainsRune("&<>\"\r\n\t", r) {
			return ""
		}
	}
	return w.opts.Replacement
}

// isXMLChar reports whether XML 1.0 takes a character.
func isXMLChar(r rune) bool {
	return r >= 0x20 && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

// charge tells what was written since the last time.
func (w *xmlWriter) charge() error {
	n := len(w.out) - w.charged
	if w.opts.Charge == nil || n < 1<<10 {
		return nil
	}
	w.charged = len(w.out)
	return w.opts.Charge(n)
}
