package main

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// exprEnv is the environment as a struct, which is the fastest form.
type exprEnv struct {
	Status    int               `expr:"status"`
	Path      string            `expr:"path"`
	Variables map[string]string `expr:"variables"`
	Body      map[string]any    `expr:"body"`
}

// exprEngine compiles against the struct and reuses one virtual machine.
func exprEngine(c *benchCase) (engine, error) {
	parsed, err := parsed()
	if err != nil {
		return engine{}, err
	}
	env := &exprEnv{status, path, map[string]string{"token": token}, parsed}
	p, err := expr.Compile(c.expr, expr.Env(env))
	if err != nil {
		return engine{}, err
	}
	var machine vm.VM
	var v any
	return engine{
		name: "expr-lang",
		run: func() (err error) {
			v, err = machine.Run(p, env)
			return err
		},
		result: func() string { return fmt.Sprint(v) },
	}, nil
}
