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
	f, err := vm.RunString("(function(status, path, variables, numbers, headers, subscription, body, response) { return " + c.js + " })")
	if err != nil {
		return engine{}, err
	}
	call, ok := goja.AssertFunction(f)
	if !ok {
		return engine{}, errors.New("goja: no function")
	}
	variables, err := gojaObject(vm, texts())
	if err != nil {
		return engine{}, err
	}
	fields, err := gojaObject(vm, headers())
	if err != nil {
		return engine{}, err
	}
	numbers, err := gojaObject(vm, map[string]int{"seconds": seconds})
	if err != nil {
		return engine{}, err
	}
	subscriber, err := gojaObject(vm, map[string]string{"id": subscription})
	if err != nil {
		return engine{}, err
	}
	args := []goja.Value{vm.ToValue(status), vm.ToValue(path), variables, numbers, fields, subscriber, parsed, vm.ToValue(answer)}
	var v goja.Value
	return engine{
		run: func() (err error) {
			v, err = call(goja.Undefined(), args...)
			return err
		},
		result: func() string { return v.String() },
	}, nil
}

// gojaObject makes a plain JavaScript object.
func gojaObject[T any](vm *goja.Runtime, values map[string]T) (*goja.Object, error) {
	o := vm.NewObject()
	for name, v := range values {
		if err := o.Set(name, v); err != nil {
			return nil, err
		}
	}
	return o, nil
}
