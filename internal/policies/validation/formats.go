package validation

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// formats are those of OpenAPI that say more than the type. Texts in password and
// binary may hold anything, float and double are what numbers are anyway.
func formats() []*jsonschema.Format {
	return []*jsonschema.Format{
		{Name: "int32", Validate: wholeBetween(math.MinInt32, math.MaxInt32)},
		{Name: "int64", Validate: wholeBetween(math.MinInt64, math.MaxInt64)},
		{Name: "byte", Validate: isBase64},
	}
}

var errRange = errors.New("out of range")

// wholeBetween demands a number in a range; the evaluator gives int64 for those that
// fit and other types for those that do not.
func wholeBetween(lo, hi int64) func(any) error {
	return func(v any) error {
		switch v := v.(type) {
		case int64:
			if v < lo || v > hi {
				return errRange
			}
		case float64:
			if v != math.Trunc(v) || v < float64(lo) || v >= -float64(math.MinInt64) || v > float64(hi) {
				return errRange
			}
		case json.Number:
			// A default in a schema; nobody is served by refusing it.
		case string, bool, nil, []any, map[string]any:
		default:
			return errRange
		}
		return nil
	}
}

func isBase64(v any) error {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	_, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(s))
	return err
}
