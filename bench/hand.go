package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// hand are the cases as a Go programmer would write them over the same context.
var hand = map[string]func(ctx *apim.Context) (any, error){
	"bearer": func(ctx *apim.Context) (any, error) {
		v, _ := ctx.Variables.Get("token")
		text, ok := v.(string)
		if !ok {
			return nil, errors.New("no token")
		}
		return "Bearer " + text, nil
	},
	"condition": func(ctx *apim.Context) (any, error) {
		return ctx.Response.Message.Status >= 400 && strings.HasPrefix(ctx.Request.URL.Path, "/orders"), nil
	},
	"json field": func(ctx *apim.Context) (any, error) {
		v, _ := ctx.Variables.Get("body")
		o, ok := v.(*jsontree.Object)
		if !ok {
			return nil, errors.New("no object")
		}
		customer, ok := o.Property("customer").Value().(*jsontree.Object)
		if !ok {
			return nil, errors.New("no customer")
		}
		return customer.Property("name").Value().(*jsontree.Value).Str(), nil
	},
}

// handEngine runs the hand-written function of the case.
func handEngine(c *benchCase) (engine, error) {
	f, err := frame(bcl.Default())
	if err != nil {
		return engine{}, err
	}
	run, ctx := hand[c.name], f.Context.(*apim.Context)
	var v any
	return engine{
		name:   "go by hand",
		run:    func() (err error) { v, err = run(ctx); return err },
		result: func() string { return fmt.Sprint(v) },
	}, nil
}
