package main

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// exprEnv is the environment as a struct, which is the fastest form.
type exprEnv struct {
	Status       int               `expr:"status"`
	Path         string            `expr:"path"`
	Variables    map[string]string `expr:"variables"`
	Numbers      map[string]int    `expr:"numbers"`
	Headers      map[string]string `expr:"headers"`
	Subscription struct {
		ID string `expr:"id"`
	} `expr:"subscription"`
	Body     map[string]any `expr:"body"`
	Response string         `expr:"response"`
}

// exprEngine compiles against the struct and reuses one virtual machine.
func exprEngine(c *benchCase) (engine, error) {
	parsed, err := parsed()
	if err != nil {
		return engine{}, err
	}
	env := &exprEnv{
		Status: status, Path: path, Variables: texts(), Numbers: map[string]int{"seconds": seconds},
		Headers: headers(), Body: parsed, Response: answer,
	}
	env.Subscription.ID = subscription
	p, err := expr.Compile(c.expr, expr.Env(env))
	if err != nil {
		return engine{}, err
	}
	var machine vm.VM
	var v any
	return engine{
		run: func() (err error) {
			v, err = machine.Run(p, env)
			return err
		},
		result: func() string { return fmt.Sprint(v) },
	}, nil
}
