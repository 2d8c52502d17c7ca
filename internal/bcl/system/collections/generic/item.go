package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/rt"

// item links this[key] of IReadOnlyDictionary. A constant name, as in
// context.Variables["name"], may have a short way.
func item(c *rt.Call) rt.Code {
	if code, ok := rt.Item(c); ok {
		return code
	}
	return BoxedArg(0, rt.FrameMethod1(index))(c)
}
