package expression

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// lambdaOf reads an argument as lambda('a', 'b', body).
func (ev *Evaluator) lambdaOf(e Expr) (params []string, body Expr, err error) {
	c, ok := e.(*Call)
	if !ok || !strings.EqualFold(c.Name, "lambda") || len(c.Args) == 0 {
		return nil, nil, &Error{At: e.Span(), Message: "a lambda('name', …) is needed here"}
	}
	for _, a := range c.Args[:len(c.Args)-1] {
		name, ok := a.(*Text)
		if !ok {
			return nil, nil, &Error{At: a.Span(), Message: "the name of a variable of a lambda is a text"}
		}
		params = append(params, name.Value)
	}
	return params, c.Args[len(c.Args)-1], nil
}

// with computes the body of a lambda.
func (ev *Evaluator) with(params []string, body Expr, values ...*node.Value) (*node.Value, error) {
	outer := ev.lambda
	defer func() { ev.lambda = outer }()
	for i, name := range params[:min(len(params), len(values))] {
		ev.lambda = &binding{name: name, value: values[i], outer: ev.lambda}
	}
	return ev.Eval(body)
}

func lambdaVariables(ev *Evaluator, c *Call) (*node.Value, error) {
	if err := Arity(c, 1, 1); err != nil {
		return nil, err
	}
	name, err := ev.Eval(c.Args[0])
	if err != nil {
		return nil, err
	}
	for b := ev.lambda; b != nil; b = b.outer {
		if strings.EqualFold(b.name, name.Text) {
			return b.value, nil
		}
	}
	return nil, &Error{At: c.At, Message: fmt.Sprintf("no lambda around this has a variable %q", name.Text)}
}

// higher are the functions that take a lambda.
func higher(ev *Evaluator, c *Call) (*node.Value, error) {
	name := strings.ToLower(c.Name)
	least, most := 2, 2
	switch name {
	case "reduce":
		least, most = 3, 3
	case "toobject":
		most = 3
	}
	if err := Arity(c, least, most); err != nil {
		return nil, err
	}
	list, err := ev.Eval(c.Args[0])
	if err != nil {
		return nil, err
	}
	if u, ok := ev.unknown[list]; ok && !u.Partial {
		return list, nil
	}
	if name == "mapvalues" {
		return ev.mapValues(c, list)
	}
	if list.Kind != node.Array {
		return nil, &Error{At: c.Args[0].Span(), Message: fmt.Sprintf("%s needs a list, not %s", c.Name, described(list))}
	}
	params, body, err := ev.lambdaOf(c.Args[len(c.Args)-1])
	if name == "toobject" {
		params, body, err = ev.lambdaOf(c.Args[1])
	}
	if err != nil {
		return nil, err
	}
	switch name {
	case "map":
		return ev.mapList(list, params, body)
	case "filter":
		return ev.filter(list, params, body)
	case "sort":
		return ev.sort(list, params, body)
	case "reduce":
		acc, err := ev.Eval(c.Args[1])
		for _, item := range list.Items {
			if err != nil {
				break
			}
			acc, err = ev.with(params, body, acc, item)
		}
		return acc, err
	}
	return ev.toObject(c, list, params, body)
}

func (ev *Evaluator) mapList(list *node.Value, params []string, body Expr) (*node.Value, error) {
	out := make([]*node.Value, 0, len(list.Items))
	for i, item := range list.Items {
		v, err := ev.with(params, body, item, ev.Int(int64(i)))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return ev.List(out), nil
}

func (ev *Evaluator) filter(list *node.Value, params []string, body Expr) (*node.Value, error) {
	var out []*node.Value
	for i, item := range list.Items {
		v, err := ev.with(params, body, item, ev.Int(int64(i)))
		if err != nil {
			return nil, err
		}
		keep, known, err := ev.truth(v)
		if err != nil {
			return nil, ev.at(err, body)
		}
		if keep || !known {
			out = append(out, item)
		}
	}
	return ev.List(out), nil
}

func (ev *Evaluator) sort(list *node.Value, params []string, body Expr) (*node.Value, error) {
	out := slices.Clone(list.Items)
	var failed error
	slices.SortStableFunc(out, func(a, b *node.Value) int {
		if failed != nil {
			return 0
		}
		v, err := ev.with(params, body, a, b)
		if err != nil {
			failed = err
			return 0
		}
		before, _, err := ev.truth(v)
		if failed = err; before {
			return -1
		}
		return 1
	})
	return ev.List(out), failed
}

// toObject and groupBy make an object; the lambda gives the name.
func (ev *Evaluator) toObject(c *Call, list *node.Value, params []string, body Expr) (*node.Value, error) {
	group := strings.EqualFold(c.Name, "groupBy")
	var valueParams []string
	var value Expr
	if len(c.Args) == 3 {
		var err error
		if valueParams, value, err = ev.lambdaOf(c.Args[2]); err != nil {
			return nil, err
		}
	}
	out := ev.Object(nil)
	at := map[string]int{}
	for _, item := range list.Items {
		key, err := ev.with(params, body, item)
		if err != nil {
			return nil, err
		}
		v := item
		if value != nil {
			if v, err = ev.with(valueParams, value, item); err != nil {
				return nil, err
			}
		}
		i, there := at[key.Text]
		switch {
		case !there:
			at[key.Text] = len(out.Members)
			if group {
				v = ev.List([]*node.Value{v})
			}
			out.Members = append(out.Members, ev.Field(key.Text, v))
		case group:
			have := out.Members[i].Value
			have.Items = append(have.Items, v)
		default:
			out.Members[i].Value = v
		}
	}
	return out, nil
}

func (ev *Evaluator) mapValues(c *Call, object *node.Value) (*node.Value, error) {
	params, body, err := ev.lambdaOf(c.Args[1])
	if err != nil {
		return nil, err
	}
	if object.Kind != node.Object {
		return nil, &Error{At: c.Args[0].Span(), Message: fmt.Sprintf("mapValues needs an object, not %s", described(object))}
	}
	out := ev.Object(nil)
	for _, m := range object.Members {
		v, err := ev.with(params, body, m.Value)
		if err != nil {
			return nil, err
		}
		out.Members = append(out.Members, ev.Field(m.Name, v))
	}
	return out, nil
}
