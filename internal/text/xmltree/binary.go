package xmltree

import (
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// The binary form of an object: every node begins with its type; containers go on
// with their own fields and their nodes and end with binaryEnd. Unlike XML it says
// all that the tree does: where one text ends and the next begins, line ends as
// they are, characters that XML does not allow.

const binaryEnd = 0

// errBinary is the error of bytes that are not the binary form of an object.
var errBinary = errors.New("xmltree: not the binary form of an object")

// AppendBinary appends the binary form of an object, without its parent. Charge is
// told of the bytes.
func AppendBinary(b []byte, o Object, charge Charge) ([]byte, error) {
	n, ok := o.(Node)
	if !ok {
		before := len(b)
		b = appendAttributeBinary(append(b, byte(AttributeNode)), o.(*Attribute))
		return b, charge.take(len(b) - before)
	}
	for top := n; ; {
		before := len(b)
		b = appendNodeBinary(b, n)
		if err := charge.take(len(b) - before); err != nil {
			return nil, err
		}
		c, inside := n.(Container)
		if inside && c.First() != nil {
			n = c.First()
			continue
		}
		if inside {
			b = append(b, binaryEnd)
		}
		for n != top && n.Next() == nil {
			n = n.Container()
			b = append(b, binaryEnd)
		}
		if n == top {
			return b, nil
		}
		n = n.Next()
	}
}

func appendNodeBinary(b []byte, n Node) []byte {
	b = append(b, byte(n.NodeType()))
	switch n := n.(type) {
	case *Element:
		b = appendName(b, n.name)
		b = pack.AppendBool(b, n.kids.blank)
		count := uint64(0)
		for range n.Attributes() {
			count++
		}
		b = pack.AppendUint(b, count)
		for a := range n.Attributes() {
			b = appendAttributeBinary(b, a)
		}
	case *Document:
		b = pack.AppendBool(pack.AppendBool(b, n.fragment), n.Declaration != nil)
		if d := n.Declaration; d != nil {
			b = pack.AppendText(pack.AppendText(pack.AppendText(b, d.Version), d.Encoding), d.Standalone)
		}
	case *Text:
		b = pack.AppendText(b, n.value)
	case *Comment:
		b = pack.AppendText(b, n.value)
	case *Instruction:
		b = pack.AppendText(pack.AppendText(b, n.target), n.data)
	case *DocumentType:
		b = pack.AppendText(b, n.Name)
		for _, s := range []*string{n.PublicID, n.SystemID, n.Subset} {
			b = pack.AppendBool(b, s != nil)
			if s != nil {
				b = pack.AppendText(b, *s)
			}
		}
	}
	return b
}

func appendName(b []byte, n Name) []byte {
	return pack.AppendText(pack.AppendText(b, string(n.Space)), n.Local)
}

func appendAttributeBinary(b []byte, a *Attribute) []byte {
	return pack.AppendText(appendName(b, a.name), a.value)
}

// ParseBinary reads the binary form of an object. The texts of the tree are parts
// of data. Bytes that are no such form give an error, never a tree that is not
// sound.
func ParseBinary(data string, charge Charge) (Object, error) {
	r := &binaryReader{Reader: pack.NewReader(data), charge: charge}
	first := NodeType(r.Byte())
	if first == AttributeNode {
		a := r.attribute()
		if r.Bad() || r.Len() > 0 {
			return nil, errBinary
		}
		return a, charge.take(AttributeSize)
	}
	root, err := r.node(first)
	if err != nil {
		return nil, err
	}
	in, _ := root.(Container)
	for in != nil {
		t := NodeType(r.Byte())
		if t == binaryEnd && !r.Bad() {
			if in == root {
				break
			}
			in = in.Container()
			continue
		}
		n, err := r.node(t)
		if err != nil {
			return nil, err
		}
		if !mayHold(in, n) {
			return nil, errBinary
		}
		in.children().insert(in, n, in.Last())
		if c, ok := n.(Container); ok {
			in = c
		}
	}
	if r.Len() > 0 {
		return nil, errBinary
	}
	return root, nil
}

// mayHold reports whether a node may be the next of a container. A fragment is a
// document only by name.
func mayHold(c Container, n Node) bool {
	if d, ok := c.(*Document); ok && d.fragment {
		return n.NodeType() != DocumentNode
	}
	return c.check(n, c.Last()) == nil
}

type binaryReader struct {
	pack.Reader[string]
	charge Charge
}

// node reads a node whose type was read, without its nodes.
func (r *binaryReader) node(t NodeType) (n Node, err error) {
	size := NodeSize
	switch t {
	case ElementNode:
		e := &Element{name: r.name()}
		e.kids.blank = r.Bool()
		// An attribute takes four bytes at least.
		const least = 4
		count := r.Length(r.Len() / least)
		for range count {
			a := r.attribute()
			if e.Attribute(a.name) != nil {
				return nil, errBinary
			}
			e.appendAttribute(a)
		}
		n = e
		size += count * AttributeSize
	case DocumentNode:
		d := &Document{fragment: r.Bool()}
		if r.Bool() {
			d.Declaration = &Declaration{Version: r.Text(), Encoding: r.Text(), Standalone: r.Text()}
		}
		n = d
	case TextNode, CDATANode:
		n = &Text{value: r.Text(), cdata: t == CDATANode}
	case CommentNode:
		n = &Comment{value: r.Text()}
	case ProcessingInstructionNode:
		n = &Instruction{target: r.Text(), data: r.Text()}
	case DocumentTypeNode:
		d := &DocumentType{Name: r.Text()}
		for _, s := range []**string{&d.PublicID, &d.SystemID, &d.Subset} {
			if r.Bool() {
				text := r.Text()
				*s = &text
			}
		}
		n = d
	default:
		return nil, errBinary
	}
	if r.Bad() {
		return nil, errBinary
	}
	return n, r.charge.take(size)
}

func (r *binaryReader) name() Name {
	n := Name{Space: Namespace(r.Text()), Local: r.Text()}
	if ValidateName(n.Local) != nil {
		r.Fail()
	}
	return n
}

func (r *binaryReader) attribute() *Attribute {
	a := &Attribute{name: r.name(), value: r.Text()}
	if checkDeclaration(a.name, a.value) != nil {
		r.Fail()
	}
	return a
}
