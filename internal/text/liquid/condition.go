package liquid

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// operator compares two values.
type operator func(r *renderer, left, right Value) (bool, error)

// condition is a comparison, or a value that has to be neither null nor false,
// and what it is joined with.
type condition struct {
	left, right expr
	compare     operator // nil for a value alone
	join        join
	rest        *condition
}

type join uint8

const (
	joinNothing join = iota
	joinAnd
	joinOr
)

// parseCondition reads: fragment, operator, fragment. An operator is made of
// letters, underscores and the signs of comparison. What follows is skipped.
func parseCondition(s string) (*condition, bool) {
	start, end := findFragment(s, 0, false)
	if start < 0 {
		return nil, false
	}
	c := &condition{left: parseExpression(strings.TrimLeft(s[start:end], "("))}
	start = skipSpace(s, end)
	end = start
	for end < len(s) && strings.IndexByte("=!<>_", s[end]) >= 0 || end < len(s) && isLetter(s[end]) {
		end++
	}
	name := s[start:end]
	if name == "" {
		return c, true
	}
	c.compare = findOperator(name)
	right := ""
	start = skipSpace(s, end)
	if end = fragmentAt(s, start, false); end >= 0 {
		right = strings.TrimRight(s[start:end], ")")
	}
	c.right = parseExpression(right)
	return c, true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// holds evaluates the condition and, as far as needed, what it is joined with.
func (c *condition) holds(r *renderer) (bool, error) {
	for {
		ok, err := c.alone(r)
		if err != nil {
			return false, err
		}
		if c.join == joinNothing || ok != (c.join == joinAnd) {
			return ok, nil
		}
		c = c.rest
	}
}

func (c *condition) alone(r *renderer) (bool, error) {
	if err := r.step(); err != nil {
		return false, err
	}
	left, err := c.left.eval(r)
	if err != nil {
		return false, err
	}
	if c.compare == nil {
		b, isBool := left.(bool)
		return left != nil && (!isBool || b), nil
	}
	right, err := c.right.eval(r)
	if err != nil {
		return false, err
	}
	return c.compare(r, left, right)
}

// findOperator returns the operator of a name. Those with names can be written
// with a capital or all in lower case as well.
func findOperator(name string) operator {
	switch name {
	case "==":
		return equals
	case "!=", "<>":
		return func(r *renderer, left, right Value) (bool, error) {
			ok, err := equals(r, left, right)
			return !ok, err
		}
	case "<":
		return ordered(func(n int) bool { return n == -1 })
	case ">":
		return ordered(func(n int) bool { return n == 1 })
	case "<=":
		return ordered(func(n int) bool { return n <= 0 })
	case ">=":
		return ordered(func(n int) bool { return n >= 0 })
	case "contains", "Contains":
		return (*renderer).contains
	case "startsWith", "StartsWith", "startswith":
		return edge(false)
	case "endsWith", "EndsWith", "endswith":
		return edge(true)
	case "hasKey", "HasKey", "haskey":
		return hasKey
	case "hasValue", "HasValue", "hasvalue":
		return hasValue
	}
	return func(*renderer, Value, Value) (bool, error) {
		return false, &liquidError{message: "Unknown operator " + name}
	}
}

// equals is == with the words blank and empty on either side.
func equals(r *renderer, left, right Value) (bool, error) {
	if k, ok := left.(keyword); ok {
		return k.holds(right), nil
	}
	if k, ok := right.(keyword); ok {
		return k.holds(left), nil
	}
	return r.equal(left, right)
}

// ordered is < and the like: false when a side is null. DotLiquid compares with
// exactly 1 and -1, which matters for characters only.
func ordered(accept func(int) bool) operator {
	return func(r *renderer, left, right Value) (bool, error) {
		if left == nil || right == nil {
			return false, nil
		}
		n, err := r.order(left, right)
		return err == nil && accept(n), err
	}
}

// edge is startsWith or endsWith: of a text, or the first or last element of a
// list.
func edge(last bool) operator {
	return func(r *renderer, left, right Value) (bool, error) {
		_, stands := left.(Scalar)
		if l, ok := left.(List); ok && !stands {
			var v Value
			if n := l.Len(); n > 0 && last {
				v = l.At(n - 1)
			} else if n > 0 {
				v = l.At(0)
			}
			return equals(r, v, right)
		}
		s, ok := plain(left).(string)
		part, isText := plain(right).(string)
		switch {
		case !ok || !isText:
			return false, nil
		case last:
			return netfmt.HasSuffix(s, part, r.culture, false), nil
		}
		return netfmt.HasPrefix(s, part, r.culture, false), nil
	}
}

// hasKey asks a dictionary for a name.
func hasKey(r *renderer, left, right Value) (bool, error) {
	if right == nil {
		return false, nil
	}
	switch left := left.(type) {
	case Dictionary:
		_, ok := left.Get(text(right, r.culture))
		return ok, nil
	case Object:
		v, ok := left.Get(text(right, r.culture))
		return ok && v != nil, nil
	}
	return false, nil
}

// hasValue looks for a value of the same type in a dictionary.
func hasValue(r *renderer, left, right Value) (bool, error) {
	d, ok := left.(Dictionary)
	if !ok {
		return false, nil
	}
	for i := range d.Len() {
		if err := r.step(); err != nil {
			return false, err
		}
		if _, v := d.Entry(i); same(v, plain(right)) {
			return true, nil
		}
	}
	return false, nil
}

// noEnumerable is the error of something else where a filter takes a sequence.
func noEnumerable(v Value) error {
	return clr.Throw("System.InvalidCastException", "Invalid cast from 'System.%s' to 'System.Collections.IEnumerable'.", kindOf(v).name())
}
