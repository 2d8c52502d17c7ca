package liquid

import (
	"errors"
	"math"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// arithmetic is one of the operations on numbers. Those on whole numbers report
// ok false for an overflow.
type arithmetic struct {
	name     string // of the method of System.Linq.Expressions.Expression
	integers func(a, b int64) (n int64, ok bool)
	decimals func(a, b clr.Decimal) (clr.Decimal, error)
	doubles  func(a, b float64) float64
	divides  bool
}

var (
	addition = arithmetic{
		name: "AddChecked",
		integers: func(a, b int64) (int64, bool) {
			n := a + b
			return n, (n > a) == (b > 0)
		},
		decimals: clr.Decimal.Add,
		doubles:  func(a, b float64) float64 { return a + b },
	}
	subtraction = arithmetic{
		name: "SubtractChecked",
		integers: func(a, b int64) (int64, bool) {
			n := a - b
			return n, (n < a) == (b > 0)
		},
		decimals: clr.Decimal.Sub,
		doubles:  func(a, b float64) float64 { return a - b },
	}
	multiplication = arithmetic{
		name: "MultiplyChecked",
		integers: func(a, b int64) (int64, bool) {
			if a == 0 || b == 0 {
				return 0, true
			}
			n := a * b
			return n, n/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64)
		},
		decimals: clr.Decimal.Mul,
		doubles:  func(a, b float64) float64 { return a * b },
	}
	division = arithmetic{
		name:     "Divide",
		integers: func(a, b int64) (int64, bool) { return a / b, !(b == -1 && a == math.MinInt64) },
		decimals: clr.Decimal.Div,
		doubles:  func(a, b float64) float64 { return a / b },
		divides:  true,
	}
	remainder = arithmetic{
		name:     "Modulo",
		integers: func(a, b int64) (int64, bool) { return a % b, !(b == -1 && a == math.MinInt64) },
		decimals: clr.Decimal.Rem,
		doubles:  math.Mod,
		divides:  true,
	}
)

func minus(r *renderer, args []Value) (Value, error)     { return r.calculate(&subtraction, args) }
func dividedBy(r *renderer, args []Value) (Value, error) { return r.calculate(&division, args) }
func modulo(r *renderer, args []Value) (Value, error)    { return r.calculate(&remainder, args) }

// plus adds numbers, or anything to a text.
func plus(r *renderer, args []Value) (Value, error) {
	if s, ok := args[0].(string); ok {
		return r.concat(s, optionalText(args[1], r.culture))
	}
	return r.calculate(&addition, args)
}

// times multiplies numbers, or repeats a text.
func times(r *renderer, args []Value) (Value, error) {
	s, ok := args[0].(string)
	if k := kindOf(args[1]); ok && (k == int32Kind || k == int64Kind) {
		n, err := toInt(args[1], 32, r.culture)
		if err != nil {
			return nil, err
		}
		if n < 0 {
			return nil, clr.ArgumentOutOfRange("", "count")
		}
		return repeated{s, int(n)}, nil
	}
	return r.calculate(&multiplication, args)
}

// calculate works on whole numbers, or on decimals as soon as one side is not
// whole, or on doubles where decimals do not reach.
func (r *renderer) calculate(op *arithmetic, args []Value) (Value, error) {
	a, b := args[0], args[1]
	if a == nil || b == nil {
		return nil, nil
	}
	if isReal(a) || isReal(b) {
		v, err := r.decimals(op, a, b)
		if err == nil || !leavesDecimals(err) {
			return v, err
		}
		x, err := toDouble(a, r.culture)
		if err != nil {
			return nil, err
		}
		y, err := toDouble(b, r.culture)
		if err != nil {
			return nil, err
		}
		return op.doubles(x, y), nil
	}
	return op.whole(a, b)
}

func isReal(v Value) bool {
	k := kindOf(v)
	return k == doubleKind || k == decimalKind
}

func (r *renderer) decimals(op *arithmetic, a, b Value) (Value, error) {
	x, err := toDecimal(a, r.culture)
	if err != nil {
		return nil, err
	}
	y, err := toDecimal(b, r.culture)
	if err != nil {
		return nil, err
	}
	v, err := op.decimals(x, y)
	if err != nil {
		return nil, err
	}
	return v, nil
}

// leavesDecimals reports whether doubles are tried after an error.
func leavesDecimals(err error) bool {
	var ex *clr.Exception
	return errors.As(err, &ex) && (ex.Type == "System.OverflowException" || ex.Type == "System.DivideByZeroException")
}

// whole works on values neither of which is a decimal or double.
func (op *arithmetic) whole(a, b Value) (Value, error) {
	ka, kb := kindOf(a), kindOf(b)
	// A character is a number beside a number.
	if isWhole := ka.isNumber() || ka == charKind; isWhole && kb.isNumber() || ka.isNumber() && kb == charKind {
		x, _ := toInt(a, 64, netfmt.Invariant())
		y, _ := toInt(b, 64, netfmt.Invariant())
		if op.divides && y == 0 {
			return nil, clr.DivideByZero()
		}
		n, ok := op.integers(x, y)
		if ka == int64Kind || kb == int64Kind {
			if !ok {
				return nil, clr.ArithmeticOverflow()
			}
			return n, nil
		}
		if int64(int32(n)) != n || op.divides && x == math.MinInt32 && y == -1 {
			return nil, clr.ArithmeticOverflow()
		}
		return int32(n), nil
	}
	if typeName(a) == typeName(b) {
		return op.others(a, b)
	}
	param := "left"
	if ka.isNumber() || ka == charKind {
		param = "right"
	}
	return nil, clr.InvalidOperation("%s", clr.Argument("Argument is not numeric", param).Message)
}

// others works on two values of one type that has operators of its own.
func (op *arithmetic) others(a, b Value) (Value, error) {
	switch x := a.(type) {
	case clr.DateTime:
		if op == &subtraction {
			return x.Since(b.(clr.DateTime)), nil
		}
	case clr.DateTimeOffset:
		if op == &subtraction {
			return x.Since(b.(clr.DateTimeOffset)), nil
		}
	case clr.TimeSpan:
		switch op {
		case &addition:
			return x.Add(b.(clr.TimeSpan))
		case &subtraction:
			return x.Sub(b.(clr.TimeSpan))
		}
	}
	return nil, clr.InvalidOperation("The binary operator %s is not defined for the types '%s' and '%s'.", op.name, typeName(a), typeName(b))
}

// round is Math.Round of a decimal, halves to even; null where that is an error.
func round(r *renderer, args []Value) (Value, error) {
	places, err := toInt(args[1], 32, r.culture)
	if err != nil {
		return nil, nil
	}
	d, err := toDecimal(args[0], r.culture)
	if err != nil {
		return nil, nil
	}
	if d, err = d.Round(int(places), clr.ToEven); err != nil {
		return nil, nil
	}
	return d, nil
}

// double reads the text of a value as a number.
func (r *renderer) double(v Value) (f float64, ok bool, err error) {
	if v == nil {
		return 0, false, clr.NullReference()
	}
	f, err = netfmt.ParseDouble(text(v, r.culture), netfmt.NumberNumber, r.culture)
	return f, err == nil, nil
}

func abs(r *renderer, args []Value) (Value, error) {
	f, ok, err := r.double(args[0])
	if err != nil {
		return nil, err
	}
	if !ok {
		return float64(0), nil
	}
	return math.Abs(f), nil
}

func atLeast(r *renderer, args []Value) (Value, error) { return r.limited(args, math.Max) }
func atMost(r *renderer, args []Value) (Value, error)  { return r.limited(args, math.Min) }

func (r *renderer) limited(args []Value, pick func(a, b float64) float64) (Value, error) {
	a, okA, err := r.double(args[0])
	if err != nil {
		return nil, err
	}
	b, okB, err := r.double(args[1])
	if err != nil {
		return nil, err
	}
	if okA && okB {
		return pick(a, b), nil
	}
	return args[0], nil
}

// currency writes an amount of money. A text that is no number stays.
func currency(r *renderer, args []Value) (Value, error) {
	if args[0] == nil {
		return nil, nil
	}
	c := r.culture
	if tag, ok := optional(args[1]); ok {
		if c, ok = netfmt.ByName(strings.TrimSpace(tag)); !ok {
			return nil, clr.Throw("System.Globalization.CultureNotFoundException", "Culture is not supported.\nParameter name: name\n%s is an invalid culture identifier.", strings.TrimSpace(tag))
		}
		c = c.WithFloats(r.culture.Floats())
	}
	s := text(args[0], r.culture)
	var amount clr.Decimal
	var err error
	if isReal(args[0]) {
		if amount, err = toDecimal(args[0], r.culture); err != nil {
			return nil, err
		}
	} else if amount, err = netfmt.ParseDecimal(s, netfmt.NumberCurrency, r.culture); err != nil {
		return s, nil
	}
	return netfmt.Format(amount, "C", c)
}
