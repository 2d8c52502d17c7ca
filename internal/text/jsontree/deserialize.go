package jsontree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Deserialize converts a token as Newtonsoft's serialiser does for the elements
// of ToObject<int[]>(), ToObject<Dictionary<string, string>>() and the like, and
// for DeserializeObject<int>: more liberal than the explicit conversions in some
// places, stricter in others, and with exceptions that name the place, values in
// the culture. The result is a payload of the kind, or nil when null is allowed.
// (ToObject<int>() itself is the explicit conversion.)
func Deserialize(t Token, kind Kind, nullable bool, culture *netfmt.Culture) (any, error) {
	d := deserializer{token: t, kind: kind, nullable: nullable || kind == KindString || kind == KindBytes || kind == KindURI, culture: culture}
	if p, ok := t.(*Property); ok && p.value != nil {
		d.token = p.value
	}
	v, isValue := d.token.(*Value)
	switch kind {
	case KindByte, KindInt16, KindInt32:
		return d.integer(v, isValue)
	case KindSingle, KindDouble:
		return d.double(v, isValue)
	case KindDecimal:
		return d.number(v, isValue, "decimal", parserOf(netfmt.NumberNumber, netfmt.ParseDecimal), func(v *Value) (any, error) { return boxed(ToDecimal(v)) })
	case KindBool:
		return d.boolean(v, isValue)
	case KindString:
		return d.text(v, isValue)
	case KindDateTime, KindDateTimeOffset:
		return d.date(v, isValue)
	case KindBytes:
		return d.bytes(v, isValue)
	}
	if !isValue {
		return nil, d.notPrimitive()
	}
	return d.converted(v)
}

type deserializer struct {
	token    Token
	kind     Kind
	nullable bool
	culture  *netfmt.Culture
}

// SerializationError is a Newtonsoft.Json.JsonSerializationException that names
// the place of a token.
func SerializationError(message string, at Token) error {
	return failAt(serializationError, message, at)
}

// ReaderError is a Newtonsoft.Json.JsonReaderException that names the place of a
// token.
func ReaderError(message string, at Token) error { return failAt(readerError, message, at) }

// fail is an exception that names the token's place.
func (d *deserializer) fail(typ, message string, at Token) error { return failAt(typ, message, at) }

func failAt(typ, message string, at Token) error {
	path := Path(at)
	line, column := at.LineInfo()
	if line == 0 && column == 0 {
		if !strings.HasSuffix(message, "\n") {
			message = strings.TrimSpace(message) + " "
		}
		return clr.Throw(typ, "%sPath '%s'.", message, path)
	}
	e := readerException(message, path, line, column)
	return clr.Throw(typ, "%s", e.Message)
}

const (
	readerError        = "Newtonsoft.Json.JsonReaderException"
	serializationError = "Newtonsoft.Json.JsonSerializationException"
)

// unexpected is the exception for a token of a type that cannot be read.
func (d *deserializer) unexpected(noun string) error {
	return d.fail(readerError, "Error reading "+noun+". Unexpected token: "+readerToken(d.token).String()+".", d.token)
}

// readerToken is the token a JTokenReader gives.
func readerToken(t Token) tokenKind {
	switch t.Type() {
	case TypeObject:
		return tokenStartObject
	case TypeArray:
		return tokenStartArray
	case TypeConstructor:
		return tokenStartConstructor
	case TypeProperty:
		return tokenPropertyName
	case TypeInteger:
		return tokenInteger
	case TypeFloat:
		return tokenFloat
	case TypeBoolean:
		return tokenBoolean
	case TypeNull:
		return tokenNull
	case TypeUndefined:
		return tokenUndefined
	case TypeDate:
		return tokenDate
	case TypeComment:
		return tokenComment
	}
	return tokenString
}

// null is the result for null.
func (d *deserializer) null() (any, error) {
	if d.nullable {
		return nil, nil
	}
	return nil, d.unconvertible("{null}")
}

func (d *deserializer) unconvertible(shown string) error {
	return d.fail(serializationError, "Error converting value "+shown+" to type '"+d.target()+"'.", d.token)
}

// target is the .NET name of the type asked for.
func (d *deserializer) target() string {
	if d.nullable && d.kind != KindURI {
		return "System.Nullable`1[" + d.kind.TypeName() + "]"
	}
	return d.kind.TypeName()
}

// notPrimitive is the exception for an object or array where a value belongs.
func (d *deserializer) notPrimitive() error {
	what, kind, instead := `JSON object (e.g. {"name":"value"})`, "Object", "so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type like an array or List<T>)"
	if d.token.Type() == TypeArray {
		what, kind, instead = "JSON array (e.g. [1,2,3])", "Array", "to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T>"
	}
	const value = "JSON primitive value (e.g. string, number, boolean, null)"
	noun := strings.ToLower(kind)
	at := d.token
	if o, ok := at.(*Object); ok && o.Count() > 0 {
		at = o.PropertyAt(0) // the original has looked for metadata there
	}
	return d.fail(serializationError, "Cannot deserialize the current "+what+" into type '"+d.target()+"' because the type requires a "+value+" to deserialize correctly.\n"+
		"To fix this error either change the JSON to a "+value+" or change the deserialized type "+instead+" that can be deserialized from a JSON "+noun+". "+
		"Json"+kind+"Attribute can also be added to the type to force it to deserialize from a JSON "+noun+".\n", at)
}

// number reads a number or text that holds one. The result is nil for null and
// empty text.
func (d *deserializer) number(v *Value, isValue bool, noun string, parse func(string) (any, error), conv func(*Value) (any, error)) (any, error) {
	if !isValue {
		return nil, d.unexpected(noun)
	}
	switch v.typ {
	case TypeNull:
		return d.null()
	case TypeInteger, TypeFloat:
		return conv(v)
	case TypeString, TypeGuid, TypeURI, TypeTimeSpan:
		s := ReaderText(v)
		if s == "" {
			return d.null()
		}
		n, err := parse(s)
		if err != nil {
			return nil, d.fail(readerError, "Could not convert string to "+noun+": "+s+".", d.token)
		}
		return n, nil
	}
	return nil, d.unexpected(noun)
}

func parserOf[T any](styles netfmt.NumberStyles, parse func(string, netfmt.NumberStyles, *netfmt.Culture) (T, error)) func(string) (any, error) {
	return func(s string) (any, error) { return boxed(parse(s, styles, netfmt.Invariant())) }
}

// integer reads an Int32 and makes the type asked for of it.
func (d *deserializer) integer(v *Value, isValue bool) (any, error) {
	parse := func(s string) (any, error) {
		i, err := netfmt.ParseInt(s, 32, netfmt.NumberInteger, netfmt.Invariant())
		return int32(i), err
	}
	n, err := d.number(v, isValue, "integer", parse, func(v *Value) (any, error) { return boxed(convInt32(v)) })
	if n == nil || err != nil || d.kind == KindInt32 {
		return n, err
	}
	read, err := NewValue(n)
	if err != nil {
		return nil, err
	}
	return d.changed(read)
}

func (d *deserializer) double(v *Value, isValue bool) (any, error) {
	n, err := d.number(v, isValue, "double", parserOf(netfmt.NumberFloat|netfmt.AllowThousands, netfmt.ParseDouble), func(v *Value) (any, error) {
		return boxed(ToDouble(v))
	})
	if f, ok := n.(float64); ok && d.kind == KindSingle {
		return float32(f), err
	}
	return n, err
}

func (d *deserializer) boolean(v *Value, isValue bool) (any, error) {
	if isValue && v.kind == KindBool {
		return v.num != 0, nil
	}
	return d.number(v, isValue, "boolean", func(s string) (any, error) { return boxed(netfmt.ParseBool(s)) }, func(v *Value) (any, error) {
		if v.kind == KindBigInteger {
			return v.bigInt().Sign() != 0, nil
		}
		return boxed(convBool(v))
	})
}

func (d *deserializer) text(v *Value, isValue bool) (any, error) {
	switch {
	case !isValue:
		return nil, d.unexpected("string")
	case v.typ == TypeNull:
		return nil, nil
	case v.kind == KindNull && v.typ != TypeString:
		return nil, d.unexpected("string")
	case v.kind == KindNull:
		return nil, nil
	case v.kind == KindURI:
		return ReaderText(v), nil
	}
	return string(appendInvariant(nil, v, d.culture.Floats())), nil
}

func (d *deserializer) date(v *Value, isValue bool) (any, error) {
	if isValue && v.typ == TypeDate {
		if d.kind == KindDateTime {
			return boxed(ToDateTime(v))
		}
		return boxed(ToDateTimeOffset(v))
	}
	noun := "DateTime"
	parse := func(s string) (any, error) {
		return boxed(netfmt.ParseDateTime(s, netfmt.Invariant(), netfmt.DateRoundtripKind, nil))
	}
	if d.kind == KindDateTimeOffset {
		noun = "DateTimeOffset"
		parse = func(s string) (any, error) {
			return boxed(netfmt.ParseDateTimeOffset(s, netfmt.Invariant(), netfmt.DateRoundtripKind, nil))
		}
	}
	if !isValue || v.typ == TypeInteger || v.typ == TypeFloat || v.typ == TypeBoolean || v.typ == TypeUndefined {
		return nil, d.unexpected("date")
	}
	return d.number(v, true, noun, parse, nil)
}

// bytes reads base64, the text of a Guid, or an array of numbers.
func (d *deserializer) bytes(v *Value, isValue bool) (any, error) {
	switch t := d.token.(type) {
	case *Array:
		return d.byteArray(t)
	case *Object:
		if t.Count() > 0 {
			return nil, d.fail(readerError, "Error reading bytes. Unexpected token: StartObject.", t.PropertyAt(0))
		}
		return nil, d.unexpected("bytes")
	}
	if !isValue {
		return nil, d.unexpected("bytes")
	}
	switch v.typ {
	case TypeNull:
		return nil, nil
	case TypeBytes:
		return v.bytes(), nil
	case TypeGuid:
		return v.guid().Bytes(), nil
	case TypeString, TypeURI, TypeTimeSpan:
		s := ReaderText(v)
		if s == "" {
			return []byte{}, nil
		}
		if g, err := clr.ParseGuidExact(s, "D"); err == nil {
			return g.Bytes(), nil
		}
		return boxed(parseBase64(s))
	}
	return nil, d.unexpected("bytes")
}

func (d *deserializer) byteArray(a *Array) (any, error) {
	list := make([]byte, 0, len(a.items))
	for _, item := range a.items {
		switch item.Type() {
		case TypeComment:
			continue
		case TypeInteger:
		default:
			return nil, d.fail(readerError, "Unexpected token when reading bytes: "+readerToken(item).String()+".", item)
		}
		b, err := convByte(item.(*Value))
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, nil
}
