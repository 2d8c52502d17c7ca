package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// containerType is JContainer.
func containerType() types.Decl {
	return types.Decl{
		Name: ns + "JContainer", Kind: types.Class, Abstract: true, Base: ns + "JToken",
		Implements:     []string{"System.Collections.Generic.IList<" + ns + "JToken>", "System.Collections.IList"},
		Class:          rt.RefClass[jsontree.Container](rt.Class{}),
		RefusedMembers: []string{"CreateWriter", "AddingNew", "CollectionChanged", "ListChanged"},
		Members: []types.Member{
			{Sig: "int Count", Impl: rt.Method0(func(c jsontree.Container) (int32, error) { return int32(c.Count()), nil })},
			{Sig: "void Add(object content)", Impl: adding(jsontree.AddContent)},
			{Sig: "void AddFirst(object content)", Impl: adding(jsontree.AddFirst)},
			{Sig: "void ReplaceAll(object content)", Impl: adding(jsontree.ReplaceAll)},
			{Sig: "void RemoveAll()", Impl: rt.Method0(func(c jsontree.Container) (rt.Void, error) { return rt.Void{}, jsontree.Clear(c) })},
			{Sig: "void Merge(object content)", Impl: rt.FrameMethod1(func(f *rt.Frame, c jsontree.Container, v any) (rt.Void, error) {
				return merge(f, c, v, nil)
			})},
			{Sig: "void Merge(object content, JsonMergeSettings settings)", Impl: rt.FrameMethod2(merge)},
			{Sig: "IEnumerable<JToken> Descendants()", Impl: descendants(false)},
			{Sig: "IEnumerable<JToken> DescendantsAndSelf()", Impl: descendants(true)},
		},
	}
}

func descendants(withSelf bool) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		return rt.Method0(func(c jsontree.Container) (*sequence, error) {
			return &sequence{typ, func(*rt.Frame) (rt.Enumerator, error) { return descent(c, withSelf), nil }}, nil
		})
	})
}

func descent(c jsontree.Container, withSelf bool) rt.Enumerator {
	return tokens(jsontree.Descendants(c, withSelf).Next)
}

// mergeSettings is a JsonMergeSettings.
type mergeSettings struct {
	opts jsontree.MergeOptions
	// comparison is PropertyNameComparison, a value of StringComparison.
	comparison int64
}

func merge(f *rt.Frame, c jsontree.Container, v any, settings *mergeSettings) (rt.Void, error) {
	var opts jsontree.MergeOptions
	if settings != nil {
		opts = settings.opts
	}
	content := serial.Content(f, v)
	return rt.Void{}, jsontree.Merge(c, content, opts, f.Charger())
}

func mergeSettingsType() types.Decl {
	return types.Decl{
		Name: ns + "JsonMergeSettings", Kind: types.Class, Class: rt.RefClass[*mergeSettings](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*mergeSettings, error) { return &mergeSettings{comparison: ordinal}, nil })},
			setting("MergeArrayHandling MergeArrayHandling",
				func(s *mergeSettings) int64 { return int64(s.opts.Arrays) },
				func(s *mergeSettings, v int64) { s.opts.Arrays = jsontree.MergeArrays(v) }),
			setting("MergeNullValueHandling MergeNullValueHandling",
				func(s *mergeSettings) int64 {
					if s.opts.Nulls {
						return 1
					}
					return 0
				},
				func(s *mergeSettings, v int64) { s.opts.Nulls = v == 1 }),
			setting("StringComparison PropertyNameComparison",
				func(s *mergeSettings) int64 { return s.comparison },
				func(s *mergeSettings, v int64) { s.comparison, s.opts.IgnoreCase = v, ignoresCase(v) }),
		},
	}
}

// setting declares an enumeration property of the settings.
func setting(sig string, get func(*mergeSettings) int64, set func(*mergeSettings, int64)) types.Member {
	return types.Member{
		Sig: sig,
		Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			t := c.ResultType
			return rt.Method0(func(s *mergeSettings) (rt.Enum, error) { return rt.Enum{Type: t, Value: get(s)}, nil })
		}),
		Set: rt.Method1(func(s *mergeSettings, v rt.Enum) (rt.Void, error) {
			set(s, v.Value)
			return rt.Void{}, nil
		}),
	}
}

// ordinal is StringComparison.Ordinal.
const ordinal = 4

// ignoresCase reports whether a StringComparison ignores case.
func ignoresCase(comparison int64) bool { return comparison%2 == 1 }

func mergeArrayEnum() types.Decl {
	return types.Decl{Name: ns + "MergeArrayHandling", Kind: types.Enum, Values: []types.EnumValue{
		{Name: "Concat", Value: int64(jsontree.MergeConcat)}, {Name: "Union", Value: int64(jsontree.MergeUnion)},
		{Name: "Replace", Value: int64(jsontree.MergeReplace)}, {Name: "Merge", Value: int64(jsontree.MergeByIndex)},
	}}
}

func mergeNullEnum() types.Decl {
	return types.Decl{Name: ns + "MergeNullValueHandling", Kind: types.Enum, Flags: true, Values: []types.EnumValue{
		{Name: "Ignore", Value: 0}, {Name: "Merge", Value: 1},
	}}
}
