package rt

import (
	"fmt"
	"reflect"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Fn is a compiled expression whose values are represented by T.
type Fn[T any] func(*Frame) (T, error)

// String is a C# string: text that can be null. The zero value is null.
type String struct {
	Text string
	// Valid is false for null.
	Valid bool
}

// Str returns the non-null string s.
func Str(s string) String { return String{s, true} }

// Box returns the string as an object: nil for null.
func (s String) Box() any {
	if !s.Valid {
		return nil
	}
	return s.Text
}

// Void is the result of methods that return nothing.
type Void struct{}

// Code is a compiled expression of any representation: it holds one Fn[T]. The
// zero Code is invalid.
type Code struct {
	fn any
	// constant holds the value when the expression is a constant.
	constant any
	isConst  bool
	// raw is the Fn[*T] of code that yields pointers to T as objects, or nil.
	raw any
	// context says that the code is the variable context; chain is the path of
	// properties from there, such as "Request.Url".
	context bool
	chain   string
	// uncounted is the code of strings without what CountTexts added, nil where that
	// added nothing.
	uncounted Fn[String]
	// item links this[name] for a constant name; nil where there is no short way.
	item ItemReader
	// cast is the short way to a value out of an object: it returns the Fn[T] that
	// does in one step what slow, an Fn[T], does, and leaves to slow what is no T; nil
	// where there is none for T. Nil for most code.
	cast func(slow any) any
	// within makes the code that compares an int with constants in one step; nil where
	// there is no short way.
	within func(IntRange) Fn[bool]
}

// IntRange says which values of an int pass a comparison with a constant: those from
// Low to High, or with Out all others.
type IntRange struct {
	Low, High int32
	Out       bool
}

// Has reports whether a value passes.
func (r IntRange) Has(n int32) bool { return (r.Low <= n && n <= r.High) != r.Out }

// Within compares the value of code of an int, where there is a short way for it.
func Within(c Code, r IntRange) (Code, bool) {
	if c.within == nil {
		return Code{}, false
	}
	return Of(c.within(r)), true
}

// Of makes a Code of a function.
func Of[T any](fn Fn[T]) Code { return Code{fn: fn} }

// Const makes a Code that always yields v. v must already be in representation
// form (String for a string, any for an object).
func Const[T any](v T) Code {
	return Code{fn: Fn[T](func(*Frame) (T, error) { return v, nil }), constant: v, isConst: true}
}

// Constant returns the value of a constant expression, in representation form.
func (c Code) Constant() (any, bool) { return c.constant, c.isConst }

// Arg returns the code as a function of T. The representation of the code must
// be T, or the code must yield references that are all of the Go type T (null
// becomes the zero T); anything else is an error in the library's tables.
func Arg[T any](c Code) Fn[T] {
	switch fn := c.fn.(type) {
	case Fn[T]:
		return fn
	case Fn[any]:
		return func(f *Frame) (T, error) {
			v, err := fn(f)
			if err != nil || v == nil {
				var zero T
				return zero, err
			}
			t, ok := v.(T)
			if !ok {
				return t, f.badCast(v, t)
			}
			return t, nil
		}
	}
	var zero T
	panic(fmt.Sprintf("rt: code of %T used as %T", c.fn, zero))
}

// receiver returns the code as a function of T that throws
// NullReferenceException where the value is null.
func receiver[T any](c Code, at Place) Fn[T] {
	if fn, from, ok := uncountedText(c); ok {
		if _, own := any(fn).(Fn[T]); !own {
			return func(f *Frame) (T, error) {
				s, err := fn(f)
				var zero T
				if err != nil {
					return zero, err
				}
				if len(s.Text) >= from {
					if err := f.Text(len(s.Text)); err != nil {
						return zero, f.Throw(at, err)
					}
				}
				if !s.Valid {
					return zero, f.Throw(at, clr.NullReference())
				}
				if p, ok := any(&zero).(*string); ok {
					*p = s.Text
					return zero, nil
				}
				t, ok := any(s.Text).(T)
				if !ok {
					return t, f.badCast(s.Text, t)
				}
				return t, nil
			}
		}
	}
	if fn, ok := c.fn.(Fn[any]); ok {
		return func(f *Frame) (T, error) {
			v, err := fn(f)
			var zero T
			if err != nil {
				return zero, err
			}
			if v == nil {
				return zero, f.Throw(at, clr.NullReference())
			}
			t, ok := v.(T)
			if !ok {
				return t, f.badCast(v, t)
			}
			return t, nil
		}
	}
	return Arg[T](c)
}

// result returns fn as a Code of the representation that the caller expects.
func result[R any](want Rep, fn Fn[R]) Code {
	if want == nil {
		return Code{fn: fn}
	}
	if want.holds(fn) {
		return Code{fn: fn}
	}
	if want.Kind() == KindRef {
		box := boxer[R]()
		return Of(Fn[any](func(f *Frame) (any, error) {
			v, err := fn(f)
			if err != nil {
				return nil, err
			}
			return box(v), nil
		}))
	}
	if fn, ok := any(fn).(Fn[any]); ok {
		return want.Unbox(Of(fn), Place{})
	}
	panic(fmt.Sprintf("rt: function of %T where %s is expected", fn, want.Kind()))
}

// boxer returns the function that turns values of R into objects: a null string
// or nil pointer becomes nil, a string its Go string, anything else itself. It is
// chosen when the expression is compiled, so that nothing is asked of the value
// at run time but whether it is nil.
func boxer[R any]() func(R) any {
	var zero R
	switch any(zero).(type) {
	case String:
		return func(v R) any { return any(v).(String).Box() }
	case Void:
		return func(R) any { return nil }
	}
	if t := reflect.TypeFor[R](); t.Kind() == reflect.Pointer {
		null := any(zero)
		return func(v R) any {
			if any(v) == null {
				return nil
			}
			return v
		}
	}
	return func(v R) any { return v }
}

// Place is where in the expression's text something stands, in byte offsets.
type Place struct{ Start, End int }
