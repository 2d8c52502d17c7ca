package main

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// gatehouseEngine compiles the expression as a policy would: for the type of the
// attribute it stands in, against a real context.
func gatehouseEngine(c *benchCase) (engine, error) {
	lib := bcl.Default()
	want := lib.Universe.Special(types.String)
	if c.want == "true" {
		want = lib.Universe.Special(types.Boolean)
	}
	env := &expr.Env{Universe: lib.Universe, Context: lib.Universe.MustLookup("Apim.IExpressionContext", 0)}
	var l diag.List
	p := expr.Compile(diag.NewSource(c.name, c.csharp), expr.Single, want, env, &l)
	if p == nil {
		return engine{}, fmt.Errorf("gatehouse: %s", l.All()[0].Message)
	}
	frame, err := frame(lib)
	if err != nil {
		return engine{}, err
	}
	budget := rt.Budget{Steps: 5_000_000, Memory: 64 << 20, MaxDepth: 1000}
	if want.Special == types.Boolean {
		return engineOf[bool](p, frame, budget), nil
	}
	return engineOf[string](p, frame, budget), nil
}

// engineOf evaluates as a policy does: with a full budget and through a Value.
func engineOf[T any](p *expr.Program, f *rt.Frame, budget rt.Budget) engine {
	var setting expr.Value[T]
	setting.SetProgram(p)
	var v T
	return engine{
		name: "gatehouse",
		run: func() (err error) {
			f.Env.Budget = budget
			v, err = setting.Eval(f)
			return err
		},
		result: func() string { return fmt.Sprint(v) },
	}
}

// frame is what one request of a gateway evaluates in.
func frame(lib *bcl.Library) (*rt.Frame, error) {
	u, _ := message.ParseURL("https://gateway.test" + path)
	json, err := jsontree.ParseObject(body, jsontree.Options{})
	if err != nil {
		return nil, err
	}
	ctx := &apim.Context{
		Request:   apim.NewRequest(&message.Request{Method: "GET", URL: u}, nil),
		Response:  apim.NewResponse(&message.Response{Status: status}, nil),
		Variables: apim.NewVariables(),
	}
	ctx.Request.URL = apim.NewURL(u)
	ctx.Variables.Set("token", token)
	ctx.Variables.Set("body", json)
	return &rt.Frame{Env: &rt.Env{TypeOf: lib.TypeOf, Services: host.Default()}, Context: ctx}, nil
}
