package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// The members of ReadState, with their numbers.
const (
	stateInitial int64 = iota
	stateInteractive
	stateError
	stateEndOfFile
	stateClosed
)

// The members of XmlNodeType that a tree does not have, with their numbers.
const (
	noneNode                  xmltree.NodeType = 0
	whitespaceNode            xmltree.NodeType = 13
	significantWhitespaceNode xmltree.NodeType = 14
	endElementNode            xmltree.NodeType = 15
	xmlDeclarationNode        xmltree.NodeType = 17
)

// Reader is an XmlReader: a walk over a tree, which is read as a whole when the
// first node is asked for. So a mistake anywhere in the text shows at once, and
// not only when the walk comes to it.
type Reader struct {
	// open makes the tree; top is the node that is walked over.
	open func(f *rt.Frame) (xmltree.Node, error)
	top  xmltree.Node
	// fromTree says that the reader was made of a node, where all texts are texts.
	fromTree bool
	settings settings
	state    int64

	// declaration says that the reader stands on the XML declaration, of which head
	// is the text between <?xml and ?>; otherwise at is the node it stands on, end
	// says on its end tag.
	declaration bool
	head        string
	at          xmltree.Node
	end         bool
	depth       int
	// attribute is the attribute of at that the reader stands on, or nil.
	attribute *xmltree.Attribute
}

// NewReader returns a reader over a node, as XNode.CreateReader does.
func NewReader(top xmltree.Node) *Reader {
	return &Reader{fromTree: true, open: func(*rt.Frame) (xmltree.Node, error) { return top, nil }}
}

// newTextReader returns a reader of a text.
func newTextReader(s string, set settings) *Reader {
	return &Reader{settings: set, head: declarationText(s), open: func(f *rt.Frame) (xmltree.Node, error) {
		dtd := map[int64]xmltree.DTD{dtdProhibit: xmltree.ProhibitDTD, dtdIgnore: xmltree.KeepDTD, dtdParse: xmltree.ParseDTD}[set.dtd]
		d, err := xmltree.Parse(s, xmltree.Options{PreserveWhitespace: true, Charge: f.Alloc, DTD: dtd})
		if err != nil {
			return nil, err
		}
		return d, nil
	}}
}

// declarationText returns what stands in the XML declaration of a text.
func declarationText(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	if !strings.HasPrefix(s, "<?xml") {
		return ""
	}
	head, _, _ := strings.Cut(s[len("<?xml"):], "?>")
	return strings.Trim(head, " \t\r\n")
}

// Dispose closes the reader.
func (r *Reader) Dispose(*rt.Frame) error {
	*r = Reader{state: stateClosed}
	return nil
}

// Interactive reports whether the reader stands on a node.
func (r *Reader) Interactive() bool { return r.state == stateInteractive }

// AtEnd reports whether everything was read.
func (r *Reader) AtEnd() bool { return r.state == stateEndOfFile }

// Node returns the node that the reader stands on, nil if it stands on something
// else: an attribute, an end tag, the XML declaration or nothing.
func (r *Reader) Node() xmltree.Node {
	if r.attribute != nil || r.end {
		return nil
	}
	return r.at
}

// Ignores reports whether the reader passes over a node.
func (r *Reader) Ignores(n xmltree.Node) bool {
	switch n := n.(type) {
	case *xmltree.Comment:
		return r.settings.ignoreComments
	case *xmltree.Instruction:
		return r.settings.ignoreInstructions
	case *xmltree.Text:
		return r.settings.ignoreWhitespace && r.textType(n) == whitespaceNode
	case *xmltree.DocumentType:
		return r.settings.dtd == dtdIgnore
	}
	return false
}

// NodeType returns the type of what the reader stands on.
func (r *Reader) NodeType() xmltree.NodeType {
	switch {
	case r.state != stateInteractive:
		return noneNode
	case r.attribute != nil:
		return xmltree.AttributeNode
	case r.declaration:
		return xmlDeclarationNode
	case r.end:
		return endElementNode
	}
	if t, ok := r.at.(*xmltree.Text); ok {
		return r.textType(t)
	}
	return r.at.NodeType()
}

func (r *Reader) textType(t *xmltree.Text) xmltree.NodeType {
	if t.IsCData() || r.fromTree || !isBlank(t.Value()) {
		return t.NodeType()
	}
	for e := t.Parent(); e != nil; e = e.Parent() {
		if a := e.Attribute(xmltree.Name{Space: xmltree.XMLNamespace, Local: "space"}); a != nil {
			if a.Value() == "preserve" {
				return significantWhitespaceNode
			}
			break
		}
	}
	return whitespaceNode
}

func isBlank(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return false
		}
	}
	return true
}

// Read moves to the next node; false at the end.
func (r *Reader) Read(f *rt.Frame) (bool, error) {
	switch r.state {
	case stateInitial:
		top, err := r.open(f)
		if err != nil {
			r.state = stateError
			return false, err
		}
		r.top, r.state = top, stateInteractive
		r.start()
	case stateInteractive:
		r.attribute = nil
		r.advance()
	default:
		return false, nil
	}
	for r.state == stateInteractive {
		if err := f.Step(); err != nil {
			return false, err
		}
		if r.declaration || r.end || !r.Ignores(r.at) {
			return true, nil
		}
		r.advance()
	}
	return false, nil
}

// start moves to the first node.
func (r *Reader) start() {
	d, ok := r.top.(*xmltree.Document)
	switch {
	case !ok:
		r.at = r.top
	case d.Declaration != nil && r.head != "":
		r.declaration = true
	default:
		r.first(d)
	}
}

// first moves to the first node of a document.
func (r *Reader) first(d *xmltree.Document) {
	r.declaration = false
	if r.at = d.First(); r.at == nil {
		r.finish()
	}
}

func (r *Reader) finish() {
	r.at, r.end, r.declaration, r.depth, r.attribute, r.state = nil, false, false, 0, nil, stateEndOfFile
}

// advance moves to the next node, whatever it is.
func (r *Reader) advance() {
	if r.declaration {
		r.first(r.top.(*xmltree.Document))
		return
	}
	if e, ok := r.at.(*xmltree.Element); ok && !r.end && !e.IsEmpty() {
		if first := e.First(); first != nil {
			r.at = first
			r.depth++
		} else {
			r.end = true
		}
		return
	}
	r.pass()
}

// pass moves behind the node that the reader stands on and all that is in it.
func (r *Reader) pass() {
	r.end = false
	if r.at == r.top {
		r.finish()
		return
	}
	up := r.at.Container()
	if next := r.at.Next(); next != nil {
		r.at = next
		return
	}
	if _, ok := up.(*xmltree.Element); !ok {
		r.finish()
		return
	}
	r.at, r.end = up, true
	r.depth--
}

// Skip moves behind the element that the reader stands on, or to the next node
// from anything else.
func (r *Reader) Skip(f *rt.Frame) error {
	if r.state != stateInteractive {
		return nil
	}
	r.attribute = nil
	if _, ok := r.at.(*xmltree.Element); !ok || r.end || r.declaration {
		_, err := r.Read(f)
		return err
	}
	r.pass()
	for r.state == stateInteractive && !r.end && r.Ignores(r.at) {
		if err := f.Step(); err != nil {
			return err
		}
		r.advance()
	}
	return nil
}

// MoveToContent moves to the next node that is content, unless the reader stands
// on one, and returns its type.
func (r *Reader) MoveToContent(f *rt.Frame) (xmltree.NodeType, error) {
	r.attribute = nil
	for {
		switch t := r.NodeType(); t {
		case xmltree.ElementNode, endElementNode, xmltree.TextNode, xmltree.CDATANode:
			return t, nil
		}
		if more, err := r.Read(f); err != nil || !more {
			return r.NodeType(), err
		}
	}
}

// element returns the element whose start tag the reader stands on or whose
// attribute, nil if there is none.
func (r *Reader) element() *xmltree.Element {
	if r.state != stateInteractive || r.declaration || r.end {
		return nil
	}
	e, _ := r.at.(*xmltree.Element)
	return e
}
