package system

import (
	"encoding/binary"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// guidType is System.Guid.
func guidType() types.Decl {
	d := types.Decl{
		Name: "System.Guid", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{"System.IComparable", "System.IComparable<Guid>", "System.IEquatable<Guid>", "System.IFormattable"},
		Class:      valueClass(clr.Guid.Compare, clr.Guid.HashCode),
		Members: []types.Member{
			{Sig: "static Guid Empty", Impl: value(clr.Guid{})},
			{Sig: "static Guid NewGuid()", Impl: rt.Func0(func() (clr.Guid, error) { return clr.NewGuid(nil) })},
			{Sig: "new(byte[] b)", Impl: rt.Func1(func(b *rt.Array[uint8]) (clr.Guid, error) {
				if b == nil {
					return clr.Guid{}, clr.ArgumentNull("b")
				}
				return clr.GuidFromBytes(b.Items)
			})},
			{Sig: "new(uint a, ushort b, ushort c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)", Impl: guidOfFields[uint32, uint16]()},
			{Sig: "new(int a, short b, short c, byte[] d)", Impl: rt.Func4(func(a int32, b, c int16, d *rt.Array[uint8]) (clr.Guid, error) {
				if d == nil {
					return clr.Guid{}, clr.ArgumentNull("d")
				}
				if len(d.Items) != 8 {
					return clr.Guid{}, clr.Argument("Byte array for GUID must be exactly 8 bytes long.", "d")
				}
				return guidOf(uint32(a), uint16(b), uint16(c), d.Items), nil
			})},
			{Sig: "new(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)", Impl: guidOfFields[int32, int16]()},
			{Sig: "new(string g)", Impl: rt.Func1(func(s rt.String) (clr.Guid, error) {
				if !s.Valid {
					return clr.Guid{}, clr.ArgumentNull("g")
				}
				return netfmt.ParseGuid(s.Text)
			})},
			{Sig: "static Guid Parse(string input)", Impl: rt.Func1(func(s rt.String) (clr.Guid, error) {
				if !s.Valid {
					return clr.Guid{}, clr.ArgumentNull("input")
				}
				return netfmt.ParseGuid(s.Text)
			})},
			{Sig: "static Guid ParseExact(string input, string format)", Impl: rt.Func2(func(s, format rt.String) (clr.Guid, error) {
				if !s.Valid {
					return clr.Guid{}, clr.ArgumentNull("input")
				}
				if !format.Valid {
					return clr.Guid{}, clr.ArgumentNull("format")
				}
				return netfmt.ParseGuidExact(s.Text, format.Text)
			})},
			{Sig: "static bool TryParse(string input, out Guid result)", Impl: rt.Func2(func(s rt.String, out rt.Out[clr.Guid]) (bool, error) {
				g, err := netfmt.ParseGuid(s.Text)
				return tryParsed(out, g, err)
			})},
			{Sig: "static bool TryParseExact(string input, string format, out Guid result)", Impl: rt.Func3(func(s, format rt.String, out rt.Out[clr.Guid]) (bool, error) {
				g, err := netfmt.ParseGuidExact(s.Text, format.Text)
				return tryParsed(out, g, err)
			})},
			{Sig: "byte[] ToByteArray()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				elem := c.ResultType.Elem
				return rt.FrameMethod0(func(f *rt.Frame, g clr.Guid) (*rt.Array[uint8], error) {
					return rt.NewArray(elem, g.Bytes()), f.Alloc(16)
				})
			})},
			{Sig: "string ToString()", Impl: rt.Method0(func(g clr.Guid) (rt.String, error) { return rt.Str(g.String()), nil })},
			{Sig: "string ToString(string format)", Impl: rt.Method1(func(g clr.Guid, format rt.String) (rt.String, error) {
				s, err := g.Format(format.Text)
				return rt.Str(s), err
			})},
			{Sig: "string ToString(string format, IFormatProvider provider)", Impl: rt.Method2(func(g clr.Guid, format rt.String, _ any) (rt.String, error) {
				s, err := g.Format(format.Text)
				return rt.Str(s), err
			})},
			{Sig: "int CompareTo(Guid value)", Impl: rt.Method1(func(g, o clr.Guid) (int32, error) { return int32(g.Compare(o)), nil })},
			{Sig: "int CompareTo(object value)", Impl: rt.Method1(compareGuid)},
			{Sig: "bool Equals(Guid g)", Impl: rt.Method1(func(g, o clr.Guid) (bool, error) { return g == o, nil })},
			{Sig: "bool Equals(object o)", Impl: rt.FrameMethod1(func(f *rt.Frame, g clr.Guid, o any) (bool, error) { return rt.Equals(f, g, o) })},
			{Sig: "int GetHashCode()", Impl: field(clr.Guid.HashCode)},
			{Sig: "static bool operator ==(Guid a, Guid b)", Impl: rt.Func2(func(a, b clr.Guid) (bool, error) { return a == b, nil })},
			{Sig: "static bool operator !=(Guid a, Guid b)", Impl: rt.Func2(func(a, b clr.Guid) (bool, error) { return a != b, nil })},
		},
	}
	return d
}

func compareGuid(g clr.Guid, other any) (int32, error) {
	switch o := other.(type) {
	case nil:
		return 1, nil
	case clr.Guid:
		return int32(g.Compare(o)), nil
	}
	return 0, clr.Argument("Object must be of type GUID.", "value")
}

func guidOf(a uint32, b, c uint16, rest []uint8) (g clr.Guid) {
	binary.BigEndian.PutUint32(g[0:], a)
	binary.BigEndian.PutUint16(g[4:], b)
	binary.BigEndian.PutUint16(g[6:], c)
	copy(g[8:], rest)
	return g
}

// guidOfFields links the constructors from eleven fields.
func guidOfFields[A int32 | uint32, B int16 | uint16]() rt.Linker {
	return func(c *rt.Call) rt.Code {
		a, b, d := rt.Arg[A](c.Args[0]), rt.Arg[B](c.Args[1]), rt.Arg[B](c.Args[2])
		var rest [8]rt.Fn[uint8]
		for i := range rest {
			rest[i] = rt.Arg[uint8](c.Args[3+i])
		}
		head := *c
		head.Args = nil
		return rt.FrameFunc0(func(f *rt.Frame) (g clr.Guid, err error) {
			av, err := a(f)
			if err != nil {
				return g, err
			}
			bv, err := b(f)
			if err != nil {
				return g, err
			}
			dv, err := d(f)
			if err != nil {
				return g, err
			}
			var tail [8]uint8
			for i, fn := range rest {
				if tail[i], err = fn(f); err != nil {
					return g, err
				}
			}
			return guidOf(uint32(av), uint16(bv), uint16(dv), tail[:]), nil
		})(&head)
	}
}
