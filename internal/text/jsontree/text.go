package jsontree

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Text is JToken.ToString(): for a value the payload's text in the culture, for
// other tokens indented JSON. f.Indent and f.Floats are set as .NET has them.
func Text(t Token, c *netfmt.Culture, f Format) (string, error) {
	if v, ok := t.(*Value); ok {
		return v.Text(c), nil
	}
	f.Indent = true
	f.Floats = c.Floats()
	out, err := Append(nil, t, f)
	if err == nil && f.Charge != nil {
		err = f.Charge(len(out))
	}
	if err != nil {
		return "", err
	}
	return string(out), nil
}

// Text is JValue.ToString() in the culture, "" for null.
func (v *Value) Text(c *netfmt.Culture) string {
	switch v.kind {
	case KindString:
		return v.str
	case KindSingle:
		return netfmt.FormatFloat32(float32(v.Float64()), c)
	case KindDouble:
		return netfmt.FormatDouble(v.Float64(), c)
	case KindDecimal:
		return netfmt.FormatDecimal(v.decimal(), c)
	case KindDateTime, KindDateTimeOffset:
		// The general format has no errors.
		s, _ := netfmt.Format(v.Payload(), "", c)
		return s
	}
	return convertToString(v)
}

// Format is JValue.ToString(format, culture). Payloads that are not IFormattable
// ignore the format.
func (v *Value) Format(format string, c *netfmt.Culture) (string, error) {
	switch v.kind {
	case KindNull, KindBool, KindString, KindChar, KindBytes, KindURI:
		return v.Text(c), nil
	case KindEnum:
		return formatEnum(v.enum(), format)
	case KindBigInteger:
		return netfmt.FormatBigInteger(v.bigInt(), format, c)
	}
	if format == "" {
		return v.Text(c), nil
	}
	return netfmt.Format(v.Payload(), format, c)
}

func formatEnum(e Enum, format string) (string, error) {
	switch format {
	case "", "G", "g", "F", "f":
		return e.Name, nil
	case "D", "d":
		return strconv.FormatInt(e.Value, 10), nil
	case "X", "x":
		return netfmt.Format(int32(e.Value), "X8", netfmt.Invariant())
	}
	return "", clr.Format("Format String can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\".")
}
