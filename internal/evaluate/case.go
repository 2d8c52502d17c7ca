package evaluate

import (
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Case is an expression to evaluate.
type Case struct {
	// Form is the expression's; Code what stands between the brackets.
	Form expr.Form
	Code string
	// Context describes the context, nil for an empty one.
	Context *jsontree.Object
}

// Result is what a case gave. Exactly one of OK, Compile and Run is meaningful.
type Result struct {
	// OK says that there is a value: Type is its .NET type ("null" for null), Text
	// its ToString(), Value its canonical JSON.
	OK    bool
	Type  string
	Text  string
	Null  bool
	Value jsontree.Token

	// Diagnostics are set when the expression did not compile.
	Diagnostics *diag.List
	// Exception and Message are set when it threw; Failed is where.
	Exception, Message string
	Failed             diag.Span
	Source             *diag.Source

	// Trouble is set when the context could not be made of its description, so
	// that nothing was evaluated; Exception is then "context".
	Trouble error

	Traces                        []string
	RequestConsumed, RespConsumed bool
}

// Limits of a case.
var defaultBudget = rt.Budget{Steps: 5_000_000, Memory: 64 << 20, Time: 10 * time.Second, MaxDepth: 200}

// Evaluator evaluates cases; it is safe for concurrent use.
type Evaluator struct {
	Library *bcl.Library
	// Name is what messages call the expression.
	Name string
}

// Run evaluates a case.
func (e *Evaluator) Run(c Case) Result {
	name := e.Name
	if name == "" {
		name = "expression"
	}
	src := diag.NewSource(name, c.Code)
	env := &expr.Env{Universe: e.Library.Universe, Context: e.Library.Universe.MustLookup("Apim.IExpressionContext", 0)}
	var l diag.List
	p := expr.Compile(src, c.Form, nil, env, &l)
	if p == nil {
		return Result{Diagnostics: &l, Source: src}
	}
	r := Result{Source: src}
	services := host.Default()
	f := &rt.Frame{Env: &rt.Env{TypeOf: e.Library.TypeOf, Services: services, Budget: defaultBudget}}
	ctx, err := buildContext(f, e.Library, c.Context)
	if err != nil {
		r.Exception, r.Message, r.Trouble = "context", err.Error(), err
		return r
	}
	ctx.Trace = func(text string) { r.Traces = append(r.Traces, text) }
	f.Context = ctx
	v, err := expr.Eval[any](p, f)
	if err == nil {
		err = r.describe(f, v)
	}
	if err != nil {
		r.OK = false
		r.fail(err)
		at := f.Env.Failed
		r.Failed = diag.Span{Start: at.Start, End: at.End}
	}
	r.RequestConsumed = ctx.Request.Message.Body.Consumed()
	if ctx.Response != nil {
		r.RespConsumed = ctx.Response.Message.Body.Consumed()
	}
	return r
}

func (r *Result) fail(err error) {
	var ex *clr.Exception
	var over *rt.Exceeded
	switch {
	case errors.As(err, &ex):
		r.Exception, r.Message = ex.Type, ex.Message
	case errors.As(err, &over):
		r.Exception, r.Message = "budget", err.Error()
	default:
		r.Exception, r.Message = fmt.Sprintf("%T", err), err.Error()
	}
}

// describe fills the value's type, text and canonical JSON.
func (r *Result) describe(f *rt.Frame, v any) error {
	r.OK = true
	if v == nil {
		r.Type, r.Null, r.Value = "null", true, jsontree.NewNull()
		return nil
	}
	r.Type = f.TypeName(v)
	s, err := rt.ToString(f, v)
	if err != nil {
		return err
	}
	r.Text, r.Null = s.Text, !s.Valid
	r.Value, err = canonical(f, v)
	return err
}
