package jsontree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// parser builds a tree from a reader's tokens.
type parser struct {
	r      reader
	slab   slab
	frames []frame
	// Children of the containers being read, innermost last.
	props []*Property
	items []Token
	// serializer reads as JsonConvert.DeserializeObject does, complete without
	// accepting what is not finished, untyped if the document is an object.
	serializer, complete, untyped bool
	// every keeps repeated properties and comments.
	every bool
	// lazy has objects inside of others read later, with the memory of the reserve.
	lazy  bool
	later *reserve
	room  *room
}

// frame is a container being read.
type frame struct {
	into    Container
	from    int        // where its children begin in props or items
	names   *nameIndex // of a large object
	pending *Property  // of an object, the one whose value comes next
	small   bool       // objects in it are too small to be read later
}

// room is where the lists of a parser begin.
type room struct {
	frames [8]frame
	props  [24]*Property
	items  [16]Token
	stack  [8]position
}

func newParser(text string, opts Options, at *room) parser {
	if opts.SkipBOM {
		text = strings.TrimPrefix(text, "\uFEFF")
	}
	depth := opts.MaxDepth
	if depth == 0 {
		depth = DefaultMaxDepth
	}
	lazy := opts.Lazy && opts.Dates == DatesAsDateTime
	return parser{
		r:      reader{src: text, line: 1, maxDepth: depth, dates: opts.Dates, stack: at.stack[:0]},
		slab:   newSlab(text, lazy, opts.Charge),
		frames: at.frames[:0],
		props:  at.props[:0],
		items:  at.items[:0],
		lazy:   lazy,
		every:  opts.Every,
		room:   at,
	}
}

// document reads the value whose first token the reader is on.
func (p *parser) document() (Token, error) {
	typ := "JToken"
	switch p.r.token {
	case tokenStartObject:
		typ = "JObject"
	case tokenStartArray:
		typ = "JArray"
	case tokenStartConstructor:
		typ = "JConstructor"
	default:
		return p.leaf()
	}
	root, err := p.open()
	if err != nil {
		return nil, err
	}
	ok, err := p.r.read()
	if !ok && err == nil && !p.serializer {
		return nil, p.r.fail("Error reading " + typ + " from JsonReader.")
	}
	for ok && err == nil {
		if err := p.step(); err != nil {
			return nil, err
		}
		if len(p.frames) == 0 {
			return root, p.slab.pay(p.r.copied)
		}
		ok, err = p.r.read()
	}
	if err != nil {
		return nil, err
	}
	if p.serializer {
		return root, p.finish()
	}
	return nil, p.r.fail("Unexpected end of content while loading " + typ + ".")
}

// finish closes what is open at the end of the text. The original goes by the
// depth of the last token: it accepts the end behind a value, but behind a comma
// only after a container of the outermost one.
func (p *parser) finish() error {
	if p.complete && !p.untyped {
		return p.incomplete()
	}
	depth, allowed := len(p.r.stack), 0
	if p.complete {
		allowed = 1 // the values of the object are read one by one
	}
	if !p.r.token.starts() {
		depth++
	}
	if p.r.token.ends() {
		depth--
	}
	if p.r.state != stateFinished && depth > allowed {
		var b pathBuilder
		for _, at := range p.r.stack {
			b.position(at)
		}
		return clr.Throw("Newtonsoft.Json.JsonWriterException", "Unexpected end when reading token. Path '%s'.", b)
	}
	if p.complete {
		return p.incomplete()
	}
	for len(p.frames) > 0 {
		p.close()
	}
	return p.slab.pay(p.r.copied)
}

// incomplete is the exception for a text that ends inside of a container.
func (p *parser) incomplete() error {
	message := "Unexpected end when deserializing array."
	switch {
	case p.r.state == stateObjectStart:
		message = "Unexpected end when reading JSON."
	case p.r.cur.container == tokenStartObject, p.untyped:
		message = "Unexpected end when deserializing object."
	}
	return p.r.failAs(serializationError, message)
}

// drain reads what stands behind the document.
func (p *parser) drain() error {
	for {
		if ok, err := p.r.read(); !ok || err != nil {
			return err
		}
	}
}

// step puts the reader's token into the tree.
func (p *parser) step() error {
	switch p.r.token {
	case tokenComment:
		inObject := p.frames[len(p.frames)-1].into.Type() == TypeObject
		if !p.serializer || inObject && !p.every {
			return nil
		}
		if inObject {
			return p.comment()
		}
	case tokenPropertyName:
		return p.property()
	case tokenEndObject, tokenEndArray, tokenEndConstructor:
		p.close()
		return nil
	case tokenStartObject, tokenStartArray, tokenStartConstructor:
		if err := p.behindComment(); err != nil {
			return err
		}
		into, err := p.open()
		if o, ok := into.(*Object); ok && p.lazy && len(p.frames) > 1 {
			return p.postpone(o)
		}
		return err
	}
	if err := p.behindComment(); err != nil {
		return err
	}
	v, err := p.leaf()
	if err != nil {
		return err
	}
	p.attach(v)
	return nil
}

// behindComment makes room for a value whose place a comment has taken.
func (p *parser) behindComment() error {
	if f := &p.frames[len(p.frames)-1]; p.every && f.pending != nil && f.pending.value != nil {
		return p.another(f, f.pending.name)
	}
	return nil
}

// open starts a container and attaches it to the one it is in.
func (p *parser) open() (Token, error) {
	var into Container
	size := arraySize
	switch p.r.token {
	case tokenStartObject:
		into = NewObject()
		size = objectSize
	case tokenStartArray:
		into = NewArray()
	default:
		c, err := NewConstructor(p.r.value.str)
		if err != nil {
			return nil, err
		}
		into = c
	}
	if err := p.slab.pay(size); err != nil {
		return nil, err
	}
	p.note(into.header())
	if len(p.frames) > 0 {
		p.attach(into)
	}
	f := frame{into: into, from: len(p.items)}
	if into.Type() == TypeObject {
		f.from = len(p.props)
	}
	p.frames = append(p.frames, f)
	return into, nil
}

// close gives the innermost container its children.
func (p *parser) close() {
	f := &p.frames[len(p.frames)-1]
	switch into := f.into.(type) {
	case *Object:
		into.props = p.slab.pointers(p.props[f.from:])
		into.names = f.names
		p.props = p.props[:f.from]
	case *Array:
		into.items = p.slab.tokens(p.items[f.from:])
		p.items = p.items[:f.from]
	case *Constructor:
		into.items = p.slab.tokens(p.items[f.from:])
		p.items = p.items[:f.from]
	}
	p.frames = p.frames[:len(p.frames)-1]
}

// note records the place in the text.
func (p *parser) note(n *node) {
	line, column := p.r.lineInfo()
	n.line, n.column = int32(line), int32(column)
}

// property starts a property. One with a name that was there before takes the
// other's place.
func (p *parser) property() error {
	f := &p.frames[len(p.frames)-1]
	p.slab.ahead = len(p.r.src) - p.r.pos
	prop, err := p.slab.property()
	if err != nil {
		return err
	}
	prop.typ, prop.name, prop.parent = TypeProperty, p.r.value.str, f.into
	p.note(&prop.node)
	f.pending = prop
	props := p.props[f.from:]
	i := -1
	if !p.every {
		i = f.find(props, prop.name)
	}
	if i >= 0 && p.serializer {
		// This reader takes the first one out and appends the other.
		if f.names != nil {
			f.names.remove(props, i)
		}
		props[i].detach()
		copy(props[i:], props[i+1:])
		renumber(props[:len(props)-1], i)
		p.props = p.props[:len(p.props)-1]
		props = p.props[f.from:]
	} else if i >= 0 {
		props[i].detach()
		prop.index = int32(i)
		props[i] = prop
		return nil
	}
	prop.index = int32(len(props))
	p.props = append(p.props, prop)
	props = p.props[f.from:]
	switch {
	case p.every:
	case f.names != nil:
		f.names.put(props, len(props)-1)
	case len(props) >= indexFrom:
		f.names = newNameIndex(props)
	}
	return nil
}

// comment keeps a comment of an object.
func (p *parser) comment() error {
	v, err := p.leaf()
	if err != nil {
		return err
	}
	f := &p.frames[len(p.frames)-1]
	if f.pending == nil || f.pending.value != nil {
		if err := p.another(f, ""); err != nil {
			return err
		}
	}
	p.attach(v)
	return nil
}

// another starts a property that no name in the text begins.
func (p *parser) another(f *frame, name string) error {
	prop, err := p.slab.property()
	if err != nil {
		return err
	}
	prop.typ, prop.name, prop.parent, prop.index = TypeProperty, name, f.into, int32(len(p.props)-f.from)
	p.note(&prop.node)
	f.pending = prop
	p.props = append(p.props, prop)
	return nil
}

func (f *frame) find(props []*Property, name string) int {
	if f.names != nil {
		return f.names.find(props, name)
	}
	for i, p := range props {
		if p.name == name {
			return i
		}
	}
	return -1
}

// leaf makes a value of the reader's token.
func (p *parser) leaf() (*Value, error) {
	p.slab.ahead = len(p.r.src) - p.r.pos
	v, err := p.slab.value()
	if err != nil {
		return nil, err
	}
	from := &p.r.value
	v.kind, v.num, v.str, v.dateKind = from.kind, from.num, from.str, from.dateKind
	if from.ext != nil {
		ext := from.ext
		v.ext = &ext
	}
	v.typ = p.r.token.tokenType()
	if p.serializer && v.typ == TypeUndefined {
		v.typ = TypeNull
	}
	p.note(&v.node)
	return v, nil
}

func (t tokenKind) tokenType() TokenType {
	switch t {
	case tokenInteger:
		return TypeInteger
	case tokenFloat:
		return TypeFloat
	case tokenString:
		return TypeString
	case tokenBoolean:
		return TypeBoolean
	case tokenNull:
		return TypeNull
	case tokenDate:
		return TypeDate
	case tokenComment:
		return TypeComment
	}
	return TypeUndefined
}

// attach makes t the next child of the innermost container, or the value of its
// pending property.
func (p *parser) attach(t Token) {
	f := &p.frames[len(p.frames)-1]
	h := t.header()
	if f.pending != nil {
		h.parent = f.pending
		f.pending.value = t
		return
	}
	h.parent, h.index = f.into, int32(len(p.items)-f.from)
	p.items = append(p.items, t)
}
