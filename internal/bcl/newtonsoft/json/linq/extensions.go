package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// extensionsType is Newtonsoft.Json.Linq.Extensions.
func extensionsType() types.Decl {
	return types.Decl{
		Name: ns + "Extensions", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static U Value<U>(this IEnumerable<JToken> value)", Impl: rt.Linker(func(c *rt.Call) rt.Code { return linkValue(c, singleToken(c), c.TypeArgs[0]) })},
			{Sig: "static U Value<T, U>(this IEnumerable<T> value) where T : JToken", Impl: rt.Linker(func(c *rt.Call) rt.Code { return linkValue(c, singleToken(c), c.TypeArgs[1]) })},
			{Sig: "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source)", Impl: valuesOf(false)},
			{Sig: "static IJEnumerable<JToken> Values(this IEnumerable<JToken> source, object key)", Impl: valuesOf(true)},
			{Sig: "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source)", Impl: valuesOf(false)},
			{Sig: "static IEnumerable<U> Values<U>(this IEnumerable<JToken> source, object key)", Impl: valuesOf(true)},
			{Sig: "static IJEnumerable<JToken> Ancestors<T>(this IEnumerable<T> source) where T : JToken", Impl: expanding(func(t jsontree.Token) rt.Enumerator { return sliceOf(jsontree.Ancestors(t, false)) })},
			{Sig: "static IJEnumerable<JToken> AncestorsAndSelf<T>(this IEnumerable<T> source) where T : JToken", Impl: expanding(func(t jsontree.Token) rt.Enumerator { return sliceOf(jsontree.Ancestors(t, true)) })},
			{Sig: "static IJEnumerable<JToken> Descendants<T>(this IEnumerable<T> source) where T : JContainer", Impl: expanding(func(t jsontree.Token) rt.Enumerator { return below(t, false) })},
			{Sig: "static IJEnumerable<JToken> DescendantsAndSelf<T>(this IEnumerable<T> source) where T : JContainer", Impl: expanding(func(t jsontree.Token) rt.Enumerator { return below(t, true) })},
			{Sig: "static IJEnumerable<JProperty> Properties(this IEnumerable<JObject> source)", Impl: expanding(childrenEnumerator)},
			{Sig: "static IJEnumerable<JToken> Children<T>(this IEnumerable<T> source) where T : JToken", Impl: expanding(childrenEnumerator)},
			{Sig: "static IEnumerable<U> Children<T, U>(this IEnumerable<T> source) where T : JToken", Impl: expanding(childrenEnumerator)},
			{Sig: "static IJEnumerable<JToken> AsJEnumerable(this IEnumerable<JToken> source)", Impl: asJEnumerable()},
			{Sig: "static IJEnumerable<T> AsJEnumerable<T>(this IEnumerable<T> source) where T : JToken", Impl: asJEnumerable()},
		},
	}
}

func noSource() error { return noText("source") }

func childrenEnumerator(t jsontree.Token) rt.Enumerator { return &children{jsontree.Children(t)} }

func below(t jsontree.Token, withSelf bool) rt.Enumerator {
	c, ok := t.(jsontree.Container)
	if !ok {
		return sliceOf(nil)
	}
	return descent(c, withSelf)
}

// singleToken links the receiver of Value<U>(), which must be a token.
func singleToken(c *rt.Call) rt.Fn[any] {
	src, at := rt.Arg[any](c.Args[0]), c.At
	return func(f *rt.Frame) (any, error) {
		v, err := src(f)
		if err != nil {
			return nil, err
		}
		switch v.(type) {
		case jsontree.Token:
			return v, nil
		case nil:
			return nil, f.Throw(at, noText("value"))
		}
		return nil, f.Throw(at, clr.Argument("Source value must be a JToken.", ""))
	}
}

// valuesOf links Values, with or without a key. The result is a sequence of the
// type argument, or of tokens.
func valuesOf(withKey bool) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ, wrap := c.ResultType, false
		conv := valueConverter(typ.Args[0])
		if len(c.TypeArgs) == 0 {
			typ, wrap = enumerableOf(typ), true
		}
		make := func(src, key any) (any, error) {
			s := values(c.ResultType, src, key, conv)
			if wrap {
				return &jEnumerable{typ, s}, nil
			}
			return s, nil
		}
		if withKey {
			return rt.Func2(make)
		}
		return rt.Func1(func(src any) (any, error) { return make(src, nil) })
	})
}

// expanding links a method that puts together what it finds for every token; the
// elements are converted to the element type of the result.
func expanding(expand func(jsontree.Token) rt.Enumerator) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		result, wrap := c.ResultType, len(c.TypeArgs) < 2
		conv := valueConverter(result.Args[0])
		var typ *rt.Type
		if wrap {
			typ = enumerableOf(result)
		}
		return rt.Func1(func(src any) (any, error) {
			if src == nil {
				return nil, noSource()
			}
			s := &sequence{result, func(f *rt.Frame) (rt.Enumerator, error) {
				return flatten(f, src, nil, func(_ *rt.Frame, v any) (rt.Enumerator, error) {
					t, ok := v.(jsontree.Token)
					if !ok {
						return nil, clr.NullReference()
					}
					return converted(expand(t), conv), nil
				})
			}}
			if wrap {
				return &jEnumerable{typ, s}, nil
			}
			return s, nil
		})
	})
}

// asJEnumerable links AsJEnumerable: null stays null, and what is an
// IJEnumerable already stays what it is.
func asJEnumerable() rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		result, typ := c.ResultType, enumerableOf(c.ResultType)
		return rt.Func1(func(src any) (any, error) {
			if src == nil || result.Instance(src) {
				return src, nil
			}
			return &jEnumerable{typ, src}, nil
		})
	})
}
