package expr

import (
	"fmt"
	"strconv"
	"strings"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Value is a setting that may be an expression: a literal or a compiled
// expression whose value is a T. T is string, bool, int, float64, any, rt.String
// for a text that may be null, or a string type that implements Enum. The zero
// Value is absent.
//
// A Value is set when configuration is loaded and then only read, by any number
// of goroutines.
type Value[T any] struct {
	eval rt.Fn[T]
	// text and number take the place of eval when T is string or int, which most
	// settings are: a call less (bench: variable, number).
	text    rt.Fn[rt.String]
	number  rt.Fn[int32]
	layout  rt.Layout
	bare    bool // the layout is empty
	literal T
	kind    valueKind
	source  *diag.Source // of the expression
}

type valueKind uint8

const (
	absent valueKind = iota
	literal
	computed
	// folded is an expression whose value was known when it was compiled.
	folded
)

// Enum is implemented by string types that have a fixed set of values.
type Enum interface {
	// Values lists the allowed texts.
	Values() []string
}

// Literal returns a Value that is v.
func Literal[T any](v T) Value[T] { return Value[T]{literal: v, kind: literal} }

// IsSet reports whether the setting is there.
func (v *Value[T]) IsSet() bool { return v.kind != absent }

// IsExpression reports whether the setting is an expression.
func (v *Value[T]) IsExpression() bool { return v.kind >= computed }

// Constant returns the literal; ok is false for expressions and absent values.
func (v *Value[T]) Constant() (T, bool) { return v.literal, v.kind == literal }

// Eval returns the value in a frame. An absent value is the zero T. Errors are
// exceptions of the expression (*clr.Exception), an exceeded budget
// (*rt.Exceeded), a value that the setting does not take (*InvalidValue; null is
// none for a string, policies/00-documents-and-pipeline.md section 7), or the
// host's own.
func (v *Value[T]) Eval(f *rt.Frame) (T, error) {
	if v.kind != computed {
		return v.literal, nil
	}
	if !v.bare {
		f.Prepare(v.layout)
	}
	if v.text != nil {
		s, err := v.text(f)
		if err == nil && s.Valid {
			// T is string: a conversion that asks nothing at run time.
			return *(*T)(unsafe.Pointer(&s.Text)), nil
		}
		if err == nil {
			err = &InvalidValue{Null: true, Reason: "expected a text"}
		}
		return v.literal, failure(v.source, f, err)
	}
	if v.number != nil {
		n, err := v.number(f)
		if err != nil {
			return v.literal, failure(v.source, f, err)
		}
		whole := int(n)
		return *(*T)(unsafe.Pointer(&whole)), nil
	}
	x, err := v.eval(f)
	if err != nil {
		return x, failure(v.source, f, err)
	}
	return x, nil
}

// failure is an error with the place that failed last.
func failure(source *diag.Source, f *rt.Frame, err error) error {
	at := f.Env.Failed
	return &Failure{Source: source, Span: diag.Span{Start: at.Start, End: at.End}, Err: err}
}

// Setter is the side of a Value that a compiler of documents uses.
type Setter interface {
	// Wanted is the type an expression has to have.
	Wanted(u *types.Universe) *types.Type
	// SetLiteral sets the value from text; the error says what is allowed.
	SetLiteral(text string) error
	// SetProgram sets the value to an expression compiled for the wanted type.
	SetProgram(p *Program)
}

// Wanted implements Setter.
func (v *Value[T]) Wanted(u *types.Universe) *types.Type {
	switch any(&v.literal).(type) {
	case *bool:
		return u.Special(types.Boolean)
	case *int:
		return u.Special(types.Int32)
	case *float64:
		return u.Special(types.Double)
	case *any:
		return u.Special(types.Object)
	}
	return u.Special(types.String)
}

// SetLiteral implements Setter.
func (v *Value[T]) SetLiteral(text string) error {
	x, err := ParseLiteral[T](text)
	if err != nil {
		return err
	}
	v.literal, v.kind = x, literal
	return nil
}

// ParseLiteral reads a literal of type T as attributes write it.
func ParseLiteral[T any](text string) (T, error) {
	var v T
	trimmed := strings.TrimSpace(text)
	switch p := any(&v).(type) {
	case *string:
		*p = text
	case *rt.String:
		*p = rt.Str(text)
	case *any:
		*p = text
	case *bool:
		switch {
		case strings.EqualFold(trimmed, "true"):
			*p = true
		case strings.EqualFold(trimmed, "false"):
		default:
			return v, fmt.Errorf("expected true or false")
		}
	case *int:
		n, err := strconv.ParseInt(trimmed, 10, 32)
		if err != nil {
			return v, fmt.Errorf("expected a whole number")
		}
		*p = int(n)
	case *float64:
		n, err := strconv.ParseFloat(trimmed, 64)
		if err != nil {
			return v, fmt.Errorf("expected a number")
		}
		*p = n
	default:
		e, ok := any(v).(Enum)
		if !ok {
			return v, fmt.Errorf("unsupported setting type %T", v)
		}
		return parseEnum[T](trimmed, e)
	}
	return v, nil
}

// parseEnum finds the allowed value; case does not matter.
func parseEnum[T any](text string, e Enum) (T, error) {
	var zero T
	for _, allowed := range e.Values() {
		if strings.EqualFold(allowed, text) {
			return convertString[T](allowed), nil
		}
	}
	return zero, fmt.Errorf("expected one of: %s", strings.Join(e.Values(), ", "))
}

// SetProgram implements Setter.
func (v *Value[T]) SetProgram(p *Program) {
	v.kind, v.source, v.layout, v.bare = computed, p.Source, p.Layout, p.Layout == rt.Layout{}
	switch eval := any(&v.eval).(type) {
	case *rt.Fn[string]:
		v.text = rt.Arg[rt.String](p.Code)
	case *rt.Fn[rt.String]:
		*eval = rt.Arg[rt.String](p.Code)
	case *rt.Fn[bool]:
		*eval = rt.Arg[bool](p.Code)
	case *rt.Fn[int]:
		v.number = rt.Arg[int32](p.Code)
	case *rt.Fn[float64]:
		*eval = rt.Arg[float64](p.Code)
	case *rt.Fn[any]:
		*eval = rt.Arg[any](p.Code)
	default:
		v.eval = enumEval[T](p)
	}
	if _, isConst := p.Code.Constant(); isConst {
		// A constant needs no frame; one that the setting does not take fails when it is
		// evaluated.
		if x, err := v.Eval(&rt.Frame{Env: &rt.Env{}}); err == nil {
			v.literal, v.kind = x, folded
		}
	}
}

// enumEval evaluates to a text that must be one of the allowed values.
func enumEval[T any](p *Program) rt.Fn[T] {
	fn := rt.Arg[rt.String](p.Code)
	var zero T
	names := any(zero).(Enum).Values()
	values := make([]T, len(names))
	for i, n := range names {
		values[i] = convertString[T](n)
	}
	return func(f *rt.Frame) (T, error) {
		s, err := fn(f)
		if err != nil {
			return zero, err
		}
		text := strings.TrimSpace(s.Text)
		for i, n := range names {
			if strings.EqualFold(n, text) {
				return values[i], nil
			}
		}
		return zero, &InvalidValue{Text: s.Text, Reason: "expected one of: " + strings.Join(names, ", ")}
	}
}

// InvalidValue is the error of an expression whose value is not one of those
// that the setting takes.
type InvalidValue struct {
	Text, Reason string
	// Null says that there is no text because the value is null.
	Null bool
}

// Error says what is wrong with the value.
func (e *InvalidValue) Error() string {
	if e.Null {
		return "null: " + e.Reason
	}
	return fmt.Sprintf("%q: %s", e.Text, e.Reason)
}
