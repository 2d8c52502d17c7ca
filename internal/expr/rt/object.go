package rt

import (
	"reflect"
	"strings"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// ToString is the virtual method ToString of a boxed value. Null throws
// NullReferenceException.
func ToString(f *Frame, v any) (String, error) {
	switch v := v.(type) {
	case nil:
		return String{}, clr.NullReference()
	case string:
		return Str(v), nil
	case bool:
		if v {
			return Str("True"), nil
		}
		return Str("False"), nil
	case int32:
		return Str(formatInt(int64(v))), nil
	case int64:
		return Str(formatInt(v)), nil
	case clr.Char:
		return Str(CharText(v)), nil
	case Enum:
		return Str(v.String()), nil
	}
	t := f.Env.TypeOf(v)
	if t != nil && t.Class != nil && t.Class.ToString != nil {
		return t.Class.ToString(f, v)
	}
	return Str(DisplayName(t)), nil
}

// DisplayName returns what Object.ToString prints for an object of a type that
// does not override it: reflection's own spelling of generic names.
func DisplayName(t *Type) string {
	if t == nil {
		return "System.Object"
	}
	return t.reflectionName()
}

// reflectionName spells generic types as Type.ToString does:
// System.Collections.Generic.List`1[System.String].
func (t *Type) reflectionName() string {
	if t.Elem != nil && len(t.Args) == 0 {
		return t.Elem.reflectionName() + "[" + strings.Repeat(",", max(0, t.Rank-1)) + "]"
	}
	if len(t.Args) == 0 {
		return t.Name
	}
	if strings.HasPrefix(t.Name, "System.ValueTuple<") {
		return tupleName(t.Args)
	}
	// The arguments end the name; a class of the compiler's own may have angle
	// brackets before them.
	end := len(t.Name) - 1
	for _, a := range t.Args {
		end -= len(a.Name) + 1
	}
	name, arity := t.Name[:max(end, 0)], "`"+formatInt(int64(len(t.Args)))
	outer, nested, ok := strings.Cut(name, "+")
	if ok && strings.HasPrefix(name, "System.Collections.Generic.") {
		// The parameters are those of the outer type.
		name = outer + arity + "+" + nested
	} else {
		name += arity
	}
	return name + argumentNames(t.Args)
}

// tupleName is the name of a tuple, which .NET nests: an eighth argument is a tuple of
// the elements beyond seven.
func tupleName(args []*Type) string {
	const most = 7
	if len(args) <= most {
		return "System.ValueTuple`" + formatInt(int64(len(args))) + argumentNames(args)
	}
	return "System.ValueTuple`8" + strings.TrimSuffix(argumentNames(args[:most]), "]") + "," + tupleName(args[most:]) + "]"
}

func argumentNames(args []*Type) string {
	names := make([]string, len(args))
	for i, a := range args {
		names[i] = a.reflectionName()
	}
	return "[" + strings.Join(names, ",") + "]"
}

// Equals is the virtual method Equals of two boxed values; null equals only
// null.
func Equals(f *Frame, a, b any) (bool, error) {
	if a == nil || b == nil {
		return a == nil && b == nil, nil
	}
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		if ok && len(a) == len(b) {
			return a == b, f.Text(len(a))
		}
		return false, nil
	case int32:
		b, ok := b.(int32)
		return ok && a == b, nil
	case bool:
		b, ok := b.(bool)
		return ok && a == b, nil
	case clr.Char:
		b, ok := b.(clr.Char)
		return ok && a == b, nil
	case Enum:
		b, ok := b.(Enum)
		return ok && a == b, nil
	}
	if t := f.Env.TypeOf(a); t != nil && t.Class != nil && t.Class.Equals != nil {
		return t.Class.Equals(f, a, b)
	}
	return a == b, nil
}

// Hash is the virtual method GetHashCode of a boxed value that is not nil.
func Hash(f *Frame, v any) (int32, error) {
	switch v := v.(type) {
	case nil:
		return 0, clr.NullReference()
	case string:
		return HashString(v), f.Text(len(v))
	case int32:
		return v, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case clr.Char:
		return int32(v) | int32(v)<<16, nil
	case Enum:
		return int32(v.Value), nil
	}
	if t := f.Env.TypeOf(v); t != nil && t.Class != nil && t.Class.Hash != nil {
		return t.Class.Hash(f, v)
	}
	return identityHash(v), nil
}

// HashString is a hash code for strings, the same in every process (FNV-1a);
// .NET's differ from process to process, so nothing can rely on their values.
func HashString(s string) int32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	return int32(h)
}

// SameReference is == on two references as C# has it, but strings compare by
// text wherever they come from: literals are interned in .NET, and documents
// rely on it (expressions.md 6.2).
func SameReference(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case string:
		y, ok := b.(string)
		return ok && x == y
	case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64,
		clr.Char, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid, clr.Decimal, Enum:
		return sameBox(a, b)
	}
	return a == b
}

// sameBox reports whether two boxed values are one box: the second word of an
// interface is where its value is. Go keeps no boxes of their own for the smallest
// values, so two of those count as two objects, which most are.
func sameBox(a, b any) bool {
	x := (*[2]unsafe.Pointer)(unsafe.Pointer(&a))
	y := (*[2]unsafe.Pointer)(unsafe.Pointer(&b))
	return *x == *y && !sharedBox(a)
}

// sharedBox reports whether a boxed value is one of those that Go boxes without
// memory of their own: single bytes and the zero values.
func sharedBox(v any) bool {
	at := uintptr((*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1])
	small := any(uint8(0))
	first := uintptr((*[2]unsafe.Pointer)(unsafe.Pointer(&small))[1])
	const table = 256 * 8
	return at >= first && at < first+table
}

// OwnBox gives every value that code yields a box of its own, as boxing does in
// .NET. Go shares those of small values; only programs that compare references
// need to know.
func OwnBox(c Code) Code {
	fn := Arg[any](c)
	return Of(Fn[any](func(f *Frame) (any, error) {
		v, err := fn(f)
		return OwnBoxed(v), err
	}))
}

// OwnBoxed returns v in a box that no other value shares. Hosts that keep values
// for expressions use it, so that a value is one object however often it is read.
func OwnBoxed(v any) any {
	switch v.(type) {
	case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64, clr.Char:
		if !sharedBox(v) {
			return v
		}
		// All of them have eight bytes or fewer, without pointers; those that Go shares
		// have eight bytes of room.
		box := (*[2]unsafe.Pointer)(unsafe.Pointer(&v))
		own := new(uint64)
		*own = *(*uint64)(box[1])
		box[1] = unsafe.Pointer(own)
	}
	return v
}

// identityHash is the hash code of an object without one of its own.
func identityHash(v any) int32 {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.Slice:
		p := uint64(r.Pointer())
		return int32(p>>4) ^ int32(p>>36)
	}
	return 0
}
