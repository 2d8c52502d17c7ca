package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// textBuilder puts a string together and counts its memory.
type textBuilder struct {
	f *rt.Frame
	b *strings.Builder
}

func (t *textBuilder) add(parts ...string) error {
	for _, p := range parts {
		if err := t.room(len(p)); err != nil {
			return err
		}
		t.b.WriteString(p)
	}
	return nil
}

// room makes room for n more bytes and counts it before: all of it, as the old room
// is there until the collector has run.
func (t *textBuilder) room(n int) error {
	if t.b == nil {
		t.b = new(strings.Builder)
	}
	length := t.b.Len()
	if t.b.Cap()-length >= n {
		return nil
	}
	size := max(length+n, 2*length)
	if err := t.f.Alloc(size); err != nil {
		return err
	}
	larger := new(strings.Builder)
	larger.Grow(size)
	larger.WriteString(t.b.String())
	t.b = larger
	return nil
}

// addObject adds what ToString says; null adds nothing.
func (t *textBuilder) addObject(v any) error {
	if v == nil {
		return nil
	}
	s, err := rt.ToString(t.f, v)
	if err != nil {
		return err
	}
	return t.add(s.Text)
}

func (t *textBuilder) text() rt.String {
	if t.b == nil {
		return rt.Str("")
	}
	return rt.Str(wtf8.Join(t.b.String()))
}

func stringJoinMembers() []types.Member {
	list := []types.Member{
		{Sig: "static string Concat(object arg0)", Impl: rt.FrameFunc1(func(f *rt.Frame, a any) (rt.String, error) { return concatObjects(f, a) })},
		{Sig: "static string Concat(object arg0, object arg1)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b any) (rt.String, error) { return concatObjects(f, a, b) })},
		{Sig: "static string Concat(object arg0, object arg1, object arg2)", Impl: rt.FrameFunc3(func(f *rt.Frame, a, b, c any) (rt.String, error) {
			return concatObjects(f, a, b, c)
		})},
		{Sig: "static string Concat(params object[] args)", Impl: rt.FrameFunc1(func(f *rt.Frame, args rt.AnyArray) (rt.String, error) {
			if args == nil {
				return rt.String{}, clr.ArgumentNull("args")
			}
			return joinSequence(f, "", args, nil)
		})},
		{Sig: "static string Concat<T>(IEnumerable<T> values)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.TypeArgs[0]
			return rt.FrameFunc1(func(f *rt.Frame, values any) (rt.String, error) { return joinSequence(f, "", values, elem) })
		})},
		{Sig: "static string Concat(IEnumerable<string> values)", Impl: rt.FrameFunc1(func(f *rt.Frame, values any) (rt.String, error) {
			return joinSequence(f, "", values, nil)
		})},
		{Sig: "static string Concat(string str0, string str1)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b rt.String) (rt.String, error) {
			return concatStrings(f, a.Text, b.Text)
		})},
		{Sig: "static string Concat(string str0, string str1, string str2)", Impl: rt.FrameFunc3(func(f *rt.Frame, a, b, c rt.String) (rt.String, error) {
			return concatStrings(f, a.Text, b.Text, c.Text)
		})},
		{Sig: "static string Concat(string str0, string str1, string str2, string str3)", Impl: rt.FrameFunc4(func(f *rt.Frame, a, b, c, d rt.String) (rt.String, error) {
			return concatStrings(f, a.Text, b.Text, c.Text, d.Text)
		})},
		{Sig: "static string Concat(params string[] values)", Impl: rt.FrameFunc1(func(f *rt.Frame, values *rt.Array[rt.String]) (rt.String, error) {
			if values == nil {
				return rt.String{}, clr.ArgumentNull("values")
			}
			return joinStrings(f, "", values.Items)
		})},
	}
	list = append(list, joinMembers("char")...)
	list = append(list, joinMembers("string")...)
	return append(list, formatMembers()...)
}

func concatStrings(f *rt.Frame, parts ...string) (rt.String, error) {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if err := f.Alloc(n); err != nil {
		return rt.String{}, err
	}
	return rt.Str(rt.ConcatAll(parts)), nil
}

func concatObjects(f *rt.Frame, parts ...any) (rt.String, error) {
	out := textBuilder{f: f}
	for _, p := range parts {
		if err := out.addObject(p); err != nil {
			return rt.String{}, err
		}
	}
	return out.text(), nil
}

// joinMembers are the overloads of Join whose separator is a string or a char.
func joinMembers(separator string) []types.Member {
	in := func(params string) string { return "static string Join(" + separator + " separator, " + params + ")" }
	return []types.Member{
		{Sig: in("params string[] value"), Impl: bySeparator(func(f *rt.Frame, sep string, values *rt.Array[rt.String]) (rt.String, error) {
			if values == nil {
				return rt.String{}, clr.ArgumentNull("value")
			}
			return joinStrings(f, sep, values.Items)
		})},
		{Sig: in("params object[] values"), Impl: bySeparator(func(f *rt.Frame, sep string, values rt.AnyArray) (rt.String, error) {
			if values == nil {
				return rt.String{}, clr.ArgumentNull("values")
			}
			return joinSequence(f, sep, values, nil)
		})},
		{Sig: "static string Join<T>(" + separator + " separator, IEnumerable<T> values)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.TypeArgs[0]
			return bySeparator(func(f *rt.Frame, sep string, values any) (rt.String, error) {
				return joinSequence(f, sep, values, elem)
			})
		})},
		{Sig: in("IEnumerable<string> values"), Impl: bySeparator(func(f *rt.Frame, sep string, values any) (rt.String, error) {
			return joinSequence(f, sep, values, nil)
		})},
		{Sig: in("string[] value, int startIndex, int count"), Impl: rt.Linker(func(c *rt.Call) rt.Code {
			start, count := rt.Arg[int32](c.Args[2]), rt.Arg[int32](c.Args[3])
			head := *c
			head.Args = c.Args[:2]
			return bySeparator(func(f *rt.Frame, sep string, values *rt.Array[rt.String]) (rt.String, error) {
				i, err := start(f)
				if err != nil {
					return rt.String{}, err
				}
				n, err := count(f)
				if err != nil {
					return rt.String{}, err
				}
				return joinRange(f, sep, values, i, n)
			})(&head)
		})},
	}
}

// bySeparator links a member whose first parameter is a separator, a string that
// may be null or a char.
func bySeparator[T any](fn func(f *rt.Frame, sep string, values T) (rt.String, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		if c.ParamTypes[0].Name == "System.Char" {
			return rt.FrameFunc2(func(f *rt.Frame, sep clr.Char, values T) (rt.String, error) { return fn(f, rt.CharText(sep), values) })
		}
		return rt.FrameFunc2(func(f *rt.Frame, sep rt.String, values T) (rt.String, error) { return fn(f, sep.Text, values) })
	})
}

func joinRange(f *rt.Frame, sep string, values *rt.Array[rt.String], start, count int32) (rt.String, error) {
	switch {
	case values == nil:
		return rt.String{}, clr.ArgumentNull("value")
	case start < 0:
		return rt.String{}, clr.ArgumentOutOfRange("StartIndex cannot be less than zero.", "startIndex")
	case count < 0:
		return rt.String{}, clr.ArgumentOutOfRange("Count cannot be less than zero.", "count")
	case int(start) > len(values.Items)-int(count):
		return rt.String{}, clr.ArgumentOutOfRange("Index and count must refer to a location within the buffer.", "startIndex")
	}
	return joinStrings(f, sep, values.Items[start:start+count])
}

func joinStrings(f *rt.Frame, sep string, values []rt.String) (rt.String, error) {
	if len(values) == 0 {
		return rt.Str(""), nil
	}
	n := len(sep) * (len(values) - 1)
	for _, v := range values {
		n += len(v.Text)
	}
	if err := f.Alloc(n); err != nil {
		return rt.String{}, err
	}
	var b strings.Builder
	b.Grow(n)
	for i, v := range values {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(v.Text)
	}
	return rt.Str(wtf8.Join(b.String())), nil
}

// joinSequence joins what the elements' ToString says; null adds nothing.
func joinSequence(f *rt.Frame, sep string, values any, elem *rt.Type) (rt.String, error) {
	if values == nil {
		return rt.String{}, clr.ArgumentNull("values")
	}
	e, err := rt.Enumerate(f, values, elem)
	if err != nil {
		return rt.String{}, err
	}
	out := textBuilder{f: f}
	if err := rt.Leave(f, e, out.addAll(e, sep)); err != nil {
		return rt.String{}, err
	}
	return out.text(), nil
}

// addAll adds what the elements' ToString says, with a separator between them.
func (b *textBuilder) addAll(e rt.Enumerator, sep string) error {
	for first := true; ; first = false {
		v, ok, err := e.Next(b.f)
		if err != nil || !ok {
			return err
		}
		if err := b.f.Step(); err != nil {
			return err
		}
		if !first {
			if err := b.add(sep); err != nil {
				return err
			}
		}
		if err := b.addObject(v); err != nil {
			return err
		}
	}
}

func formatMembers() []types.Member {
	return []types.Member{
		{Sig: "static string Format(string format, object arg0)", Impl: rt.FrameFunc2(func(f *rt.Frame, format rt.String, a any) (rt.String, error) {
			return formatString(f, format, a)
		})},
		{Sig: "static string Format(string format, object arg0, object arg1)", Impl: rt.FrameFunc3(func(f *rt.Frame, format rt.String, a, b any) (rt.String, error) {
			return formatString(f, format, a, b)
		})},
		{Sig: "static string Format(string format, object arg0, object arg1, object arg2)", Impl: rt.FrameFunc4(func(f *rt.Frame, format rt.String, a, b, c any) (rt.String, error) {
			return formatString(f, format, a, b, c)
		})},
		{Sig: "static string Format(string format, params object[] args)", Impl: rt.FrameFunc2(formatArray)},
		{Sig: "static string Format(IFormatProvider provider, string format, object arg0)", Impl: rt.FrameFunc3(func(f *rt.Frame, _ any, format rt.String, a any) (rt.String, error) {
			return formatString(f, format, a)
		})},
		{Sig: "static string Format(IFormatProvider provider, string format, object arg0, object arg1)", Impl: rt.FrameFunc4(func(f *rt.Frame, _ any, format rt.String, a, b any) (rt.String, error) {
			return formatString(f, format, a, b)
		})},
		{Sig: "static string Format(IFormatProvider provider, string format, object arg0, object arg1, object arg2)", Impl: rt.FrameFunc5(func(f *rt.Frame, _ any, format rt.String, a, b, c any) (rt.String, error) {
			return formatString(f, format, a, b, c)
		})},
		{Sig: "static string Format(IFormatProvider provider, string format, params object[] args)", Impl: rt.FrameFunc3(func(f *rt.Frame, _ any, format rt.String, args rt.AnyArray) (rt.String, error) {
			return formatArray(f, format, args)
		})},
	}
}

func formatString(f *rt.Frame, format rt.String, args ...any) (rt.String, error) {
	if !format.Valid {
		return rt.String{}, clr.ArgumentNull("format")
	}
	s, err := host.Composite(f, format.Text, args)
	return rt.Str(wtf8.Join(s)), err
}

func formatArray(f *rt.Frame, format rt.String, args rt.AnyArray) (rt.String, error) {
	if args == nil {
		if !format.Valid {
			return rt.String{}, clr.ArgumentNull("format")
		}
		return rt.String{}, clr.ArgumentNull("args")
	}
	return formatString(f, format, boxedItems(args)...)
}

// boxedItems returns the elements of an array as objects.
func boxedItems(a rt.AnyArray) []any {
	if objects, ok := a.(*rt.Array[any]); ok {
		return objects.Items
	}
	items := make([]any, a.Len())
	for i := range items {
		items[i] = a.Get(i)
	}
	return items
}
