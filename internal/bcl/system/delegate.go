package system

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// delegateTypes are Func, Action, Predicate, Comparison and Converter.
func delegateTypes() []types.Decl {
	class := rt.RefClass[*rt.Delegate](rt.Class{Instance: func(v any, t *rt.Type) bool {
		d, ok := v.(*rt.Delegate)
		return ok && (d.Type == t || t.From(d.Type))
	}})
	decl := func(name, sig string) types.Decl {
		return types.Decl{Name: name, Kind: types.Delegate, Delegate: sig, Class: class}
	}
	list := []types.Decl{
		decl("System.Action", "void Invoke()"),
		decl("System.Func<out TResult>", "TResult Invoke()"),
		decl("System.Predicate<in T>", "bool Invoke(T obj)"),
		decl("System.Comparison<in T>", "int Invoke(T x, T y)"),
		decl("System.Converter<in TInput, out TOutput>", "TOutput Invoke(TInput input)"),
	}
	const most = 8
	for n := 1; n <= most; n++ {
		var params, args []string
		for i := 1; i <= n; i++ {
			t := "T" + strconv.Itoa(i)
			if n == 1 {
				t = "T"
			}
			params = append(params, "in "+t)
			args = append(args, t+" arg"+strconv.Itoa(i))
		}
		given := strings.Join(args, ", ")
		if n == 1 {
			args, given = []string{"T arg"}, "T obj"
		}
		list = append(list,
			decl("System.Action<"+strings.Join(params, ", ")+">", "void Invoke("+given+")"),
			decl("System.Func<"+strings.Join(params, ", ")+", out TResult>", "TResult Invoke("+strings.Join(args, ", ")+")"))
	}
	return list
}
