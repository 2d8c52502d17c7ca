package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The following stand for things that have no value of their own; they do not
// occur in a finished tree.

// typeRef is a type used as the left side of a member access.
type typeRef struct{ typed }

// namespaceRef is a namespace.
type namespaceRef struct {
	typed
	name string
}

// methodGroup is a name of methods before overload resolution.
type methodGroup struct {
	typed
	name string
	// recv is the receiver, a typeRef for static calls, nil for none.
	recv     Expr
	methods  []*types.Method
	typeArgs []*types.Type
	nameSpan diag.Span
	// ext says that the name may also be an extension method on recv.
	ext bool
}

// lambda is a lambda before its delegate type is known.
type lambda struct {
	typed
	syntax ast.Expr // *ast.Lambda or *ast.AnonymousMethod
	scope  *scope
	params []lambdaParam
	// known is false for `delegate {...}`, which fits any parameters.
	known bool
	// overflow is the context it stands in.
	overflow overflow
}

// query reports whether a lambda is a clause of a query.
func (l *lambda) query() bool {
	x, ok := l.syntax.(*ast.Lambda)
	return ok && x.Query
}

type lambdaParam struct {
	name *ast.Param
	typ  *types.Type // nil when not written
}

// localFuncRef is a local function by name, with the type arguments that are
// written.
type localFuncRef struct {
	typed
	fn       *localFunc
	typeArgs []*types.Type
}

// tupleLit is a tuple literal before its type is known.
type tupleLit struct {
	typed
	elems []Expr
	names []string
}

// defaultLit is the literal `default`.
type defaultLit struct{ typed }

// declared is `out var x` before the parameter is known, or a discard.
type declared struct {
	typed
	syntax *ast.Declared
	scope  *scope
}
