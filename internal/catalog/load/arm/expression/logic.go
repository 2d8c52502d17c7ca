package expression

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// same compares values; objects are equal whatever the order of their members.
// Texts compare with regard to case, as equals does.
func (ev *Evaluator) same(a, b *node.Value) (bool, error) {
	if err := ev.Step(1); err != nil {
		return false, err
	}
	if a == b {
		return true, nil
	}
	if a.Kind != b.Kind || len(a.Items) != len(b.Items) || len(a.Members) != len(b.Members) {
		return false, nil
	}
	switch a.Kind {
	case node.Number:
		x, errX := strconv.ParseFloat(a.Text, 64)
		y, errY := strconv.ParseFloat(b.Text, 64)
		return a.Text == b.Text || errX == nil && errY == nil && x == y, nil
	case node.Array:
		for i, item := range a.Items {
			if same, err := ev.same(item, b.Items[i]); err != nil || !same {
				return false, err
			}
		}
		return true, nil
	case node.Object:
		for _, m := range a.Members {
			if err := ev.Step(len(b.Members)); err != nil {
				return false, err
			}
			other := b.GetFold(m.Name)
			if other == nil {
				return false, nil
			}
			if same, err := ev.same(m.Value, other); err != nil || !same {
				return false, err
			}
		}
		return true, nil
	}
	return a.Text == b.Text, nil
}

func equals(ev *Evaluator, a args) (*node.Value, error) {
	same, err := ev.same(a[0], a[1])
	return ev.Bool(same), err
}

func not(ev *Evaluator, a args) (*node.Value, error) {
	yes, _, err := ev.truth(a[0])
	return ev.Bool(!yes), err
}

func constant(b bool) func(*Evaluator, args) (*node.Value, error) {
	return func(ev *Evaluator, _ args) (*node.Value, error) { return ev.Bool(b), nil }
}

func null(ev *Evaluator, _ args) (*node.Value, error) { return ev.Null(), nil }

func toBool(ev *Evaluator, a args) (*node.Value, error) {
	if a[0].Kind == node.Number || a[0].Kind == node.String {
		switch a[0].Text {
		case "1":
			return ev.Bool(true), nil
		case "0":
			return ev.Bool(false), nil
		}
	}
	yes, _, err := ev.truth(a[0])
	return ev.Bool(yes), err
}

func toInt(ev *Evaluator, a args) (*node.Value, error) {
	n, err := integer(a[0])
	return ev.Int(n), err
}

func toFloat(ev *Evaluator, a args) (*node.Value, error) {
	f, err := strconv.ParseFloat(a[0].Text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, wrongKind("a number", a[0])
	}
	return ev.Number(strconv.FormatFloat(f, 'f', -1, 64)), nil
}

func ordered(holds func(c int) bool) func(*Evaluator, args) (*node.Value, error) {
	return func(ev *Evaluator, a args) (*node.Value, error) {
		if a[0].Kind == node.String && a[1].Kind == node.String {
			return ev.Bool(holds(strings.Compare(a[0].Text, a[1].Text))), nil
		}
		x, err := integer(a[0])
		if err != nil {
			return nil, err
		}
		y, err := integer(a[1])
		return ev.Bool(holds(cmp.Compare(x, y))), err
	}
}

// extreme is min or max of numbers, given one by one or as a list.
func extreme(sign int) func(*Evaluator, args) (*node.Value, error) {
	return func(ev *Evaluator, a args) (*node.Value, error) {
		list := a
		if len(a) == 1 && a[0].Kind == node.Array {
			list = a[0].Items
		}
		if len(list) == 0 {
			return nil, &Error{Message: "a list without items has no least and no greatest"}
		}
		best := int64(0)
		for i, v := range list {
			n, err := integer(v)
			if err != nil {
				return nil, err
			}
			if i == 0 || cmp.Compare(n, best) == sign {
				best = n
			}
		}
		return ev.Int(best), nil
	}
}

func arithmetic(ev *Evaluator, a args) (*node.Value, error) {
	return calculate(ev, a, func(x, y int64) int64 { return x + y })
}

func subtract(ev *Evaluator, a args) (*node.Value, error) {
	return calculate(ev, a, func(x, y int64) int64 { return x - y })
}

func multiply(ev *Evaluator, a args) (*node.Value, error) {
	return calculate(ev, a, func(x, y int64) int64 { return x * y })
}

func divide(ev *Evaluator, a args) (*node.Value, error) {
	return calculate(ev, nonZero(a), func(x, y int64) int64 { return x / y })
}

func modulo(ev *Evaluator, a args) (*node.Value, error) {
	return calculate(ev, nonZero(a), func(x, y int64) int64 { return x % y })
}

// nonZero drops a divisor that is zero, which calculate reports.
func nonZero(a args) args {
	if n, err := integer(a[1]); err == nil && n == 0 {
		return a[:1]
	}
	return a
}

func calculate(ev *Evaluator, a args, f func(x, y int64) int64) (*node.Value, error) {
	if len(a) < 2 {
		return nil, &Error{Message: "division by zero"}
	}
	x, err := integer(a[0])
	if err != nil {
		return nil, err
	}
	y, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	return ev.Int(f(x, y)), nil
}
