package xmltree

// DefaultMaxDepth is how deep elements may be nested when [Options] do not say.
const DefaultMaxDepth = 4096

// DTD says what becomes of a document type declaration.
type DTD uint8

// What becomes of them.
const (
	// KeepDTD keeps the declaration as text and acts upon nothing in it.
	KeepDTD DTD = iota
	// ParseDTD expands the internal entities that it declares.
	ParseDTD
	// ProhibitDTD refuses it.
	ProhibitDTD
)

// Options bound and direct reading.
type Options struct {
	// PreserveWhitespace keeps texts of white space alone, as
	// LoadOptions.PreserveWhitespace does. Without it they are dropped, except
	// under xml:space="preserve".
	PreserveWhitespace bool
	// MaxDepth is how deep elements may be nested; 0 stands for DefaultMaxDepth.
	MaxDepth int
	// Namespaces are declarations around the text, by prefix: those of the place it
	// was taken from.
	Namespaces map[string]string
	// Report, when not nil, is told of every element and attribute that was read,
	// with its name as written and the byte offset of the name, of an attribute's
	// value.
	Report func(o Object, name string, at int)
	// End, when not nil, is told where the name in the end tag of an element stands.
	End func(e *Element, at int)
	// DTD says what becomes of a document type declaration.
	DTD DTD
	// Charge is told the size of every node and of texts that are not part of
	// the input; names and other texts share the memory of the input.
	Charge Charge
}

// Parse reads a document: XDocument.Parse. What is wrong with the text is
// reported as System.Xml.XmlException with the texts and places of .NET (lines
// and columns from 1, columns in UTF-16 units).
//
// Entities that the document declares are expanded if options.DTD asks for it; a
// reference to one is refused as undeclared otherwise. External subsets and entities
// are never read.
func Parse(s string, options Options) (*Document, error) {
	p := parser{s: s, options: options, doc: new(Document)}
	p.cur = p.doc
	if p.options.MaxDepth <= 0 {
		p.options.MaxDepth = DefaultMaxDepth
	}
	for prefix, uri := range p.options.Namespaces {
		a := rawAttribute{prefix: "xmlns", local: prefix, value: uri}
		if prefix == "" {
			a.prefix, a.local = "", "xmlns"
		}
		if err := p.bind(&a); err != nil {
			return nil, err
		}
	}
	if err := p.run(); err != nil {
		return nil, err
	}
	return p.doc, nil
}

// ParseElement reads a document and returns its root element alone:
// XElement.Parse.
func ParseElement(s string, options Options) (*Element, error) {
	doc, err := Parse(s, options)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	doc.kids.remove(root)
	return root, nil
}

// parser reads one document in a single pass. s is UTF-8; reading past the end
// gives 0, as in the buffer of .NET's reader, whose order of checks is kept so
// that its errors come out.
type parser struct {
	s       string
	pos     int
	options Options
	doc     *Document
	cur     Container
	open    []openElement
	ns      []nsBinding
	nsTop   map[string]int // prefix → its declaration in force, in ns
	attrs   []rawAttribute // of the start tag being read
	rooted  bool           // the root element was seen

	// What is declared in the internal subset; see parse_entity.go. While an entity is
	// read, depth of them deep, s is its text, which begins at shift in whole, the
	// text of the document.
	entities, parameters map[string]*entity
	expanded             int
	whole                string
	shift, floor, depth  int
	kept                 []byte // text that goes on behind a reference
	inked                bool   // it has more than white space
}

type openElement struct {
	element  *Element
	name     string // as written
	at       int    // where the name stands
	mark     int    // len(parser.ns) before the element
	preserve bool   // xml:space around the element
}

// nsBinding is a namespace declaration in force; hidden is the place of the one of
// the same prefix that it hides, or -1.
type nsBinding struct {
	prefix, uri string
	hidden      int
}

// at returns the byte at an offset, 0 beyond the end.
func (p *parser) at(i int) byte {
	if i < len(p.s) {
		return p.s[i]
	}
	return 0
}

func (p *parser) has(i int, prefix string) bool {
	return len(p.s)-i >= len(prefix) && p.s[i:i+len(prefix)] == prefix
}

func (p *parser) run() error {
	if err := p.xmlDeclaration(); err != nil {
		return err
	}
	for {
		more, err := p.documentContent()
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
		if len(p.open) == 0 {
			continue
		}
		if err := p.elementContent(); err != nil {
			return err
		}
	}
}

// documentContent reads one thing outside the root element, or its start tag.
func (p *parser) documentContent() (more bool, err error) {
	start := p.pos
	if start == len(p.s) {
		if !p.rooted {
			return false, xmlException("Root element is missing.")
		}
		return false, nil
	}
	if p.s[start] != '<' {
		return true, p.rootSpace()
	}
	if len(p.s)-start < 4 { // the shortest thing is <a/>
		return false, p.fail(start, "Data at the root level is invalid.")
	}
	switch p.s[start+1] {
	case '?':
		return true, p.instruction(start + 2)
	case '!':
		switch {
		case p.s[start+2] == '-':
			if p.at(start+3) != '-' {
				return false, p.unexpected(start+3, "-")
			}
			return true, p.comment(start + 4)
		case p.s[start+2] == '[':
			return false, p.fail(start, "Data at the root level is invalid.")
		}
		return true, p.doctype(start + 2)
	case '/':
		return false, p.fail(start+2, "Unexpected end tag.")
	}
	if p.rooted {
		return false, p.fail(start+1, "There are multiple root elements.")
	}
	p.rooted = true
	return true, p.startTag(start + 1)
}

// rootSpace reads white space outside the root element; nothing else may stand
// there.
func (p *parser) rootSpace() error {
	start := p.pos
	if p.s[start] == '&' {
		return p.fail(start, "Data at the root level is invalid.")
	}
	p.pos = p.skipSpace(start)
	if p.pos < len(p.s) && p.s[p.pos] != '<' {
		if r, _ := decode(p.s[p.pos:]); isXMLChar(r) || r >= 0x10000 {
			return p.fail(p.pos, "Data at the root level is invalid.")
		}
		return p.invalidCharAt(p.pos)
	}
	if !p.options.PreserveWhitespace {
		return nil
	}
	s, err := p.lineEnds(p.s[start:p.pos])
	if err != nil {
		return err
	}
	return p.addText(s, false)
}

// elementContent reads until the end of the root element.
func (p *parser) elementContent() error {
	for len(p.open) > 0 {
		start := p.pos
		if p.at(start) != '<' {
			if start == len(p.s) {
				return p.unclosed()
			}
			if err := p.text(); err != nil {
				return err
			}
			continue
		}
		if err := p.markup(start); err != nil {
			return err
		}
	}
	return nil
}

// markup reads what begins with < inside of an element.
func (p *parser) markup(start int) error {
	if err := p.flush(); err != nil {
		return err
	}
	switch p.at(start + 1) {
	case '?':
		return p.instruction(start + 2)
	case '!':
		return p.declarationInContent(start + 2)
	case '/':
		return p.endTag(start + 2)
	}
	if start+1 == len(p.s) {
		return p.unclosed()
	}
	return p.startTag(start + 1)
}

// declarationInContent reads what follows <! in an element.
func (p *parser) declarationInContent(at int) error {
	if len(p.s)-at < 2 {
		return p.unclosed()
	}
	switch p.s[at] {
	case '-':
		if p.s[at+1] != '-' {
			return p.unexpected(at+1, "-")
		}
		return p.comment(at + 2)
	case '[':
		if len(p.s)-at-1 < 6 {
			return p.unclosed()
		}
		if !p.has(at+1, "CDATA[") {
			return p.unexpected(at+1, "CDATA[")
		}
		return p.cdata(at + 7)
	}
	if p.token(at) == "DOCTYPE" {
		return p.fail(at, "Unexpected DTD declaration.")
	}
	return p.unexpected(at, "<!--", "<[CDATA[")
}

// add appends a node to the open element, or to the document.
func (p *parser) add(n Node) error {
	if err := p.options.Charge.take(NodeSize); err != nil {
		return err
	}
	kids := p.cur.children()
	kids.insert(p.cur, n, kids.last)
	return nil
}

// addText appends text, joining it with text right before it.
func (p *parser) addText(s string, cdata bool) error {
	if cdata {
		return p.add(NewCData(s))
	}
	if s == "" {
		return nil
	}
	if t, ok := p.cur.Last().(*Text); ok && !t.cdata {
		if err := p.options.Charge.take(len(t.value) + len(s)); err != nil {
			return err
		}
		t.value += s
		return nil
	}
	return p.add(NewText(s))
}

func (p *parser) skipSpace(i int) int {
	for i < len(p.s) && isSpaceByte(p.s[i]) {
		i++
	}
	return i
}

func (p *parser) preserve() bool {
	return p.options.PreserveWhitespace || len(p.open) > 0 && p.open[len(p.open)-1].preserve
}
