package evaluate

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// value makes a variable's value: a JSON value stands for itself, {"$t": T, "v":
// ...} for a value of another type.
func value(f *rt.Frame, lib *bcl.Library, t jsontree.Token) (any, error) {
	if o, ok := t.(*jsontree.Object); ok {
		if kind, ok := textOf(o.Get("$t")); ok {
			return typedValue(f, lib, kind, o.Get("v"))
		}
	}
	v, ok := t.(*jsontree.Value)
	if !ok {
		return jsontree.Clone(t, nil)
	}
	switch v.Kind() {
	case jsontree.KindNull:
		return nil, nil
	case jsontree.KindString:
		return v.Str(), nil
	case jsontree.KindBool:
		return v.Bool(), nil
	case jsontree.KindInt64:
		if n := v.Int64(); n < math.MinInt32 || n > math.MaxInt32 {
			return n, nil
		}
		return int32(v.Int64()), nil
	case jsontree.KindDouble:
		return v.Float64(), nil
	}
	return jsontree.Clone(t, nil)
}

func typedValue(f *rt.Frame, lib *bcl.Library, kind string, v jsontree.Token) (any, error) {
	text, _ := textOf(v)
	switch kind {
	case "int":
		return jsontree.ToInt32(v)
	case "long":
		return jsontree.ToInt64(v)
	case "double":
		return jsontree.ToDouble(v)
	case "float":
		return jsontree.ToSingle(v)
	case "decimal":
		return jsontree.ToDecimal(v)
	case "bool":
		return jsontree.ToBool(v)
	case "string":
		return text, nil
	case "char":
		c, ok := rt.At(text, 0)
		if !ok {
			return nil, fmt.Errorf("a char needs one character, not %s", strconv.Quote(text))
		}
		return c, nil
	case "guid":
		return clr.ParseGuid(text)
	case "datetime":
		return date(text)
	case "datetimeoffset":
		return netfmt.ParseDateTimeOffset(text, netfmt.Invariant(), 0, nil)
	case "timespan":
		return netfmt.ParseTimeSpan(text, netfmt.Invariant())
	case "bytes":
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, err
		}
		elem, err := lib.Type("byte")
		return rt.NewArray(elem, data), err
	case "json":
		return jsontree.ParseToken(text, jsontree.Options{})
	case "xelement":
		d, err := xmltree.Parse(text, xmltree.Options{})
		if err != nil {
			return nil, err
		}
		return d.Root(), nil
	case "xdocument":
		return xmltree.Parse(text, xmltree.Options{})
	case "response":
		o, ok := v.(*jsontree.Object)
		if !ok {
			return nil, errors.New("a response is an object with statusCode, headers, body")
		}
		if err := holds(o, "response", "response"); err != nil {
			return nil, err
		}
		return buildResponse(node{o})
	case "jwt":
		j, ok := apim.ParseJwt(text, nil)
		if !ok {
			return nil, nil
		}
		return j, nil
	case "strings":
		a, ok := v.(*jsontree.Array)
		if !ok {
			return nil, errors.New("strings are an array")
		}
		var list []string
		for i := range a.Count() {
			item, _ := a.At(i)
			s, _ := textOf(item)
			list = append(list, s)
		}
		return apim.Strings(f, list), nil
	case "authorization":
		return &apim.Authorization{AccessToken: text, Claims: apim.NewObjects()}, nil
	}
	return nil, fmt.Errorf("unknown $t %q", kind)
}
