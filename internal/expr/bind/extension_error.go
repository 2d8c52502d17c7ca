package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// extensionError reports a name that is only an extension method of other types.
func (b *binder) extensionError(g *methodGroup, ext []*types.Method, args []arg, span diag.Span) Expr {
	for _, a := range args {
		if isBad(a.x) {
			return b.bad(span)
		}
	}
	t := args[0].x.Type()
	usable := false
	var fits []*types.Method
	for _, m := range ext {
		if b.extensionFits(m, args[0]) {
			usable = true
			if _, ok := mapArgs(m, args, false); ok {
				fits = append(fits, m)
			}
		}
	}
	if !usable {
		if x := b.wrongReceiver(g, ext, args); x != nil {
			return x
		}
		return b.noMember(t, ast.Ident{At: ast.At{Pos: g.nameSpan}, Text: g.name}, span, false)
	}
	if b.lambdaArgumentErrors(fits, args) {
		return b.bad(span)
	}
	if len(fits) > 0 {
		_, found := b.speculate(func() { b.overloadError(g.name, "method", fits, args, g.nameSpan) })
		for i, d := range found.All() {
			if i == 0 && strings.HasPrefix(d.Message, "CS0411 ") {
				if x := b.wrongReceiver(g, ext, args); x != nil {
					return x
				}
			}
			b.list.Add(d)
		}
		return b.bad(span)
	}
	if x := b.wrongReceiver(g, ext, args); x != nil {
		return x
	}
	if m, p := missingParam(ext, args); p != "" && m.Owner.Name != "Enumerable" {
		return b.typeError(g.nameSpan, "CS7036 There is no argument given that corresponds to the required formal parameter '%s' of '%s'", p, methodText(m))
	}
	return b.typeError(g.nameSpan, "CS1501 No overload for method '%s' takes %d arguments%s", g.name, len(args)-1, b.overloadHint(ext))
}

// extensionFits reports whether the receiver alone fits an extension method.
func (b *binder) extensionFits(m *types.Method, recv arg) bool {
	first := *m
	first.Params = m.Params[:1]
	if len(m.TypeParams) == 0 {
		return b.implicit(recv.x, m.Params[0].Type).ok()
	}
	inf := b.newInference(&first, []arg{recv}, []int{0}, false)
	inf.phaseOne()
	for i := range m.TypeParams {
		inf.fix(i)
	}
	partial := b.u.Substitute(m.Params[0].Type, m.TypeParams, inf.fixed)
	return partial.IsOpen() == false && b.implicit(recv.x, partial).ok()
}

// onlyQueryable are the methods of Enumerable that have no parallel form.
var onlyQueryable = map[string]bool{"Append": true, "Prepend": true, "SkipLast": true, "TakeLast": true}

// wrongReceiver reports the first extension method that has as many parameters, whose
// type arguments follow from the arguments, and takes another receiver; nil when there is none.
// For the methods of Enumerable the compiler comes upon their parallel forms first,
// which stand beside them in the same assembly.
func (b *binder) wrongReceiver(g *methodGroup, ext []*types.Method, args []arg) Expr {
	for _, m := range ext {
		param, ok := mapArgs(m, args, false)
		if !ok {
			continue
		}
		typeArgs := g.typeArgs
		if len(m.TypeParams) > 0 {
			inf := b.newInference(m, args[1:], param[1:], false)
			inf.phaseOne()
			fixed := true
			for i := range m.TypeParams {
				fixed = inf.fix(i) && fixed
			}
			if !fixed {
				continue
			}
			n := *b.u.Instantiate(m, inf.fixed)
			n.TypeParams, typeArgs, m = nil, inf.fixed, &n
		}
		to := m.Params[0].Type.String()
		sequence := m.Owner.Name == "Enumerable"
		if !sequence && b.implicit(args[0].x, m.Params[0].Type).ok() {
			continue
		}
		text := methodText(m)
		if len(typeArgs) > 0 {
			names := make([]string, len(typeArgs))
			for i, t := range typeArgs {
				names[i] = t.String()
			}
			text = strings.Replace(text, g.name+"(", g.name+"<"+strings.Join(names, ", ")+">(", 1)
		}
		if sequence {
			owner, kind := "Parallel"+m.Owner.Name, "ParallelQuery<"
			if onlyQueryable[g.name] {
				owner, kind = "Queryable", "IQueryable<"
			}
			text = owner + strings.Replace(strings.TrimPrefix(text, m.Owner.Name), "IEnumerable<", kind, 1)
			to = strings.Replace(to, "IEnumerable<", kind, 1)
		}
		recv := args[0].x
		return b.typeError(recv.Span(), "CS1929 '%s' does not contain a definition for '%s' and the best extension method overload '%s' requires a receiver of type '%s'", recv.Type(), g.name, text, to)
	}
	return nil
}
