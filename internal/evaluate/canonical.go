package evaluate

import (
	"encoding/base64"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// elementSize is about what an element of a listed sequence takes, in bytes: a
// sequence may have billions.
const elementSize = 128

// canonical renders a value as JSON for comparison by machines.
func canonical(f *rt.Frame, v any) (jsontree.Token, error) {
	text := func(s string, err error) (jsontree.Token, error) { return jsontree.NewString(s), err }
	switch v := v.(type) {
	case nil:
		return jsontree.NewNull(), nil
	case jsontree.Token:
		return jsontree.Clone(v, f.Alloc)
	case string:
		return jsontree.NewString(v), nil
	case bool:
		return jsontree.NewBool(v), nil
	case int8:
		return jsontree.NewInt64(int64(v)), nil
	case int16:
		return jsontree.NewInt64(int64(v)), nil
	case int32:
		return jsontree.NewInt64(int64(v)), nil
	case int64:
		return jsontree.NewInt64(v), nil
	case uint8:
		return jsontree.NewInt64(int64(v)), nil
	case uint16:
		return jsontree.NewInt64(int64(v)), nil
	case uint32:
		return jsontree.NewInt64(int64(v)), nil
	case uint64:
		return jsontree.NewValue(v)
	case float32, float64:
		return text(netfmt.Format(v, "R", netfmt.Invariant().WithFloats(host.Of(f).Culture.Floats())))
	case clr.Decimal:
		return text(netfmt.Format(v, "", netfmt.Invariant()))
	case clr.DateTime, clr.DateTimeOffset:
		return text(netfmt.Format(v, "o", netfmt.Invariant()))
	case *rt.Array[uint8]:
		return jsontree.NewString(base64.StdEncoding.EncodeToString(v.Items)), nil
	case xmltree.Node:
		return text(xmltree.Write(v, xmltree.WriteOptions{Save: xmltree.DisableFormatting}))
	}
	if e, err := rt.Enumerate(f, v, nil); err == nil {
		list := jsontree.NewArray()
		for {
			item, ok, err := e.Next(f)
			if err != nil {
				return nil, err
			}
			if !ok {
				return list, nil
			}
			if err := f.Alloc(elementSize); err != nil {
				return nil, err
			}
			t, err := canonical(f, item)
			if err != nil {
				return nil, err
			}
			if err := list.Add(t, f.Alloc); err != nil {
				return nil, err
			}
		}
	}
	s, err := rt.ToString(f, v)
	return jsontree.NewString(s.Text), err
}
