package text

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// builderType is System.Text.StringBuilder.
func builderType() types.Decl {
	d := types.Decl{
		Name: "System.Text.StringBuilder", Kind: types.Class,
		Class: rt.RefClass[*Builder](rt.Class{
			ToString: func(f *rt.Frame, v any) (rt.String, error) { return builderText(f, v.(*Builder)) },
		}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*Builder, error) { return NewBuilder(), nil })},
			{Sig: "new(int capacity)", Impl: rt.FrameFunc1(func(f *rt.Frame, capacity int32) (*Builder, error) { return newBuilder(f, "", capacity, maxCapacity) })},
			{Sig: "new(string value)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*Builder, error) { return newBuilder(f, s.Text, 0, maxCapacity) })},
			{Sig: "new(string value, int capacity)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, capacity int32) (*Builder, error) {
				return newBuilder(f, s.Text, capacity, maxCapacity)
			})},
			{Sig: "new(string value, int startIndex, int length, int capacity)", Impl: rt.FrameFunc4(newBuilderOfPart)},
			{Sig: "new(int capacity, int maxCapacity)", Impl: rt.FrameFunc2(func(f *rt.Frame, capacity, most int32) (*Builder, error) { return newBuilder(f, "", capacity, most) })},
			{Sig: "int Length", Impl: rt.Method0(func(b *Builder) (int32, error) { return int32(b.units), nil }), Set: rt.FrameMethod1(setLength)},
			{Sig: "int Capacity", Impl: rt.Method0(func(b *Builder) (int32, error) { return int32(b.pieces.capacity()), nil }), Set: rt.Method1(setCapacity)},
			{Sig: "int MaxCapacity", Impl: rt.Method0(func(b *Builder) (int32, error) { return b.most, nil })},
			{Sig: "char this[int index]", Impl: rt.FrameMethod1(builderAt), Set: rt.FrameMethod2(setBuilderAt)},
			{Sig: "int EnsureCapacity(int capacity)", Impl: rt.Method1(ensureCapacity)},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(builderText)},
			{Sig: "string ToString(int startIndex, int length)", Impl: rt.FrameMethod2(builderPart)},
			{Sig: "StringBuilder Clear()", Impl: rt.Method0(func(b *Builder) (*Builder, error) { b.cut(0, b.units); return b, nil })},
			{Sig: "void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)", Impl: rt.Method4(copyTo)},
			{Sig: "bool Equals(StringBuilder sb)", Impl: rt.Method1(func(b, other *Builder) (bool, error) {
				return other != nil && b.pieces.capacity() == other.pieces.capacity() && b.most == other.most && b.String() == other.String(), nil
			})},
			{Sig: "StringBuilder Remove(int startIndex, int length)", Impl: rt.FrameMethod2(removePart)},
		},
	}
	d.Members = append(d.Members, appendMembers()...)
	d.Members = append(d.Members, insertMembers()...)
	d.Members = append(d.Members, replaceMembers()...)
	return d
}

// Texts of exceptions about positions.
const (
	badIndex       = "Index was out of range. Must be non-negative and less than the size of the collection."
	negativeStart  = "StartIndex cannot be less than zero."
	negativeLength = "Length cannot be less than zero."
	inString       = "Index and length must refer to a location within the string."
)

func newBuilder(f *rt.Frame, s string, capacity, most int32) (*Builder, error) {
	switch {
	case capacity > most:
		return nil, clr.ArgumentOutOfRange("Capacity exceeds maximum capacity.", "capacity")
	case most < 1:
		return nil, clr.ArgumentOutOfRange("MaxCapacity must be one or greater.", "maxCapacity")
	case capacity < 0:
		return nil, clr.ArgumentOutOfRange("'capacity' must be greater than zero.", "capacity")
	case capacity == 0:
		capacity = min(defaultCapacity, most)
	}
	b := &Builder{pieces: chunks{last: chunk{size: max(int(capacity), rt.Len16(s))}}, most: most}
	return b, b.Append(f, s)
}

func newBuilderOfPart(f *rt.Frame, s rt.String, start, length, capacity int32) (*Builder, error) {
	switch {
	case start < 0:
		return nil, clr.ArgumentOutOfRange(negativeStart, "startIndex")
	case length < 0:
		return nil, clr.ArgumentOutOfRange("'length' must be non-negative.", "length")
	case int(start) > rt.Len16(s.Text)-int(length):
		return nil, clr.ArgumentOutOfRange(inString, "length")
	}
	return newBuilder(f, rt.Slice(s.Text, int(start), int(start)+int(length)), capacity, maxCapacity)
}

func builderText(f *rt.Frame, b *Builder) (rt.String, error) {
	if err := f.Alloc(len(b.buf)); err != nil {
		return rt.String{}, err
	}
	return rt.Str(b.String()), nil
}

func builderPart(f *rt.Frame, b *Builder, start, length int32) (rt.String, error) {
	switch {
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange(negativeStart, "startIndex")
	case int(start) > b.units:
		return rt.String{}, clr.ArgumentOutOfRange("startIndex cannot be larger than length of string.", "startIndex")
	case length < 0:
		return rt.String{}, clr.ArgumentOutOfRange(negativeLength, "length")
	case int(start) > b.units-int(length):
		return rt.String{}, clr.ArgumentOutOfRange(inString, "length")
	}
	if err := f.Alloc(int(length)); err != nil {
		return rt.String{}, err
	}
	return rt.Str(b.slice(int(start), int(length))), nil
}

func setLength(f *rt.Frame, b *Builder, n int32) (rt.Void, error) {
	switch {
	case n < 0:
		return rt.Void{}, clr.ArgumentOutOfRange(negativeLength, "value")
	case n > b.most:
		return rt.Void{}, clr.ArgumentOutOfRange("capacity was less than the current size.", "value")
	}
	return rt.Void{}, b.setLength(f, int(n))
}

func setCapacity(b *Builder, n int32) (rt.Void, error) {
	switch {
	case n < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Capacity must be positive.", "value")
	case n > b.most:
		return rt.Void{}, clr.ArgumentOutOfRange("Capacity exceeds maximum capacity.", "value")
	case int(n) < b.units:
		return rt.Void{}, clr.ArgumentOutOfRange("capacity was less than the current size.", "value")
	}
	b.pieces.setCapacity(int(n))
	return rt.Void{}, nil
}

func ensureCapacity(b *Builder, n int32) (int32, error) {
	switch {
	case n < 0:
		return 0, clr.ArgumentOutOfRange("Capacity must be positive.", "capacity")
	case n > b.most:
		return 0, clr.ArgumentOutOfRange("Capacity exceeds maximum capacity.", "value")
	}
	if int(n) > b.pieces.capacity() {
		b.pieces.setCapacity(int(n))
	}
	return int32(b.pieces.capacity()), nil
}

func builderAt(f *rt.Frame, b *Builder, i int32) (clr.Char, error) {
	if i < 0 || int(i) >= b.units {
		return 0, clr.IndexOutOfRange()
	}
	if !b.plain() {
		// The place of the unit has to be searched.
		if err := f.Steps(len(b.buf) / 64); err != nil {
			return 0, err
		}
	}
	return b.at(int(i)), nil
}

func setBuilderAt(f *rt.Frame, b *Builder, i int32, c clr.Char) (rt.Void, error) {
	if i < 0 || int(i) >= b.units {
		return rt.Void{}, clr.ArgumentOutOfRange(badIndex, "index")
	}
	return rt.Void{}, b.set(f, int(i), c)
}

func copyTo(b *Builder, from int32, to *rt.Array[clr.Char], at, count int32) (rt.Void, error) {
	switch {
	case to == nil:
		return rt.Void{}, clr.ArgumentNull("destination")
	case at < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("'destinationIndex' must be non-negative.", "destinationIndex")
	case int(at) > len(to.Items)-int(count):
		return rt.Void{}, clr.Argument("Either offset did not refer to a position in the string, or there is an insufficient length of destination character array.", "")
	case count < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Argument count must not be negative.", "count")
	case from < 0 || int(from) > b.units:
		return rt.Void{}, clr.ArgumentOutOfRange(badIndex, "sourceIndex")
	case int(from) > b.units-int(count):
		return rt.Void{}, clr.Argument("Source string was not long enough. Check sourceIndex and count.", "")
	}
	copy(to.Items[at:], rt.Units(b.slice(int(from), int(count))))
	return rt.Void{}, nil
}

func removePart(f *rt.Frame, b *Builder, start, length int32) (*Builder, error) {
	switch {
	case length < 0:
		return nil, clr.ArgumentOutOfRange(negativeLength, "length")
	case start < 0:
		return nil, clr.ArgumentOutOfRange(negativeStart, "startIndex")
	case int(length) > b.units-int(start):
		return nil, clr.ArgumentOutOfRange(badIndex, "length")
	}
	if err := f.Steps(len(b.buf) / 64); err != nil {
		return nil, err
	}
	b.cut(int(start), int(length))
	return b, nil
}

// appendText links a member that appends what the function makes of its
// argument.
func appendText[A any](of func(f *rt.Frame, v A) (string, error)) rt.Linker {
	return rt.FrameMethod1(func(f *rt.Frame, b *Builder, v A) (*Builder, error) {
		s, err := of(f, v)
		if err != nil {
			return nil, err
		}
		return b, b.Append(f, s)
	})
}

// formatted is what a value's ToString says.
func formatted[A any](f *rt.Frame, v A) (string, error) { return host.Format(f, v, "") }

func newLine(f *rt.Frame) string { return host.Of(f).NewLine }
