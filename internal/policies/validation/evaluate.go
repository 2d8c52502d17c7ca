package validation

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// violation is one rule that a value breaks, in the words of Newtonsoft.Json.Schema.
type violation struct {
	message      string
	line, column int
}

// String is the violation with its place, as errors of the service end.
func (v violation) String() string {
	return v.message + " Line: " + strconv.Itoa(v.line) + ", Position: " + strconv.Itoa(v.column)
}

// evaluator compares a value with a schema.
type evaluator struct {
	// f counts the work; a message that costs too much fails.
	f *rt.Frame
	// inRequest and inResponse tell which of readOnly and writeOnly properties need
	// not be there.
	inRequest, inResponse bool
	// foldNames compares names of properties without case.
	foldNames bool
	// additional, when not nil, says for all objects whether they may have properties
	// that the schema does not name.
	additional *bool

	found []violation
	// quiet is above 0 where only the answer matters.
	quiet, depth int
}

// maxDepth bounds how deep schemas apply inside each other, to the same value or to
// parts of it.
const maxDepth = 8000

var errDepth = errors.New("The schema applies to itself without end, or the value is nested too deep.")

// evaluate returns what is wrong with a value, nothing when it fits.
func (e *evaluator) evaluate(s *jsonschema.Schema, t jsontree.Token) ([]violation, error) {
	_, err := e.apply(s, t, nil)
	return e.found, err
}

// fails notes a violation and returns false.
func (e *evaluator) fails(t jsontree.Token, message string) bool {
	if e.quiet == 0 && len(e.found) < maxFailures {
		line, column := t.LineInfo()
		e.found = append(e.found, violation{message, line, column})
	}
	return false
}

// apply reports whether a value fits a schema. covered, unless nil, collects the parts
// of the value that were looked at, for unevaluatedProperties and unevaluatedItems.
func (e *evaluator) apply(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	if err := e.f.Step(); err != nil {
		return false, err
	}
	if e.depth++; e.depth > maxDepth {
		return false, errDepth
	}
	defer func() { e.depth-- }()
	if s.Bool != nil {
		if !*s.Bool {
			return e.fails(t, "Schema always fails validation."), nil
		}
		return true, nil
	}
	if s.UnevaluatedProperties != nil || s.UnevaluatedItems != nil {
		own := &coverage{}
		defer covered.merge(own)
		covered = own
	}
	ok := e.types(s, t)
	good, err := e.values(s, t)
	if err != nil {
		return false, err
	}
	if ok = ok && good; !ok && e.quiet > 0 {
		return false, nil
	}
	good, err = e.content(s, t, covered)
	if err != nil {
		return false, err
	}
	if ok = ok && good; !ok && e.quiet > 0 {
		return false, nil
	}
	if good, err = e.combined(s, t, covered); err != nil {
		return false, err
	}
	ok = ok && good
	if covered != nil {
		if good, err = e.rest(s, t, covered); err != nil {
			return false, err
		}
		ok = ok && good
	}
	return ok, nil
}

// content checks what the type of the value has rules for.
func (e *evaluator) content(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	switch t := t.(type) {
	case *jsontree.Object:
		return e.object(s, t, covered)
	case *jsontree.Array:
		return e.array(s, t, covered)
	case *jsontree.Value:
		switch t.Type() {
		case jsontree.TypeString:
			return e.text(s, t)
		case jsontree.TypeInteger, jsontree.TypeFloat:
			return e.number(s, t), nil
		}
	}
	return true, nil
}

// types checks the type.
func (e *evaluator) types(s *jsonschema.Schema, t jsontree.Token) bool {
	if s.Types == nil {
		return true
	}
	have := typeOf(t)
	if have != noType && *s.Types&have != 0 {
		return true
	}
	if have&typeNumber != 0 && *s.Types&typeInteger != 0 && isWhole(t) {
		return true
	}
	if e.quiet > 0 {
		return false
	}
	return e.fails(t, "Invalid type. Expected "+typeNames(*s.Types)+" but got "+typeNames(have)+".")
}

// values checks enum, const and format.
func (e *evaluator) values(s *jsonschema.Schema, t jsontree.Token) (bool, error) {
	ok := true
	if s.Enum != nil && !slices.ContainsFunc(s.Enum.Values, func(v any) bool { return equals(t, v) }) {
		if err := e.f.Steps(len(s.Enum.Values)); err != nil {
			return false, err
		}
		ok = e.fails(t, "Value "+e.shown(t)+" is not defined in enum.")
	}
	if s.Const != nil && !equals(t, *s.Const) {
		ok = e.fails(t, "Value "+e.shown(t)+" does not match const.")
	}
	if s.Format == nil {
		return ok, nil
	}
	v, isValue := t.(*jsontree.Value)
	if !isValue {
		return ok, nil
	}
	if err := s.Format.Validate(goValue(v)); err == nil {
		return ok, nil
	}
	if v.Type() == jsontree.TypeString {
		return e.fails(t, "String '"+short(v.Str())+"' does not validate against format '"+s.Format.Name+"'."), nil
	}
	return e.fails(t, "Value "+e.shown(t)+" does not validate against format '"+s.Format.Name+"'."), nil
}

// text checks the rules of strings. Their length counts characters.
func (e *evaluator) text(s *jsonschema.Schema, t *jsontree.Value) (bool, error) {
	text, ok := t.Str(), true
	if s.MinLength == nil && s.MaxLength == nil && s.Pattern == nil {
		return true, nil
	}
	if err := e.f.Steps(len(text) >> 6); err != nil {
		return false, err
	}
	if s.MinLength != nil || s.MaxLength != nil {
		n := utf8.RuneCountInString(text)
		if s.MinLength != nil && n < *s.MinLength {
			ok = e.fails(t, "String '"+short(text)+"' is less than minimum length of "+strconv.Itoa(*s.MinLength)+".")
		}
		if s.MaxLength != nil && n > *s.MaxLength {
			ok = e.fails(t, "String '"+short(text)+"' exceeds maximum length of "+strconv.Itoa(*s.MaxLength)+".")
		}
	}
	if s.Pattern != nil {
		// A search may take long: the time of the request goes on.
		if !s.Pattern.MatchString(text) {
			ok = e.fails(t, "String '"+short(text)+"' does not match regex pattern '"+s.Pattern.String()+"'.")
		}
		if err := e.f.CheckTime(); err != nil {
			return false, err
		}
	}
	return ok, nil
}

// maxShown is how much of a value an error shows, in bytes.
const maxShown = 200

func short(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return strings.ToValidUTF8(s[:maxShown], "") + "..."
}

// shown is a value as JSON.
func (e *evaluator) shown(t jsontree.Token) string {
	if e.quiet > 0 {
		return ""
	}
	if v, ok := t.(*jsontree.Value); ok && v.Type() == jsontree.TypeString {
		return string(jsontree.AppendQuoted(nil, short(v.Str())))
	}
	out, err := jsontree.Append(nil, t, jsontree.Format{})
	if err != nil {
		return "?"
	}
	return short(string(out))
}
