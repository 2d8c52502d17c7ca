package xmltree

// Builder makes a fragment: a document that may hold any number of elements and
// texts, as the fragments of an XSLT result do. What it is told must be right:
// names are names, and Start and End fit together.
type Builder struct {
	charge Charge
	doc    *Document
	cur    Container
}

// NewBuilder starts a fragment.
func NewBuilder(charge Charge) *Builder {
	d := &Document{fragment: true}
	return &Builder{charge: charge, doc: d, cur: d}
}

// IsFragment reports whether the document was made by a [Builder].
func (d *Document) IsFragment() bool { return d.fragment }

// Fragment returns what was built.
func (b *Builder) Fragment() *Document { return b.doc }

// Start opens an element with its attributes, declarations of namespaces among
// them.
func (b *Builder) Start(name Name, attributes []Attribute) (*Element, error) {
	if err := b.charge.take(NodeSize + AttributeSize*len(attributes)); err != nil {
		return nil, err
	}
	e := &Element{name: name}
	own := make([]Attribute, len(attributes))
	for i := range attributes {
		own[i].name, own[i].value = attributes[i].name, attributes[i].value
		e.appendAttribute(&own[i])
	}
	b.insert(e)
	b.cur = e
	return e, nil
}

// End closes the element opened last.
func (b *Builder) End() {
	if e, ok := b.cur.(*Element); ok {
		b.cur = e.Container()
	}
}

// Text appends a text, joined with the one before it.
func (b *Builder) Text(s string) error {
	if s == "" {
		return nil
	}
	if t, ok := b.cur.Last().(*Text); ok {
		if err := b.charge.take(len(t.value) + len(s)); err != nil {
			return err
		}
		t.value += s
		return nil
	}
	return b.Add(NewText(s))
}

// Add appends a node without children.
func (b *Builder) Add(n Node) error {
	if err := b.charge.take(NodeSize); err != nil {
		return err
	}
	b.insert(n)
	return nil
}

func (b *Builder) insert(n Node) { b.cur.children().insert(b.cur, n, b.cur.Last()) }

// MakeAttribute returns an attribute without the checks of [NewAttribute].
func MakeAttribute(name Name, value string) Attribute { return Attribute{name: name, value: value} }
