package bind

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// rangeVar is a range variable of a query that is kept as a member of a hidden
// lambda parameter (12.20.3, transparent identifiers).
type rangeVar struct{ x ast.Expr }

// rangeVariable is why the parameters of clauses cannot be assigned.
const rangeVariable = "range variable"

// isRangeVar reports a range variable that is a member of the hidden parameter.
func isRangeVar(x *FieldOf) bool {
	v, ok := x.X.(*VarRef)
	return ok && strings.HasPrefix(v.Var.Name, hiddenPrefix)
}

// hiddenPrefix begins the names of hidden parameters.
const hiddenPrefix = "<>h"

// query translates a query expression into calls of Where, Select and so on, as
// the specification does, and binds them one after the other.
func (b *binder) query(q *ast.Query) Expr {
	src := b.source(q.From.X, q.From.Type, firstClause(q.Body))
	if !b.checkRange(nil, q.From.Name) {
		return b.bad(q.Span())
	}
	return b.queryBody(src, []ast.Ident{q.From.Name}, q.Body, q.Span(), false)
}

// source binds the sequence of a from or join clause; a written type casts.
func (b *binder) source(x ast.Expr, t ast.TypeExpr, next diag.Span) Expr {
	src := b.expr(x)
	if isDefault(src) {
		return b.typeError(next, defaultNotValid)
	}
	src = b.finished(src)
	if !isBad(src) && src.Type().Kind == types.Null {
		return b.typeError(next, "CS0186 Use of null is not valid in this context")
	}
	if t == nil || isBad(src) {
		return src
	}
	if _, isVar := t.(*ast.VarType); isVar || isNamed(t, "var") {
		return b.typeError(t.Span(), "CS1949 The contextual keyword 'var' cannot be used in a range variable declaration")
	}
	to := b.typ(t)
	if to.Kind == types.Invalid {
		return b.bad(x.Span())
	}
	return b.callGroup(&methodGroup{
		typed: typed{b.u.InvalidType(), x.Span()}, name: "Cast", recv: src, methods: src.Type().Methods("Cast"),
		typeArgs: []*types.Type{to}, nameSpan: x.Span(), ext: true,
	}, nil, x.Span())
}

// isNamed reports whether a type is a simple name.
func isNamed(t ast.TypeExpr, name string) bool {
	n, ok := t.(*ast.Name)
	return ok && n.Ident.Text == name && len(n.Args) == 0
}

// firstClause is the place of what follows the first from.
func firstClause(body *ast.QueryBody) diag.Span {
	if len(body.Clauses) > 0 {
		return body.Clauses[0].Span()
	}
	return body.End.Span()
}

func (b *binder) queryBody(src Expr, vars []ast.Ident, body *ast.QueryBody, span diag.Span, changed bool) Expr {
	for _, c := range body.Clauses {
		if isBad(src) {
			return src
		}
		at := c.Span()
		switch c := c.(type) {
		case *ast.WhereClause:
			src = b.queryCall(src, "Where", at, vars, b.over(vars, nil, c.X))
			changed = true
		case *ast.LetClause:
			if !b.checkRange(vars, c.Name) {
				return b.bad(at)
			}
			all := append(append([]ast.Ident(nil), vars...), c.Name)
			src = b.queryCall(src, "Select", at, vars, b.over(vars, nil, b.pack(vars, c.Name, c.X)))
			vars, changed = all, true
		case *ast.FromClause:
			inner := c.X
			if c.Type != nil {
				inner = castCall(c.X, c.Type)
			}
			if !b.checkRange(vars, c.Name) {
				return b.bad(at)
			}
			all := append(append([]ast.Ident(nil), vars...), c.Name)
			src = b.queryCall(src, "SelectMany", at, vars, b.over(vars, nil, inner), b.over(vars, &c.Name, b.pack(vars, c.Name, nil)))
			vars, changed = all, true
		case *ast.JoinClause:
			src, vars = b.join(src, vars, c)
			changed = true
		case *ast.OrderByClause:
			for i, o := range c.Orderings {
				name := "OrderBy"
				if i > 0 {
					name = "ThenBy"
				}
				if o.Descending {
					name += "Descending"
				}
				src = b.queryCall(src, name, o.Span(), vars, b.over(vars, nil, o.X))
			}
			changed = true
		}
	}
	if isBad(src) {
		return src
	}
	switch end := body.End.(type) {
	case *ast.SelectClause:
		if !changed || !isVar(end.X, vars) {
			src = b.queryCall(src, "Select", end.Span(), vars, b.over(vars, nil, end.X))
		}
	case *ast.GroupClause:
		args := []ast.Expr{b.over(vars, nil, end.Key)}
		if !isVar(end.X, vars) {
			args = append(args, b.over(vars, nil, end.X))
		}
		src = b.queryCall(src, "GroupBy", end.Span(), vars, args...)
	}
	if body.Into != nil && !isBad(src) {
		return b.queryBody(src, []ast.Ident{body.Into.Name}, body.Into.Body, span, false)
	}
	return src
}

func (b *binder) join(src Expr, vars []ast.Ident, c *ast.JoinClause) (Expr, []ast.Ident) {
	inner := c.X
	if c.Type != nil {
		inner = castCall(c.X, c.Type)
	}
	name, last := "Join", c.Name
	if c.Into != nil {
		name, last = "GroupJoin", *c.Into
	}
	b.checkNoVariables(c.Right)
	if !b.checkRange(vars, c.Name) || c.Into != nil && !b.checkRange(vars, *c.Into) {
		return b.bad(c.Span()), vars
	}
	if b.outOfScope(c.Left, "CS1937 The name '%s' is not in scope on the left side of 'equals'.  Consider swapping the expressions on either side of 'equals'.", []ast.Ident{c.Name}) ||
		b.outOfScope(c.Right, "CS1938 The name '%s' is not in scope on the right side of 'equals'.  Consider swapping the expressions on either side of 'equals'.", vars) {
		return b.bad(c.Span()), vars
	}
	key := &ast.Lambda{At: c.At, Params: []*ast.Param{{At: c.Name.At, Name: c.Name}}, Body: c.Right, Query: true}
	out := b.queryCall(src, name, c.Span(), vars, inner, b.over(vars, nil, c.Left), key, b.over(vars, &last, b.pack(vars, last, nil)))
	return out, append(append([]ast.Ident(nil), vars...), last)
}

// outOfScope reports a range variable that one side of equals does not see.
func (b *binder) outOfScope(x ast.Expr, message string, vars []ast.Ident) (found bool) {
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		if found {
			return false
		}
		switch n := n.(type) {
		case *ast.Lambda, *ast.AnonymousMethod, *ast.Query:
			// They may have a variable of that name themselves.
			return false
		case *ast.Member:
			ast.Walk(n.X, visit)
			return false
		}
		name, ok := n.(*ast.Name)
		if !ok {
			return true
		}
		for _, v := range vars {
			if name.Ident.Text == v.Text && b.local(v.Text) == nil {
				b.errorf(diag.ExpressionName, name.Span(), message, v.Text)
				found = true
			}
		}
		return !found
	}
	ast.Walk(x, visit)
	return found
}

// isVar reports whether x is just the only range variable.
func isVar(x ast.Expr, vars []ast.Ident) bool {
	n, ok := ast.Unparen(x).(*ast.Name)
	return ok && len(vars) == 1 && n.Ident.Text == vars[0].Text
}

func castCall(x ast.Expr, t ast.TypeExpr) ast.Expr {
	at := ast.At{Pos: x.Span()}
	name := &ast.Name{At: at, Ident: ast.Ident{At: at, Text: "Cast"}, Args: []ast.TypeExpr{t}}
	return &ast.Call{At: at, X: &ast.Member{At: at, X: x, Name: name}}
}

// over makes the lambda over the range variables (and a second parameter).
func (b *binder) over(vars []ast.Ident, second *ast.Ident, body ast.Expr) ast.Expr {
	b.checkNoVariables(body)
	at := ast.At{Pos: body.Span()}
	first := vars[0]
	if len(vars) > 1 {
		first = ast.Ident{Text: b.hiddenName()} // declared before everything
	}
	l := &ast.Lambda{At: at, Params: []*ast.Param{{At: at, Name: first}}, Body: body, Query: true}
	if second != nil {
		l.Params = append(l.Params, &ast.Param{At: second.At, Name: *second})
	}
	return l
}

// checkNoVariables reports the variables of patterns and out arguments in a clause,
// which C# 7.1 has no place for. Lambdas in the clause have places of their own.
func (b *binder) checkNoVariables(clause ast.Expr) {
	ast.Walk(clause, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Lambda, *ast.AnonymousMethod, *ast.Query:
			return false
		case *ast.SingleDesignation:
			b.errorf(diag.ExpressionSyntax, n.Name.Span(), "CS8201 Out variable and pattern variable declarations are not allowed within a query clause.")
		}
		return true
	})
}

// hiddenName is the name of the parameter that holds all range variables of the
// step being bound.
func (b *binder) hiddenName() string { return hiddenPrefix + strconv.Itoa(b.depth) }

// pack makes new { a, b, name = x }; x nil means that name is a parameter.
func (b *binder) pack(vars []ast.Ident, name ast.Ident, x ast.Expr) ast.Expr {
	at := name.At
	out := &ast.NewAnonymous{At: at, Let: x != nil}
	for _, v := range vars {
		out.Members = append(out.Members, &ast.AnonymousMember{At: at, Name: v, X: &ast.Name{At: v.At, Ident: v}})
	}
	if x == nil {
		x = &ast.Name{At: at, Ident: name}
	}
	out.Members = append(out.Members, &ast.AnonymousMember{At: at, Name: name, X: x})
	return out
}

// queryCall binds one step: src.name(args), with the range variables in scope.
func (b *binder) queryCall(src Expr, name string, span diag.Span, vars []ast.Ident, args ...ast.Expr) Expr {
	if isBad(src) {
		return src
	}
	if !b.queryable(src, name) {
		return b.typeError(src.Span(), "CS1936 Could not find an implementation of the query pattern for source type '%s'.  '%s' not found.", src.Type(), name)
	}
	b.push()
	defer b.pop()
	if len(vars) > 1 {
		b.scope.names = map[string]any{}
		hidden := ast.Ident{Text: b.hiddenName()}
		for _, v := range vars {
			b.scope.names[v.Text] = &rangeVar{&ast.Member{
				At: v.At, X: &ast.Name{At: v.At, Ident: hidden}, Name: &ast.Name{At: v.At, Ident: v},
			}}
		}
	}
	var list []arg
	for _, a := range args {
		x := b.value(b.expr(a))
		if isBad(x) {
			return x
		}
		list = append(list, arg{x: x})
	}
	var out Expr
	_, found := b.speculate(func() {
		out = b.callGroup(&methodGroup{
			typed: typed{b.u.InvalidType(), span}, name: name, recv: src, methods: src.Type().Methods(name),
			nameSpan: span, ext: true,
		}, list, span)
	})
	for _, d := range found.All() {
		if strings.HasPrefix(d.Message, "CS0411 ") {
			// The clause has no type arguments that one could write.
			d.Message = "CS1941 The type of one of the expressions in the " + clauseNames[name] + " clause is incorrect.  Type inference failed in the call to '" + name + "'."
			switch name {
			case "Select":
				d.Message = "CS1942 The type of the expression in the select clause is incorrect.  Type inference failed in the call to 'Select'."
			case "SelectMany":
				d.Message = "CS1942 The type of the expression in the from clause is incorrect.  Type inference failed in the call to 'SelectMany'."
				l, _ := list[0].x.(*lambda)
				if of, ok := b.lambdaResult(l, []*types.Type{b.elementOf(src, span)}); ok && of != nil {
					d.Span = l.Pos
					d.Message = fmt.Sprintf("CS1943 An expression of type '%s' is not allowed in a subsequent from clause in a query expression with source type '%s'.  Type inference failed in the call to 'SelectMany'.", of, src.Type())
				}
			}
		}
		b.list.Add(d)
	}
	return out
}

// clauseNames are the clauses whose expressions the methods take.
var clauseNames = map[string]string{
	"Where": "where", "OrderBy": "orderby", "OrderByDescending": "orderby", "ThenBy": "orderby", "ThenByDescending": "orderby",
	"GroupBy": "group by", "Join": "join", "GroupJoin": "join",
}

// queryable reports whether the source of a query step has the method for it.
func (b *binder) queryable(src Expr, name string) bool {
	if len(src.Type().Methods(name)) > 0 {
		return true
	}
	for _, m := range b.u.Extensions(name) {
		if b.extensionFits(m, arg{x: src}) {
			return true
		}
	}
	return false
}

// checkRange reports a range variable that the query has already.
func (b *binder) checkRange(vars []ast.Ident, name ast.Ident) (ok bool) {
	for _, v := range vars {
		if v.Text == name.Text && v.Text != "" {
			b.errorf(diag.ExpressionName, name.Span(), "CS1930 The range variable '%s' has already been declared", v.Text)
			return false
		}
	}
	switch b.local(name.Text).(type) {
	case nil, *rangeVar:
		// Range variables that are members of a hidden parameter do not count.
	default:
		b.errorf(diag.ExpressionName, name.Span(), "CS1931 The range variable '%s' conflicts with a previous declaration of '%s'", name.Text, name.Text)
		return false
	}
	return true
}
