package jsontree

import (
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Kind says which .NET type the payload of a Value has, JValue.Value.GetType().
// Type and Kind are independent to a degree: `(JToken)(string)null` is of
// TypeString with the payload null.
type Kind uint8

// The payload kinds.
const (
	KindNull Kind = iota
	KindBool
	KindSByte
	KindByte
	KindInt16
	KindUInt16
	KindInt32
	KindUInt32
	KindInt64
	KindUInt64
	KindBigInteger
	KindSingle
	KindDouble
	KindDecimal
	KindString
	KindChar
	KindDateTime
	KindDateTimeOffset
	KindTimeSpan
	KindGuid
	KindBytes
	KindURI
	KindEnum
)

// TypeName returns the full .NET name of the payload's type, "" for null. An
// enum's name is in the Enum.
func (k Kind) TypeName() string {
	switch k {
	case KindNull:
		return ""
	case KindBigInteger:
		return "System.Numerics.BigInteger"
	case KindBytes:
		return "System.Byte[]"
	}
	return "System." + k.shortName()
}

// shortName is the name of the type as Convert and IConvertible write it.
func (k Kind) shortName() string {
	names := [...]string{
		"", "Boolean", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "BigInteger",
		"Single", "Double", "Decimal", "String", "Char", "DateTime", "DateTimeOffset", "TimeSpan", "Guid",
		"Byte[]", "Uri", "Enum",
	}
	return names[k]
}

func (k Kind) isInteger() bool { return k >= KindSByte && k <= KindUInt64 }

// tokenType is the type a JValue made from a payload of the kind has.
func (k Kind) tokenType() TokenType {
	switch k {
	case KindNull:
		return TypeNull
	case KindBool:
		return TypeBoolean
	case KindSingle, KindDouble, KindDecimal:
		return TypeFloat
	case KindString, KindChar:
		return TypeString
	case KindDateTime, KindDateTimeOffset:
		return TypeDate
	case KindTimeSpan:
		return TypeTimeSpan
	case KindGuid:
		return TypeGuid
	case KindBytes:
		return TypeBytes
	case KindURI:
		return TypeURI
	}
	return TypeInteger
}

// URI is what the tree needs to know of a System.Uri.
type URI interface {
	// OriginalString is the text the URI was made from; JSON holds this one.
	OriginalString() string
	// String is Uri.ToString().
	String() string
}

// Enum is a boxed enum member.
type Enum struct {
	// Type is the full .NET name of the enum.
	Type string
	// Name is what ToString() gives.
	Name string
	// Value is what JSON holds.
	Value int64
}

// payloadKind returns the kind of a Go or clr value, ok false for a value that
// no JValue can hold.
func payloadKind(v any) (k Kind, ok bool) {
	switch v := v.(type) {
	case nil:
		return KindNull, true
	case bool:
		return KindBool, true
	case int8:
		return KindSByte, true
	case uint8:
		return KindByte, true
	case int16:
		return KindInt16, true
	case uint16:
		return KindUInt16, true
	case int32:
		return KindInt32, true
	case uint32:
		return KindUInt32, true
	case int64:
		return KindInt64, true
	case uint64:
		return KindUInt64, true
	case *big.Int:
		if v == nil {
			return KindNull, true
		}
		return KindBigInteger, true
	case float32:
		return KindSingle, true
	case float64:
		return KindDouble, true
	case clr.Decimal:
		return KindDecimal, true
	case string:
		return KindString, true
	case clr.Char:
		return KindChar, true
	case clr.DateTime:
		return KindDateTime, true
	case clr.DateTimeOffset:
		return KindDateTimeOffset, true
	case clr.TimeSpan:
		return KindTimeSpan, true
	case clr.Guid:
		return KindGuid, true
	case []byte:
		if v == nil {
			return KindNull, true
		}
		return KindBytes, true
	case Enum:
		return KindEnum, true
	case URI:
		return KindURI, true
	}
	return KindNull, false
}
