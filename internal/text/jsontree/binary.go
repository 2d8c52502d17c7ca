package jsontree

import (
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// The binary form of a tree: every token begins with its type, containers go on
// with how many children they have and those, properties with their name first,
// values with the kind and the payload. Unlike JSON it says all that the tree does:
// a text that looks like a date stays a text, a decimal stays one.

// errBinary is the error of bytes that are not the binary form of a tree.
var errBinary = errors.New("jsontree: not the binary form of a tree")

// rawFlag is set in the kind of a JRaw.
const rawFlag = 0x80

// BinaryOptions say how [ParseBinary] reads.
type BinaryOptions struct {
	// Charge is told of the memory of the tree.
	Charge Charge
	// URI makes a URI of what OriginalString gave; without it trees with URIs are
	// an error.
	URI func(text string) (URI, error)
}

// AppendBinary appends the binary form of a token, without its parent. Charge is
// told of the bytes.
func AppendBinary(b []byte, t Token, charge Charge) ([]byte, error) {
	m, start := meter{charge: charge}, len(b)
	for top := t; ; {
		b = appendBinary(b, t)
		if err := m.add(len(b) - start); err != nil {
			return nil, err
		}
		start = len(b)
		if c, ok := t.(Container); ok && c.Count() > 0 {
			t = c.child(0)
			continue
		}
		for t != top && t.Next() == nil {
			t = t.Parent()
		}
		if t == top {
			return b, m.settle()
		}
		t = t.Next()
	}
}

func appendBinary(b []byte, t Token) []byte {
	b = append(b, byte(t.Type()))
	switch t := t.(type) {
	case *Value:
		return appendPayload(b, t)
	case *Property:
		b = pack.AppendText(b, t.name)
	case *Constructor:
		b = pack.AppendText(b, t.name)
	}
	return pack.AppendUint(b, uint64(t.(Container).Count()))
}

func appendPayload(b []byte, v *Value) []byte {
	kind := byte(v.kind)
	if v.raw {
		kind |= rawFlag
	}
	b = append(b, kind)
	switch v.kind {
	case KindNull:
	case KindString:
		b = pack.AppendText(b, v.str)
	case KindSingle, KindDouble:
		b = binary.BigEndian.AppendUint64(b, v.num)
	case KindDateTime:
		b = pack.AppendInt(append(b, byte(v.dateKind)), int64(v.num))
	case KindDecimal:
		low, high, scale, negative := v.decimal().Parts()
		b = pack.AppendUint(pack.AppendUint(append(pack.AppendBool(b, negative), scale), uint64(high)), low)
	case KindDateTimeOffset:
		d := v.dateTimeOffset()
		b = pack.AppendInt(pack.AppendInt(b, int64(d.Offset)), d.Ticks)
	case KindGuid:
		g := v.guid()
		b = append(b, g[:]...)
	case KindBytes:
		b = pack.AppendText(b, v.bytes())
	case KindBigInteger:
		b = pack.AppendText(b, v.bigInt().String())
	case KindURI:
		b = pack.AppendText(b, v.uri().OriginalString())
	case KindEnum:
		e := v.enum()
		b = pack.AppendInt(pack.AppendText(pack.AppendText(b, e.Type), e.Name), e.Value)
	default:
		b = pack.AppendInt(b, int64(v.num))
	}
	return b
}

// ParseBinary reads the binary form of a tree. The texts of the tree are parts of
// data. Bytes that are no such form give an error, never a tree that is not sound.
func ParseBinary(data string, options BinaryOptions) (Token, error) {
	r := &binaryReader{Reader: pack.NewReader(data), options: options, m: meter{charge: options.Charge}}
	root, left, err := r.token()
	if err != nil {
		return nil, err
	}
	// open are the containers that want more children, each with how many.
	type open struct {
		c    Container
		left int
	}
	var stack []open
	for c, ok := root.(Container); ; {
		if ok && left > 0 {
			stack = append(stack, open{c, left})
		}
		for len(stack) > 0 && stack[len(stack)-1].left == 0 {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			break
		}
		parent := &stack[len(stack)-1]
		parent.left--
		var child Token
		if child, left, err = r.token(); err != nil {
			return nil, err
		}
		if parent.c.validate(child, nil) != nil {
			return nil, errBinary
		}
		h, at := child.header(), parent.c.Count()
		h.parent, h.index = parent.c, int32(at)
		parent.c.place(at, child)
		c, ok = child.(Container)
	}
	if r.Len() > 0 {
		return nil, errBinary
	}
	return root, r.m.settle()
}

// binaryReader reads tokens.
type binaryReader struct {
	pack.Reader[string]
	options BinaryOptions
	m       meter
}

// token reads a token without its children and says how many there are.
func (r *binaryReader) token() (t Token, children int, err error) {
	size := objectSize
	switch typ := TokenType(r.Byte()); typ {
	case TypeObject:
		t = NewObject()
	case TypeArray:
		t = NewArray()
	case TypeConstructor:
		t = &Constructor{node: node{typ: TypeConstructor}, name: r.Text()}
	case TypeProperty:
		t = newProperty(r.Text())
		// The value of a property may be missing, there is never a second one.
		if children = r.Length(1); r.Bad() {
			return nil, 0, errBinary
		}
		return t, children, r.m.add(propertySize)
	default:
		if typ < TypeComment || typ > TypeTimeSpan {
			return nil, 0, errBinary
		}
		t, err = r.value(typ)
		if err == nil {
			err = r.m.add(valueSize)
		}
		return t, 0, err
	}
	// Every child takes two bytes at least.
	children = r.Length(r.Len() / 2)
	if r.Bad() {
		return nil, 0, errBinary
	}
	return t, children, r.m.add(size + children*itemSize)
}

func (r *binaryReader) value(typ TokenType) (*Value, error) {
	kind := r.Byte()
	v := newValue(typ, Kind(kind&^rawFlag))
	v.raw = kind&rawFlag != 0
	if v.kind > KindEnum || !typ.holds(v.kind) || v.raw && typ != TypeRaw {
		return nil, errBinary
	}
	if err := r.payload(v); err != nil {
		return nil, err
	}
	if r.Bad() {
		return nil, errBinary
	}
	return v, nil
}

// holds reports whether a value of the type can have a payload of the kind.
func (t TokenType) holds(k Kind) bool {
	switch t {
	case TypeRaw, TypeComment:
		return true
	case TypeUndefined:
		return k == KindNull
	}
	return k == KindNull || k.tokenType() == t
}

func (r *binaryReader) payload(v *Value) error {
	switch v.kind {
	case KindNull:
	case KindString:
		v.str = r.Text()
	case KindSingle, KindDouble:
		for range 8 {
			v.num = v.num<<8 | uint64(r.Byte())
		}
	case KindDateTime:
		kind := clr.DateTimeKind(r.Byte())
		d, err := clr.DateTimeFromTicks(r.Int(), kind)
		if err != nil || kind > clr.Local {
			return errBinary
		}
		v.setPayload(v.kind, d)
	case KindDecimal:
		negative, scale, high, low := r.Bool(), r.Byte(), r.Uint(), r.Uint()
		d, err := clr.NewDecimal(uint32(low), uint32(low>>32), uint32(high), negative, scale)
		if err != nil || high > 1<<32-1 {
			return errBinary
		}
		v.setPayload(v.kind, d)
	case KindDateTimeOffset:
		offset, ticks := r.Int(), r.Int()
		const most = 14 * 60
		if _, err := clr.DateTimeFromTicks(ticks, clr.Unspecified); err != nil || offset < -most || offset > most {
			return errBinary
		}
		v.setPayload(v.kind, clr.DateTimeOffset{Ticks: ticks, Offset: int16(offset)})
	case KindGuid:
		var g clr.Guid
		copy(g[:], r.Fixed(len(g)))
		v.setPayload(v.kind, g)
	case KindBytes:
		v.setPayload(v.kind, []byte(r.Text()))
	case KindBigInteger:
		const base = 10
		n, ok := new(big.Int).SetString(r.Text(), base)
		if !ok {
			return errBinary
		}
		v.setPayload(v.kind, n)
	case KindURI:
		text := r.Text()
		if r.options.URI == nil || r.Bad() {
			return errBinary
		}
		u, err := r.options.URI(text)
		if err != nil {
			return errBinary
		}
		v.setPayload(v.kind, u)
	case KindEnum:
		v.setPayload(v.kind, Enum{Type: r.Text(), Name: r.Text(), Value: r.Int()})
	default:
		v.num = uint64(r.Int())
	}
	return nil
}
