package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

type strings = *rt.Array[rt.String]

// splitter makes the search that splits into at most count pieces, 0 for any
// number, from a place in the text on, -1 for all of it.
func splitter(c *rt.Call) func(count, start int) search[strings] {
	elem := c.ResultType.Elem
	return func(count, start int) search[strings] {
		return func(f *rt.Frame, r *netregex.Regex, input string) (strings, error) {
			pieces, err := r.Split(f.Alloc, input, count, start)
			if err != nil {
				return nil, err
			}
			items := make([]rt.String, len(pieces))
			for i, s := range pieces {
				items[i] = rt.Str(s)
			}
			return rt.NewArray(elem, items), f.Alloc(24 * len(items))
		}
	}
}

func splitMembers(p *patterns) []types.Member {
	return append(searchMembers(p, "string[]", "Split", func(c *rt.Call) search[strings] { return splitter(c)(0, -1) }),
		types.Member{Sig: "string[] Split(string input, int count)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			split := splitter(c)
			return rt.FrameMethod2(func(f *rt.Frame, r *netregex.Regex, input rt.String, count int32) (strings, error) {
				return split(int(count), -1).run(f, r, input)
			})
		})},
		types.Member{Sig: "string[] Split(string input, int count, int startat)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			split := splitter(c)
			return rt.FrameMethod3(func(f *rt.Frame, r *netregex.Regex, input rt.String, count, start int32) (strings, error) {
				if start < 0 {
					// -1 stands for the beginning in the engine only.
					start = -2
				}
				return split(int(count), int(start)).run(f, r, input)
			})
		})})
}
