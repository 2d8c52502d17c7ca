package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
)

// celEngine type-checks the expression against typed variables and plans it with
// optimisation, as cel-go's documentation advises for repeated evaluation.
func celEngine(c *benchCase) (engine, error) {
	texts := texts()
	stringMap := cel.MapType(cel.StringType, cel.StringType)
	env, err := cel.NewEnv(
		cel.Variable("status", cel.IntType), cel.Variable("path", cel.StringType),
		cel.Variable("variables", stringMap), cel.Variable("headers", stringMap), cel.Variable("subscription", stringMap),
		cel.Variable("numbers", cel.MapType(cel.StringType, cel.IntType)),
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
		"status": int64(status), "path": path, "variables": texts, "headers": headers(),
		"subscription": map[string]string{"id": subscription}, "numbers": map[string]int64{"seconds": seconds}, "body": parsed,
	})
	if err != nil {
		return engine{}, err
	}
	var v any
	return engine{
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

// headers are the header fields as a map, their names in lower case.
func headers() map[string]string {
	out := map[string]string{}
	for _, f := range header() {
		out[strings.ToLower(f[0])] = f[1]
	}
	return out
}
