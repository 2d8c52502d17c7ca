package bind

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// candidate is a method that a call may mean.
type candidate struct {
	// base is the method as found, method with type arguments applied.
	base, method *types.Method
	typeArgs     []*types.Type
	// param is the parameter each argument goes to.
	param []int
	// expanded: the params array is made of several arguments.
	expanded bool
	convs    []conversion
}

// resolve chooses the best applicable method (12.6.4), or nil when there is none
// or no best one. It reports nothing.
func (b *binder) resolve(methods []*types.Method, args []arg, typeArgs []*types.Type, ext bool) *candidate {
	var cands []*candidate
	for _, m := range methods {
		if c := b.applicable(m, args, typeArgs, false); c != nil {
			cands = append(cands, c)
			continue
		}
		if n := len(m.Params); n > 0 && m.Params[n-1].Params {
			if c := b.applicable(m, args, typeArgs, true); c != nil {
				cands = append(cands, c)
			}
		}
	}
	cands = b.mostDerived(cands)
	switch len(cands) {
	case 0:
		return nil
	case 1:
		return cands[0]
	}
	for i, c := range cands {
		best := true
		for j, d := range cands {
			if i != j && b.better(c, d, args) <= 0 {
				best = false
				break
			}
		}
		if best {
			return c
		}
	}
	return nil
}

// mostDerived removes methods declared in a base of the type of another
// applicable one.
func (b *binder) mostDerived(cands []*candidate) []*candidate {
	if len(cands) < 2 {
		return cands
	}
	var out []*candidate
	for _, c := range cands {
		hidden := false
		for _, d := range cands {
			o, p := c.base.Owner, d.base.Owner
			if o != p && !c.base.Static && p.IsReference() && o.Kind != types.Interface && b.derives(p, o) {
				hidden = true
			}
			if o.Special == types.Object && p.Kind == types.Interface {
				hidden = true
			}
			if o.Kind == types.Interface && p.Kind == types.Interface && o != p && b.inherits(p, o) {
				hidden = true
			}
		}
		if !hidden {
			out = append(out, c)
		}
	}
	return out
}

// derives reports whether t is derived from base, both classes.
func (b *binder) derives(t, base *types.Type) bool {
	for s := t.Base; s != nil; s = s.Base {
		if s == base {
			return true
		}
	}
	return false
}

// applicable checks whether a method takes the arguments (12.6.4.2), inferring
// type arguments when none are given.
func (b *binder) applicable(m *types.Method, args []arg, typeArgs []*types.Type, expanded bool) *candidate {
	if len(typeArgs) > 0 && len(typeArgs) != len(m.TypeParams) {
		return nil
	}
	param, ok := mapArgs(m, args, expanded)
	if !ok {
		return nil
	}
	c := &candidate{base: m, method: m, param: param, expanded: expanded}
	if len(m.TypeParams) > 0 {
		c.typeArgs = typeArgs
		if len(typeArgs) == 0 {
			c.typeArgs = b.infer(m, args, param, expanded)
			if c.typeArgs == nil {
				return nil
			}
		}
		c.method = b.u.Instantiate(m, c.typeArgs)
	}
	for i, a := range args {
		p := c.method.Params[param[i]]
		to := p.Type
		if expanded && param[i] == len(m.Params)-1 {
			to = to.Elem
		}
		conv := b.argConversion(a, to, p)
		if !conv.ok() {
			return nil
		}
		c.convs = append(c.convs, conv)
	}
	return c
}

func (b *binder) argConversion(a arg, to *types.Type, p types.Param) conversion {
	if p.Out || p.Ref {
		if p.Out != (a.mode == ast.ByOut) || p.Ref != (a.mode == ast.ByRef) {
			return conversion{}
		}
		switch x := a.x.(type) {
		case *VarRef:
			if x.Var.Type == to {
				return conversion{class: identity}
			}
		case *declared:
			if _, isVar := x.syntax.Type.(*ast.VarType); isVar {
				return conversion{class: identity}
			}
			if b.typ(x.syntax.Type) == to {
				return conversion{class: identity}
			}
		}
		return conversion{}
	}
	if a.mode == ast.ByOut || a.mode == ast.ByRef {
		return conversion{}
	}
	return b.implicit(a.x, to)
}

// mapArgs finds the parameter of each argument (12.6.2.2).
func mapArgs(m *types.Method, args []arg, expanded bool) ([]int, bool) {
	n := len(m.Params)
	used := make([]bool, n)
	param := make([]int, len(args))
	named := false
	for i, a := range args {
		p := i
		if a.name.Text != "" {
			p = -1
			for j := range m.Params {
				if m.Params[j].Name == a.name.Text {
					p = j
				}
			}
			if p < 0 {
				return nil, false
			}
			// Named arguments out of position must be the last ones.
			if p != i {
				named = true
			}
		} else if named {
			return nil, false
		}
		if expanded && p >= n-1 && a.name.Text == "" {
			param[i] = n - 1
			used[n-1] = true
			continue
		}
		if p >= n || used[p] {
			return nil, false
		}
		used[p] = true
		param[i] = p
	}
	for j, p := range m.Params {
		if !used[j] && !p.Optional && !(expanded && j == n-1) {
			return nil, false
		}
	}
	return param, true
}

// better compares two candidates (12.6.4.3): 1 when c is better, -1 when d is,
// 0 when neither.
func (b *binder) better(c, d *candidate, args []arg) int {
	cBetter, dBetter := false, false
	for i, a := range args {
		tc, td := b.paramType(c, i), b.paramType(d, i)
		switch b.betterConversion(a.x, tc, td) {
		case 1:
			cBetter = true
		case -1:
			dBetter = true
		}
	}
	switch {
	case cBetter && !dBetter:
		return 1
	case dBetter && !cBetter:
		return -1
	case cBetter && dBetter:
		return 0
	}
	// Tie-breakers.
	if g, h := len(c.base.TypeParams) > 0, len(d.base.TypeParams) > 0; g != h {
		return sign(h)
	}
	if c.expanded != d.expanded {
		return sign(d.expanded)
	}
	if c.expanded && len(c.base.Params) != len(d.base.Params) {
		return sign(len(c.base.Params) > len(d.base.Params))
	}
	if x, y := b.usesDefaults(c, args), b.usesDefaults(d, args); x != y {
		return sign(y)
	}
	return b.moreSpecific(c, d, args)
}

func sign(first bool) int {
	if first {
		return 1
	}
	return -1
}

func (b *binder) usesDefaults(c *candidate, args []arg) bool {
	n := len(c.base.Params)
	if c.expanded {
		n--
	}
	return len(args) < n
}

func (b *binder) paramType(c *candidate, i int) *types.Type {
	p := c.param[i]
	t := c.method.Params[p].Type
	if c.expanded && p == len(c.method.Params)-1 {
		return t.Elem
	}
	return t
}

// moreSpecific compares the uninstantiated parameter types: a type parameter is
// less specific than anything else.
func (b *binder) moreSpecific(c, d *candidate, args []arg) int {
	result := 0
	for i := range args {
		x, y := c.base.Params[c.param[i]].Type, d.base.Params[d.param[i]].Type
		if c.expanded && c.param[i] == len(c.base.Params)-1 {
			x = x.Elem
		}
		if d.expanded && d.param[i] == len(d.base.Params)-1 {
			y = y.Elem
		}
		switch s := specificity(x, y); {
		case s == 0 || s == result:
		case result == 0:
			result = s
		default:
			return 0
		}
	}
	return result
}

func specificity(x, y *types.Type) int {
	if x == y {
		return 0
	}
	if xp, yp := x.Kind == types.TypeParam, y.Kind == types.TypeParam; xp != yp {
		return sign(yp)
	}
	if x.Kind == types.Array && y.Kind == types.Array && x.Rank == y.Rank {
		return specificity(x.Elem, y.Elem)
	}
	if x.Definition() == y.Definition() && len(x.Args) == len(y.Args) && len(x.Args) > 0 {
		result := 0
		for i := range x.Args {
			switch s := specificity(x.Args[i], y.Args[i]); {
			case s == 0 || s == result:
			case result == 0:
				result = s
			default:
				return 0
			}
		}
		return result
	}
	return 0
}

// betterConversion compares the conversions of an argument to two types
// (12.6.4.4): 1 when the first is better.
func (b *binder) betterConversion(x Expr, t1, t2 *types.Type) int {
	if t1 == t2 {
		return 0
	}
	switch x := x.(type) {
	case *lambda:
		return b.betterForLambda(x, t1, t2)
	case *declared:
		return 0
	case *tupleLit:
		return b.betterTarget(t1, t2)
	}
	if xt := x.Type(); xt.Kind != types.Invalid && xt.Kind != types.Null {
		if xt == t1 {
			return 1
		}
		if xt == t2 {
			return -1
		}
	}
	return b.betterTarget(t1, t2)
}

// betterTarget compares two types as targets of a conversion (12.6.4.6).
func (b *binder) betterTarget(t1, t2 *types.Type) int {
	to2, to1 := b.implicitType(t1, t2).ok(), b.implicitType(t2, t1).ok()
	switch {
	case to2 && !to1:
		return 1
	case to1 && !to2:
		return -1
	}
	if s := betterSigned(t1.Underlying().Special, t2.Underlying().Special); s != 0 {
		return s
	}
	if t1.Kind == types.Delegate && t2.Kind == types.Delegate && t1.Invoke != nil && t2.Invoke != nil {
		return b.betterDelegate(t1, t2)
	}
	return 0
}

func betterSigned(s1, s2 types.Special) int {
	better := func(x, y types.Special) bool {
		switch x {
		case types.SByte:
			return y == types.Byte || y == types.UInt16 || y == types.UInt32 || y == types.UInt64
		case types.Int16:
			return y == types.UInt16 || y == types.UInt32 || y == types.UInt64
		case types.Int32:
			return y == types.UInt32 || y == types.UInt64
		case types.Int64:
			return y == types.UInt64
		}
		return false
	}
	switch {
	case better(s1, s2):
		return 1
	case better(s2, s1):
		return -1
	}
	return 0
}

func (b *binder) betterDelegate(t1, t2 *types.Type) int {
	r1, r2 := t1.Invoke.Return, t2.Invoke.Return
	switch {
	case r1 == r2:
		return 0
	case r1 == nil:
		return -1
	case r2 == nil:
		return 1
	}
	return b.betterTarget(r1, r2)
}

// overloadError says why no method takes the arguments.
func (b *binder) overloadError(name, kind string, methods []*types.Method, args []arg, span diag.Span) Expr {
	for _, a := range args {
		if isBad(a.x) {
			return b.bad(span)
		}
	}
	if len(methods) == 0 {
		return b.typeError(span, "CS0103 The name '%s' does not exist in the current context", name)
	}
	if kind == "indexer" {
		name = methods[0].Owner.String() + "[]"
	}
	// A name that no method has as a parameter.
	for _, a := range args {
		if a.name.Text == "" {
			continue
		}
		known := false
		for _, m := range methods {
			for _, p := range m.Params {
				known = known || p.Name == a.name.Text
			}
		}
		if !known {
			return b.typeError(a.name.Span(), "CS1739 The best overload for '%s' does not have a parameter named '%s'", name, a.name.Text)
		}
	}
	// Methods whose number of parameters fits explain which argument does not.
	var fits []*types.Method
	for _, m := range methods {
		if _, ok := mapArgs(m, args, false); ok {
			fits = append(fits, m)
		} else if n := len(m.Params); n > 0 && m.Params[n-1].Params {
			if _, ok := mapArgs(m, args, true); ok {
				fits = append(fits, m)
			}
		}
	}
	if len(fits) == 0 {
		if kind == "delegate" {
			return b.typeError(span, "CS1593 Delegate '%s' does not take %d arguments", name, len(args))
		}
		if p := missingParam(methods, args); p != "" {
			return b.typeError(span, "CS7036 There is no argument given that corresponds to the required formal parameter '%s' of '%s'", p, name)
		}
		return b.typeError(span, "CS1501 No overload for method '%s' takes %d arguments%s", name, len(args), b.overloadHint(methods))
	}
	if len(fits) == 1 && len(fits[0].TypeParams) == 0 {
		m := fits[0]
		param, ok := mapArgs(m, args, false)
		if ok {
			for i, a := range args {
				to := m.Params[param[i]]
				if !b.argConversion(a, to.Type, to).ok() {
					if to.Out != (a.mode == ast.ByOut) {
						return b.typeError(a.x.Span(), "CS1620 Argument %d must be passed with the 'out' keyword", i+1)
					}
					if _, isLambda := a.x.(*lambda); isLambda {
						return b.noConversion(a.x, to.Type)
					}
					return b.typeError(a.x.Span(), "CS1503 Argument %d: cannot convert from '%s' to '%s'", i+1, typeName(a.x), to.Type)
				}
			}
		}
	}
	// A lambda whose body is wrong is the likeliest reason.
	if e := b.lambdaArgumentErrors(fits, args); e {
		return b.bad(span)
	}
	applicable := 0
	for _, m := range fits {
		if b.applicable(m, args, nil, false) != nil || b.applicable(m, args, nil, true) != nil {
			applicable++
		}
	}
	if applicable > 1 {
		return b.typeError(span, "CS0121 The call is ambiguous between the following methods or properties: '%s' and '%s'", fits[0].Signature, fits[1].Signature)
	}
	for _, m := range fits {
		if len(m.TypeParams) > 0 {
			return b.typeError(span, "CS0411 The type arguments for method '%s' cannot be inferred from the usage. Try specifying the type arguments explicitly.", name)
		}
	}
	var names []string
	for _, a := range args {
		names = append(names, typeName(a.x))
	}
	return b.typeError(span, "CS1503 No overload of '%s' takes arguments of the types (%s)%s", name, strings.Join(names, ", "), b.overloadHint(fits))
}

// missingParam returns the first parameter of the only method that has no argument.
func missingParam(methods []*types.Method, args []arg) string {
	if len(methods) != 1 || len(args) >= len(methods[0].Params) {
		return ""
	}
	for i, p := range methods[0].Params {
		given := i < len(args) && args[i].name.Text == ""
		for _, a := range args {
			given = given || a.name.Text == p.Name
		}
		if !given && !p.Optional {
			return p.Name
		}
	}
	return ""
}

// overloadHint lists the overloads there are.
func (b *binder) overloadHint(methods []*types.Method) string {
	var sigs []string
	for _, m := range methods {
		if m.Signature != "" {
			sigs = append(sigs, m.Signature)
		}
		if len(sigs) == 4 {
			break
		}
	}
	if len(sigs) == 0 {
		return ""
	}
	return fmt.Sprintf("; there is: %s", strings.Join(sigs, "; "))
}

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
		return b.noMember(t, ast.Ident{At: ast.At{Pos: g.nameSpan}, Text: g.name}, span, false)
	}
	if b.lambdaArgumentErrors(fits, args) {
		return b.bad(span)
	}
	if len(fits) > 0 {
		return b.overloadError(g.name, "method", fits, args, span)
	}
	return b.typeError(span, "CS1501 No overload for method '%s' takes %d arguments%s", g.name, len(args)-1, b.overloadHint(ext))
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
