package jsontree

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/growth"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Format says how a token is written.
type Format struct {
	// Indent is Formatting.Indented: two spaces a level.
	Indent bool
	// NewLine ends lines of indented text, "\n" when empty.
	NewLine string
	// Depth is how many levels deep the text begins, for a token inside of
	// something else that is being written.
	Depth int
	// Floats is the notation of numbers with a fraction.
	Floats netfmt.FloatStyle
	// Charge is told of what the slice takes as it grows. Who makes a string of it
	// counts that too.
	Charge Charge
}

// Append appends the JSON text of t to dst: JToken.ToString(Formatting) and the
// serialisation of tokens. It fails when the Charge does and, as the original,
// for an object in which a comment stands where a property's value should.
func Append(dst []byte, t Token, f Format) ([]byte, error) {
	var room [8]writing
	w := writer{out: dst, format: f, memory: growth.Meter{Charge: f.Charge}, depth: f.Depth, frames: room[:0]}
	w.memory.Begin(dst)
	if w.format.NewLine == "" {
		w.format.NewLine = "\n"
	}
	if err := w.write(t); err != nil {
		return dst, err
	}
	return w.out, w.pay()
}

// AppendPayload appends the JSON text of a value that NewValue takes, of a
// clr.Char or an Enum without a token for it; nothing is charged.
func AppendPayload(dst []byte, payload any, f Format) ([]byte, error) {
	kind, ok := payloadKind(payload)
	if !ok {
		return dst, unknownType(payload, kind)
	}
	var v Value
	v.typ = kind.tokenType()
	v.setPayload(kind, payload)
	f.Charge = nil
	w := writer{out: dst, format: f}
	err := w.value(&v)
	return w.out, err
}

// writer is Newtonsoft's JsonTextWriter, as far as trees can drive it.
type writer struct {
	out    []byte
	format Format
	memory growth.Meter
	state  state
	frames []writing
	depth  int // open containers other than properties
}

// writing is a container whose children are being written.
type writing struct {
	c    Container
	next int
}

// pay counts what the text has grown by.
func (w *writer) pay() (err error) {
	w.out, err = w.memory.Spend(w.out)
	return err
}

// quoted writes a text in quotes.
func (w *writer) quoted(s string) (err error) {
	if len(s) >= longText {
		if w.out, err = w.memory.Room(w.out, quotedLen(s)); err != nil {
			return err
		}
	}
	w.out = appendQuoted(w.out, s)
	return nil
}

func (w *writer) write(t Token) error {
	if err := w.enter(t); err != nil {
		return err
	}
	for len(w.frames) > 0 {
		top := &w.frames[len(w.frames)-1]
		if top.next < top.c.Count() {
			child := top.c.child(top.next)
			top.next++
			if err := w.enter(child); err != nil {
				return err
			}
			continue
		}
		w.frames = w.frames[:len(w.frames)-1]
		w.leave(top.c)
		if err := w.pay(); err != nil {
			return err
		}
	}
	return nil
}

// enter writes a value, or the beginning of a container.
func (w *writer) enter(t Token) error {
	switch t := t.(type) {
	case *Value:
		if err := w.value(t); err != nil {
			return err
		}
		return w.pay()
	case *Property:
		if w.state == stateProperty {
			return w.misplaced()
		}
		w.delimit()
		if w.state != stateStart {
			w.indent()
		}
		w.state = stateProperty
		if err := w.quoted(t.name); err != nil {
			return err
		}
		w.out = append(w.out, ':')
		w.frames = append(w.frames, writing{c: t})
	case *Object:
		w.before(stateObjectStart)
		w.out = append(w.out, '{')
		w.open(t)
	case *Array:
		w.before(stateArrayStart)
		w.out = append(w.out, '[')
		w.open(t)
	case *Constructor:
		w.before(stateConstructorStart)
		w.out = append(append(append(w.out, "new "...), t.name...), '(')
		w.open(t)
	}
	// Lines are indented by as much as they are deep.
	return w.pay()
}

func (w *writer) open(c Container) {
	w.frames = append(w.frames, writing{c: c})
	w.depth++
}

// leave writes the end of a container.
func (w *writer) leave(c Container) {
	closing := byte('}')
	switch c.(type) {
	case *Property:
		if c.Count() == 0 {
			w.literal("null")
		}
		return
	case *Array:
		closing = ']'
	case *Constructor:
		closing = ')'
	}
	w.depth--
	if w.state == stateProperty {
		w.literal("null")
	}
	if w.state != stateObjectStart && w.state != stateArrayStart {
		w.indent()
	}
	w.out = append(w.out, closing)
	w.state = stateStart
	for i := len(w.frames) - 1; i >= 0; i-- {
		switch w.frames[i].c.(type) {
		case *Property:
			if i == 0 {
				w.state = stateStart
			}
			continue
		case *Object:
			w.state = stateObject
		default:
			w.state = stateArray
		}
		break
	}
}

// before writes what stands before a value and enters a state.
func (w *writer) before(next state) {
	w.delimit()
	switch w.state {
	case stateProperty:
		if w.format.Indent {
			w.out = append(w.out, ' ')
		}
	case stateArray, stateArrayStart, stateConstructor, stateConstructorStart:
		w.indent()
	}
	w.state = next
}

func (w *writer) delimit() {
	if w.state == stateObject || w.state == stateArray || w.state == stateConstructor {
		w.out = append(w.out, ',')
	}
}

func (w *writer) indent() {
	if !w.format.Indent {
		return
	}
	w.out = append(w.out, w.format.NewLine...)
	for range w.depth {
		w.out = append(w.out, "  "...)
	}
}

// afterValue is the state that a value leads to.
func (w *writer) afterValue() state {
	switch w.state {
	case stateProperty:
		return stateObject
	case stateArray, stateArrayStart:
		return stateArray
	case stateConstructor, stateConstructorStart:
		return stateConstructor
	}
	return w.state
}

func (w *writer) literal(text string) {
	w.before(w.afterValue())
	w.out = append(w.out, text...)
}

func (w *writer) comment(text string) {
	// A comment is no item: no comma before it, and no change of state but
	// that the container is no longer empty of indentation.
	switch w.state {
	case stateProperty:
		if w.format.Indent {
			w.out = append(w.out, ' ')
		}
	case stateArray, stateArrayStart, stateConstructor, stateConstructorStart:
		w.indent()
	}
	if w.state == stateConstructorStart {
		w.state = stateConstructor
	}
	w.out = append(append(append(w.out, "/*"...), text...), "*/"...)
}

// misplaced is the exception for a property behind a name without a value.
func (w *writer) misplaced() error {
	var b pathBuilder
	for i := 0; i+1 < len(w.frames); i++ {
		switch f := w.frames[i]; c := f.c.(type) {
		case *Property:
			b.name(c.name)
		case *Array, *Constructor:
			b.index(f.next - 1)
		}
	}
	return clr.Throw("Newtonsoft.Json.JsonWriterException",
		"Token PropertyName in state Property would result in an invalid JSON object. Path '%s'.", b)
}

// value writes a JValue.
func (w *writer) value(v *Value) error {
	if v.typ == TypeComment {
		w.comment(v.str)
		return nil
	}
	w.before(w.afterValue())
	switch v.typ {
	case TypeRaw:
		w.out = appendInvariant(w.out, v, w.format.Floats)
		return nil
	case TypeUndefined:
		w.out = append(w.out, "undefined"...)
		return nil
	}
	switch v.kind {
	case KindNull:
		w.out = append(w.out, "null"...)
	case KindBool:
		w.out = strconv.AppendBool(w.out, v.num != 0)
	case KindEnum:
		w.out = strconv.AppendInt(w.out, v.enum().Value, 10)
	case KindSingle:
		w.out = appendJSONFloat(w.out, v.Float64(), 32, w.format.Floats)
	case KindDouble:
		w.out = appendJSONFloat(w.out, v.Float64(), 64, w.format.Floats)
	case KindDecimal:
		w.out = appendDecimal(w.out, v.decimal())
		if v.decimal().Scale() == 0 {
			w.out = append(w.out, ".0"...)
		}
	case KindString:
		return w.quoted(v.str)
	case KindChar:
		w.out = appendQuoted(w.out, clr.Char(v.num).String())
	case KindURI:
		return w.quoted(v.uri().OriginalString())
	case KindBytes:
		w.out = append(append(append(w.out, '"'), base64Text(v.bytes())...), '"')
	case KindDateTime:
		w.out = append(appendISODate(append(w.out, '"'), v.dateTime()), '"')
	case KindDateTimeOffset:
		w.out = append(appendISOOffsetDate(append(w.out, '"'), v.dateTimeOffset()), '"')
	case KindTimeSpan, KindGuid:
		w.out = append(appendInvariant(append(w.out, '"'), v, w.format.Floats), '"')
	default:
		w.out = appendInvariant(w.out, v, w.format.Floats)
	}
	return nil
}
