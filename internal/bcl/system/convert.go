package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// converter converts every kind of value to one type; it stands behind the
// overloads of Convert.ToInt32 and its like, and behind IConvertible.
type converter[U any] struct {
	// name and keyword are those of the type, as in Int32 and int.
	name, keyword string
	boolean       func(bool) (U, error)
	char          func(clr.Char) (U, error)
	signed        func(int64) (U, error)
	unsigned      func(uint64) (U, error)
	single        func(float32) (U, error)
	double        func(float64) (U, error)
	decimal       func(clr.Decimal) (U, error)
	date          func(clr.DateTime) (U, error)
	// text is given strings that are not null; null is what becomes of a string
	// that is. A null object becomes the zero value.
	text func(*rt.Frame, string) (U, error)
	null func() (U, error)
}

// impossible is a conversion that .NET refuses whatever the value is.
func impossible[From, U any](from, to string) func(From) (U, error) {
	return func(From) (u U, err error) {
		return u, clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to '%s'.", from, to)
	}
}

func zeroOf[U any]() (u U, err error) { return u, nil }

func oneOrZero[U any](one U) func(bool) (U, error) {
	return func(b bool) (u U, err error) {
		if b {
			return one, nil
		}
		return u, nil
	}
}

func integerConverter[U integer](name, keyword string) converter[U] {
	return converter[U]{
		name: name, keyword: keyword, boolean: oneOrZero(U(1)), signed: signedTo[U], unsigned: unsignedTo[U],
		char:   func(c clr.Char) (U, error) { return unsignedTo[U](uint64(c)) },
		single: func(v float32) (U, error) { return doubleTo[U](float64(v)) }, double: doubleTo[U],
		decimal: roundedDecimalTo[U], date: impossible[clr.DateTime, U]("DateTime", name), null: zeroOf[U],
		text: func(f *rt.Frame, s string) (U, error) { return parseInteger[U](f, s, netfmt.NumberInteger) },
	}
}

func booleanConverter() converter[bool] {
	return converter[bool]{
		name: "Boolean", keyword: "bool", null: zeroOf[bool],
		boolean:  func(b bool) (bool, error) { return b, nil },
		char:     impossible[clr.Char, bool]("Char", "Boolean"),
		signed:   func(v int64) (bool, error) { return v != 0, nil },
		unsigned: func(v uint64) (bool, error) { return v != 0, nil },
		single:   func(v float32) (bool, error) { return v != 0, nil },
		double:   func(v float64) (bool, error) { return v != 0, nil },
		decimal:  func(d clr.Decimal) (bool, error) { return !d.IsZero(), nil },
		date:     impossible[clr.DateTime, bool]("DateTime", "Boolean"),
		text:     func(_ *rt.Frame, s string) (bool, error) { return netfmt.ParseBool(s) },
	}
}

func charConverter() converter[clr.Char] {
	fit := func(v uint64) (clr.Char, error) {
		if v > 0xFFFF {
			return 0, clr.Overflow("a character")
		}
		return clr.Char(v), nil
	}
	return converter[clr.Char]{
		name: "Char", keyword: "char", unsigned: fit,
		null:    func() (clr.Char, error) { return 0, clr.ArgumentNull("value") },
		boolean: impossible[bool, clr.Char]("Boolean", "Char"),
		char:    func(c clr.Char) (clr.Char, error) { return c, nil },
		signed:  func(v int64) (clr.Char, error) { return fit(uint64(v)) },
		single:  impossible[float32, clr.Char]("Single", "Char"),
		double:  impossible[float64, clr.Char]("Double", "Char"),
		decimal: impossible[clr.Decimal, clr.Char]("Decimal", "Char"),
		date:    impossible[clr.DateTime, clr.Char]("DateTime", "Char"),
		text:    func(_ *rt.Frame, s string) (clr.Char, error) { return parseChar(rt.Str(s)) },
	}
}

func singleConverter() converter[float32] {
	return converter[float32]{
		name: "Single", keyword: "float", boolean: oneOrZero(float32(1)), null: zeroOf[float32],
		char:     impossible[clr.Char, float32]("Char", "Single"),
		signed:   func(v int64) (float32, error) { return float32(v), nil },
		unsigned: func(v uint64) (float32, error) { return float32(v), nil },
		single:   func(v float32) (float32, error) { return v, nil },
		double:   func(v float64) (float32, error) { return float32(v), nil },
		decimal:  func(d clr.Decimal) (float32, error) { return d.ToFloat32(), nil },
		date:     impossible[clr.DateTime, float32]("DateTime", "Single"),
		text: func(f *rt.Frame, s string) (float32, error) {
			return netfmt.ParseFloat32(s, netfmt.NumberFloat|netfmt.AllowThousands, host.Of(f).Culture)
		},
	}
}

func doubleConverter() converter[float64] {
	return converter[float64]{
		name: "Double", keyword: "double", boolean: oneOrZero(float64(1)), null: zeroOf[float64],
		char:     impossible[clr.Char, float64]("Char", "Double"),
		signed:   func(v int64) (float64, error) { return float64(v), nil },
		unsigned: func(v uint64) (float64, error) { return float64(v), nil },
		single:   func(v float32) (float64, error) { return float64(v), nil },
		double:   func(v float64) (float64, error) { return v, nil },
		decimal:  func(d clr.Decimal) (float64, error) { return d.ToFloat64(), nil },
		date:     impossible[clr.DateTime, float64]("DateTime", "Double"),
		text: func(f *rt.Frame, s string) (float64, error) {
			return netfmt.ParseDouble(s, netfmt.NumberFloat|netfmt.AllowThousands, host.Of(f).Culture)
		},
	}
}

func decimalConverter() converter[clr.Decimal] {
	return converter[clr.Decimal]{
		name: "Decimal", keyword: "decimal", boolean: oneOrZero(clr.DecimalFromInt64(1)), null: zeroOf[clr.Decimal],
		char:     impossible[clr.Char, clr.Decimal]("Char", "Decimal"),
		signed:   func(v int64) (clr.Decimal, error) { return clr.DecimalFromInt64(v), nil },
		unsigned: func(v uint64) (clr.Decimal, error) { return clr.DecimalFromUint64(v), nil },
		single:   clr.DecimalFromFloat32, double: clr.DecimalFromFloat64,
		decimal: func(d clr.Decimal) (clr.Decimal, error) { return d, nil },
		date:    impossible[clr.DateTime, clr.Decimal]("DateTime", "Decimal"),
		text: func(f *rt.Frame, s string) (clr.Decimal, error) {
			return netfmt.ParseDecimal(s, netfmt.NumberNumber, host.Of(f).Culture)
		},
	}
}

func dateConverter() converter[clr.DateTime] {
	const name = "DateTime"
	return converter[clr.DateTime]{
		name: name, keyword: name, null: zeroOf[clr.DateTime],
		boolean:  impossible[bool, clr.DateTime]("Boolean", name),
		char:     impossible[clr.Char, clr.DateTime]("Char", name),
		signed:   impossible[int64, clr.DateTime]("Int32", name),
		unsigned: impossible[uint64, clr.DateTime]("UInt32", name),
		single:   impossible[float32, clr.DateTime]("Single", name),
		double:   impossible[float64, clr.DateTime]("Double", name),
		decimal:  impossible[clr.Decimal, clr.DateTime]("Decimal", name),
		date:     func(d clr.DateTime) (clr.DateTime, error) { return d, nil },
		text: func(f *rt.Frame, s string) (clr.DateTime, error) {
			h := host.Of(f)
			return netfmt.ParseDateTime(s, h.Culture, netfmt.DateNone, h.Now)
		},
	}
}

// object converts a boxed value.
func (k *converter[U]) object(f *rt.Frame, v any) (u U, err error) {
	switch v := v.(type) {
	case nil:
		return u, nil
	case bool:
		return k.boolean(v)
	case clr.Char:
		return k.char(v)
	case int8:
		return k.integer("SByte", int64(v))
	case uint8:
		return k.natural("Byte", uint64(v))
	case int16:
		return k.integer("Int16", int64(v))
	case uint16:
		return k.natural("UInt16", uint64(v))
	case int32:
		return k.integer("Int32", int64(v))
	case rt.Enum:
		return k.integer("Int32", v.Value)
	case uint32:
		return k.natural("UInt32", uint64(v))
	case int64:
		return k.integer("Int64", v)
	case uint64:
		return k.natural("UInt64", v)
	case float32:
		return k.single(v)
	case float64:
		return k.double(v)
	case clr.Decimal:
		return k.decimal(v)
	case clr.DateTime:
		return k.date(v)
	case string:
		return k.text(f, v)
	case *dbNull:
		return u, clr.Throw("System.InvalidCastException", "Object cannot be cast from DBNull to other types.")
	}
	if v, ok := host.As[host.Convertible](f, v); ok {
		c, err := v.ConvertTo(f, k.name)
		if err != nil {
			return u, err
		}
		u, ok := c.(U)
		if !ok {
			return u, clr.InvalidUnboxing()
		}
		return u, nil
	}
	return u, clr.InvalidCast(f.TypeName(v), "System.IConvertible")
}

// integer and natural convert the integers; the message of an impossible
// conversion names the type it comes from.
func (k *converter[U]) integer(from string, v int64) (U, error) {
	if k.name == "DateTime" {
		return impossible[int64, U](from, k.name)(v)
	}
	return k.signed(v)
}

func (k *converter[U]) natural(from string, v uint64) (U, error) {
	if k.name == "DateTime" {
		return impossible[uint64, U](from, k.name)(v)
	}
	return k.unsigned(v)
}

// members are the overloads of Convert's method for the type.
func (k *converter[U]) members() []types.Member {
	method := "static " + k.keyword + " To" + k.name
	text := func(f *rt.Frame, s rt.String) (U, error) {
		if !s.Valid {
			return k.null()
		}
		return k.text(f, s.Text)
	}
	list := []types.Member{
		{Sig: method + "(object value)", Impl: rt.FrameFunc1(k.object)},
		{Sig: method + "(object value, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, v any, _ any) (U, error) { return k.object(f, v) })},
		{Sig: method + "(bool value)", Impl: rt.Func1(k.boolean)},
		{Sig: method + "(char value)", Impl: rt.Func1(k.char)},
		{Sig: method + "(sbyte value)", Impl: rt.Func1(func(v int8) (U, error) { return k.integer("SByte", int64(v)) })},
		{Sig: method + "(byte value)", Impl: rt.Func1(func(v uint8) (U, error) { return k.natural("Byte", uint64(v)) })},
		{Sig: method + "(short value)", Impl: rt.Func1(func(v int16) (U, error) { return k.integer("Int16", int64(v)) })},
		{Sig: method + "(ushort value)", Impl: rt.Func1(func(v uint16) (U, error) { return k.natural("UInt16", uint64(v)) })},
		{Sig: method + "(int value)", Impl: rt.Func1(func(v int32) (U, error) { return k.integer("Int32", int64(v)) })},
		{Sig: method + "(uint value)", Impl: rt.Func1(func(v uint32) (U, error) { return k.natural("UInt32", uint64(v)) })},
		{Sig: method + "(long value)", Impl: rt.Func1(func(v int64) (U, error) { return k.integer("Int64", v) })},
		{Sig: method + "(ulong value)", Impl: rt.Func1(func(v uint64) (U, error) { return k.natural("UInt64", v) })},
		{Sig: method + "(float value)", Impl: rt.Func1(k.single)},
		{Sig: method + "(double value)", Impl: rt.Func1(k.double)},
		{Sig: method + "(decimal value)", Impl: rt.Func1(k.decimal)},
		{Sig: method + "(DateTime value)", Impl: rt.Func1(k.date)},
		{Sig: method + "(string value)", Impl: rt.FrameFunc1(text)},
		{Sig: method + "(string value, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, _ any) (u U, err error) {
			if !s.Valid && k.name == "SByte" {
				return u, clr.ArgumentNull("s") // the only one that does not ask
			}
			return text(f, s)
		})},
	}
	return list
}

// interfaceMember is the method of IConvertible for the type.
func (k *converter[U]) interfaceMember() types.Member {
	return types.Member{Sig: k.keyword + " To" + k.name + "(IFormatProvider provider)", Impl: rt.FrameMethod1(func(f *rt.Frame, v any, _ any) (U, error) {
		return k.object(f, v)
	})}
}
