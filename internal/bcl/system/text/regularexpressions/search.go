package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// withSite links a member that compiles a pattern. pattern and options say which
// arguments these are, -1 for none.
func withSite(p *patterns, pattern, options int, link func(*site) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		var o *rt.Code
		if options >= 0 {
			o = &c.Args[options]
		}
		return link(newSite(p, c.Args[pattern], o))
	})
}

// search is what a member does with a pattern and a text.
type search[R any] func(f *rt.Frame, r *netregex.Regex, input string) (R, error)

// run makes sure that there is a text and counts the work.
func (s search[R]) run(f *rt.Frame, r *netregex.Regex, input rt.String) (result R, err error) {
	if !input.Valid {
		return result, clr.ArgumentNull("input")
	}
	result, err = s(f, r, input.Text)
	return result, searched(f, input.Text, err)
}

// searchMembers are the forms that every search has: with the text alone, and the
// static ones with pattern, options and timeout. make makes the search of a call.
func searchMembers[R any](p *patterns, result, name string, make func(*rt.Call) search[R]) []types.Member {
	static := func(params string, options int, link func(*site, search[R]) rt.Linker) types.Member {
		return types.Member{
			Sig: "static " + result + " " + name + "(string input, string pattern" + params + ")",
			Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				run := make(c)
				return withSite(p, 1, options, func(s *site) rt.Linker { return link(s, run) })
			}),
		}
	}
	return []types.Member{
		static("", -1, func(s *site, search search[R]) rt.Linker {
			return rt.FrameFunc2(func(f *rt.Frame, input, pattern rt.String) (zero R, err error) {
				r, err := s.regex(f, pattern, rt.Enum{}, nil)
				if err != nil {
					return zero, err
				}
				return search.run(f, r, input)
			})
		}),
		static(", RegexOptions options", 2, func(s *site, search search[R]) rt.Linker {
			return rt.FrameFunc3(func(f *rt.Frame, input, pattern rt.String, options rt.Enum) (zero R, err error) {
				r, err := s.regex(f, pattern, options, nil)
				if err != nil {
					return zero, err
				}
				return search.run(f, r, input)
			})
		}),
		static(", RegexOptions options, TimeSpan matchTimeout", 2, func(s *site, search search[R]) rt.Linker {
			return rt.FrameFunc4(func(f *rt.Frame, input, pattern rt.String, options rt.Enum, timeout clr.TimeSpan) (zero R, err error) {
				r, err := s.regex(f, pattern, options, &timeout)
				if err != nil {
					return zero, err
				}
				return search.run(f, r, input)
			})
		}),
		{Sig: result + " " + name + "(string input)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			search := make(c)
			return rt.FrameMethod1(func(f *rt.Frame, r *netregex.Regex, input rt.String) (R, error) {
				return search.run(f, r, input)
			})
		})},
	}
}

// always is for searches that depend on nothing of the call.
func always[R any](s search[R]) func(*rt.Call) search[R] {
	return func(*rt.Call) search[R] { return s }
}

func isMatchMembers(p *patterns) []types.Member {
	return append(searchMembers(p, "bool", "IsMatch", always(
		func(_ *rt.Frame, r *netregex.Regex, input string) (bool, error) { return r.IsMatch(input) },
	)), types.Member{
		Sig: "bool IsMatch(string input, int startat)",
		Impl: rt.FrameMethod2(func(f *rt.Frame, r *netregex.Regex, input rt.String, start int32) (bool, error) {
			return search[bool](func(_ *rt.Frame, r *netregex.Regex, input string) (bool, error) {
				return r.IsMatchAt(input, int(start))
			}).run(f, r, input)
		}),
	})
}

func matchMembers(p *patterns) []types.Member {
	return append(searchMembers(p, "Match", "Match", always(
		func(f *rt.Frame, r *netregex.Regex, input string) (*netregex.Match, error) {
			return counted(f, input)(r.Match(input))
		},
	)), types.Member{
		Sig: "Match Match(string input, int startat)",
		Impl: rt.FrameMethod2(func(f *rt.Frame, r *netregex.Regex, input rt.String, start int32) (*netregex.Match, error) {
			return search[*netregex.Match](func(f *rt.Frame, r *netregex.Regex, input string) (*netregex.Match, error) {
				return counted(f, input)(r.MatchAt(input, int(start)))
			}).run(f, r, input)
		}),
	}, types.Member{
		Sig: "Match Match(string input, int beginning, int length)",
		Impl: rt.FrameMethod3(func(f *rt.Frame, r *netregex.Regex, input rt.String, start, length int32) (*netregex.Match, error) {
			return search[*netregex.Match](func(f *rt.Frame, r *netregex.Regex, input string) (*netregex.Match, error) {
				return counted(f, input)(r.MatchIn(input, int(start), int(length)))
			}).run(f, r, input)
		}),
	})
}

// counted counts the memory of a match and of the text that it holds on to.
func counted(f *rt.Frame, input string) func(*netregex.Match, error) (*netregex.Match, error) {
	return func(m *netregex.Match, err error) (*netregex.Match, error) {
		if err == nil && m.Success() {
			// The text is kept as UTF-16 units, four bytes each.
			err = f.Alloc(4*len(input) + sizeOf(m))
		}
		return m, err
	}
}

// sizeOf is what a match counts in the memory budget, the engine's own record of
// it included.
func sizeOf(m *netregex.Match) int {
	n := 200
	for i := range m.GroupCount() {
		n += 160 + 64*len(m.GroupAt(i).Captures())
	}
	return n
}

func matchesMembers(p *patterns) []types.Member {
	return append(searchMembers(p, "MatchCollection", "Matches", always(
		func(f *rt.Frame, r *netregex.Regex, input string) (*matches, error) {
			return allMatches(f, r, input, -1)
		},
	)), types.Member{
		Sig: "MatchCollection Matches(string input, int startat)",
		Impl: rt.FrameMethod2(func(f *rt.Frame, r *netregex.Regex, input rt.String, start int32) (*matches, error) {
			if input.Valid && start < 0 {
				return nil, badStart()
			}
			return search[*matches](func(f *rt.Frame, r *netregex.Regex, input string) (*matches, error) {
				return allMatches(f, r, input, int(start))
			}).run(f, r, input)
		}),
	})
}

// allMatches collects the matches from a place in the text on, -1 for all.
func allMatches(f *rt.Frame, r *netregex.Regex, input string, start int) (*matches, error) {
	if err := f.Alloc(4 * len(input)); err != nil {
		return nil, err
	}
	all := r.Matches(input)
	if start >= 0 {
		all = r.MatchesAt(input, start)
	}
	list := &matches{}
	for m, err := range all {
		if err != nil {
			return nil, err
		}
		if err := f.Step(); err != nil {
			return nil, err
		}
		if err := f.Alloc(sizeOf(m)); err != nil {
			return nil, err
		}
		list.items = append(list.items, m)
	}
	return list, nil
}

func badStart() error {
	return clr.ArgumentOutOfRange("Start index cannot be less than 0 or greater than input length.", "startat")
}
