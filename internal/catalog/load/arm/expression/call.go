package expression

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// function is a function that depends on its arguments alone.
type function struct {
	name     string
	min, max int // arguments; max < 0 for any number
	unknown  handling
	call     func(ev *Evaluator, args []*node.Value) (*node.Value, error)
}

// handling says what becomes of arguments that are not known.
type handling uint8

const (
	collapse handling = iota // the result is not known
	standIn                  // their stand-in takes part: the result is a partly known text
	keep                     // they are put into a list or an object
)

// lazy evaluates a function that does not want all of its arguments computed.
type lazy func(ev *Evaluator, c *Call) (*node.Value, error)

func (ev *Evaluator) call(c *Call) (*node.Value, error) {
	name := strings.ToLower(c.Name)
	if f := special(name); f != nil {
		return f(ev, c)
	}
	f, ok := builtin(name)
	if !ok {
		v, err := ev.Host.Call(ev, c)
		if err != nil || v != nil {
			return v, err
		}
		return nil, unknownFunction(c)
	}
	if err := Arity(c, f.min, f.max); err != nil {
		return nil, err
	}
	args, err := ev.Args(c)
	if err != nil {
		return nil, err
	}
	return ev.apply(f, c, args)
}

func (ev *Evaluator) apply(f function, c *Call, args []*node.Value) (*node.Value, error) {
	var tainted *Unknown
	for _, a := range args {
		u, ok := ev.unknown[a]
		if !ok {
			continue
		}
		if !u.Partial && f.unknown == collapse {
			return a, nil
		}
		if tainted == nil || tainted.Said && !u.Said {
			tainted = &u
		}
	}
	out, err := f.call(ev, args)
	if err != nil {
		if u, ok := ev.taint(args, 0); ok {
			// A stand-in may be of another kind than the value.
			return ev.MakeUnknown(StandIn(), Unknown{What: u.What, Why: u.Why, Said: u.Said}, ev.Origin), nil
		}
		if known, ok := err.(*Error); ok && known.At == (diag.Span{}) {
			return nil, &Error{At: c.At, Message: f.name + ": " + known.Message, Suggestion: known.Suggestion, NotSupported: known.NotSupported}
		}
		return nil, err
	}
	if _, done := ev.unknown[out]; tainted != nil && !done && out.Kind == node.String {
		copied := *out
		out = &copied
		ev.unknown[out] = Unknown{What: tainted.What, Why: tainted.Why, Partial: true, Said: tainted.Said}
	}
	return out, nil
}

// taint finds a value that is not known among values and what they hold.
func (ev *Evaluator) taint(values []*node.Value, depth int) (Unknown, bool) {
	if depth > maxDepth {
		return Unknown{}, false
	}
	for _, v := range values {
		if u, ok := ev.unknown[v]; ok {
			return u, true
		}
		if u, ok := ev.taint(v.Items, depth+1); ok {
			return u, true
		}
		for _, m := range v.Members {
			if u, ok := ev.taint([]*node.Value{m.Value}, depth+1); ok {
				return u, true
			}
		}
	}
	return Unknown{}, false
}

// Args computes all arguments of a call.
func (ev *Evaluator) Args(c *Call) ([]*node.Value, error) {
	args := make([]*node.Value, len(c.Args))
	for i, a := range c.Args {
		v, err := ev.Eval(a)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return args, nil
}

// Arity checks the number of arguments; most < 0 is any number.
func Arity(c *Call, least, most int) error {
	n := len(c.Args)
	switch {
	case n >= least && (most < 0 || n <= most):
		return nil
	case least == most:
		return &Error{At: c.At, Message: fmt.Sprintf("%s takes %d arguments, not %d", c.Name, least, n)}
	case n < least:
		return &Error{At: c.At, Message: fmt.Sprintf("%s takes at least %d arguments, not %d", c.Name, least, n)}
	}
	return &Error{At: c.At, Message: fmt.Sprintf("%s takes at most %d arguments, not %d", c.Name, most, n)}
}

func unknownFunction(c *Call) error {
	e := &Error{At: c.NameAt, Message: fmt.Sprintf("there is no function %q", c.Name)}
	for _, n := range [...]string{"loaddirectoryfileinfo"} {
		if strings.EqualFold(n, c.Name) {
			e.Message, e.NotSupported = fmt.Sprintf("the function %s is not supported", c.Name), true
			return e
		}
	}
	if near, ok := diag.Suggest(c.Name, names()); ok {
		e.Suggestion = near
		e.Message += fmt.Sprintf("; did you mean %q?", near)
	}
	return e
}

// special are the functions that decide which of their arguments are computed.
func special(name string) lazy {
	switch name {
	case "if":
		return ifCall
	case "and", "or":
		return andOr
	case "coalesce":
		return coalesce
	case "tryget":
		return tryGet
	case "lambdavariables":
		return lambdaVariables
	case "map", "filter", "reduce", "sort", "toobject", "groupby", "mapvalues":
		return higher
	case "lambda":
		return func(_ *Evaluator, c *Call) (*node.Value, error) {
			return nil, &Error{At: c.At, Message: "a lambda stands only as argument of map, filter, reduce, sort, toObject, groupBy or mapValues"}
		}
	}
	return nil
}

// truth returns the boolean that v is; known is false for an unknown value.
func (ev *Evaluator) truth(v *node.Value) (value, known bool, err error) {
	if _, ok := ev.unknown[v]; ok {
		return false, false, nil
	}
	if v.Kind == node.Bool || v.Kind == node.String {
		switch strings.ToLower(v.Text) {
		case "true":
			return true, true, nil
		case "false":
			return false, true, nil
		}
	}
	return false, false, &Error{Message: fmt.Sprintf("true or false is needed, not %s", described(v))}
}

func ifCall(ev *Evaluator, c *Call) (*node.Value, error) {
	if err := Arity(c, 3, 3); err != nil {
		return nil, err
	}
	cond, err := ev.Eval(c.Args[0])
	if err != nil {
		return nil, err
	}
	yes, known, err := ev.truth(cond)
	switch {
	case err != nil:
		return nil, ev.at(err, c.Args[0])
	case !known:
		return cond, nil
	case yes:
		return ev.Eval(c.Args[1])
	}
	return ev.Eval(c.Args[2])
}

// andOr stops at the first argument that decides, although the service computes
// all: a later one may not be known here.
func andOr(ev *Evaluator, c *Call) (*node.Value, error) {
	if err := Arity(c, 2, -1); err != nil {
		return nil, err
	}
	decisive := strings.EqualFold(c.Name, "or")
	var unknown *node.Value
	for _, a := range c.Args {
		v, err := ev.Eval(a)
		if err != nil {
			return nil, err
		}
		yes, known, err := ev.truth(v)
		switch {
		case err != nil:
			return nil, ev.at(err, a)
		case !known:
			unknown = v
		case yes == decisive:
			return ev.Bool(decisive), nil
		}
	}
	if unknown != nil {
		return unknown, nil
	}
	return ev.Bool(!decisive), nil
}

func coalesce(ev *Evaluator, c *Call) (*node.Value, error) {
	if err := Arity(c, 1, -1); err != nil {
		return nil, err
	}
	for _, a := range c.Args {
		v, err := ev.Eval(a)
		if err != nil || v.Kind != node.Null {
			return v, err
		}
	}
	return ev.Null(), nil
}

func tryGet(ev *Evaluator, c *Call) (*node.Value, error) {
	if err := Arity(c, 2, -1); err != nil {
		return nil, err
	}
	v, err := ev.Eval(c.Args[0])
	for _, a := range c.Args[1:] {
		if err != nil {
			return nil, err
		}
		if _, ok := ev.unknown[v]; !ok && v.Kind != node.Object && v.Kind != node.Array {
			return ev.Null(), nil
		}
		// Literals of the call itself need no place of their own.
		v, err = ev.index(&Index{At: c.At, Base: fixed{v, c.At}, Index: a, Safe: true})
	}
	return v, err
}

// fixed is an expression whose value is known.
type fixed struct {
	value *node.Value
	at    diag.Span
}

// Span implements Expr.
func (f fixed) Span() diag.Span { return f.at }
