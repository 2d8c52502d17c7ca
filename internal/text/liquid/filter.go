package liquid

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// filter is a filter as DotLiquid's methods are: with parameters of .NET types,
// to which arguments are converted.
type filter struct {
	name   string
	params []param
	regex  bool // takes a regular expression
	call   func(r *renderer, args []Value) (Value, error)
}

// param is a parameter of a filter; the first is the input.
type param struct {
	name     string
	kind     paramKind
	optional bool
	// otherwise is the value of an optional parameter without an argument.
	otherwise Value
}

type paramKind uint8

const (
	anyParam      paramKind = iota // object
	plainParam                     // object, of which only plain values are of use
	textParam                      // string
	intParam                       // int
	sequenceParam                  // IEnumerable
)

var (
	anyInput      = param{name: "input", kind: anyParam}
	plainInput    = param{name: "input", kind: plainParam}
	textInput     = param{name: "input", kind: textParam}
	sequenceInput = param{name: "input", kind: sequenceParam}
)

// filters are all filters the service lists.
var filters = [...]filter{
	{name: "Abs", params: []param{plainInput}, call: abs},
	{name: "Append", params: []param{textInput, {name: "string", kind: textParam}}, call: appendText},
	{name: "AtLeast", params: []param{plainInput, {name: "atLeast", kind: plainParam}}, call: atLeast},
	{name: "AtMost", params: []param{plainInput, {name: "atMost", kind: plainParam}}, call: atMost},
	{name: "Capitalize", params: []param{textInput}, call: capitalize},
	{name: "Compact", params: []param{anyInput}, call: compact},
	{name: "Currency", params: []param{plainInput, {name: "languageTag", kind: textParam, optional: true}}, call: currency},
	{name: "Date", params: []param{plainInput, {name: "format", kind: textParam}}, call: date},
	{name: "Default", params: []param{textInput, {name: "defaultValue", kind: textParam}}, call: orDefault},
	{name: "DividedBy", params: []param{plainInput, {name: "operand", kind: plainParam}}, call: dividedBy},
	{name: "Downcase", params: []param{textInput}, call: downcase},
	{name: "Escape", params: []param{textInput}, call: escape},
	{name: "First", params: []param{{name: "array", kind: sequenceParam}}, call: first},
	{name: "H", params: []param{textInput}, call: escape},
	{name: "Join", params: []param{sequenceInput, {name: "glue", kind: textParam, optional: true, otherwise: " "}}, call: joinElements},
	{name: "Last", params: []param{{name: "array", kind: sequenceParam}}, call: last},
	{name: "Lstrip", params: []param{textInput}, call: lstrip},
	{name: "Map", params: []param{{name: "enumerableInput", kind: sequenceParam}, {name: "property", kind: textParam}}, call: mapMember},
	{name: "Minus", params: []param{plainInput, {name: "operand", kind: plainParam}}, call: minus},
	{name: "Modulo", params: []param{plainInput, {name: "operand", kind: plainParam}}, call: modulo},
	{name: "NewlineToBr", params: []param{textInput}, call: newlineToBr},
	{name: "Plus", params: []param{plainInput, {name: "operand", kind: plainParam}}, call: plus},
	{name: "Prepend", params: []param{textInput, {name: "string", kind: textParam}}, call: prependText},
	{name: "Remove", params: []param{textInput, {name: "string", kind: textParam}}, call: remove},
	{name: "RemoveFirst", params: []param{textInput, {name: "string", kind: textParam}}, regex: true, call: removeFirst},
	{name: "Replace", params: []param{textInput, {name: "string", kind: textParam}, {name: "replacement", kind: textParam, optional: true, otherwise: ""}}, regex: true, call: replace},
	{name: "ReplaceFirst", params: []param{textInput, {name: "string", kind: textParam}, {name: "replacement", kind: textParam, optional: true, otherwise: ""}}, regex: true, call: replaceFirst},
	{name: "Round", params: []param{plainInput, {name: "places", kind: plainParam, optional: true}}, call: round},
	{name: "Rstrip", params: []param{textInput}, call: rstrip},
	{name: "Size", params: []param{anyInput}, call: size},
	{name: "Slice", params: []param{anyInput, {name: "offset", kind: intParam}, {name: "length", kind: intParam, optional: true, otherwise: int32(1)}}, call: slice},
	{name: "Sort", params: []param{anyInput, {name: "property", kind: textParam, optional: true}}, call: sortElements},
	{name: "Split", params: []param{textInput, {name: "pattern", kind: textParam}}, call: split},
	{name: "Strip", params: []param{textInput}, call: strip},
	{name: "StripHtml", params: []param{textInput}, call: stripHTML},
	{name: "StripNewlines", params: []param{textInput}, call: stripNewlines},
	{name: "Times", params: []param{plainInput, {name: "operand", kind: plainParam}}, call: times},
	{name: "Truncate", params: []param{textInput, {name: "length", kind: intParam, optional: true, otherwise: int32(50)}, {name: "truncateString", kind: textParam, optional: true, otherwise: "..."}}, call: truncate},
	{name: "TruncateWords", params: []param{textInput, {name: "words", kind: intParam, optional: true, otherwise: int32(15)}, {name: "truncateString", kind: textParam, optional: true, otherwise: "..."}}, call: truncateWords},
	{name: "Uniq", params: []param{anyInput}, call: uniq},
	{name: "Upcase", params: []param{textInput}, call: upcase},
	{name: "UrlDecode", params: []param{textInput}, call: urlDecode},
	{name: "UrlEncode", params: []param{textInput}, call: urlEncode},
}

// findFilter returns the filter of a name, nil if there is none.
func findFilter(name string) *filter {
	for i := range filters {
		if filters[i].name == name {
			return &filters[i]
		}
	}
	return nil
}

// invoke calls a filter as DotLiquid does through reflection: missing arguments
// are filled in, plain values are converted to the types of the parameters, and
// what does not fit then is refused.
func (r *renderer) invoke(f *filter, args []Value) (Value, error) {
	for i := len(args); i < len(f.params); i++ {
		p := &f.params[i]
		if !p.optional {
			return nil, &liquidError{syntax: true, message: "Error - Filter '" + f.name + "' does not have a default value for '" + p.name + "' and no value was supplied"}
		}
		args = append(args, p.otherwise)
	}
	for i := range f.params {
		var err error
		if args[i], err = r.convert(f.params[i].kind, args[i]); err != nil {
			return nil, err
		}
	}
	if len(args) > len(f.params) {
		return nil, clr.Throw("System.Reflection.TargetParameterCountException", "Parameter count mismatch.")
	}
	for i := range f.params {
		if err := fits(f.params[i].kind, args[i]); err != nil {
			return nil, err
		}
		if f.params[i].kind == intParam && args[i] == nil {
			args[i] = int32(0)
		}
	}
	return f.call(r, args)
}

// convert changes a plain value to the type of a parameter.
func (r *renderer) convert(to paramKind, v Value) (Value, error) {
	switch to {
	case anyParam:
		return v, nil
	case sequenceParam:
		if k := kindOf(v); k != noKind && k != stringKind {
			return nil, noEnumerable(v)
		}
		return v, nil
	}
	v = plain(v)
	switch {
	case kindOf(v) == noKind:
		return v, nil
	case to == textParam:
		s, err := change(v, stringKind, r.culture)
		if err != nil {
			return nil, err
		}
		return s, nil
	case to == intParam:
		return change(v, int32Kind, r.culture)
	}
	return v, nil
}

// fits refuses values that are not of the type of a parameter.
func fits(to paramKind, v Value) error {
	target := ""
	switch to {
	case textParam:
		if _, ok := v.(string); !ok {
			target = "System.String"
		}
	case intParam:
		if _, ok := v.(int32); !ok {
			target = "System.Int32"
		}
	case sequenceParam:
		if _, ok := sequenceOf(v); !ok {
			target = "System.Collections.IEnumerable"
		}
	}
	if target == "" || v == nil {
		return nil
	}
	return clr.Argument("Object of type '"+typeName(v)+"' cannot be converted to type '"+target+"'.", "")
}

// optional is an argument that is a text or null.
func optional(v Value) (s string, ok bool) {
	s, ok = v.(string)
	return s, ok
}
