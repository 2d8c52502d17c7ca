package main

import (
	"encoding/json"
	"fmt"

	"cel.dev/cel-go/cel"
)

// celEngine type-checks the expression against typed variables and plans it with
// optimisation, as cel-go's documentation advises for repeated evaluation.
func celEngine(c *benchCase) (engine, error) {
	env, err := cel.NewEnv(
		cel.Variable("status", cel.IntType), cel.Variable("path", cel.StringType),
		cel.Variable("variables", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("body", cel.MapType(cel.StringType, cel.DynType)),
	)
	if err != nil {
		return engine{}, err
	}
	ast, issues := env.Compile(c.cel)
	if issues.Err() != nil {
		return engine{}, issues.Err()
	}
	p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return engine{}, err
	}
	parsed, err := parsed()
	if err != nil {
		return engine{}, err
	}
	in, err := cel.NewActivation(map[string]any{
		"status": int64(status), "path": path, "variables": map[string]string{"token": token}, "body": parsed,
	})
	if err != nil {
		return engine{}, err
	}
	var v any
	return engine{
		name: "cel-go",
		run: func() error {
			out, _, err := p.Eval(in)
			v = out
			return err
		},
		result: func() string {
			return fmt.Sprint(v.(interface{ Value() any }).Value())
		},
	}, nil
}

// parsed is the body as encoding/json reads it.
func parsed() (map[string]any, error) {
	var v map[string]any
	err := json.Unmarshal([]byte(body), &v)
	return v, err
}
