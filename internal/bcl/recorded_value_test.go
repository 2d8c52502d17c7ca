package bcl

import (
	"encoding/json"
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// canonical is a value as JSON: numbers and booleans as such, a sequence as a list
// of its elements, anything else as the text that ToString gives.
func canonical(f *rt.Frame, v any) string {
	b, err := json.Marshal(canonicalOf(f, v))
	if err != nil {
		return err.Error()
	}
	return compact(b)
}

func canonicalOf(f *rt.Frame, v any) any {
	switch v := v.(type) {
	case nil, string, bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64:
		return v
	}
	e, err := rt.Enumerate(f, v, nil)
	if err != nil {
		s, err := rt.ToString(f, v)
		if err != nil {
			return fmt.Sprintf("ToString: %v", err)
		}
		return s.Text
	}
	list := []any{}
	for {
		x, ok, err := e.Next(f)
		switch {
		case err != nil:
			return fmt.Sprintf("element %d: %v", len(list), err)
		case !ok:
			return list
		}
		list = append(list, canonicalOf(f, x))
	}
}

// compact returns JSON without spaces and with one spelling of every string.
func compact(b []byte) string {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err.Error()
	}
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}
