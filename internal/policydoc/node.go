package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Document is a policy document as it was written.
//
// The fields of a document and its nodes may be changed, and Print then writes
// the change; spans keep pointing into Source as it was read. A Document is not
// safe for use while it is being changed.
type Document struct {
	// Source is the text that was read.
	Source *diag.Source
	// BOM is the byte order mark the document starts with, or "".
	BOM string
	// Nodes are the root element and what stands around it, in order.
	Nodes []Node
}

// Root returns the root element, or nil if there is none. Of several (which
// Parse reports) it is the first.
func (d *Document) Root() *Element {
	for _, n := range d.Nodes {
		if e, ok := n.(*Element); ok {
			return e
		}
	}
	return nil
}

// Node is a piece of a document: *Element, *Text, *CData, *Comment, *ProcInst
// or *Skipped.
type Node interface {
	// Span is where the node stands in the source that was read.
	Span() diag.Span
	print(b *strings.Builder)
}

// Element is an element with its attributes and content.
type Element struct {
	// Name is the tag name, prefix included.
	Name     string
	NameSpan diag.Span
	// Attributes are in the order of the document; an attribute that stands
	// twice (which Parse reports) is there twice.
	Attributes []*Attribute
	// Children are the content between the tags.
	Children []Node
	// Parent is the element this one stands in; nil for the root.
	Parent *Element
	// Open is the opening tag from < to >.
	Open diag.Span
	// Close is the closing tag. It is empty, and stands where the content
	// ends, if the element closes itself or was not closed.
	Close diag.Span
	// SelfClosing says that the element was written <name/>.
	SelfClosing bool
	// Tail is what ends the opening tag: white space and > or />.
	Tail string
	// CloseTag is the closing tag as written, or "".
	CloseTag string

	src *diag.Source
}

// Span returns where the element stands, tags included.
func (e *Element) Span() diag.Span { return e.Open.Join(e.Close) }

// Attribute returns the attribute of that name, or nil. Names are
// case-sensitive.
func (e *Element) Attribute(name string) *Attribute {
	for _, a := range e.Attributes {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Attribute is one name="value".
type Attribute struct {
	// Space is the white space before the name; in a broken tag also what
	// could not be read.
	Space    string
	Name     string
	NameSpan diag.Span
	// Equals is what stands between the name and the opening quote: = and
	// perhaps white space. It is empty if the value is missing.
	Equals string
	// Quote is the quote around the value, " or ', or 0 if there is none.
	Quote byte
	// Raw is the value as written, without its quotes.
	Raw       string
	ValueSpan diag.Span
	// Unclosed says that the closing quote is missing.
	Unclosed bool

	src *diag.Source
	// broken says that the value could not be read as an expression or
	// literal and that this was reported.
	broken bool
}

// Span returns where the attribute stands, from its name to its closing quote.
func (a *Attribute) Span() diag.Span {
	end := a.ValueSpan.End
	if a.Quote != 0 && !a.Unclosed {
		end++
	}
	return diag.Span{Start: a.NameSpan.Start, End: end}
}

// Text is character data between tags as written: entities are not decoded, and
// an expression in it is verbatim.
type Text struct {
	Raw string
	at  diag.Span
	// broken says that the text starts an expression that does not end, and
	// that this was reported.
	broken bool
}

// Span returns where the text stands.
func (t *Text) Span() diag.Span { return t.at }

// CData is a section <![CDATA[...]]>.
type CData struct {
	// Raw is the section with its delimiters.
	Raw string
	at  diag.Span
}

// Span returns where the section stands, delimiters included.
func (c *CData) Span() diag.Span { return c.at }

// Comment is a comment <!-- ... -->.
type Comment struct {
	// Raw is the comment with its delimiters.
	Raw string
	at  diag.Span
}

// Span returns where the comment stands, delimiters included.
func (c *Comment) Span() diag.Span { return c.at }

// ProcInst is a processing instruction <? ... ?>, the XML declaration included.
type ProcInst struct {
	// Raw is the instruction with its delimiters.
	Raw string
	at  diag.Span
}

// Span returns where the instruction stands, delimiters included.
func (p *ProcInst) Span() diag.Span { return p.at }

// Skipped is a part of a broken document that is no other node: a closing tag
// that closes nothing, a document type declaration, the rest behind a limit. It
// has been reported, and it means nothing.
type Skipped struct {
	Raw string
	at  diag.Span
}

// Span returns where the part stands.
func (s *Skipped) Span() diag.Span { return s.at }
