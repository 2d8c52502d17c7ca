package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// capture is an object of class Capture: a *netregex.Capture, *netregex.Group or
// *netregex.Match.
type capture interface {
	Index() int
	Length() int
	Value() string
}

// group is an object of class Group: a *netregex.Group or *netregex.Match.
type group interface {
	capture
	Success() bool
	Captures() []netregex.Capture
}

func captureText(f *rt.Frame, c capture) (rt.String, error) {
	// The text is put together anew each time.
	if err := f.Alloc(c.Length()); err != nil {
		return rt.String{}, err
	}
	return rt.Str(c.Value()), nil
}

func captureString(f *rt.Frame, v any) (rt.String, error) { return captureText(f, v.(capture)) }

func captureType() types.Decl {
	return types.Decl{
		Name: ns + "Capture", Kind: types.Class,
		Class: &rt.Class{
			Go: goType[*netregex.Capture](), ToString: captureString,
			Instance: func(v any, _ *rt.Type) bool { _, ok := v.(capture); return ok },
		},
		Members: []types.Member{
			{Sig: "int Index", Impl: rt.Method0(func(c capture) (int32, error) { return int32(c.Index()), nil })},
			{Sig: "int Length", Impl: rt.Method0(func(c capture) (int32, error) { return int32(c.Length()), nil })},
			{Sig: "string Value", Impl: rt.FrameMethod0(captureText)},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(captureText)},
		},
	}
}

func groupType() types.Decl {
	return types.Decl{
		Name: ns + "Group", Kind: types.Class, Base: ns + "Capture",
		Class: &rt.Class{
			Go: goType[*netregex.Group](), ToString: captureString,
			Instance: func(v any, _ *rt.Type) bool { _, ok := v.(group); return ok },
		},
		Members: []types.Member{
			{Sig: "bool Success", Impl: rt.Method0(func(g group) (bool, error) { return g.Success(), nil })},
			{Sig: "CaptureCollection Captures", Impl: rt.FrameMethod0(func(f *rt.Frame, g group) (*captures, error) {
				return &captures{group: g, items: g.Captures()}, f.Alloc(64)
			})},
		},
		RefusedMembers: []string{"Name", "Synchronized"},
	}
}

func matchType() types.Decl {
	return types.Decl{
		Name: ns + "Match", Kind: types.Class, Base: ns + "Group",
		Class: rt.RefClass[*netregex.Match](rt.Class{ToString: captureString}),
		Members: []types.Member{
			{Sig: "static Match Empty", Impl: rt.Generic(func(*rt.Call) rt.Linker {
				empty := netregex.Empty()
				return rt.Func0(func() (*netregex.Match, error) { return empty, nil })
			})},
			{Sig: "GroupCollection Groups", Impl: rt.FrameMethod0(func(f *rt.Frame, m *netregex.Match) (*groups, error) {
				return &groups{m}, f.Alloc(16)
			})},
			{Sig: "string Result(string replacement)", Impl: rt.FrameMethod1(func(f *rt.Frame, m *netregex.Match, replacement rt.String) (rt.String, error) {
				if !replacement.Valid {
					return rt.String{}, clr.ArgumentNull("replacement")
				}
				s, err := m.Result(f.Alloc, replacement.Text)
				return rt.Str(s), err
			})},
		},
		RefusedMembers: []string{"NextMatch", "Synchronized"},
	}
}
