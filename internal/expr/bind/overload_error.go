package bind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

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
	if x := b.wrongNames(methods, args); x != nil {
		return x
	}
	// A name that no method has as a parameter.
	for _, a := range args {
		if a.name.Text == "" {
			continue
		}
		known := false
		var names []string
		for _, m := range methods {
			for _, p := range m.Params {
				known = known || p.Name == a.name.Text
				names = append(names, p.Name)
			}
		}
		if !known {
			return b.unknownParameter(name, kind == "delegate", a.name, names)
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
		if m, p := missingNamed(methods, args); p != "" {
			return b.typeError(span, "CS7036 There is no argument given that corresponds to the required formal parameter '%s' of '%s'", p, methodText(m))
		}
		if m, p := missingParam(methods, args); p != "" {
			of := methodText(m)
			if kind == "delegate" {
				of = name
			}
			return b.typeError(span, "CS7036 There is no argument given that corresponds to the required formal parameter '%s' of '%s'", p, of)
		}
		if kind == "delegate" {
			return b.typeError(span, "CS1593 Delegate '%s' does not take %d arguments", name, len(args))
		}
		return b.typeError(span, "CS1501 No overload for method '%s' takes %d arguments%s", name, len(args), b.overloadHint(methods))
	}
	if m, n := b.ambiguous(fits, args); m != nil {
		return b.typeError(span, "CS0121 The call is ambiguous between the following methods or properties: '%s' and '%s'", methodText(m), methodText(n))
	}
	if len(fits) == 1 && len(fits[0].TypeParams) == 0 {
		if x := b.wrongArgument(fits[0], args); x != nil {
			return x
		}
	}
	if b.lambdaSummary(fits, args) {
		return b.bad(span)
	}
	// The first method whose type arguments are known explains which argument is wrong.
	functions := slices.ContainsFunc(args, func(a arg) bool { return isFunction(a.x) })
	for _, m := range fits {
		if len(m.TypeParams) > 0 {
			param, ok := mapArgs(m, args, false)
			if !ok {
				continue
			}
			inferred := b.infer(m, args, param, false)
			if inferred == nil {
				continue
			}
			m = b.u.Instantiate(m, inferred)
		} else if functions {
			continue
		}
		if x := b.wrongArgument(m, args); x != nil {
			return x
		}
	}
	// A lambda whose body is wrong is the likeliest reason.
	if e := b.lambdaArgumentErrors(fits, args); e {
		return b.bad(span)
	}
	for _, m := range fits {
		if len(m.TypeParams) > 0 {
			return b.typeError(span, "CS0411 The type arguments for method '%s' cannot be inferred from the usage. Try specifying the type arguments explicitly.", methodText(m))
		}
	}
	for _, m := range fits {
		if len(m.TypeParams) == 0 && b.takesLambdas(m, args) {
			if x := b.wrongArgument(m, args); x != nil {
				return x
			}
		}
	}
	if len(fits[0].TypeParams) == 0 {
		if x := b.wrongArgument(fits[0], args); x != nil {
			return x
		}
	}
	var names []string
	for _, a := range args {
		names = append(names, typeName(a.x))
	}
	return b.typeError(span, "CS1503 No overload of '%s' takes arguments of the types (%s)%s", name, strings.Join(names, ", "), b.overloadHint(fits))
}

// ambiguous returns the first two of the methods that take the arguments and are not
// worse than another, nil when there are fewer.
func (b *binder) ambiguous(methods []*types.Method, args []arg) (first, second *types.Method) {
	var all []*candidate
	for _, m := range methods {
		if c := b.candidate(m, args, nil); c != nil {
			all = append(all, c)
		}
	}
	var best []*types.Method
	for _, c := range all {
		if !slices.ContainsFunc(all, func(d *candidate) bool { return d != c && b.better(d, c, args) > 0 }) {
			best = append(best, c.base)
		}
	}
	if len(best) < 2 {
		return nil, nil
	}
	return best[0], best[1]
}

// takesLambdas reports whether the lambdas among arguments stand where a method has
// delegates with as many parameters.
func (b *binder) takesLambdas(m *types.Method, args []arg) bool {
	param, ok := mapArgs(m, args, false)
	if !ok {
		return true
	}
	for i, a := range args {
		l, isLambda := a.x.(*lambda)
		if !isLambda {
			continue
		}
		sig := delegateOf(m.Params[param[i]].Type)
		if sig == nil || l.known && len(sig.Params) != len(l.params) {
			return false
		}
	}
	return true
}

// wrongArgument reports the arguments that do not convert to their parameters; nil
// when the trouble is elsewhere.
func (b *binder) wrongArgument(m *types.Method, args []arg) Expr {
	param, ok := mapArgs(m, args, false)
	last := len(m.Params) - 1
	expanded := last >= 0 && m.Params[last].Params
	if expanded {
		// What a params array is made of explains more than the array does.
		param, ok = mapArgs(m, args, true)
	}
	if !ok {
		return nil
	}
	var wrong Expr
	for i, a := range args {
		to := m.Params[param[i]]
		if expanded && param[i] == last {
			to.Type = to.Type.Elem
		}
		if !b.argConversion(a, to.Type, to).ok() {
			wrong = b.wrongArgumentAt(i, a, to)
		}
	}
	return wrong
}

// wrongArgumentAt reports an argument that does not convert to its parameter.
func (b *binder) wrongArgumentAt(i int, a arg, to types.Param) Expr {
	span := a.x.Span()
	given := map[ast.ArgMode]string{ast.ByRef: "ref", ast.ByOut: "out"}[a.mode]
	switch {
	case to.Out && a.mode != ast.ByOut:
		return b.typeError(span, "CS1620 Argument %d must be passed with the 'out' keyword", i+1)
	case to.Ref && a.mode != ast.ByRef:
		return b.typeError(span, "CS1620 Argument %d must be passed with the 'ref' keyword", i+1)
	case given != "" && !to.Out && !to.Ref:
		return b.typeError(span, "CS1615 Argument %d may not be passed with the '%s' keyword", i+1, given)
	}
	if _, isLambda := a.x.(*lambda); isLambda {
		return b.noConversion(a.x, to.Type)
	}
	from := typeName(a.x)
	if d, isDeclared := a.x.(*declared); isDeclared {
		from = full{b.typ(d.syntax.Type)}.String()
	} else if from == a.x.Type().String() {
		from = full{a.x.Type()}.String()
	}
	if given != "" {
		return b.typeError(span, "CS1503 Argument %d: cannot convert from '%s %s' to '%s %s'", i+1, given, from, given, full{to.Type})
	}
	return b.typeError(span, "CS1503 Argument %d: cannot convert from '%s' to '%s'", i+1, from, full{to.Type})
}

// wrongNames reports named arguments that are out of place (12.6.2).
func (b *binder) wrongNames(methods []*types.Method, args []arg) Expr {
	named := map[string]bool{}
	outOfOrder := false
	for i, a := range args {
		switch {
		case a.name.Text == "" && outOfOrder:
			return b.typeError(a.x.Span(), "CS1738 Named argument specifications must appear after all fixed arguments have been specified")
		case a.name.Text == "":
			continue
		case named[a.name.Text]:
			return b.typeError(a.name.Span(), "CS1740 Named argument '%s' cannot be specified multiple times", a.name.Text)
		}
		named[a.name.Text] = true
		outOfOrder = true
		for _, m := range methods {
			for j, p := range m.Params {
				if p.Name == a.name.Text && j < i && args[j].name.Text == "" {
					return b.typeError(a.name.Span(), "CS1744 Named argument '%s' specifies a parameter for which a positional argument has already been given", a.name.Text)
				}
			}
		}
	}
	return nil
}

// missingParam returns the only method, and the first of its parameters that has no
// argument.
func missingParam(methods []*types.Method, args []arg) (only *types.Method, missing string) {
	if len(methods) != 1 || len(args) >= len(methods[0].Params) {
		return nil, ""
	}
	for i, p := range methods[0].Params {
		given := i < len(args) && args[i].name.Text == ""
		for _, a := range args {
			given = given || a.name.Text == p.Name
		}
		if !given && !p.Optional {
			return methods[0], p.Name
		}
	}
	return nil, ""
}

// missingNamed returns the only method that has the parameters of named arguments,
// and the first of its parameters that has none.
func missingNamed(methods []*types.Method, args []arg) (found *types.Method, missing string) {
	if len(args) == 0 || args[len(args)-1].name.Text == "" {
		return nil, ""
	}
	for _, m := range methods {
		all := true
		for _, a := range args {
			known := a.name.Text == ""
			for _, p := range m.Params {
				known = known || p.Name == a.name.Text
			}
			all = all && known
		}
		if !all {
			continue
		}
		if found != nil {
			return nil, ""
		}
		found = m
	}
	if found == nil {
		return nil, ""
	}
	return missingParam([]*types.Method{found}, args)
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

// unknownParameter reports a named argument that has no parameter, with the
// nearest of the names.
func (b *binder) unknownParameter(method string, delegate bool, arg ast.Ident, names []string) Expr {
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.ExpressionType, Source: b.src, Span: arg.Span(),
		Message: "CS1739 The best overload for '" + method + "' does not have a parameter named '" + arg.Text + "'",
	}
	if delegate {
		d.Message = "CS1746 The delegate '" + method + "' does not have a parameter named '" + arg.Text + "'"
	}
	if s, ok := diag.Suggest(arg.Text, names); ok {
		d.Message += "; did you mean '" + s + "'?"
		d.Suggestion = s
	}
	b.list.Add(d)
	return b.bad(arg.Span())
}
