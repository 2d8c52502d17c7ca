package rt

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Kind is the kind of slot that a representation lives in.
type Kind uint8

// The kinds.
const (
	// KindNum is for bool, the integers, char and the floats.
	KindNum Kind = iota
	// KindStr is for strings.
	KindStr
	// KindRef is for references and nullables.
	KindRef
	// KindValue is for the other value types (DateTime, decimal, ...): typed
	// closures, boxed only when stored in a variable.
	KindValue
)

// String names the kind.
func (k Kind) String() string { return [...]string{"number", "string", "reference", "value"}[k] }

// Var is a variable of a function: its slot, and whether lambdas share it.
type Var struct {
	Slot int
	// Captured says that the slot, of kind reference, holds a cell.
	Captured bool
}

// Rep is how values of a static type are represented. It makes the code that
// depends on the Go type: variables, arrays, boxing, choice. There is one Rep
// for each Go type T, made by RepOf.
type Rep interface {
	Kind() Kind
	// Default is the code of default(T).
	Default() Code
	// Const is the code of a constant; v is the Go value (a string for String).
	Const(v any) Code
	// Load reads a variable, Store sets it.
	Load(v Var) Code
	Store(v Var, value Code) Stmt
	// StoreValue sets a variable and yields the value.
	StoreValue(v Var, value Code) Code
	// Declare starts the life of a variable: a captured one gets a new cell. The
	// variable has its default value.
	Declare(v Var) func(*Frame)
	// SetBoxed stores a boxed value, for parameters of lambdas and loops.
	SetBoxed(v Var) func(f *Frame, boxed any) error
	// Out is the code that yields the Out[T] of a variable.
	Out(v Var) Code
	// OutBoxed yields an Out[any] that unboxes, for library code that sees a type
	// parameter.
	OutBoxed(v Var) Code
	// Cond is test ? a : b.
	Cond(test Fn[bool], a, b Code) Code
	// Seq runs a statement and yields the value of then.
	Seq(first Stmt, then Code) Code
	// Run evaluates the code for its effect.
	Run(Code) Stmt
	// Box turns a value into an object, Unbox an object into a value; unboxing
	// null throws NullReferenceException, another type InvalidCastException.
	Box(Code) Code
	Unbox(c Code, at Place) Code
	// NewArray makes an array of the given length, NewArrayOf one of the given
	// elements; Element, SetElement and ElementOut use elements.
	NewArray(elem *Type, length Fn[int32], at Place) Code
	NewArrayOf(elem *Type, items []Code) Code
	// ArrayOf makes an array of boxed items at run time.
	ArrayOf(f *Frame, elem *Type, items []any) (AnyArray, error)
	// Empty makes an array without elements.
	Empty(elem *Type) AnyArray
	Element(array Code, index Fn[int32], at Place) Code
	SetElement(array Code, index Fn[int32], value Code, at Place) Code
	// BoxedFn returns the code as a function to an object.
	BoxedFn(Code) Fn[any]
	// Wrap returns code whose errors pass through catch.
	Wrap(c Code, catch func(*Frame, error) error) Code
	// holds reports whether fn is an Fn[T].
	holds(fn any) bool
}

// Out is a variable passed by reference with `out` or `ref`.
type Out[T any] struct {
	set func(T)
	get func() T
}

// Get reads the variable, which a `ref` argument has assigned.
func (o Out[T]) Get() T {
	if o.get == nil {
		var zero T
		return zero
	}
	return o.get()
}

// Set assigns the variable.
func (o Out[T]) Set(v T) {
	if o.set != nil {
		o.set(v)
	}
}

// Cell is a variable shared by a function and its lambdas.
type Cell[T any] struct{ V T }

// RepOf returns the representation for the Go type T.
func RepOf[T any]() Rep {
	r := &rep[T]{box: boxer[T]()}
	var zero T
	switch any(zero).(type) {
	case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, clr.Char, float32, float64:
		r.kind = KindNum
	case String:
		r.kind = KindStr
	case clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid, clr.Decimal:
		r.kind = KindValue
	default:
		if any(&zero) == nil {
			panic("unreachable")
		}
		if _, isRef := any(&zero).(*any); isRef {
			r.kind = KindRef
		} else {
			r.kind = KindValue
		}
	}
	r.load, r.store = slots[T](r.kind)
	return r
}

type rep[T any] struct {
	kind  Kind
	load  func(*Frame, int) T
	store func(*Frame, int, T)
	box   func(T) any
}

func (r *rep[T]) Kind() Kind { return r.kind }

func (r *rep[T]) holds(fn any) bool { _, ok := fn.(Fn[T]); return ok }

func (r *rep[T]) Default() Code { var zero T; return Const(zero) }

func (r *rep[T]) Const(v any) Code {
	if s, ok := v.(string); ok {
		if t, ok := any(Str(s)).(T); ok {
			return Const(t)
		}
	}
	if v == nil {
		return r.Default()
	}
	return Const(v.(T))
}

func (r *rep[T]) Load(v Var) Code {
	slot := v.Slot
	if v.Captured {
		return Of(Fn[T](func(f *Frame) (T, error) { return f.ref[slot].(*Cell[T]).V, nil }))
	}
	// The commonest kinds read their slot without an indirect call.
	var fn any
	var zero T
	switch any(zero).(type) {
	case int32:
		fn = Fn[int32](func(f *Frame) (int32, error) { return int32(f.num[slot]), nil })
	case bool:
		fn = Fn[bool](func(f *Frame) (bool, error) { return f.num[slot] != 0, nil })
	case String:
		fn = Fn[String](func(f *Frame) (String, error) { return f.str[slot], nil })
	default:
		if r.kind == KindRef {
			fn = Fn[any](func(f *Frame) (any, error) { return f.ref[slot], nil })
		} else {
			load := r.load
			fn = Fn[T](func(f *Frame) (T, error) { return load(f, slot), nil })
		}
	}
	return Code{fn: fn}
}

func (r *rep[T]) setter(v Var) func(*Frame, T) {
	slot, store := v.Slot, r.store
	if v.Captured {
		return func(f *Frame, x T) { f.ref[slot].(*Cell[T]).V = x }
	}
	return func(f *Frame, x T) { store(f, slot, x) }
}

func (r *rep[T]) Store(v Var, value Code) Stmt {
	set, fn := r.setter(v), Arg[T](value)
	if st := storeSlot(v, any(fn)); st != nil {
		return st
	}
	return func(f *Frame) (Ctl, error) {
		x, err := fn(f)
		if err != nil {
			return Next, err
		}
		set(f, x)
		return Next, nil
	}
}

func (r *rep[T]) StoreValue(v Var, value Code) Code {
	set, fn := r.setter(v), Arg[T](value)
	return Of(Fn[T](func(f *Frame) (T, error) {
		x, err := fn(f)
		if err == nil {
			set(f, x)
		}
		return x, err
	}))
}

func (r *rep[T]) Declare(v Var) func(*Frame) {
	slot, store := v.Slot, r.store
	if v.Captured {
		return func(f *Frame) { f.ref[slot] = new(Cell[T]) }
	}
	var zero T
	return func(f *Frame) { store(f, slot, zero) }
}

func (r *rep[T]) SetBoxed(v Var) func(*Frame, any) error {
	set := r.setter(v)
	unbox := unboxer[T]()
	return func(f *Frame, boxed any) error {
		x, err := unbox(f, boxed)
		if err != nil {
			return err
		}
		set(f, x)
		return nil
	}
}

// StringSetter returns how a variable of the representation r is set when it is a
// string, nil when it is none.
func StringSetter(r Rep, v Var) func(*Frame, String) {
	if r, ok := r.(*rep[String]); ok {
		return r.setter(v)
	}
	return nil
}

func (r *rep[T]) Out(v Var) Code {
	set, load := r.setter(v), Arg[T](r.Load(v))
	return Of(Fn[Out[T]](func(f *Frame) (Out[T], error) {
		return Out[T]{func(x T) { set(f, x) }, func() T {
			// Reading a variable cannot fail.
			x, _ := load(f)
			return x
		}}, nil
	}))
}

func (r *rep[T]) OutBoxed(v Var) Code {
	set, load := r.SetBoxed(v), r.BoxedFn(r.Load(v))
	reset := r.setter(v)
	return Of(Fn[Out[any]](func(f *Frame) (Out[any], error) {
		return Out[any]{set: func(x any) {
			if x == nil {
				var zero T
				reset(f, zero)
				return
			}
			// The static types agree, so unboxing cannot fail.
			_ = set(f, x)
		}, get: func() any {
			x, _ := load(f)
			return x
		}}, nil
	}))
}

func (r *rep[T]) Cond(test Fn[bool], a, b Code) Code {
	x, y := Arg[T](a), Arg[T](b)
	return Of(Fn[T](func(f *Frame) (T, error) {
		t, err := test(f)
		if err != nil {
			var zero T
			return zero, err
		}
		if t {
			return x(f)
		}
		return y(f)
	}))
}

func (r *rep[T]) Seq(first Stmt, then Code) Code {
	fn := Arg[T](then)
	return Of(Fn[T](func(f *Frame) (T, error) {
		if _, err := first(f); err != nil {
			var zero T
			return zero, err
		}
		return fn(f)
	}))
}

func (r *rep[T]) Run(c Code) Stmt {
	fn := Arg[T](c)
	return func(f *Frame) (Ctl, error) {
		_, err := fn(f)
		return Next, err
	}
}

func (r *rep[T]) BoxedFn(c Code) Fn[any] { return Arg[any](r.Box(c)) }

func (r *rep[T]) Box(c Code) Code {
	if fn, ok := c.fn.(Fn[any]); ok {
		return Of(fn)
	}
	box, fn := r.box, Arg[T](c)
	if v, ok := c.Constant(); ok {
		return Const(box(v.(T)))
	}
	return Of(Fn[any](func(f *Frame) (any, error) {
		v, err := fn(f)
		if err != nil {
			return nil, err
		}
		return box(v), nil
	}))
}

func (r *rep[T]) Unbox(c Code, at Place) Code {
	if r.kind == KindRef {
		return c
	}
	if r.kind == KindStr {
		return unboxString(c, at)
	}
	fn, unbox := Arg[any](c), unboxer[T]()
	return cast(c, func(f *Frame) (T, error) {
		v, err := fn(f)
		if err != nil {
			var zero T
			return zero, err
		}
		if x, ok := v.(T); ok {
			return x, nil
		}
		x, err := unbox(f, v)
		if err != nil {
			return x, f.Throw(at, err)
		}
		return x, nil
	})
}

// unboxString is Unbox for strings, the commonest cast of a variable.
func unboxString(c Code, at Place) Code {
	fn := Arg[any](c)
	return cast(c, func(f *Frame) (String, error) {
		v, err := fn(f)
		if err != nil {
			return String{}, err
		}
		if s, ok := v.(string); ok {
			return Str(s), nil
		}
		if v == nil {
			return String{}, nil
		}
		return String{}, f.Throw(at, clr.InvalidCast(f.TypeName(v), "System.String"))
	})
}

func (r *rep[T]) Wrap(c Code, catch func(*Frame, error) error) Code {
	fn := Arg[T](c)
	return Of(Fn[T](func(f *Frame) (T, error) {
		v, err := fn(f)
		if err != nil {
			err = catch(f, err)
		}
		return v, err
	}))
}

// unboxer returns the function that turns objects into T: null is a null string
// for String and throws for value types.
func unboxer[T any]() func(*Frame, any) (T, error) {
	var zero T
	if _, ok := any(zero).(String); ok {
		return func(f *Frame, v any) (T, error) {
			switch v := v.(type) {
			case nil:
				return any(String{}).(T), nil
			case string:
				return any(Str(v)).(T), nil
			}
			var t T
			return t, clr.InvalidCast(f.TypeName(v), "System.String")
		}
	}
	if _, ok := any(&zero).(*any); ok {
		return func(_ *Frame, v any) (T, error) {
			if v == nil {
				var t T
				return t, nil
			}
			return v.(T), nil
		}
	}
	return func(f *Frame, v any) (T, error) {
		t, ok := v.(T)
		if ok {
			return t, nil
		}
		if v == nil {
			return t, clr.NullReference()
		}
		// An enumeration unboxes to its underlying type and back.
		if e, ok := v.(Enum); ok {
			if t, ok := any(int32(e.Value)).(T); ok {
				return t, nil
			}
		}
		return t, clr.Throw("System.InvalidCastException", "Specified cast is not valid.")
	}
}

// slots returns how values of T are read from and written to the slots of a
// frame.
func slots[T any](kind Kind) (func(*Frame, int) T, func(*Frame, int, T)) {
	var load, store any
	var zero T
	switch any(zero).(type) {
	case bool:
		load = func(f *Frame, i int) bool { return f.num[i] != 0 }
		store = func(f *Frame, i int, v bool) {
			f.num[i] = 0
			if v {
				f.num[i] = 1
			}
		}
	case int8:
		load, store = intSlots[int8]()
	case int16:
		load, store = intSlots[int16]()
	case int32:
		load, store = intSlots[int32]()
	case int64:
		load, store = intSlots[int64]()
	case uint8:
		load, store = intSlots[uint8]()
	case uint16:
		load, store = intSlots[uint16]()
	case uint32:
		load, store = intSlots[uint32]()
	case uint64:
		load, store = intSlots[uint64]()
	case clr.Char:
		load, store = intSlots[clr.Char]()
	case float32:
		load = func(f *Frame, i int) float32 { return math.Float32frombits(uint32(f.num[i])) }
		store = func(f *Frame, i int, v float32) { f.num[i] = uint64(math.Float32bits(v)) }
	case float64:
		load = func(f *Frame, i int) float64 { return math.Float64frombits(f.num[i]) }
		store = func(f *Frame, i int, v float64) { f.num[i] = math.Float64bits(v) }
	case String:
		load = func(f *Frame, i int) String { return f.str[i] }
		store = func(f *Frame, i int, v String) { f.str[i] = v }
	default:
		load = func(f *Frame, i int) T { v, _ := f.ref[i].(T); return v }
		store = func(f *Frame, i int, v T) { f.ref[i] = v }
	}
	return load.(func(*Frame, int) T), store.(func(*Frame, int, T))
}

func intSlots[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | clr.Char]() (func(*Frame, int) T, func(*Frame, int, T)) {
	return func(f *Frame, i int) T { return T(f.num[i]) }, func(f *Frame, i int, v T) { f.num[i] = uint64(v) }
}

// SlotKind returns the kind of slot a variable of the representation needs: a
// boxed one for value types and for captured variables.
func SlotKind(r Rep, captured bool) Kind {
	if captured || r.Kind() == KindValue {
		return KindRef
	}
	return r.Kind()
}
