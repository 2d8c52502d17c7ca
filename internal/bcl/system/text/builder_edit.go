package text

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func appendMembers() []types.Member {
	list := []types.Member{
		{Sig: "StringBuilder Append(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, b *Builder, s rt.String) (*Builder, error) { return b, b.Append(f, s.Text) })},
		{Sig: "StringBuilder Append(char value)", Impl: rt.FrameMethod1(func(f *rt.Frame, b *Builder, c clr.Char) (*Builder, error) { return b, b.Append(f, rt.CharText(c)) })},
		{Sig: "StringBuilder Append(bool value)", Impl: appendText(formatted[bool])},
		{Sig: "StringBuilder Append(sbyte value)", Impl: appendText(formatted[int8])},
		{Sig: "StringBuilder Append(byte value)", Impl: appendText(formatted[uint8])},
		{Sig: "StringBuilder Append(short value)", Impl: appendText(formatted[int16])},
		{Sig: "StringBuilder Append(ushort value)", Impl: appendText(formatted[uint16])},
		{Sig: "StringBuilder Append(int value)", Impl: appendText(formatted[int32])},
		{Sig: "StringBuilder Append(uint value)", Impl: appendText(formatted[uint32])},
		{Sig: "StringBuilder Append(long value)", Impl: appendText(formatted[int64])},
		{Sig: "StringBuilder Append(ulong value)", Impl: appendText(formatted[uint64])},
		{Sig: "StringBuilder Append(float value)", Impl: appendText(formatted[float32])},
		{Sig: "StringBuilder Append(double value)", Impl: appendText(formatted[float64])},
		{Sig: "StringBuilder Append(decimal value)", Impl: appendText(formatted[clr.Decimal])},
		{Sig: "StringBuilder Append(object value)", Impl: appendText(formatted[any])},
		{Sig: "StringBuilder Append(char[] value)", Impl: appendText(func(_ *rt.Frame, chars *rt.Array[clr.Char]) (string, error) {
			if chars == nil {
				return "", nil
			}
			return rt.FromUnits(chars.Items), nil
		})},
		{Sig: "StringBuilder Append(char[] value, int startIndex, int charCount)", Impl: rt.FrameMethod3(appendChars)},
		{Sig: "StringBuilder Append(char value, int repeatCount)", Impl: rt.FrameMethod2(appendRepeated)},
		{Sig: "StringBuilder Append(string value, int startIndex, int count)", Impl: rt.FrameMethod3(appendPart)},
		{Sig: "StringBuilder Append(StringBuilder value)", Impl: rt.FrameMethod1(func(f *rt.Frame, b, other *Builder) (*Builder, error) {
			if other == nil {
				return b, nil
			}
			return b, b.Append(f, other.String())
		})},
		{Sig: "StringBuilder Append(StringBuilder value, int startIndex, int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, b, other *Builder, start, count int32) (*Builder, error) {
			s := rt.String{}
			if other != nil {
				s = rt.Str(other.String())
			}
			return appendPart(f, b, s, start, count)
		})},
		{Sig: "StringBuilder AppendLine()", Impl: rt.FrameMethod0(func(f *rt.Frame, b *Builder) (*Builder, error) { return b, b.Append(f, newLine(f)) })},
		{Sig: "StringBuilder AppendLine(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, b *Builder, s rt.String) (*Builder, error) {
			if err := b.Append(f, s.Text); err != nil {
				return nil, err
			}
			return b, b.Append(f, newLine(f))
		})},
		{Sig: "StringBuilder AppendFormat(string format, object arg0)", Impl: rt.FrameMethod2(func(f *rt.Frame, b *Builder, format rt.String, x any) (*Builder, error) {
			return appendFormat(f, b, format, x)
		})},
		{Sig: "StringBuilder AppendFormat(string format, object arg0, object arg1)", Impl: rt.FrameMethod3(func(f *rt.Frame, b *Builder, format rt.String, x, y any) (*Builder, error) {
			return appendFormat(f, b, format, x, y)
		})},
		{Sig: "StringBuilder AppendFormat(string format, object arg0, object arg1, object arg2)", Impl: rt.FrameMethod4(func(f *rt.Frame, b *Builder, format rt.String, x, y, z any) (*Builder, error) {
			return appendFormat(f, b, format, x, y, z)
		})},
		{Sig: "StringBuilder AppendFormat(string format, params object[] args)", Impl: rt.FrameMethod2(appendFormatArray)},
		{Sig: "StringBuilder AppendFormat(IFormatProvider provider, string format, object arg0)", Impl: rt.FrameMethod3(func(f *rt.Frame, b *Builder, _ any, format rt.String, x any) (*Builder, error) {
			return appendFormat(f, b, format, x)
		})},
		{Sig: "StringBuilder AppendFormat(IFormatProvider provider, string format, object arg0, object arg1)", Impl: rt.FrameMethod4(func(f *rt.Frame, b *Builder, _ any, format rt.String, x, y any) (*Builder, error) {
			return appendFormat(f, b, format, x, y)
		})},
		{Sig: "StringBuilder AppendFormat(IFormatProvider provider, string format, object arg0, object arg1, object arg2)", Impl: frameMethod5(func(f *rt.Frame, b *Builder, _ any, format rt.String, x, y, z any) (*Builder, error) {
			return appendFormat(f, b, format, x, y, z)
		})},
		{Sig: "StringBuilder AppendFormat(IFormatProvider provider, string format, params object[] args)", Impl: rt.FrameMethod3(func(f *rt.Frame, b *Builder, _ any, format rt.String, args rt.AnyArray) (*Builder, error) {
			return appendFormatArray(f, b, format, args)
		})},
	}
	return append(list, appendJoinMembers()...)
}

func appendFormat(f *rt.Frame, b *Builder, format rt.String, args ...any) (*Builder, error) {
	if !format.Valid {
		return nil, clr.ArgumentNull("format")
	}
	return b, host.CompositeParts(f, format.Text, args, func(text string, literal bool) error {
		n := rt.Len16(text)
		if n > int(b.most)-b.units {
			return clr.ArgumentOutOfRange(tooLong, "valueCount")
		}
		// .NET appends the text of the format character by character.
		return b.add(f, text, n, literal)
	})
}

func appendFormatArray(f *rt.Frame, b *Builder, format rt.String, args rt.AnyArray) (*Builder, error) {
	if args == nil {
		if !format.Valid {
			return nil, clr.ArgumentNull("format")
		}
		return nil, clr.ArgumentNull("args")
	}
	items := make([]any, args.Len())
	for i := range items {
		items[i] = args.Get(i)
	}
	return appendFormat(f, b, format, items...)
}

func appendChars(f *rt.Frame, b *Builder, chars *rt.Array[clr.Char], start, count int32) (*Builder, error) {
	switch {
	case start < 0:
		return nil, clr.ArgumentOutOfRange("Value must be positive.", "startIndex")
	case count < 0:
		return nil, clr.ArgumentOutOfRange("Value must be positive.", "charCount")
	case chars == nil && start == 0 && count == 0:
		return b, nil
	case chars == nil:
		return nil, clr.ArgumentNull("value")
	case int(count) > len(chars.Items)-int(start):
		return nil, clr.ArgumentOutOfRange(badIndex, "charCount")
	}
	return b, b.Append(f, rt.FromUnits(chars.Items[start:start+count]))
}

func appendRepeated(f *rt.Frame, b *Builder, c clr.Char, count int32) (*Builder, error) {
	if count < 0 {
		return nil, clr.ArgumentOutOfRange("Count cannot be less than zero.", "repeatCount")
	}
	unit := rt.CharText(c)
	if err := f.Alloc(len(unit) * int(count)); err != nil {
		return nil, err
	}
	return b, b.Append(f, strings.Repeat(unit, int(count)))
}

func appendPart(f *rt.Frame, b *Builder, s rt.String, start, count int32) (*Builder, error) {
	switch {
	case start < 0:
		return nil, clr.ArgumentOutOfRange(badIndex, "startIndex")
	case count < 0:
		return nil, clr.ArgumentOutOfRange("Value must be positive.", "count")
	case !s.Valid && (start != 0 || count != 0):
		return nil, clr.ArgumentNull("value")
	case count == 0:
		return b, nil
	case int(start) > rt.Len16(s.Text)-int(count):
		return nil, clr.ArgumentOutOfRange(badIndex, "startIndex")
	}
	return b, b.Append(f, rt.Slice(s.Text, int(start), int(start)+int(count)))
}

// appendJoinMembers are the overloads of AppendJoin.
func appendJoinMembers() []types.Member {
	var list []types.Member
	for _, separator := range []string{"string", "char"} {
		list = append(list,
			types.Member{Sig: "StringBuilder AppendJoin(" + separator + " separator, params object[] values)", Impl: appendJoin(nil)},
			types.Member{Sig: "StringBuilder AppendJoin(" + separator + " separator, params string[] values)", Impl: appendJoin(nil)},
			types.Member{Sig: "StringBuilder AppendJoin<T>(" + separator + " separator, IEnumerable<T> values)", Impl: appendJoin(func(c *rt.Call) *rt.Type { return c.TypeArgs[0] })})
	}
	return list
}

func appendJoin(elemOf func(*rt.Call) *rt.Type) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		var elem *rt.Type
		if elemOf != nil {
			elem = elemOf(c)
		}
		if c.ParamTypes[0].Name == "System.Char" {
			return rt.FrameMethod2(func(f *rt.Frame, b *Builder, sep clr.Char, values any) (*Builder, error) {
				return joinInto(f, b, rt.CharText(sep), values, elem)
			})
		}
		return rt.FrameMethod2(func(f *rt.Frame, b *Builder, sep rt.String, values any) (*Builder, error) {
			return joinInto(f, b, sep.Text, values, elem)
		})
	})
}

func joinInto(f *rt.Frame, b *Builder, sep string, values any, elem *rt.Type) (*Builder, error) {
	if values == nil {
		return nil, clr.ArgumentNull("values")
	}
	e, err := rt.Enumerate(f, values, elem)
	if err != nil {
		return nil, err
	}
	return b, rt.Leave(f, e, joinRest(f, b, sep, e))
}

func joinRest(f *rt.Frame, b *Builder, sep string, e rt.Enumerator) error {
	for first := true; ; first = false {
		v, ok, err := e.Next(f)
		if err != nil || !ok {
			return err
		}
		if err := f.Step(); err != nil {
			return err
		}
		if !first {
			if err := b.Append(f, sep); err != nil {
				return err
			}
		}
		s, err := host.Format(f, v, "")
		if err != nil {
			return err
		}
		if err := b.Append(f, s); err != nil {
			return err
		}
	}
}

// insertText links a member that inserts what the function makes of its
// argument.
func insertText[A any](of func(f *rt.Frame, v A) (string, error)) rt.Linker {
	return rt.FrameMethod2(func(f *rt.Frame, b *Builder, i int32, v A) (*Builder, error) {
		if i < 0 || int(i) > b.units {
			return nil, clr.ArgumentOutOfRange(badIndex, "index")
		}
		s, err := of(f, v)
		if err != nil {
			return nil, err
		}
		return b, b.insert(f, int(i), s)
	})
}

func insertMembers() []types.Member {
	return []types.Member{
		{Sig: "StringBuilder Insert(int index, string value)", Impl: insertText(func(_ *rt.Frame, s rt.String) (string, error) { return s.Text, nil })},
		{Sig: "StringBuilder Insert(int index, string value, int count)", Impl: rt.FrameMethod3(insertRepeated)},
		{Sig: "StringBuilder Insert(int index, char value)", Impl: insertText(formatted[clr.Char])},
		{Sig: "StringBuilder Insert(int index, bool value)", Impl: insertShown[bool]()},
		{Sig: "StringBuilder Insert(int index, sbyte value)", Impl: insertShown[int8]()},
		{Sig: "StringBuilder Insert(int index, byte value)", Impl: insertShown[uint8]()},
		{Sig: "StringBuilder Insert(int index, short value)", Impl: insertShown[int16]()},
		{Sig: "StringBuilder Insert(int index, ushort value)", Impl: insertShown[uint16]()},
		{Sig: "StringBuilder Insert(int index, int value)", Impl: insertShown[int32]()},
		{Sig: "StringBuilder Insert(int index, uint value)", Impl: insertShown[uint32]()},
		{Sig: "StringBuilder Insert(int index, long value)", Impl: insertShown[int64]()},
		{Sig: "StringBuilder Insert(int index, ulong value)", Impl: insertShown[uint64]()},
		{Sig: "StringBuilder Insert(int index, float value)", Impl: insertShown[float32]()},
		{Sig: "StringBuilder Insert(int index, double value)", Impl: insertShown[float64]()},
		{Sig: "StringBuilder Insert(int index, decimal value)", Impl: insertShown[clr.Decimal]()},
		{Sig: "StringBuilder Insert(int index, object value)", Impl: insertShown[any]()},
		{Sig: "StringBuilder Insert(int index, char[] value)", Impl: insertText(func(_ *rt.Frame, chars *rt.Array[clr.Char]) (string, error) {
			if chars == nil {
				return "", nil
			}
			return rt.FromUnits(chars.Items), nil
		})},
		{Sig: "StringBuilder Insert(int index, char[] value, int startIndex, int charCount)", Impl: rt.FrameMethod4(insertChars)},
	}
}

// insertShown links a member that inserts the text of its argument once, as the one
// that inserts repeatedly does. No object is no text anywhere.
func insertShown[A any]() rt.Linker {
	return rt.FrameMethod2(func(f *rt.Frame, b *Builder, i int32, v A) (*Builder, error) {
		if any(v) == nil {
			return b, nil
		}
		s, err := formatted(f, v)
		if err != nil {
			return nil, err
		}
		return insertRepeated(f, b, i, rt.Str(s), 1)
	})
}

func insertRepeated(f *rt.Frame, b *Builder, i int32, s rt.String, count int32) (*Builder, error) {
	switch {
	case count < 0:
		return nil, clr.ArgumentOutOfRange("Non-negative number required.", "count")
	case i < 0 || int(i) > b.units:
		return nil, clr.ArgumentOutOfRange(badIndex, "index")
	case rt.Len16(s.Text)*int(count) > int(b.most)-b.units:
		return nil, clr.Throw("System.OutOfMemoryException", "Insufficient memory to continue the execution of the program.")
	}
	if err := f.Alloc(len(s.Text) * int(count)); err != nil {
		return nil, err
	}
	return b, b.insert(f, int(i), strings.Repeat(s.Text, int(count)))
}

func insertChars(f *rt.Frame, b *Builder, i int32, chars *rt.Array[clr.Char], start, count int32) (*Builder, error) {
	switch {
	case i < 0 || int(i) > b.units:
		return nil, clr.ArgumentOutOfRange(badIndex, "index")
	case chars == nil && start == 0 && count == 0:
		return b, nil
	case chars == nil:
		return nil, clr.Throw("System.ArgumentNullException", "String reference not set to an instance of a String.\nParameter name: value")
	case start < 0:
		return nil, clr.ArgumentOutOfRange(negativeStart, "startIndex")
	case count < 0:
		return nil, clr.ArgumentOutOfRange("Value must be positive.", "charCount")
	case int(start) > len(chars.Items)-int(count):
		return nil, clr.ArgumentOutOfRange(badIndex, "startIndex")
	}
	return b, b.insert(f, int(i), rt.FromUnits(chars.Items[start:start+count]))
}

func replaceMembers() []types.Member {
	whole := func(f *rt.Frame, b *Builder, from, to rt.String) (*Builder, error) {
		return replacePart(f, b, from, to, 0, int32(b.units))
	}
	return []types.Member{
		{Sig: "StringBuilder Replace(string oldValue, string newValue)", Impl: rt.FrameMethod2(whole)},
		{Sig: "StringBuilder Replace(string oldValue, string newValue, int startIndex, int count)", Impl: rt.FrameMethod4(replacePart)},
		{Sig: "StringBuilder Replace(char oldChar, char newChar)", Impl: rt.FrameMethod2(func(f *rt.Frame, b *Builder, from, to clr.Char) (*Builder, error) {
			return whole(f, b, rt.Str(rt.CharText(from)), rt.Str(rt.CharText(to)))
		})},
		{Sig: "StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)", Impl: rt.FrameMethod4(func(f *rt.Frame, b *Builder, from, to clr.Char, start, count int32) (*Builder, error) {
			return replacePart(f, b, rt.Str(rt.CharText(from)), rt.Str(rt.CharText(to)), start, count)
		})},
	}
}

func replacePart(f *rt.Frame, b *Builder, from, to rt.String, start, count int32) (*Builder, error) {
	switch {
	case start < 0 || int(start) > b.units:
		return nil, clr.ArgumentOutOfRange(badIndex, "startIndex")
	case count < 0 || int(start) > b.units-int(count):
		return nil, clr.ArgumentOutOfRange(badIndex, "count")
	case !from.Valid:
		return nil, clr.ArgumentNull("oldValue")
	case from.Text == "":
		return nil, clr.Argument("Empty name is not legal.", "oldValue")
	}
	if err := f.Text(len(b.buf)); err != nil {
		return nil, err
	}
	text := b.String()
	end := int(start) + int(count)
	part, old := wtf8.Searchable(rt.Slice(text, int(start), end), from.Text)
	n := strings.Count(part, old)
	if n == 0 {
		return b, nil
	}
	// The text, its part with other words, all of it, the places and the new buffer.
	if err := f.Alloc(4*len(text) + 3*n*max(0, len(to.Text)-len(old)) + 8*n); err != nil {
		return nil, err
	}
	changed := rt.ConcatAll([]string{
		rt.Slice(text, 0, int(start)), wtf8.Join(strings.ReplaceAll(part, old, to.Text)), rt.Slice(text, end, b.units),
	})
	units := rt.Len16(changed)
	if units > int(b.most) {
		return nil, clr.ArgumentOutOfRange(tooLong, "requiredLength")
	}
	if oldUnits, newUnits := rt.Len16(old), rt.Len16(to.Text); oldUnits != newUnits {
		if err := f.Alloc(2 * chunkCost * (len(b.pieces.before) + 1)); err != nil {
			return nil, err
		}
		b.pieces.replace(placesOf(part, old, int(start), n), oldUnits, newUnits)
	}
	b.buf, b.units = append(b.buf[:0], changed...), units
	return b, nil
}

// placesOf returns the units at which the n words stand in a part that begins at a unit.
func placesOf(part, word string, at, n int) []int {
	places := make([]int, 0, n)
	for range n {
		before, after, _ := strings.Cut(part, word)
		at += rt.Len16(before)
		places = append(places, at)
		at += rt.Len16(word)
		part = after
	}
	return places
}
