package cosmos

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// undefined is the value of a property that is not there.
type undefinedType struct{}

var undefined any = undefinedType{}

func (p *queryParser) or(depth int) (expr, error) {
	left, err := p.and(depth)
	for err == nil && p.takeWord("or") {
		var right expr
		if right, err = p.and(depth); err == nil {
			a := left
			left = func(d any) any { return a(d) == true || right(d) == true }
		}
	}
	return left, err
}

func (p *queryParser) and(depth int) (expr, error) {
	left, err := p.not(depth)
	for err == nil && p.takeWord("and") {
		var right expr
		if right, err = p.not(depth); err == nil {
			a := left
			left = func(d any) any { return a(d) == true && right(d) == true }
		}
	}
	return left, err
}

func (p *queryParser) not(depth int) (expr, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the query is nested more than %d levels deep", maxDepth)
	}
	if p.takeWord("not") {
		inner, err := p.not(depth + 1)
		return func(d any) any {
			if v, ok := inner(d).(bool); ok {
				return !v
			}
			return undefined
		}, err
	}
	return p.comparison(depth)
}

func (p *queryParser) comparison(depth int) (expr, error) {
	left, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	negated := p.isWord("not") // NOT IN, NOT BETWEEN
	if negated {
		p.i++
	}
	var out expr
	switch {
	case p.takeWord("in"):
		out, err = p.in(left, depth)
	case p.takeWord("between"):
		out, err = p.between(left, depth)
	case negated:
		return nil, p.near()
	default:
		return p.relation(left, depth)
	}
	if negated && err == nil {
		inner := out
		out = func(d any) any { return inner(d) != true }
	}
	return out, err
}

// relation parses a comparison, if there is one.
func (p *queryParser) relation(left expr, depth int) (expr, error) {
	op := p.peek().text
	if p.peek().kind != tokenSymbol {
		return left, nil
	}
	switch op {
	case "=", "!=", "<>", "<", "<=", ">", ">=":
	default:
		return left, nil
	}
	p.i++
	right, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	return func(d any) any {
		a, b := left(d), right(d)
		if a == undefined || b == undefined {
			return undefined
		}
		if op == "=" {
			return equal(a, b)
		}
		if op == "!=" || op == "<>" {
			return !equal(a, b)
		}
		c, ok := compare(a, b)
		if !ok {
			return undefined
		}
		switch op {
		case "<":
			return c < 0
		case "<=":
			return c <= 0
		case ">":
			return c > 0
		}
		return c >= 0
	}, nil
}

func (p *queryParser) in(left expr, depth int) (expr, error) {
	if err := p.expectSymbol("("); err != nil {
		return nil, err
	}
	list, err := p.arguments(depth)
	return func(d any) any {
		v := left(d)
		for _, e := range list {
			if equal(v, e(d)) {
				return true
			}
		}
		return false
	}, err
}

func (p *queryParser) between(left expr, depth int) (expr, error) {
	low, err := p.operand(depth)
	if err == nil {
		err = p.expectWord("and")
	}
	if err != nil {
		return nil, err
	}
	high, err := p.operand(depth)
	return func(d any) any {
		v := left(d)
		c1, ok1 := compare(v, low(d))
		c2, ok2 := compare(v, high(d))
		return ok1 && ok2 && c1 >= 0 && c2 <= 0
	}, err
}

// operand parses a literal, parameter, path, call or parenthesis.
func (p *queryParser) operand(depth int) (expr, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the query is nested more than %d levels deep", maxDepth)
	}
	t := p.peek()
	constant := func(v any) (expr, error) {
		p.i++
		return func(any) any { return v }, nil
	}
	switch t.kind {
	case tokenString:
		return constant(t.text)
	case tokenNumber:
		return constant(json.Number(t.text))
	case tokenParameter:
		v, ok := p.parameters[t.text]
		if !ok {
			return nil, fmt.Errorf("the parameter %s has no value", t.text)
		}
		return constant(v)
	case tokenSymbol:
		if p.takeSymbol("(") {
			inner, err := p.or(depth + 1)
			if err == nil {
				err = p.expectSymbol(")")
			}
			return inner, err
		}
		if p.takeSymbol("-") && p.peek().kind == tokenNumber {
			return constant(json.Number("-" + p.peek().text))
		}
	case tokenWord:
		switch strings.ToLower(t.text) {
		case "true", "false":
			return constant(strings.EqualFold(t.text, "true"))
		case "null":
			return constant(nil)
		case "undefined":
			return constant(undefined)
		}
		p.i++
		if p.takeSymbol("(") {
			args, err := p.arguments(depth + 1)
			if err != nil {
				return nil, err
			}
			return bindCall(t.text, args)
		}
		if t.text != p.q.alias {
			return nil, fmt.Errorf("identifier '%s' could not be resolved", t.text)
		}
		return p.path()
	}
	return nil, p.near()
}

// path parses .name, ["name"] and [0] after the alias.
func (p *queryParser) path() (expr, error) {
	var steps []any
	for {
		switch {
		case p.takeSymbol("."):
			if p.peek().kind != tokenWord {
				return nil, p.near()
			}
			steps = append(steps, p.peek().text)
			p.i++
		case p.takeSymbol("["):
			t := p.peek()
			switch t.kind {
			case tokenString:
				steps = append(steps, t.text)
			case tokenNumber:
				n, err := strconv.Atoi(t.text)
				if err != nil {
					return nil, p.near()
				}
				steps = append(steps, n)
			default:
				return nil, p.near()
			}
			p.i++
			if err := p.expectSymbol("]"); err != nil {
				return nil, err
			}
		default:
			return func(d any) any { return follow(d, steps) }, nil
		}
	}
}

func follow(v any, steps []any) any {
	for _, step := range steps {
		switch s := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				return undefined
			}
			if v, ok = m[s]; !ok {
				return undefined
			}
		case int:
			list, ok := v.([]any)
			if !ok || s >= len(list) {
				return undefined
			}
			v = list[s]
		}
	}
	return v
}

// arguments parses a list up to its closing parenthesis.
func (p *queryParser) arguments(depth int) ([]expr, error) {
	var out []expr
	if p.takeSymbol(")") {
		return nil, nil
	}
	for {
		e, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
		if p.takeSymbol(")") {
			return out, nil
		}
		if err := p.expectSymbol(","); err != nil {
			return nil, err
		}
	}
}

// bindCall binds a function of the query language.
func bindCall(name string, args []expr) (expr, error) {
	texts := func(f func(a, b string) any) expr {
		return func(d any) any {
			a, ok := args[0](d).(string)
			b, ok2 := args[1](d).(string)
			if !ok || !ok2 {
				return undefined
			}
			if len(args) == 3 && args[2](d) == true { // ignore case
				a, b = strings.ToLower(a), strings.ToLower(b)
			}
			return f(a, b)
		}
	}
	one := func(f func(v any) any) expr { return func(d any) any { return f(args[0](d)) } }
	upper := strings.ToUpper(name)
	switch n := len(args); {
	case upper == "CONTAINS" && (n == 2 || n == 3):
		return texts(func(a, b string) any { return strings.Contains(a, b) }), nil
	case upper == "STARTSWITH" && (n == 2 || n == 3):
		return texts(func(a, b string) any { return strings.HasPrefix(a, b) }), nil
	case upper == "ENDSWITH" && (n == 2 || n == 3):
		return texts(func(a, b string) any { return strings.HasSuffix(a, b) }), nil
	case upper == "LOWER" && n == 1, upper == "UPPER" && n == 1:
		return one(func(v any) any {
			s, ok := v.(string)
			if !ok {
				return undefined
			}
			if upper == "LOWER" {
				return strings.ToLower(s)
			}
			return strings.ToUpper(s)
		}), nil
	case upper == "LENGTH" && n == 1:
		return one(func(v any) any {
			if s, ok := v.(string); ok {
				return json.Number(strconv.Itoa(len([]rune(s))))
			}
			return undefined
		}), nil
	case upper == "IS_DEFINED" && n == 1:
		return one(func(v any) any { return v != undefined }), nil
	case upper == "IS_NULL" && n == 1:
		return one(func(v any) any { return v == nil }), nil
	case upper == "ARRAY_LENGTH" && n == 1:
		return one(func(v any) any {
			if list, ok := v.([]any); ok {
				return json.Number(strconv.Itoa(len(list)))
			}
			return undefined
		}), nil
	case upper == "ARRAY_CONTAINS" && n == 2:
		return func(d any) any {
			list, ok := args[0](d).([]any)
			if !ok {
				return undefined
			}
			want := args[1](d)
			for _, v := range list {
				if equal(v, want) {
					return true
				}
			}
			return false
		}, nil
	}
	return nil, fmt.Errorf("'%s' with %d arguments is not a function that the local Cosmos DB knows", name, len(args))
}
