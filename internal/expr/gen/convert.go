package gen

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// convert compiles a conversion.
func (s *fn) convert(x *bind.Convert) rt.Code {
	g, at := s.g, place(x.Pos)
	if t, ok := x.X.(*bind.Throw); ok {
		return s.throwExpr(t, g.rep(x.T))
	}
	from, to := x.X.Type(), x.T
	switch x.Kind {
	case bind.ConvNumeric:
		return numericConversion(s.expr(x.X), from.Special, to.Special, x.Checked, at)
	case bind.ConvBox:
		if g.identity {
			return rt.OwnBox(g.rep(from).Box(s.expr(x.X)))
		}
		return g.rep(from).Box(s.expr(x.X))
	case bind.ConvWrap:
		return g.rep(from).Box(s.expr(x.X))
	case bind.ConvUp:
		return s.coerce(s.expr(x.X), from, to, at)
	case bind.ConvDown:
		return s.down(s.expr(x.X), from, to, at)
	case bind.ConvUnbox:
		return s.unbox(s.expr(x.X), to, at)
	case bind.ConvUnwrap:
		return g.rep(to).Unbox(nullableValue(s.expr(x.X), at), at)
	case bind.ConvLift:
		return s.liftConversion(x)
	case bind.ConvTuple:
		return g.rep(to).Seq(s.store(x.Temp, x.X), s.expr(x.Inner))
	case bind.ConvUser:
		c := s.newCall(x.Op.Owner, x.Op.Return, at)
		s.erasedArgs(c, []bind.Expr{x.X}, x.Op)
		return s.link(x.Op.Impl, c)
	case bind.ConvEnum:
		return s.enumConversion(x, at)
	}
	panic("gen: unknown conversion")
}

// down checks a reference conversion at run time.
func (s *fn) down(c rt.Code, from, to *types.Type, at rt.Place) rt.Code {
	g := s.g
	if g.rep(to).Kind() == rt.KindStr {
		return g.rep(to).Unbox(s.coerce(c, from, s.g.u.Special(types.Object), at), at)
	}
	t := g.typ(to)
	fn := rt.Arg[any](s.coerce(c, from, s.g.u.Special(types.Object), at))
	instance := t.Check()
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := fn(f)
		if err != nil || v == nil || instance(v, t) {
			return v, err
		}
		return nil, f.Throw(at, clr.InvalidCast(f.TypeName(v), t.Name))
	}))
}

// unbox takes a value out of an object.
func (s *fn) unbox(c rt.Code, to *types.Type, at rt.Place) rt.Code {
	g := s.g
	if to.Kind != types.Nullable {
		if to.Kind == types.Enum || g.rep(to).Kind() == rt.KindRef {
			c = unboxChecked(c, g.typ(to), false, at)
		}
		return g.rep(to).Unbox(c, at)
	}
	return unboxChecked(c, g.typ(to.Elem), true, at)
}

// unboxChecked checks the type of a boxed value that stays boxed.
func unboxChecked(c rt.Code, t *rt.Type, nullOK bool, at rt.Place) rt.Code {
	fn := rt.Arg[any](c)
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := fn(f)
		if err != nil {
			return nil, err
		}
		if v == nil {
			if nullOK {
				return nil, nil
			}
			return nil, f.Throw(at, clr.NullReference())
		}
		if t.Enum != nil {
			switch n := v.(type) {
			case int32:
				return rt.Enum{Type: t, Value: int64(n)}, nil
			case rt.Enum:
				if n.Type == t {
					return v, nil
				}
			}
		} else if t.Instance(v) {
			return v, nil
		}
		return nil, f.Throw(at, clr.Throw("System.InvalidCastException", "Specified cast is not valid."))
	}))
}

// nullableValue is Nullable<T>.Value: it throws for null.
func nullableValue(c rt.Code, at rt.Place) rt.Code {
	fn := rt.Arg[any](c)
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := fn(f)
		if err == nil && v == nil {
			return nil, f.Throw(at, clr.InvalidOperation("Nullable object must have a value."))
		}
		return v, err
	}))
}

// liftConversion converts the value of a nullable, keeping null.
func (s *fn) liftConversion(x *bind.Convert) rt.Code {
	src := rt.Arg[any](s.expr(x.X))
	rep := s.g.rep(x.Temp.Type)
	set := rep.SetBoxed(s.slot(x.Temp))
	inner := s.g.rep(x.Inner.Type()).BoxedFn(s.expr(x.Inner))
	return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		v, err := src(f)
		if err != nil || v == nil {
			return nil, err
		}
		if err := set(f, v); err != nil {
			return nil, err
		}
		return inner(f)
	}))
}

// enumConversion converts between enumerations and numbers.
func (s *fn) enumConversion(x *bind.Convert, at rt.Place) rt.Code {
	from, to := x.X.Type(), x.T
	var number rt.Fn[int64]
	if from.Kind == types.Enum {
		fn := rt.Arg[rt.Enum](s.expr(x.X))
		number = func(f *rt.Frame) (int64, error) { v, err := fn(f); return v.Value, err }
	} else {
		number = rt.Arg[int64](numericConversion(s.expr(x.X), from.Special, types.Int64, x.Checked, at))
	}
	if to.Kind == types.Enum {
		t := s.g.typ(to)
		return rt.Of(rt.Fn[rt.Enum](func(f *rt.Frame) (rt.Enum, error) {
			v, err := number(f)
			return rt.Enum{Type: t, Value: v}, err
		}))
	}
	return numericConversion(rt.Of(number), types.Int64, to.Special, x.Checked, at)
}

// numericConversion converts between numeric types; checked throws where the
// value does not fit, otherwise integers wrap around and reals are cut.
func numericConversion(c rt.Code, from, to types.Special, checked bool, at rt.Place) rt.Code {
	if from == to {
		return c
	}
	switch from {
	case types.Char:
		return fromInteger(rt.Arg[clr.Char](c), to, checked, at)
	case types.SByte:
		return fromInteger(rt.Arg[int8](c), to, checked, at)
	case types.Byte:
		return fromInteger(rt.Arg[uint8](c), to, checked, at)
	case types.Int16:
		return fromInteger(rt.Arg[int16](c), to, checked, at)
	case types.UInt16:
		return fromInteger(rt.Arg[uint16](c), to, checked, at)
	case types.Int32:
		return fromInteger(rt.Arg[int32](c), to, checked, at)
	case types.UInt32:
		return fromInteger(rt.Arg[uint32](c), to, checked, at)
	case types.Int64:
		return fromInteger(rt.Arg[int64](c), to, checked, at)
	case types.UInt64:
		return fromInteger(rt.Arg[uint64](c), to, checked, at)
	case types.Single:
		return fromReal(rt.Arg[float32](c), to, checked, at)
	case types.Double:
		return fromReal(rt.Arg[float64](c), to, checked, at)
	case types.Decimal:
		return fromDecimal(rt.Arg[clr.Decimal](c), to, at)
	}
	panic("gen: not a numeric type")
}

type integer interface {
	clr.Char | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

func fromInteger[T integer](fn rt.Fn[T], to types.Special, checked bool, at rt.Place) rt.Code {
	switch to {
	case types.Char:
		return integerTo[T, clr.Char](fn, checked, at)
	case types.SByte:
		return integerTo[T, int8](fn, checked, at)
	case types.Byte:
		return integerTo[T, uint8](fn, checked, at)
	case types.Int16:
		return integerTo[T, int16](fn, checked, at)
	case types.UInt16:
		return integerTo[T, uint16](fn, checked, at)
	case types.Int32:
		return integerTo[T, int32](fn, checked, at)
	case types.UInt32:
		return integerTo[T, uint32](fn, checked, at)
	case types.Int64:
		return integerTo[T, int64](fn, checked, at)
	case types.UInt64:
		return integerTo[T, uint64](fn, checked, at)
	case types.Single:
		return rt.Of(rt.Fn[float32](func(f *rt.Frame) (float32, error) { v, err := fn(f); return float32(v), err }))
	case types.Double:
		return rt.Of(rt.Fn[float64](func(f *rt.Frame) (float64, error) { v, err := fn(f); return float64(v), err }))
	}
	var big T
	unsigned64 := ^big > 0 && uint64(^big) == math.MaxUint64
	return rt.Of(rt.Fn[clr.Decimal](func(f *rt.Frame) (clr.Decimal, error) {
		v, err := fn(f)
		if unsigned64 {
			return clr.DecimalFromUint64(uint64(v)), err
		}
		return clr.DecimalFromInt64(int64(v)), err
	}))
}

func integerTo[T, U integer](fn rt.Fn[T], checked bool, at rt.Place) rt.Code {
	if !checked {
		return rt.Of(rt.Fn[U](func(f *rt.Frame) (U, error) { v, err := fn(f); return U(v), err }))
	}
	return rt.Of(rt.Fn[U](func(f *rt.Frame) (U, error) {
		v, err := fn(f)
		if err != nil {
			return 0, err
		}
		u := U(v)
		if T(u) != v || (u < 0) != (v < 0) {
			return 0, f.Throw(at, arithmeticOverflow())
		}
		return u, nil
	}))
}

func arithmeticOverflow() error {
	return clr.Throw("System.OverflowException", "Arithmetic operation resulted in an overflow.")
}

func fromReal[T float32 | float64](fn rt.Fn[T], to types.Special, checked bool, at rt.Place) rt.Code {
	switch to {
	case types.Char:
		return realTo[T, clr.Char](fn, 0, math.MaxUint16, checked, at)
	case types.SByte:
		return realTo[T, int8](fn, math.MinInt8, math.MaxInt8, checked, at)
	case types.Byte:
		return realTo[T, uint8](fn, 0, math.MaxUint8, checked, at)
	case types.Int16:
		return realTo[T, int16](fn, math.MinInt16, math.MaxInt16, checked, at)
	case types.UInt16:
		return realTo[T, uint16](fn, 0, math.MaxUint16, checked, at)
	case types.Int32:
		return realTo[T, int32](fn, math.MinInt32, math.MaxInt32, checked, at)
	case types.UInt32:
		return realTo[T, uint32](fn, 0, math.MaxUint32, checked, at)
	case types.Int64:
		return realTo[T, int64](fn, math.MinInt64, math.MaxInt64, checked, at)
	case types.UInt64:
		return realTo[T, uint64](fn, 0, math.MaxUint64, checked, at)
	case types.Single:
		return rt.Of(rt.Fn[float32](func(f *rt.Frame) (float32, error) { v, err := fn(f); return float32(v), err }))
	case types.Double:
		return rt.Of(rt.Fn[float64](func(f *rt.Frame) (float64, error) { v, err := fn(f); return float64(v), err }))
	}
	return rt.Of(rt.Fn[clr.Decimal](func(f *rt.Frame) (clr.Decimal, error) {
		v, err := fn(f)
		if err != nil {
			return clr.Decimal{}, err
		}
		d, err := realToDecimal(v)
		if err != nil {
			return d, f.Throw(at, err)
		}
		return d, nil
	}))
}

// realToDecimal keeps as many digits as the type of the number is sure of.
func realToDecimal[T float32 | float64](v T) (clr.Decimal, error) {
	if single, ok := any(v).(float32); ok {
		return clr.DecimalFromFloat32(single)
	}
	return clr.DecimalFromFloat64(float64(v))
}

// realTo cuts a real number. Out of range, .NET on x64 gives the integer
// indefinite for the 32-bit and wider types and the low bits for smaller ones.
func realTo[T float32 | float64, U integer](fn rt.Fn[T], low, high float64, checked bool, at rt.Place) rt.Code {
	return rt.Of(rt.Fn[U](func(f *rt.Frame) (U, error) {
		x, err := fn(f)
		if err != nil {
			return 0, err
		}
		v := math.Trunc(float64(x))
		if v >= low && v <= high && v < 18446744073709551616 && !(high == math.MaxInt64 && v >= 9223372036854775808) {
			if v < 0 {
				return U(int64(v)), nil
			}
			return U(uint64(v)), nil
		}
		if checked {
			return 0, f.Throw(at, arithmeticOverflow())
		}
		return U(realBits(v, high)), nil
	}))
}

// realBits is the 64-bit pattern an out-of-range conversion starts from.
func realBits(v, high float64) uint64 {
	switch {
	case high == math.MaxInt64:
		return 1 << 63
	case high == math.MaxUint64:
		// .NET takes 2^63 away, converts to long and puts it back.
		switch {
		case !(v < 1<<63):
			return 0
		case v >= math.MinInt64:
			return uint64(int64(v))
		}
		return 1 << 63
	case high == math.MaxUint32:
		if v >= math.MinInt64 && v < math.MaxInt64 {
			return uint64(int64(v))
		}
		return 0
	}
	if v >= math.MinInt32 && v <= math.MaxInt32 {
		return uint64(int64(v))
	}
	return 1 << 31
}

func fromDecimal(fn rt.Fn[clr.Decimal], to types.Special, at rt.Place) rt.Code {
	switch to {
	case types.Char:
		return decimalTo[clr.Char](fn, "a character", at)
	case types.SByte:
		return decimalTo[int8](fn, "a signed byte", at)
	case types.Byte:
		return decimalTo[uint8](fn, "an unsigned byte", at)
	case types.Int16:
		return decimalTo[int16](fn, "an Int16", at)
	case types.UInt16:
		return decimalTo[uint16](fn, "a UInt16", at)
	case types.Int32:
		return decimalTo[int32](fn, "an Int32", at)
	case types.UInt32:
		return decimalTo[uint32](fn, "a UInt32", at)
	case types.Int64:
		return decimalTo[int64](fn, "an Int64", at)
	case types.UInt64:
		return decimalTo[uint64](fn, "a UInt64", at)
	case types.Single:
		return rt.Of(rt.Fn[float32](func(f *rt.Frame) (float32, error) { v, err := fn(f); return v.ToFloat32(), err }))
	}
	return rt.Of(rt.Fn[float64](func(f *rt.Frame) (float64, error) { v, err := fn(f); return v.ToFloat64(), err }))
}

func decimalTo[U integer](fn rt.Fn[clr.Decimal], name string, at rt.Place) rt.Code {
	var zero U
	wide := uint64(^zero) == math.MaxUint64 && ^zero > 0
	return rt.Of(rt.Fn[U](func(f *rt.Frame) (U, error) {
		d, err := fn(f)
		if err != nil {
			return 0, err
		}
		d = d.Truncate()
		if wide {
			n, err := d.ToUint64()
			if err != nil {
				return 0, f.Throw(at, clr.Overflow(name))
			}
			return U(n), nil
		}
		n, err := d.ToInt64()
		if u := U(n); err == nil && int64(u) == n {
			return u, nil
		}
		return 0, f.Throw(at, clr.Overflow(name))
	}))
}
