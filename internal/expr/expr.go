package expr

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/gen"
	"github.com/gatehouse-project/gatehouse/internal/expr/parse"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Form is the form of an expression in a document.
type Form uint8

// The forms.
const (
	// Single is `@( expression )`.
	Single Form = iota
	// Body is `@{ statements }`.
	Body
)

// Env is what expressions can see; see bind.Env.
type Env = bind.Env

// Program is a compiled expression.
type Program = gen.Program

// Compile compiles what stands between the brackets of an expression. want is
// the type that its host needs, nil for any. Errors go to l; the result is nil
// when there were any.
func Compile(src *diag.Source, form Form, want *types.Type, env *Env, l *diag.List) *Program {
	var found diag.List
	defer func() { l.Append(found) }()
	defer guard(src, &found)
	var f *bind.Func
	if form == Single {
		x := parse.Expression(src, &found)
		if found.HasErrors() {
			return nil
		}
		f = bind.Expression(x, src, env, want, &found)
	} else {
		block := parse.Body(src, &found)
		if found.HasErrors() {
			return nil
		}
		f = bind.Body(block, src, env, want, &found)
	}
	if found.HasErrors() {
		return nil
	}
	p := gen.Compile(env.Universe, f)
	p.Source = src
	return p
}

// guard turns a panic, which is a mistake of this package, into a diagnostic: a
// document that meets one must not take the gateway down.
func guard(src *diag.Source, l *diag.List) {
	if r := recover(); r != nil {
		l.Errorf(diag.ExpressionNotSupported, src, diag.Span{End: len(src.Text)}, "internal error: %v", r)
	}
}

// Failure is the error of an evaluation with the place that failed. It wraps the
// exception (*clr.Exception), the exceeded budget (*rt.Exceeded) or the host's
// own error.
type Failure struct {
	Source *diag.Source
	Span   diag.Span
	Err    error
}

// Error returns the message of what failed.
func (e *Failure) Error() string { return e.Err.Error() }

// Unwrap returns what failed.
func (e *Failure) Unwrap() error { return e.Err }

// Eval evaluates a program whose value is represented by T in a frame. The
// frame's environment and context must be set; its variables are reset.
func Eval[T any](p *Program, f *rt.Frame) (T, error) {
	f.Prepare(p.Layout)
	return rt.Arg[T](p.Code)(f)
}
