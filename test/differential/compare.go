package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// differs says in which way our answer is not the oracle's, "" if it is. The texts
// of exceptions are compared where that is asked for.
func differs(want, got answer, messages bool) string {
	switch {
	case want.OK != got.OK:
		return fmt.Sprintf("want %s, got %s", want.said(), got.said())
	case !want.OK && want.Phase != got.Phase && !(want.Phase == "render" && got.Phase == "run"):
		return fmt.Sprintf("want %s, got %s", want.said(), got.said())
	case !want.OK && short(want.Exception) != short(got.Exception):
		return fmt.Sprintf("want %s, got %s", want.said(), got.said())
	case !want.OK:
		if messages && want.Message != got.Message {
			return fmt.Sprintf("want %s, got %s", want.said(), got.said())
		}
		return ""
	case want.RequestGone != got.RequestGone || want.ResponseGone != got.ResponseGone:
		return fmt.Sprintf("want bodies consumed %v %v, got %v %v", want.RequestGone, want.ResponseGone, got.RequestGone, got.ResponseGone)
	}
	if !want.generated() {
		if short(want.Type) != short(got.Type) || (want.String == nil) != (got.String == nil) || want.String != nil && *want.String != *got.String && !want.listed() {
			return fmt.Sprintf("want %s, got %s", want.said(), got.said())
		}
	}
	if a, b := canonical(want.Value), canonical(got.Value); a != b && a != `"no JSON"` && !want.token() {
		return fmt.Sprintf("want the value %s, got %s", a, b)
	}
	return ""
}

// generated reports whether the class of the result is one that a compiler or LINQ
// made, whose name means nothing.
func (a answer) generated() bool {
	s := short(a.Type)
	for _, p := range []string{"<", "Enumerable", "Where", "Select"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.Contains(a.Type, "d__") || strings.Contains(a.Type, "AnonymousType") || strings.Contains(a.Type, "Iterator") || strings.Contains(a.Type, "+<")
}

// listed reports whether the text of the result is the name of its type, whose type
// arguments are spelled in many ways.
func (a answer) listed() bool { return a.String != nil && strings.Contains(*a.String, "`") }

// token reports whether the result is a JSON token: its text says it all, and the
// oracle's value went through the reader once more.
func (a answer) token() bool { return strings.HasPrefix(a.Type, "Newtonsoft.Json.Linq.J") }

// said shows an answer.
func (a answer) said() string {
	switch {
	case a.OK && a.String == nil:
		return "null"
	case a.OK:
		return fmt.Sprintf("%s %q", short(a.Type), *a.String)
	case a.Phase == "compile":
		return "a compile error: " + strings.Join(a.Diagnostics, "; ")
	case a.Phase == "none" || a.Phase == "timeout":
		return "no answer (" + a.Phase + ")"
	}
	return short(a.Exception) + " " + fmt.Sprintf("%q", a.Message)
}

// short drops namespace and type arguments.
func short(name string) string {
	if i := strings.IndexAny(name, "`<"); i > 0 {
		name = name[:i]
	}
	return name[strings.LastIndexAny(name, ".+")+1:]
}

// plain gives numbers one spelling. Dates of JSON become UTC, because the oracle
// reads them once more.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	case json.Number:
		if f, err := strconv.ParseFloat(string(v), 64); err == nil {
			return f
		}
	case string:
		if v == "-0" {
			return "0" // what .NET Framework writes
		}
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil && len(v) != len("2006-01-02T15:04:05.1234567+02:00") {
			return t.UTC().String()
		}
	}
	return v
}

// canonical is a JSON value with one spelling.
func canonical(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "null"
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return string(raw)
	}
	out, err := json.Marshal(plain(v))
	if err != nil {
		return string(raw)
	}
	return string(out)
}
