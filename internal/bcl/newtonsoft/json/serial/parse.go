package serial

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Parse is JsonConvert.DeserializeObject(text, type). The result is boxed, null
// for text without a value.
func Parse(f *rt.Frame, text string, target *rt.Type) (any, error) {
	opts := jsontree.Options{Charge: f.Charger()}
	parse := func() (jsontree.Token, error) { return jsontree.DeserializeToken(text, opts) }
	switch {
	case target.Name == "System.Object":
		parse = func() (jsontree.Token, error) { return jsontree.DeserializeAny(text, opts) }
	case !isTokenType(target):
		required := ""
		if static := target.Static.(*types.Type); static.IsValueType() && static.Kind != types.Nullable {
			required = rt.DisplayName(target)
		}
		if kind, ok := KindOf(target); ok && scalar(kind) {
			if err := begin(text, kind); err != nil {
				return nil, err
			}
		}
		opts.Every = isXML(target)
		parse = func() (jsontree.Token, error) { return jsontree.DeserializeText(text, required, opts) }
	}
	t, err := parse()
	if t == nil || err != nil {
		return nil, err
	}
	if c, ok := t.(*jsontree.Constructor); ok && target.Name == "System.Object" {
		return nil, afterName(c)
	}
	if (isTokenType(target) || target.Name == "System.Object") && strings.Contains(text, "Date") && strings.Contains(text, "new") {
		if t, err = withDates(f, t); err != nil {
			return nil, err
		}
	}
	return (&reader{f, target, true}).nested(t, target)
}

// fromText changes a token to what a reader of text would have given for a scalar
// of the kind: Newtonsoft reads the text anew then, rather than converting. ok says
// that v is the result already.
func (r *reader) fromText(t jsontree.Token, kind jsontree.Kind) (changed jsontree.Token, v any, ok bool, err error) {
	value, isValue := t.(*jsontree.Value)
	if !isValue {
		return t, nil, false, r.notScalar(t, kind)
	}
	number := value.Type() == jsontree.TypeInteger || value.Type() == jsontree.TypeFloat
	switch kind {
	case jsontree.KindString:
		switch {
		case value.Type() == jsontree.TypeBoolean:
			return t, map[bool]string{false: "false", true: "true"}[value.Bool()], true, nil
		case number || value.Type() == jsontree.TypeDate:
			return t, value.Source(), true, nil
		}
	case jsontree.KindByte, jsontree.KindInt16, jsontree.KindInt32:
		return t, nil, false, r.checkInteger(value)
	case jsontree.KindSingle, jsontree.KindDouble, jsontree.KindDecimal:
		if value.Type() == jsontree.TypeBoolean {
			return t, nil, false, unexpectedBoolean(value)
		}
		if number && kind == jsontree.KindDecimal {
			d, err := netfmt.ParseDecimal(value.Source(), netfmt.NumberNumber|netfmt.AllowExponent, netfmt.Invariant())
			if err != nil {
				err = jsontree.ReaderError("Input string '"+value.Source()+"' is not a valid decimal.", t)
			}
			return t, d.Normalize(), true, err
		}
	case jsontree.KindDateTime, jsontree.KindDateTimeOffset:
		if number {
			line, column := t.LineInfo()
			return t, nil, false, unexpected(value.Source()[:1], before(t), line, column-len(value.Source())+1)
		}
		if kind == jsontree.KindDateTimeOffset && value.Type() == jsontree.TypeDate {
			return jsontree.NewString(value.Source()), nil, false, nil
		}
	}
	return t, nil, false, nil
}

// checkInteger is what ReadAsInt32 says of text that is no Int32.
func (r *reader) checkInteger(v *jsontree.Value) error {
	switch v.Type() {
	case jsontree.TypeFloat:
		return jsontree.ReaderError("Input string '"+v.Source()+"' is not a valid integer.", v)
	case jsontree.TypeBoolean:
		return unexpectedBoolean(v)
	case jsontree.TypeInteger:
		if _, err := jsontree.ToInt32(v); err != nil {
			return jsontree.ReaderError("JSON integer "+v.Source()+" is too large or small for an Int32.", v)
		}
	}
	return nil
}

// unexpectedBoolean is what the readers of numbers say of true and false: they stop
// at the first letter.
func unexpectedBoolean(v *jsontree.Value) error {
	text := "false"
	if v.Bool() {
		text = "true"
	}
	line, column := v.LineInfo()
	return unexpected(text[:1], before(v), line, column-len(text)+1)
}

// notScalar is the exception of the readers of scalars for a container; other
// types find out later.
func (r *reader) notScalar(t jsontree.Token, kind jsontree.Kind) error {
	if !scalar(kind) {
		return nil
	}
	line, column := t.LineInfo()
	first := "{"
	switch t := t.(type) {
	case *jsontree.Array:
		first = "["
	case *jsontree.Constructor:
		// It may be null, and then the second letter is looked at.
		first = "e"
		column -= len(t.Name()) + len("new")
	}
	return unexpected(first, before(t), line, column)
}

func unexpected(character, path string, line, column int) error {
	return clr.Throw("Newtonsoft.Json.JsonReaderException", "Unexpected character encountered while parsing value: %s. Path '%s', line %d, position %d.",
		character, path, line, column)
}

// before is the path of a reader that has not read t yet: in an array that of the
// element before.
func before(t jsontree.Token) string {
	a, ok := t.Parent().(*jsontree.Array)
	if !ok {
		return jsontree.Path(t)
	}
	if previous := t.Previous(); previous != nil {
		return jsontree.Path(previous)
	}
	return jsontree.Path(a)
}

// afterName is the exception for a constructor read as an object: its name is the
// value, and whatever follows is too much.
func afterName(c *jsontree.Constructor) error {
	path := ""
	line, column := c.LineInfo()
	column++
	if c.Count() > 0 {
		first := jsontree.Child(c, 0)
		path = jsontree.Path(first)
		line, column = first.LineInfo()
	}
	return clr.Throw("Newtonsoft.Json.JsonSerializationException",
		"Additional text found in JSON string after finishing deserializing object. Path '%s', line %d, position %d.", path, line, column)
}

// scalar reports the kinds that Newtonsoft has readers of their own for.
func scalar(kind jsontree.Kind) bool {
	switch kind {
	case jsontree.KindByte, jsontree.KindInt16, jsontree.KindInt32, jsontree.KindSingle, jsontree.KindDouble, jsontree.KindDecimal,
		jsontree.KindBool, jsontree.KindString, jsontree.KindDateTime, jsontree.KindDateTimeOffset:
		return true
	}
	return false
}

// begin looks at the first character as the readers of scalars do, before anything
// else of the text is known.
func begin(text string, kind jsontree.Kind) error {
	at := strings.IndexFunc(text, func(r rune) bool { return r != ' ' && r != '\t' && r != '\r' && r != '\n' })
	if at < 0 {
		return nil
	}
	first, length := utf8.DecodeRuneInString(text[at:])
	switch {
	case !strings.ContainsRune(beginnings(kind), first):
	case first == 'n' && at+1 < len(text) && text[at+1] != 'u':
		// It may be null, and then the second letter is looked at.
		at++
		_, length = utf8.DecodeRuneInString(text[at:])
	default:
		return nil
	}
	before := text[:at]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return unexpected(text[at:at+length], "", line, column)
}

// beginnings are the characters with which the reader of a scalar goes on; any other
// is unexpected.
func beginnings(kind jsontree.Kind) string {
	const always = "\"'n-.0123456789/\x00"
	switch kind {
	case jsontree.KindBool:
		return always + "tf"
	case jsontree.KindString, jsontree.KindDateTime, jsontree.KindDateTimeOffset:
		return always + "tfIN"
	}
	return always + "IN"
}

// tupleClass reads a System.Tuple through its constructor, whose parameters are
// found by name.
func (r *reader) tupleClass(t jsontree.Token) (any, error) {
	o, err := r.expectObject(t)
	if err != nil || o == nil {
		return nil, err
	}
	ctors := r.target.Static.(*types.Type).Constructors()
	if len(ctors) != 1 {
		return nil, clr.NotSupported("%s has no constructor.", r.target.Name)
	}
	call := rt.Call{Owner: r.target, OwnerArgs: r.target.Args, Result: r.target.Rep, ResultType: r.target}
	for _, p := range ctors[0].Params {
		v, err := r.part(o, p.Name, runtimeOf(p.Type))
		if err != nil {
			return nil, err
		}
		// Parameters of a type parameter's type are erased.
		call.Args, call.ParamTypes = append(call.Args, rt.Const[any](v)), append(call.ParamTypes, runtimeOf(p.Type))
	}
	return r.target.Rep.BoxedFn(rt.LinkerOf(ctors[0].Impl)(&call))(r.f)
}
