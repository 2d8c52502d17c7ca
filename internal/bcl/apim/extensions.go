package apim

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// joiner is a dictionary that gives the values of a name joined by commas.
type joiner interface {
	Joined(name string) (string, bool)
}

// Joined returns the values of a name joined by commas.
func (l *Lookup[T]) Joined(name string) (string, bool) {
	v, ok := l.Get(name)
	if !ok {
		return "", false
	}
	switch v := any(v).(type) {
	case string:
		return v, true
	case []string:
		if len(v) == 1 {
			return v[0], true
		}
		return strings.Join(v, ","), true
	}
	return "", false
}

// joined is GetValueOrDefault on Headers, Query, Claims and MatchedParameters.
func joined(f *rt.Frame, d any, name, fallback rt.String) (rt.String, error) {
	if d == nil {
		return fallback, clr.NullReference()
	}
	if !name.Valid {
		return fallback, clr.ArgumentNull("key")
	}
	if j, ok := d.(joiner); ok {
		if s, found := j.Joined(name.Text); found {
			return rt.Str(s), nil
		}
		return fallback, nil
	}
	// A dictionary of the expression's own making.
	pairs, err := generic.AsDictionary(f, d)
	if err != nil {
		return fallback, err
	}
	v, found, err := pairs.TryGet(f, name.Text)
	if err != nil || !found {
		return fallback, err
	}
	switch v := v.(type) {
	case string:
		return rt.Str(v), nil
	case *rt.Array[rt.String]:
		parts := make([]string, len(v.Items))
		for i, s := range v.Items {
			parts[i] = s.Text
		}
		return rt.Str(strings.Join(parts, ",")), nil
	}
	return rt.String{}, nil
}

func joinedOrNull(f *rt.Frame, d any, name rt.String) (rt.String, error) {
	return joined(f, d, name, rt.String{})
}

// valueOr is GetValueOrDefault that yields the value itself.
func valueOr(f *rt.Frame, d, key, fallback any) (any, error) {
	if d == nil {
		return nil, clr.NullReference()
	}
	pairs, err := generic.AsDictionary(f, d)
	if err != nil {
		return fallback, err
	}
	v, found, err := pairs.TryGet(f, key)
	if err != nil || !found {
		return fallback, err
	}
	return v, nil
}

// named is valueOr for keys that are strings.
func named(f *rt.Frame, d any, name rt.String, fallback any) (any, error) {
	if d != nil && !name.Valid {
		return nil, clr.ArgumentNull("key")
	}
	return valueOr(f, d, name.Text, fallback)
}

// typedValueOr checks that the value is of the wanted type: it throws
// InvalidCastException otherwise (expressions.md section 4.6).
func typedValueOr(c *rt.Call) func(f *rt.Frame, d any, key rt.String, fallback any) (any, error) {
	t := c.TypeArgs[0]
	return func(f *rt.Frame, d any, key rt.String, fallback any) (any, error) {
		switch {
		case d == nil:
			return nil, clr.NullReference()
		case !key.Valid:
			return nil, clr.ArgumentNull("key")
		}
		var v any
		var found bool
		if vars, ok := d.(*Variables); ok {
			v, found = vars.Get(key.Text)
		} else {
			pairs, err := generic.AsDictionary(f, d)
			if err != nil {
				return nil, err
			}
			if v, found, err = pairs.TryGet(f, key.Text); err != nil {
				return nil, err
			}
		}
		if !found {
			return fallback, nil
		}
		if v != nil && !t.Instance(v) {
			return nil, wrongType(f, v, t)
		}
		return v, nil
	}
}

// wrongType is what (T)object throws: values are unboxed, references cast.
func wrongType(f *rt.Frame, v any, t *rt.Type) error {
	if s, ok := t.Static.(*types.Type); ok && s.IsValueType() {
		return clr.InvalidUnboxing()
	}
	return clr.InvalidCast(f.TypeName(v), t.Name)
}

// extensionsType holds the gateway's extension methods (expressions.md 4.7, 4.9).
func extensionsType() types.Decl {
	const dict = "this IReadOnlyDictionary<string, "
	return types.Decl{
		Name: "Apim.Extensions", Kind: types.Class, Static: true,
		Members: slices.Concat(formExtensions(), cipherExtensions(), certificateExtensions(), []types.Member{
			{Sig: "static string GetValueOrDefault(" + dict + "string[]> dictionary, string name)", Impl: joinedOf(rt.FrameFunc2(joinedOrNull))},
			{Sig: "static string GetValueOrDefault(" + dict + "string[]> dictionary, string name, string defaultValue)", Impl: joinedOf(rt.FrameFunc3(joined))},
			{Sig: "static string[] GetValueOrDefault(" + dict + "string[]> dictionary, string name, string[] defaultValue)", Impl: rt.FrameFunc3(named)},
			{Sig: "static string GetValueOrDefault(" + dict + "string> dictionary, string name)", Impl: joinedOf(rt.FrameFunc2(joinedOrNull))},
			{Sig: "static string GetValueOrDefault(" + dict + "string> dictionary, string name, string defaultValue)", Impl: joinedOf(rt.FrameFunc3(joined))},
			{Sig: "static object GetValueOrDefault(" + dict + "object> dictionary, string name)", Impl: rt.FrameFunc2(func(f *rt.Frame, d any, name rt.String) (any, error) {
				return named(f, d, name, nil)
			})},
			// What has no type of its own, null and default, leaves the T of the next ones open.
			{Sig: "static object GetValueOrDefault(" + dict + "object> dictionary, string name, object defaultValue)", Impl: rt.FrameFunc3(named)},
			{Sig: "static T GetValueOrDefault<T>(" + dict + "object> dictionary, string name)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				get, zero := typedValueOr(c), c.TypeArgs[0].Zero
				return variableOr(rt.FrameFunc2(func(f *rt.Frame, d any, key rt.String) (any, error) { return get(f, d, key, zero) }))
			})},
			{Sig: "static T GetValueOrDefault<T>(" + dict + "object> dictionary, string name, T defaultValue)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				return variableOr(rt.FrameFunc3(typedValueOr(c)))
			})},
			// Outer, because a dictionary of texts is one of these and of those above.
			{Outer: true, Sig: "static TValue GetValueOrDefault<TKey, TValue>(this IDictionary<TKey, TValue> dictionary, TKey key)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				zero := c.TypeArgs[1].Zero
				return rt.FrameFunc2(func(f *rt.Frame, d, key any) (any, error) { return valueOr(f, d, key, zero) })
			})},
			{Outer: true, Sig: "static TValue GetValueOrDefault<TKey, TValue>(this IDictionary<TKey, TValue> dictionary, TKey key, TValue defaultValue)", Impl: rt.FrameFunc3(valueOr)},

			{Sig: "static BasicAuthCredentials AsBasic(this string value)", Impl: rt.Func1(func(s rt.String) (*Basic, error) {
				b, _ := ParseBasic(s.Text)
				return b, nil
			})},
			{Sig: "static bool TryParseBasic(this string value, out BasicAuthCredentials credentials)", Impl: rt.Func2(func(s rt.String, out rt.Out[any]) (bool, error) {
				b, ok := ParseBasic(s.Text)
				if !ok {
					out.Set(nil)
					return false, nil
				}
				out.Set(b)
				return true, nil
			})},
			{Sig: "static Jwt AsJwt(this string value)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (*Jwt, error) {
				if j, ok := ParseJwt(s.Text, f.Alloc); ok {
					return j, nil
				}
				return nil, nil
			})},
			{Sig: "static bool TryParseJwt(this string value, out Jwt token)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, out rt.Out[any]) (bool, error) {
				j, ok := ParseJwt(s.Text, f.Alloc)
				if !ok {
					out.Set(nil)
					return false, nil
				}
				out.Set(j)
				return true, nil
			})},
		}),
	}
}
