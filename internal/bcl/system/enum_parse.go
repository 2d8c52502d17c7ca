package system

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func hasFlag(e rt.Enum, flag any) (bool, error) {
	other, ok := flag.(rt.Enum)
	switch {
	case flag == nil:
		return false, clr.ArgumentNull("flag")
	case !ok || other.Type != e.Type:
		name := "System.Object"
		if ok {
			name = other.Type.Name
		}
		return false, clr.Argument("The argument type, '"+name+"', is not the same as the enum type '"+e.Type.Name+"'.", "")
	}
	return e.Value&other.Value == other.Value, nil
}

func parseEnumOf(t *rt.Type, s rt.String, ignoreCase bool) (any, error) {
	switch {
	case t == nil:
		return nil, clr.ArgumentNull("enumType")
	case t.Enum == nil:
		return nil, clr.Argument("Type provided must be an Enum.", "enumType")
	}
	v, err := parseEnum(t, s, ignoreCase)
	if err != nil {
		return nil, err
	}
	return rt.Enum{Type: t, Value: v}, nil
}

func tryParseEnum(t *rt.Type, s rt.String, ignoreCase bool, out rt.Out[any]) (bool, error) {
	if t.Enum == nil {
		return false, clr.Argument("Type provided must be an Enum.", "enumType")
	}
	v, err := parseEnum(t, s, ignoreCase)
	if err != nil {
		out.Set(rt.Enum{Type: t})
		return false, nil
	}
	out.Set(rt.Enum{Type: t, Value: v})
	return true, nil
}

// parseEnum reads a number, a name, or names with commas between, whose values
// are combined.
func parseEnum(t *rt.Type, s rt.String, ignoreCase bool) (int64, error) {
	if !s.Valid {
		return 0, clr.ArgumentNull("value")
	}
	text := trimSpace(s.Text, true, true)
	if text == "" {
		return 0, clr.Argument("Must specify valid information for parsing in the string.", "")
	}
	if c := text[0]; c >= '0' && c <= '9' || c == '-' || c == '+' {
		v, err := strconv.ParseInt(text, 10, 64)
		switch {
		case err == nil && v == int64(int32(v)):
			return v, nil
		case err == nil || strings.Contains(err.Error(), "range"):
			return 0, clr.Overflow("an Int32")
		}
	}
	var value int64
	for _, name := range strings.Split(text, ",") {
		v, ok := enumMember(t.Enum, trimSpace(name, true, true), ignoreCase)
		if !ok {
			return 0, clr.Argument("Requested value '"+s.Text+"' was not found.", "")
		}
		value |= v
	}
	return value, nil
}

func enumMember(info *rt.EnumInfo, name string, ignoreCase bool) (int64, bool) {
	for i, n := range info.Names {
		if n == name || ignoreCase && netfmt.OrdinalIgnoreCaseEqual(n, name) {
			return info.Values[i], true
		}
	}
	return 0, false
}
