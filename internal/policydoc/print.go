package policydoc

import "strings"

// Print returns the text of the document. Without edits it is the source that
// was read, byte for byte, also if that was broken.
func (d *Document) Print() string {
	var b strings.Builder
	b.Grow(len(d.Source.Text))
	b.WriteString(d.BOM)
	for _, n := range d.Nodes {
		n.print(&b)
	}
	return b.String()
}

func (e *Element) print(b *strings.Builder) {
	b.WriteByte('<')
	b.WriteString(e.Name)
	for _, a := range e.Attributes {
		a.print(b)
	}
	b.WriteString(e.Tail)
	for _, n := range e.Children {
		n.print(b)
	}
	b.WriteString(e.CloseTag)
}

func (a *Attribute) print(b *strings.Builder) {
	b.WriteString(a.Space)
	b.WriteString(a.Name)
	b.WriteString(a.Equals)
	if a.Quote != 0 {
		b.WriteByte(a.Quote)
	}
	b.WriteString(a.Raw)
	if a.Quote != 0 && !a.Unclosed {
		b.WriteByte(a.Quote)
	}
}

func (t *Text) print(b *strings.Builder)     { b.WriteString(t.Raw) }
func (c *CData) print(b *strings.Builder)    { b.WriteString(c.Raw) }
func (c *Comment) print(b *strings.Builder)  { b.WriteString(c.Raw) }
func (p *ProcInst) print(b *strings.Builder) { b.WriteString(p.Raw) }
func (s *Skipped) print(b *strings.Builder)  { b.WriteString(s.Raw) }

// EscapeText returns a text as it is written between tags.
func EscapeText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// EscapeAttribute returns a text as it is written in an attribute with the given
// quote. Line ends and tabs stay as they are, because the reader keeps them.
func EscapeAttribute(text string, quote byte) string {
	q, entity := `"`, "&quot;"
	if quote == '\'' {
		q, entity = "'", "&apos;"
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", q, entity).Replace(text)
}
