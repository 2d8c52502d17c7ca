package main

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// gatehouseEngine compiles the expression as a policy would: for the type of the
// attribute it stands in, against a real context.
func gatehouseEngine(c *benchCase) (engine, error) {
	switch c.want.(type) {
	case string:
		return gatehouseOf[string](c)
	case bool:
		return gatehouseOf[bool](c)
	case int:
		return gatehouseOf[int](c)
	}
	return engine{}, fmt.Errorf("no setting is a %T", c.want)
}

// gatehouseOf evaluates as a policy does: with a full budget and through a Value.
func gatehouseOf[T any](c *benchCase) (engine, error) {
	lib := bcl.Default()
	env := &expr.Env{Universe: lib.Universe, Context: lib.Universe.MustLookup("Apim.IExpressionContext", 0)}
	form := expr.Single
	if c.statements {
		form = expr.Body
	}
	var setting expr.Value[T]
	var l diag.List
	p := expr.Compile(diag.NewSource(c.name, c.csharp), form, setting.Wanted(lib.Universe), env, &l)
	if p == nil {
		return engine{}, fmt.Errorf("gatehouse: %s", l.All()[0].Message)
	}
	setting.SetProgram(p)
	s, err := newScene()
	if err != nil {
		return engine{}, err
	}
	f := &rt.Frame{Env: &rt.Env{TypeOf: lib.TypeOf, Services: host.Default()}, Context: s.context}
	budget := rt.Budget{Steps: 5_000_000, Memory: 64 << 20, MaxDepth: 1000}
	var v T
	run := func() (err error) {
		f.Env.Budget = budget
		v, err = setting.Eval(f)
		return err
	}
	if c.reads {
		once := run
		run = func() error { s.rewind(); return once() }
	}
	// What .NET writes has the line ends of Windows.
	return engine{run: run, result: func() string { return strings.ReplaceAll(fmt.Sprint(v), "\r\n", "\n") }}, nil
}
