package main

import (
	"errors"

	"github.com/dop251/goja"
)

// gojaEngine compiles the expression into a function of its inputs, which are
// JavaScript values already.
func gojaEngine(c *benchCase) (engine, error) {
	vm := goja.New()
	parsed, err := vm.RunString("(" + body + ")")
	if err != nil {
		return engine{}, err
	}
	f, err := vm.RunString("(function(status, path, variables, body) { return " + c.js + " })")
	if err != nil {
		return engine{}, err
	}
	call, ok := goja.AssertFunction(f)
	if !ok {
		return engine{}, errors.New("goja: no function")
	}
	variables := vm.NewObject()
	if err := variables.Set("token", token); err != nil {
		return engine{}, err
	}
	args := []goja.Value{vm.ToValue(status), vm.ToValue(path), variables, parsed}
	var v goja.Value
	return engine{
		name: "goja",
		run: func() (err error) {
			v, err = call(goja.Undefined(), args...)
			return err
		},
		result: func() string { return v.String() },
	}, nil
}
