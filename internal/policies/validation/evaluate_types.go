package validation

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// The types as the library numbers them.
var (
	typeNull    = typeSet("null")
	typeBoolean = typeSet("boolean")
	typeNumber  = typeSet("number")
	typeInteger = typeSet("integer")
	typeString  = typeSet("string")
	typeArray   = typeSet("array")
	typeObject  = typeSet("object")
)

// noType is the type of what JSON does not have: undefined, constructors.
const noType jsonschema.Types = 0

func typeSet(name string) (t jsonschema.Types) {
	t.Add(name)
	return t
}

// typeOf returns the type of a value; an integer is a number too.
func typeOf(t jsontree.Token) jsonschema.Types {
	switch t.Type() {
	case jsontree.TypeObject:
		return typeObject
	case jsontree.TypeArray:
		return typeArray
	case jsontree.TypeInteger:
		return typeInteger | typeNumber
	case jsontree.TypeFloat:
		return typeNumber
	case jsontree.TypeString:
		return typeString
	case jsontree.TypeBoolean:
		return typeBoolean
	case jsontree.TypeNull:
		return typeNull
	}
	return noType
}

// typeNames are types as the service's validator names them.
func typeNames(t jsonschema.Types) string {
	var out []string
	for _, n := range []struct {
		set  jsonschema.Types
		name string
	}{
		{typeString, "String"}, {typeNumber, "Number"}, {typeInteger, "Integer"}, {typeBoolean, "Boolean"}, {typeObject, "Object"},
		{typeArray, "Array"}, {typeNull, "Null"},
	} {
		if t&n.set == n.set && !(n.set == typeNumber && t&typeInteger != 0) {
			out = append(out, n.name)
		}
	}
	if out == nil {
		return "None"
	}
	return strings.Join(out, ", ")
}

// isWhole reports whether a number is one without a fraction, however it is written.
func isWhole(t jsontree.Token) bool {
	v, ok := t.(*jsontree.Value)
	return ok && v.Kind() == jsontree.KindDouble && v.Float64() == math.Trunc(v.Float64()) && !math.IsInf(v.Float64(), 0)
}

// goValue is a value as formats take it.
func goValue(v *jsontree.Value) any {
	switch v.Kind() {
	case jsontree.KindString:
		return v.Str()
	case jsontree.KindInt64:
		return v.Int64()
	case jsontree.KindDouble:
		return v.Float64()
	case jsontree.KindBool:
		return v.Bool()
	}
	return v.Payload()
}

// equals compares a value with one of a schema.
func equals(t jsontree.Token, want any) bool {
	switch want := want.(type) {
	case nil:
		return t.Type() == jsontree.TypeNull
	case string:
		v, ok := t.(*jsontree.Value)
		return ok && t.Type() == jsontree.TypeString && v.Str() == want
	case bool:
		v, ok := t.(*jsontree.Value)
		return ok && t.Type() == jsontree.TypeBoolean && v.Bool() == want
	case json.Number:
		v, ok := t.(*jsontree.Value)
		if !ok || t.Type() != jsontree.TypeInteger && t.Type() != jsontree.TypeFloat {
			return false
		}
		if i, err := strconv.ParseInt(string(want), 10, 64); err == nil && v.Kind() == jsontree.KindInt64 {
			return v.Int64() == i
		}
		f, err := want.Float64()
		return err == nil && f == floatOf(v)
	case []any:
		a, ok := t.(*jsontree.Array)
		if !ok || a.Count() != len(want) {
			return false
		}
		for i, w := range want {
			if item, err := a.At(i); err != nil || !equals(item, w) {
				return false
			}
		}
		return true
	case map[string]any:
		o, ok := t.(*jsontree.Object)
		if !ok || o.Count() != len(want) {
			return false
		}
		for name, w := range want {
			if have := o.Get(name); have == nil || !equals(have, w) {
				return false
			}
		}
		return true
	}
	return false
}

// floatOf is a number as the nearest double.
func floatOf(v *jsontree.Value) float64 {
	switch v.Kind() {
	case jsontree.KindInt64:
		return float64(v.Int64())
	case jsontree.KindDouble:
		return v.Float64()
	}
	if n, ok := v.Payload().(*big.Int); ok {
		f, _ := new(big.Float).SetInt(n).Float64()
		return f
	}
	return math.NaN()
}

// compare compares a number with a bound: -1, 0 or 1. Integers are compared exactly,
// others as doubles, which is what they were read as.
func compare(v *jsontree.Value, bound *big.Rat) int {
	if bound.IsInt() {
		switch {
		case v.Kind() == jsontree.KindInt64 && bound.Num().IsInt64():
			have, want := v.Int64(), bound.Num().Int64()
			switch {
			case have < want:
				return -1
			case have > want:
				return 1
			}
			return 0
		case v.Kind() == jsontree.KindInt64:
			return -bound.Sign()
		}
		if n, ok := v.Payload().(*big.Int); ok {
			return n.Cmp(bound.Num())
		}
	}
	limit, _ := bound.Float64()
	switch have := floatOf(v); {
	case have < limit:
		return -1
	case have > limit:
		return 1
	}
	return 0
}

// number checks the rules of numbers.
func (e *evaluator) number(s *jsonschema.Schema, t *jsontree.Value) bool {
	ok := true
	if math.IsNaN(floatOf(t)) {
		return e.fails(t, "Value "+e.shown(t)+" is no number.")
	}
	if s.Minimum != nil && compare(t, s.Minimum) < 0 {
		ok = e.fails(t, e.numeral(t)+" is less than minimum value of "+bound(s.Minimum)+".")
	}
	if s.Maximum != nil && compare(t, s.Maximum) > 0 {
		ok = e.fails(t, e.numeral(t)+" exceeds maximum value of "+bound(s.Maximum)+".")
	}
	if s.ExclusiveMinimum != nil {
		switch c := compare(t, s.ExclusiveMinimum); {
		case c < 0:
			ok = e.fails(t, e.numeral(t)+" is less than minimum value of "+bound(s.ExclusiveMinimum)+".")
		case c == 0:
			ok = e.fails(t, e.numeral(t)+" equals minimum value of "+bound(s.ExclusiveMinimum)+" and exclusive minimum is true.")
		}
	}
	if s.ExclusiveMaximum != nil {
		switch c := compare(t, s.ExclusiveMaximum); {
		case c > 0:
			ok = e.fails(t, e.numeral(t)+" exceeds maximum value of "+bound(s.ExclusiveMaximum)+".")
		case c == 0:
			ok = e.fails(t, e.numeral(t)+" equals maximum value of "+bound(s.ExclusiveMaximum)+" and exclusive maximum is true.")
		}
	}
	if s.MultipleOf != nil && !isMultiple(t, s.MultipleOf) {
		ok = e.fails(t, e.numeral(t)+" is not a multiple of "+bound(s.MultipleOf)+".")
	}
	return ok
}

// numeral names a number with its kind.
func (e *evaluator) numeral(t *jsontree.Value) string {
	if t.Type() == jsontree.TypeInteger {
		return "Integer " + e.shown(t)
	}
	return "Float " + e.shown(t)
}

func bound(r *big.Rat) string {
	if r.IsInt() && r.Num().IsInt64() {
		return r.Num().String()
	}
	f, _ := r.Float64()
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func isMultiple(v *jsontree.Value, of *big.Rat) bool {
	if of.Sign() == 0 {
		return false
	}
	n := new(big.Rat)
	switch payload := v.Payload().(type) {
	case *big.Int:
		n.SetInt(payload)
	default:
		if v.Kind() == jsontree.KindInt64 {
			n.SetInt64(v.Int64())
		} else if _, ok := n.SetString(strconv.FormatFloat(floatOf(v), 'g', -1, 64)); !ok {
			return false
		}
	}
	return n.Quo(n, of).IsInt()
}
