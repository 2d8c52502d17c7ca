package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// What tokens count in the memory budget when they are made one at a time.
const (
	valueCost    = 64
	propertyCost = 96
)

// tokenType is JToken.
func tokenType() types.Decl {
	d := types.Decl{
		Name: ns + "JToken", Kind: types.Class, Abstract: true,
		Implements: []string{ns + "IJEnumerable<" + ns + "JToken>", "System.ICloneable"},
		Class:      rt.RefClass[jsontree.Token](rt.Class{}),
		RefusedMembers: []string{
			"CreateReader", "Load", "LoadAsync", "ReadFrom", "ReadFromAsync", "WriteTo", "WriteToAsync",
			"AddAnnotation", "Annotation", "Annotations", "RemoveAnnotations",
		},
		Members: []types.Member{
			{Sig: "JTokenType Type", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				t := c.ResultType
				return rt.Method0(func(v jsontree.Token) (rt.Enum, error) { return rt.Enum{Type: t, Value: int64(v.Type())}, nil })
			})},
			{Sig: "bool HasValues", Impl: rt.Method0(func(t jsontree.Token) (bool, error) { return t.HasValues(), nil })},
			{Sig: "string Path", Impl: rt.FrameMethod0(func(f *rt.Frame, t jsontree.Token) (rt.String, error) {
				if err := climb(f, t); err != nil {
					return rt.String{}, err
				}
				if err := f.Alloc(jsontree.Depth(t) * pathStepCost); err != nil {
					return rt.String{}, err
				}
				path := jsontree.Path(t)
				return rt.Str(path), f.Alloc(2 * len(path))
			})},
			{Sig: "static JTokenEqualityComparer EqualityComparer", Impl: rt.Func0(newComparer)},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(toString)},
			{Sig: "string ToString(Formatting formatting, params JsonConverter[] converters)", Impl: rt.FrameMethod2(toFormatted)},
			{Sig: "JToken DeepClone()", Impl: rt.FrameMethod0(func(f *rt.Frame, t jsontree.Token) (any, error) { return nullable(jsontree.Clone(t, f.Charger())) })},
			{Sig: "static bool DeepEquals(JToken t1, JToken t2)", Impl: rt.FrameFunc2(func(f *rt.Frame, a, b jsontree.Token) (bool, error) { return jsontree.DeepEqualsStepwise(a, b, f.Step) })},
			{Sig: "static JToken Parse(string json)", Impl: rt.FrameFunc1(parsed(jsontree.ParseToken))},
			{Sig: "static JToken FromObject(object o)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (any, error) { return nullable(serial.ToToken(f, v)) })},
		},
	}
	for _, list := range [][]types.Member{
		itemMembers(), familyMembers(), editMembers(), selectMembers(), convertMembers(), explicitOperators(), implicitOperators(),
	} {
		d.Members = append(d.Members, list...)
	}
	return d
}

// toFormatted is ToString(Formatting, JsonConverter[]); nobody can make a
// converter.
func toFormatted(f *rt.Frame, t jsontree.Token, formatting rt.Enum, _ any) (rt.String, error) {
	return written(f, t, formatting.Value == 1)
}

// written is the JSON of a token, in lines if it is indented.
func written(f *rt.Frame, t jsontree.Token, indented bool) (rt.String, error) {
	how := writing(f)
	how.Indent = indented
	out, err := jsontree.Append(f.Scratch(), t, how)
	if err == nil {
		err = f.Alloc(len(out))
	}
	if err != nil {
		return rt.String{}, err
	}
	s := rt.Str(string(out))
	f.Keep(out)
	return s, nil
}

// pathStepCost is what the way to a token takes for each container, in bytes, while
// its path is put together.
const pathStepCost = 32

// reading is how an evaluation reads JSON.
func reading(f *rt.Frame) jsontree.Options { return jsontree.Options{Lazy: true, Charge: f.Charger()} }

// familyMembers are the relatives of a token.
func familyMembers() []types.Member {
	return []types.Member{
		{Sig: "JContainer Parent", Impl: rt.Method0(func(t jsontree.Token) (any, error) {
			if p := t.Parent(); p != nil {
				return p, nil
			}
			return nil, nil
		})},
		{Sig: "JToken Root", Impl: rt.FrameMethod0(func(f *rt.Frame, t jsontree.Token) (any, error) { return jsontree.Root(t), climb(f, t) })},
		{Sig: "JToken Next", Impl: rt.Method0(func(t jsontree.Token) (any, error) { return nullable(t.Next(), nil) })},
		{Sig: "JToken Previous", Impl: rt.Method0(func(t jsontree.Token) (any, error) { return nullable(t.Previous(), nil) })},
		{Sig: "JToken First", Impl: rt.Method0(func(t jsontree.Token) (any, error) { return nullable(jsontree.First(t)) })},
		{Sig: "JToken Last", Impl: rt.Method0(func(t jsontree.Token) (any, error) { return nullable(jsontree.Last(t)) })},
		{Sig: "JEnumerable<JToken> Children()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			typ := c.ResultType
			return rt.Method0(func(t jsontree.Token) (*jEnumerable, error) { return &jEnumerable{typ, childrenList(t)}, nil })
		})},
		{Sig: "JEnumerable<T> Children<T>() where T : JToken", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			typ, elem := c.ResultType, c.TypeArgs[0]
			return rt.Method0(func(t jsontree.Token) (*jEnumerable, error) { return &jEnumerable{typ, childrenOf(t, elem)}, nil })
		})},
		{Sig: "IEnumerable<T> Values<T>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			typ, conv := c.ResultType, valueConverter(c.TypeArgs[0])
			return rt.FrameMethod0(func(_ *rt.Frame, t jsontree.Token) (*sequence, error) { return childValues(typ, t, conv) })
		})},
		{Sig: "IEnumerable<JToken> Ancestors()", Impl: relatives(func(t jsontree.Token) ([]jsontree.Token, error) { return jsontree.Ancestors(t, false), nil })},
		{Sig: "IEnumerable<JToken> AncestorsAndSelf()", Impl: relatives(func(t jsontree.Token) ([]jsontree.Token, error) { return jsontree.Ancestors(t, true), nil })},
		{Sig: "IEnumerable<JToken> AfterSelf()", Impl: relatives(func(t jsontree.Token) ([]jsontree.Token, error) { return jsontree.AfterSelf(t), nil })},
		{Sig: "IEnumerable<JToken> BeforeSelf()", Impl: relatives(jsontree.BeforeSelf)},
	}
}

// relatives links a method that returns a lazy sequence.
func relatives(list func(jsontree.Token) ([]jsontree.Token, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		return rt.Method0(func(t jsontree.Token) (*sequence, error) {
			return &sequence{typ, func(*rt.Frame) (rt.Enumerator, error) {
				found, err := list(t)
				return sliceOf(found), err
			}}, nil
		})
	})
}

// childrenOf is Children().OfType<T>().
func childrenOf(t jsontree.Token, elem *rt.Type) *sequence {
	return &sequence{elem, func(*rt.Frame) (rt.Enumerator, error) {
		it := jsontree.Children(t)
		return tokens(func() (jsontree.Token, error) {
			for {
				child, err := it.Next()
				if child == nil || err != nil || elem.Instance(child) {
					return child, err
				}
			}
		}), nil
	}}
}

// parsed is one of the Parse methods.
func parsed[T any](parse func(string, jsontree.Options) (T, error)) func(*rt.Frame, rt.String) (T, error) {
	return func(f *rt.Frame, s rt.String) (T, error) {
		if !s.Valid {
			var none T
			return none, noText("s")
		}
		return parse(s.Text, reading(f))
	}
}

// selectMembers are the members for JSONPath. A constant path is compiled with
// the expression.
func selectMembers() []types.Member {
	return []types.Member{
		{Sig: "JToken SelectToken(string path)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			path := pathOf(c)
			return rt.FrameMethod1(func(f *rt.Frame, t jsontree.Token, s rt.String) (any, error) { return selectOne(f, path, t, s, false) })
		})},
		{Sig: "JToken SelectToken(string path, bool errorWhenNoMatch)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			path := pathOf(c)
			return rt.FrameMethod2(func(f *rt.Frame, t jsontree.Token, s rt.String, must bool) (any, error) {
				return selectOne(f, path, t, s, must)
			})
		})},
		{Sig: "IEnumerable<JToken> SelectTokens(string path)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			path, typ := pathOf(c), c.ResultType
			return rt.FrameMethod1(func(f *rt.Frame, t jsontree.Token, s rt.String) (*sequence, error) {
				return selectAll(f, typ, path, t, s, false)
			})
		})},
		{Sig: "IEnumerable<JToken> SelectTokens(string path, bool errorWhenNoMatch)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			path, typ := pathOf(c), c.ResultType
			return rt.FrameMethod2(func(f *rt.Frame, t jsontree.Token, s rt.String, must bool) (*sequence, error) {
				return selectAll(f, typ, path, t, s, must)
			})
		})},
	}
}

// pathOf compiles the path of a call if it is a constant, and a good one.
func pathOf(c *rt.Call) *jsontree.JSONPath {
	k, ok := c.Args[0].Constant()
	if !ok {
		return nil
	}
	s, ok := k.(rt.String)
	if !ok || !s.Valid {
		return nil
	}
	p, err := jsontree.CompilePath(s.Text)
	if err != nil {
		return nil // thrown again when the expression runs
	}
	return p
}

func compilePath(f *rt.Frame, path *jsontree.JSONPath, s rt.String) (*jsontree.JSONPath, error) {
	const pathCost = 32
	switch {
	case path != nil:
		return path, nil
	case !s.Valid:
		return nil, noText("expression")
	}
	if err := f.Alloc(len(s.Text) * pathCost); err != nil {
		return nil, err
	}
	return jsontree.CompilePath(s.Text)
}

func selectOne(f *rt.Frame, path *jsontree.JSONPath, t jsontree.Token, s rt.String, must bool) (any, error) {
	p, err := compilePath(f, path, s)
	if err != nil {
		return nil, err
	}
	return nullable(p.SelectToken(t, jsontree.SelectOptions{ErrorWhenNoMatch: must, Charge: f.Charger()}))
}

func selectAll(f *rt.Frame, typ *rt.Type, path *jsontree.JSONPath, t jsontree.Token, s rt.String, must bool) (*sequence, error) {
	p, err := compilePath(f, path, s)
	if err != nil {
		return nil, err
	}
	return &sequence{typ, func(f *rt.Frame) (rt.Enumerator, error) {
		found := p.Select(t, jsontree.SelectOptions{ErrorWhenNoMatch: must, Charge: f.Charger()})
		return tokens(found.Next), nil
	}}, nil
}
