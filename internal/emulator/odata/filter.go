package odata

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	// maxLength bounds a filter in bytes.
	maxLength = 8 << 10
	// maxDepth bounds its nesting.
	maxDepth = 50
)

// Lookup returns the value of a property by its path, such as "name" or
// "sku/name": a string, float64, bool, a list, or nil when there is none.
type Lookup func(path string) any

// Filter is a compiled $filter. It is immutable.
type Filter struct {
	eval func(Lookup) any
	// Properties are the paths that the filter reads, in order.
	Properties []string
	// Advanced says that the filter needs Graph's advanced queries: it
	// contains not, ne or endsWith.
	Advanced bool
}

// Match reports whether the filter holds.
func (f *Filter) Match(get Lookup) bool {
	ok, _ := f.eval(get).(bool)
	return ok
}

// Object returns a Lookup for a decoded JSON object. Property names are
// compared without regard to case.
func Object(m map[string]any) Lookup {
	return func(path string) any {
		var v any = m
		for _, name := range strings.Split(path, "/") {
			object, ok := v.(map[string]any)
			if !ok {
				return nil
			}
			v = nil
			for k, value := range object {
				if strings.EqualFold(k, name) {
					v = value
					break
				}
			}
		}
		return v
	}
}

// Parse compiles a $filter.
func Parse(text string) (*Filter, error) {
	if len(text) > maxLength {
		return nil, fmt.Errorf("the filter is longer than %d bytes", maxLength)
	}
	p := &parser{text: text, filter: &Filter{}}
	p.next()
	eval, err := p.or(0)
	if err == nil && p.err != nil {
		err = p.err
	}
	if err == nil && p.kind != end {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	p.filter.eval = eval
	return p.filter, nil
}

func (p *parser) isWord(w string) bool { return p.kind == word && strings.EqualFold(p.token, w) }

func (p *parser) or(depth int) (func(Lookup) any, error) {
	left, err := p.and(depth)
	for err == nil && p.isWord("or") {
		p.next()
		var right func(Lookup) any
		if right, err = p.and(depth); err == nil {
			a := left
			left = func(get Lookup) any { return a(get) == true || right(get) == true }
		}
	}
	return left, err
}

func (p *parser) and(depth int) (func(Lookup) any, error) {
	left, err := p.not(depth)
	for err == nil && p.isWord("and") {
		p.next()
		var right func(Lookup) any
		if right, err = p.not(depth); err == nil {
			a := left
			left = func(get Lookup) any { return a(get) == true && right(get) == true }
		}
	}
	return left, err
}

func (p *parser) not(depth int) (func(Lookup) any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the filter is nested more than %d levels deep", maxDepth)
	}
	if p.isWord("not") {
		p.filter.Advanced = true
		p.next()
		inner, err := p.not(depth + 1)
		return func(get Lookup) any { return inner(get) != true }, err
	}
	return p.comparison(depth)
}

func (p *parser) comparison(depth int) (func(Lookup) any, error) {
	left, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	if p.kind != word {
		return left, nil
	}
	op := strings.ToLower(p.token)
	switch op {
	case "in":
		p.next()
		list, err := p.arguments(depth)
		return func(get Lookup) any {
			v := left(get)
			for _, item := range list {
				if c, ok := compare(v, item(get)); ok && c == 0 {
					return true
				}
			}
			return false
		}, err
	case "eq", "ne", "gt", "ge", "lt", "le":
	default:
		return left, nil
	}
	p.next()
	right, err := p.operand(depth)
	if op == "ne" {
		p.filter.Advanced = true
	}
	return func(get Lookup) any {
		c, ok := compare(left(get), right(get))
		switch op {
		case "eq":
			return ok && c == 0
		case "ne":
			return !ok || c != 0
		case "gt":
			return ok && c > 0
		case "ge":
			return ok && c >= 0
		case "lt":
			return ok && c < 0
		}
		return ok && c <= 0
	}, err
}

func (p *parser) operand(depth int) (func(Lookup) any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("the filter is nested more than %d levels deep", maxDepth)
	}
	token, k := p.token, p.kind
	switch k {
	case open:
		p.next()
		inner, err := p.or(depth + 1)
		if err == nil {
			err = p.expect(closing)
		}
		return inner, err
	case text:
		p.next()
		return func(Lookup) any { return token }, nil
	case number:
		p.next()
		n, _ := strconv.ParseFloat(token, 64) // the scanner tried it
		return func(Lookup) any { return n }, nil
	case word:
		p.next()
		if p.kind == open {
			return p.call(token, depth+1)
		}
		switch strings.ToLower(token) {
		case "true", "false":
			v := strings.EqualFold(token, "true")
			return func(Lookup) any { return v }, nil
		case "null":
			return func(Lookup) any { return nil }, nil
		case "and", "or", "eq", "ne", "gt", "ge", "lt", "le", "in":
			return nil, fmt.Errorf("expression expected at position %d in '%s'", p.start, p.text)
		}
		if token[0] >= '0' && token[0] <= '9' { // a date or GUID without quotes
			return func(Lookup) any { return token }, nil
		}
		p.filter.Properties = append(p.filter.Properties, token)
		return func(get Lookup) any { return get(token) }, nil
	}
	return nil, p.unexpected()
}

func (p *parser) expect(k kind) error {
	if p.kind != k {
		return p.unexpected()
	}
	p.next()
	return nil
}

// arguments reads a list in parentheses.
func (p *parser) arguments(depth int) ([]func(Lookup) any, error) {
	if err := p.expect(open); err != nil {
		return nil, err
	}
	var list []func(Lookup) any
	if p.kind == closing {
		p.next()
		return nil, nil
	}
	for {
		arg, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, arg)
		if p.kind != comma {
			return list, p.expect(closing)
		}
		p.next()
	}
}

// call compiles a function. atScope and assignedTo are ARM's, for role
// assignments; they are left to the caller as properties of that name.
func (p *parser) call(name string, depth int) (func(Lookup) any, error) {
	at := p.start
	args, err := p.arguments(depth)
	if err != nil {
		return nil, err
	}
	str := func(i int) func(Lookup) (string, bool) {
		return func(get Lookup) (string, bool) {
			s, ok := args[i](get).(string)
			return strings.ToLower(s), ok
		}
	}
	test := func(value, part int, f func(s, sub string) bool) func(Lookup) any {
		a, b := str(value), str(part)
		return func(get Lookup) any {
			s, ok := a(get)
			sub, ok2 := b(get)
			return ok && ok2 && f(s, sub)
		}
	}
	switch lower := strings.ToLower(name); {
	case lower == "startswith" && len(args) == 2:
		return test(0, 1, strings.HasPrefix), nil
	case lower == "endswith" && len(args) == 2:
		p.filter.Advanced = true
		return test(0, 1, strings.HasSuffix), nil
	case lower == "contains" && len(args) == 2:
		return test(0, 1, strings.Contains), nil
	case lower == "substringof" && len(args) == 2:
		return test(1, 0, strings.Contains), nil
	case lower == "tolower" && len(args) == 1, lower == "toupper" && len(args) == 1:
		return args[0], nil // comparisons ignore case as it is
	case lower == "atscope" && len(args) == 0:
		return func(get Lookup) any { return get("atScope()") }, nil
	case lower == "assignedto" && len(args) == 1:
		return func(get Lookup) any {
			s, _ := args[0](get).(string)
			return get("assignedTo(" + s + ")")
		}, nil
	}
	return nil, fmt.Errorf("an unknown function with name '%s' was found at position %d in '%s'", name, at, p.text)
}

// compare orders two values of one type; ok is false when they cannot be
// compared. Text is compared without regard to case.
func compare(a, b any) (c int, ok bool) {
	switch x := a.(type) {
	case nil:
		return 0, b == nil
	case string:
		y, ok := b.(string)
		return strings.Compare(strings.ToLower(x), strings.ToLower(y)), ok
	case bool:
		y, ok := b.(bool)
		if x == y {
			return 0, ok
		}
		return 1, ok
	}
	x, ok := asNumber(a)
	if !ok {
		return 0, false
	}
	y, ok := asNumber(b)
	switch {
	case !ok:
		return 0, false
	case x < y:
		return -1, true
	case x > y:
		return 1, true
	}
	return 0, true
}

func asNumber(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}
