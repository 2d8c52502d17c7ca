package xmltree

import (
	"strings"
	"testing"
)

// builder makes trees in tests and remembers the first error, so that a row of a
// table stays one line, close to the C# it stands for.
type builder struct {
	t   *testing.T
	err error
}

func (b *builder) note(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) name(s string) Name {
	n, err := ParseName(s)
	b.note(err)
	return n
}

func (b *builder) el(name string, content ...any) *Element {
	e, err := NewElement(nil, b.name(name), content...)
	b.note(err)
	if e == nil {
		e = new(Element)
	}
	return e
}

func (b *builder) at(name string, value any) *Attribute {
	s, err := TextOf(value)
	b.note(err)
	a, err := NewAttribute(b.name(name), s)
	b.note(err)
	if a == nil {
		a = new(Attribute)
	}
	return a
}

func (b *builder) xmlns(prefix, ns string) *Attribute {
	return b.at("{"+string(XmlnsNamespace)+"}"+prefix, ns)
}

func (b *builder) pi(target, data string) *Instruction {
	p, err := NewInstruction(target, data)
	b.note(err)
	if p == nil {
		p = new(Instruction)
	}
	return p
}

func (b *builder) doctype(name string, ids ...string) *DocumentType {
	var parts [3]*string
	for i := range ids {
		parts[i] = &ids[i]
	}
	d, err := NewDocumentType(name, parts[0], parts[1], parts[2])
	b.note(err)
	return d
}

func (b *builder) doc(content ...any) *Document {
	d, err := NewDocument(nil, content...)
	b.note(err)
	if d == nil {
		d = new(Document)
	}
	return d
}

func (b *builder) parse(xml string) *Element {
	e, err := ParseElement(xml, Options{})
	b.note(err)
	return e
}

func (b *builder) parseDoc(xml string) *Document {
	d, err := Parse(xml, Options{})
	b.note(err)
	return d
}

// str is ToString(); flat is ToString(SaveOptions.DisableFormatting).
func (b *builder) str(o Object) string  { return b.write(o, 0) }
func (b *builder) flat(o Object) string { return b.write(o, DisableFormatting) }

func (b *builder) write(o Object, save SaveOptions) string {
	if b.err != nil {
		return ""
	}
	s, err := Write(o, WriteOptions{Save: save})
	b.note(err)
	return s
}

// child returns the first descendant element of that name without namespace.
func child(c Container, local string) *Element {
	for e := range DescendantElements(c, false, Name{}) {
		if e.name.Local == local {
			return e
		}
	}
	return nil
}

func count(c Container) string {
	n := 0
	for range c.Nodes() {
		n++
	}
	return string(rune('0' + n))
}

func boolean(bs ...bool) string {
	var s strings.Builder
	for _, b := range bs {
		if b {
			s.WriteString("True")
		} else {
			s.WriteString("False")
		}
	}
	return s.String()
}
