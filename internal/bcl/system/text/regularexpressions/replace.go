package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// replacement says what matches are replaced by: a replacement pattern (T is
// rt.String) or a delegate (T is *rt.Delegate).
type replacement[T any] func(f *rt.Frame, r *netregex.Regex, input string, by T, count, start int) (string, error)

// run makes sure that there is a text and counts the work.
func (by replacement[T]) run(f *rt.Frame, r *netregex.Regex, input rt.String, with T, count, start int) (rt.String, error) {
	if !input.Valid {
		return rt.String{}, clr.ArgumentNull("input")
	}
	s, err := by(f, r, input.Text, with, count, start)
	return rt.Str(s), searched(f, input.Text, err)
}

// replaceMembers are the overloads of Replace with a replacement pattern.
func replaceMembers(p *patterns) []types.Member {
	return replacing[rt.String](p, "string replacement", func(f *rt.Frame, r *netregex.Regex, input string, by rt.String, count, start int) (string, error) {
		if !by.Valid {
			return "", clr.ArgumentNull("replacement")
		}
		return r.Replace(f.Alloc, input, by.Text, count, start)
	})
}

// evaluatorMembers are the overloads of Replace with a MatchEvaluator.
func evaluatorMembers(p *patterns) []types.Member {
	return replacing[*rt.Delegate](p, "MatchEvaluator evaluator", func(f *rt.Frame, r *netregex.Regex, input string, by *rt.Delegate, count, start int) (string, error) {
		if by == nil {
			return "", clr.ArgumentNull("evaluator")
		}
		return r.ReplaceFunc(f.Alloc, input, count, start, func(m *netregex.Match) (string, error) {
			if err := f.Alloc(sizeOf(m)); err != nil {
				return "", err
			}
			v, err := by.Call1(f, m)
			s, _ := v.(string) // null replaces by nothing
			return s, err
		})
	})
}

func replacing[T any](p *patterns, param string, by replacement[T]) []types.Member {
	static := "static string Replace(string input, string pattern, " + param
	instance := "string Replace(string input, " + param
	return []types.Member{
		{Sig: static + ")", Impl: withSite(p, 1, -1, func(s *site) rt.Linker {
			return rt.FrameFunc3(func(f *rt.Frame, input, pattern rt.String, with T) (rt.String, error) {
				r, err := s.regex(f, pattern, rt.Enum{}, nil)
				if err != nil {
					return rt.String{}, err
				}
				return by.run(f, r, input, with, -1, -1)
			})
		})},
		{Sig: static + ", RegexOptions options)", Impl: withSite(p, 1, 3, func(s *site) rt.Linker {
			return rt.FrameFunc4(func(f *rt.Frame, input, pattern rt.String, with T, options rt.Enum) (rt.String, error) {
				r, err := s.regex(f, pattern, options, nil)
				if err != nil {
					return rt.String{}, err
				}
				return by.run(f, r, input, with, -1, -1)
			})
		})},
		{Sig: static + ", RegexOptions options, TimeSpan matchTimeout)", Impl: withSite(p, 1, 3, func(s *site) rt.Linker {
			return rt.FrameFunc5(func(f *rt.Frame, input, pattern rt.String, with T, options rt.Enum, timeout clr.TimeSpan) (rt.String, error) {
				r, err := s.regex(f, pattern, options, &timeout)
				if err != nil {
					return rt.String{}, err
				}
				return by.run(f, r, input, with, -1, -1)
			})
		})},
		{Sig: instance + ")", Impl: rt.FrameMethod2(func(f *rt.Frame, r *netregex.Regex, input rt.String, with T) (rt.String, error) {
			return by.run(f, r, input, with, -1, -1)
		})},
		{Sig: instance + ", int count)", Impl: rt.FrameMethod3(func(f *rt.Frame, r *netregex.Regex, input rt.String, with T, count int32) (rt.String, error) {
			return by.run(f, r, input, with, int(count), -1)
		})},
		{Sig: instance + ", int count, int startat)", Impl: rt.FrameMethod4(func(f *rt.Frame, r *netregex.Regex, input rt.String, with T, count, start int32) (rt.String, error) {
			if start < 0 {
				// -1 stands for the beginning in the engine only.
				start = -2
			}
			return by.run(f, r, input, with, int(count), int(start))
		})},
	}
}
