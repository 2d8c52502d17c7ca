package node

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// ErrTooLarge is returned when a tree, its aliases expanded, is larger than the
// limit given.
var ErrTooLarge = errors.New("the value is too large")

// AppendJSON appends v as compact JSON, members in the order of the document.
// Numbers that JSON does not know (YAML's 0x1F, 1_000) become their value. It
// stops with ErrTooLarge when more than limit bytes were appended.
func AppendJSON(dst []byte, v *Value, limit int) ([]byte, error) {
	return Encoder{Limit: limit}.Append(dst, v)
}

// An Encoder writes trees as compact JSON.
type Encoder struct {
	// Limit is the greatest number of bytes written by one call.
	Limit int
	// Replace, when set, is asked for every value before it is written and may
	// return another in its place; returning the same value writes it.
	Replace func(v *Value) *Value
}

// Append appends v to dst; see AppendJSON.
func (e Encoder) Append(dst []byte, v *Value) ([]byte, error) {
	return e.append(dst, v, len(dst)+e.Limit, 0)
}

func (e Encoder) append(dst []byte, v *Value, end, depth int) ([]byte, error) {
	if len(dst) > end || depth > 4*maxDepth {
		return dst, ErrTooLarge
	}
	if e.Replace != nil && v != nil {
		v = e.Replace(v)
	}
	if v == nil {
		return append(dst, "null"...), nil
	}
	var err error
	switch v.Kind {
	case Bool:
		return append(dst, v.Text...), nil
	case Number:
		return appendNumber(dst, v.Text), nil
	case String:
		return AppendString(dst, v.Text), nil
	case Array:
		dst = append(dst, '[')
		for i, item := range v.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = e.append(dst, item, end, depth+1); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	case Object:
		dst = append(dst, '{')
		for i, m := range v.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendString(dst, m.Name), ':')
			if dst, err = e.append(dst, m.Value, end, depth+1); err != nil {
				return dst, err
			}
		}
		return append(dst, '}'), nil
	}
	return append(dst, "null"...), nil
}

// AppendString appends s as a JSON string. Characters that only HTML minds are
// not escaped.
func AppendString(dst []byte, s string) []byte {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // strings always encode
		return append(dst, `""`...)
	}
	return append(dst, strings.TrimSuffix(b.String(), "\n")...)
}

func appendNumber(dst []byte, text string) []byte {
	if json.Valid([]byte(text)) {
		return append(dst, text...)
	}
	clean := strings.ReplaceAll(text, "_", "")
	if i, err := strconv.ParseInt(clean, 0, 64); err == nil {
		return strconv.AppendInt(dst, i, 10)
	}
	if f, err := strconv.ParseFloat(clean, 64); err == nil {
		if out, err := json.Marshal(f); err == nil {
			return append(dst, out...)
		}
	}
	return AppendString(dst, text)
}
