package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// regexType is Regex; its objects are *netregex.Regex.
func regexType(p *patterns) types.Decl {
	d := types.Decl{
		Name: ns + "Regex", Kind: types.Class,
		Class: rt.RefClass[*netregex.Regex](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(v.(*netregex.Regex).String()), nil },
		}),
		Members: []types.Member{
			{Sig: "new(string pattern)", Impl: withSite(p, 0, -1, func(s *site) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, pattern rt.String) (*netregex.Regex, error) {
					return s.regex(f, pattern, rt.Enum{}, nil)
				})
			})},
			{Sig: "new(string pattern, RegexOptions options)", Impl: withSite(p, 0, 1, func(s *site) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, pattern rt.String, options rt.Enum) (*netregex.Regex, error) {
					return s.regex(f, pattern, options, nil)
				})
			})},
			{Sig: "new(string pattern, RegexOptions options, TimeSpan matchTimeout)", Impl: withSite(p, 0, 1, func(s *site) rt.Linker {
				return rt.FrameFunc3(func(f *rt.Frame, pattern rt.String, options rt.Enum, timeout clr.TimeSpan) (*netregex.Regex, error) {
					return s.regex(f, pattern, options, &timeout)
				})
			})},
			{Sig: "static TimeSpan InfiniteMatchTimeout", Impl: rt.Func0(func() (clr.TimeSpan, error) { return netregex.InfiniteTimeout, nil })},
			{Sig: "static string Escape(string str)", Impl: rt.FrameFunc1(escape)},
			{Sig: "static string Unescape(string str)", Impl: rt.FrameFunc1(unescape)},
			{Sig: "string ToString()", Impl: rt.Method0(func(r *netregex.Regex) (rt.String, error) { return rt.Str(r.String()), nil })},
		},
		RefusedMembers: []string{
			"CacheSize", "CompileToAssembly", "GetGroupNames", "GetGroupNumbers", "GroupNameFromNumber",
			"GroupNumberFromName", "MatchTimeout", "Options", "RightToLeft",
		},
	}
	for _, list := range [][]types.Member{
		isMatchMembers(p), matchMembers(p), matchesMembers(p), splitMembers(p), replaceMembers(p), evaluatorMembers(p),
	} {
		d.Members = append(d.Members, list...)
	}
	return d
}

func escape(f *rt.Frame, s rt.String) (rt.String, error) {
	if !s.Valid {
		return s, clr.ArgumentNull("str")
	}
	t := netregex.Escape(s.Text)
	return rt.Str(t), f.Alloc(len(t))
}

func unescape(f *rt.Frame, s rt.String) (rt.String, error) {
	if !s.Valid {
		return s, clr.ArgumentNull("str")
	}
	t, err := netregex.Unescape(s.Text)
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(t), f.Alloc(len(t))
}
