package jsontree

import (
	"math"
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Value is a JValue: a token without children. A JRaw is a Value of TypeRaw.
type Value struct {
	node
	num uint64 // numbers, bool, char, ticks
	str string
	ext *any // payloads of the rarer kinds
}

// HasValues is false: a value has no children.
func (v *Value) HasValues() bool { return false }

// Kind returns the type of the payload.
func (v *Value) Kind() Kind { return v.kind }

// IsNull says whether the payload is null.
func (v *Value) IsNull() bool { return v.kind == KindNull }

// Str returns the payload of a KindString, "" for other kinds.
func (v *Value) Str() string {
	if v.kind != KindString {
		return ""
	}
	return v.str
}

// Source returns the text that a number or a date was written as, if
// DeserializeText has read it.
func (v *Value) Source() string { return v.str }

// Bool returns the payload of a KindBool.
func (v *Value) Bool() bool { return v.num != 0 }

// Int64 returns the payload of an integer kind up to 64 bits; a UInt64 beyond
// the range wraps.
func (v *Value) Int64() int64 { return int64(v.num) }

// Float64 returns the payload of a KindSingle or KindDouble.
func (v *Value) Float64() float64 { return math.Float64frombits(v.num) }

// IsRaw says whether the token was made as a JRaw.
func (v *Value) IsRaw() bool { return v.raw }

func newValue(typ TokenType, kind Kind) *Value { return &Value{node: node{typ: typ, kind: kind}} }

// NewNull is JValue.CreateNull().
func NewNull() *Value { return newValue(TypeNull, KindNull) }

// NewUndefined is JValue.CreateUndefined().
func NewUndefined() *Value { return newValue(TypeUndefined, KindNull) }

// NewString is new JValue(string) of a string that is not null.
func NewString(s string) *Value {
	v := newValue(TypeString, KindString)
	v.str = s
	return v
}

// NewNullString is new JValue((string)null), also the implicit conversion of a
// null string: a token of TypeString with a null payload, written as null.
func NewNullString() *Value { return newValue(TypeString, KindNull) }

// NewComment is JValue.CreateComment(string).
func NewComment(s string) *Value {
	v := NewString(s)
	v.typ = TypeComment
	return v
}

// NewNullComment is JValue.CreateComment(null), written as an empty comment.
func NewNullComment() *Value { return newValue(TypeComment, KindNull) }

// NewRaw is new JRaw(string).
func NewRaw(s string) *Value {
	v := NewString(s)
	v.typ, v.raw = TypeRaw, true
	return v
}

// NewRawOf is new JRaw(object): any payload, written as its text.
func NewRawOf(payload any) (*Value, error) {
	v, err := NewValue(payload)
	if err != nil {
		return nil, err
	}
	v.typ, v.raw = TypeRaw, true
	return v, nil
}

// NewBool is new JValue(bool).
func NewBool(b bool) *Value {
	v := newValue(TypeBoolean, KindBool)
	if b {
		v.num = 1
	}
	return v
}

// NewInt64 is new JValue(long).
func NewInt64(i int64) *Value {
	v := newValue(TypeInteger, KindInt64)
	v.num = uint64(i)
	return v
}

// NewFloat64 is new JValue(double).
func NewFloat64(f float64) *Value {
	v := newValue(TypeFloat, KindDouble)
	v.num = math.Float64bits(f)
	return v
}

// NewChar is new JValue(char), a token of TypeString.
func NewChar(c clr.Char) *Value {
	v := newValue(TypeString, KindChar)
	v.num = uint64(c)
	return v
}

// NewValue is new JValue(object). The payload is nil or one of bool, the sized
// Go integers, *big.Int, float32, float64, string, []byte, the types of clr,
// URI and Enum; anything else throws System.ArgumentException. (clr.Char does
// too: only the constructor for char takes one.)
func NewValue(payload any) (*Value, error) {
	kind, ok := payloadKind(payload)
	if !ok || kind == KindChar {
		return nil, unknownType(payload, kind)
	}
	v := newValue(kind.tokenType(), kind)
	v.setPayload(kind, payload)
	return v, nil
}

func unknownType(payload any, kind Kind) error {
	return clr.Argument("Could not determine JSON object type for type "+dotnetType(payload, kind)+".", "")
}

// dotnetType names the .NET type of a value for an error message. Values of
// types this package does not know may say their name themselves.
func dotnetType(v any, kind Kind) string {
	if kind != KindNull {
		return kind.TypeName()
	}
	if t, ok := v.(interface{ DotNetType() string }); ok {
		return t.DotNetType()
	}
	return "System.Object"
}

// SetValue is the setter of JValue.Value: the token's type follows the
// payload's when that changes.
func (v *Value) SetValue(payload any) error {
	kind, ok := payloadKind(payload)
	if !ok || kind == KindChar && v.kind != KindChar {
		return unknownType(payload, kind)
	}
	if kind != v.kind {
		keeps := v.typ == TypeComment || v.typ == TypeString || v.typ == TypeRaw
		if kind != KindString || !keeps {
			v.typ = kind.tokenType()
		}
	}
	v.setPayload(kind, payload)
	return nil
}

func (v *Value) setPayload(kind Kind, payload any) {
	v.kind, v.num, v.str, v.ext, v.dateKind = kind, 0, "", nil, 0
	switch p := payload.(type) {
	case bool:
		if p {
			v.num = 1
		}
	case int8:
		v.num = uint64(p)
	case uint8:
		v.num = uint64(p)
	case int16:
		v.num = uint64(p)
	case uint16:
		v.num = uint64(p)
	case int32:
		v.num = uint64(p)
	case uint32:
		v.num = uint64(p)
	case int64:
		v.num = uint64(p)
	case uint64:
		v.num = p
	case float32:
		v.num = math.Float64bits(float64(p))
	case float64:
		v.num = math.Float64bits(p)
	case string:
		v.str = p
	case clr.Char:
		v.num = uint64(p)
	case clr.DateTime:
		v.num, v.dateKind = uint64(p.Ticks), p.Kind
	case clr.TimeSpan:
		v.num = uint64(p)
	default:
		if kind != KindNull {
			kept := payload // so that only these payloads are moved to the heap
			v.ext = &kept
		}
	}
}

// Payload is the getter of JValue.Value: nil or one of the types that NewValue
// takes.
func (v *Value) Payload() any {
	switch v.kind {
	case KindNull:
		return nil
	case KindBool:
		return v.num != 0
	case KindSByte:
		return int8(v.num)
	case KindByte:
		return uint8(v.num)
	case KindInt16:
		return int16(v.num)
	case KindUInt16:
		return uint16(v.num)
	case KindInt32:
		return int32(v.num)
	case KindUInt32:
		return uint32(v.num)
	case KindInt64:
		return int64(v.num)
	case KindUInt64:
		return v.num
	case KindSingle:
		return float32(v.Float64())
	case KindDouble:
		return v.Float64()
	case KindString:
		return v.str
	case KindChar:
		return clr.Char(v.num)
	case KindDateTime:
		return v.dateTime()
	case KindTimeSpan:
		return clr.TimeSpan(v.num)
	}
	return *v.ext
}

func (v *Value) dateTime() clr.DateTime {
	return clr.DateTime{Ticks: int64(v.num), Kind: v.dateKind}
}

func (v *Value) bigInt() *big.Int { return (*v.ext).(*big.Int) }

func (v *Value) decimal() clr.Decimal { return (*v.ext).(clr.Decimal) }

func (v *Value) bytes() []byte { return (*v.ext).([]byte) }

func (v *Value) enum() Enum { return (*v.ext).(Enum) }

func (v *Value) uri() URI { return (*v.ext).(URI) }

func (v *Value) guid() clr.Guid { return (*v.ext).(clr.Guid) }

func (v *Value) dateTimeOffset() clr.DateTimeOffset { return (*v.ext).(clr.DateTimeOffset) }
