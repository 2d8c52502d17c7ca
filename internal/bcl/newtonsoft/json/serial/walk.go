package serial

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// sink receives the JSON of an object piece by piece.
type sink interface {
	beginObject() error
	endObject() error
	beginArray() error
	endArray() error
	name(string) error
	comment(string) error
	// value receives a payload as Payload returns it, but no token.
	value(jsontree.Content) error
	token(jsontree.Token) error
}

// walker is Newtonsoft's JsonSerializerInternalWriter: it takes objects apart.
type walker struct {
	f   *rt.Frame
	out sink
	// open are the objects being written, outermost first; room is where the
	// list begins.
	open []step
	room [8]step
}

// step is an object being written and the place in it that has been reached.
type step struct {
	object any
	name   string
	index  int // of an array, -1 for an object
}

// walk writes an object to a sink.
func walk(f *rt.Frame, v any, out sink) error {
	w := walker{f: f, out: out}
	w.open = w.room[:0]
	return w.write(v)
}

func (w *walker) write(v any) error {
	if t, ok := v.(jsontree.Token); ok {
		if s, isText := w.out.(*textSink); isText && len(w.open) > 0 {
			if _, isProperty := t.(*jsontree.Property); isProperty {
				return clr.Throw("Newtonsoft.Json.JsonWriterException", "Token PropertyName in state %s would result in an invalid JSON object. Path '%s'.", s.state(), w.path())
			}
		}
		return w.out.token(t)
	}
	if p, ok := Payload(v); ok {
		return w.out.value(p)
	}
	for i := range w.open {
		if rt.SameReference(w.open[i].object, v) {
			return w.loop(v)
		}
	}
	if err := w.f.Nest(); err != nil {
		return err
	}
	defer w.f.Unnest()
	w.open = append(w.open, step{object: v, index: -1})
	err := w.object(v)
	w.open = w.open[:len(w.open)-1]
	return err
}

// object writes what is no single value.
func (w *walker) object(v any) error {
	switch v := v.(type) {
	case *rt.Record:
		return w.record(v)
	case *generic.KeyValuePair:
		return w.members([]string{"Key", "Value"}, []any{v.Key, v.Value})
	case generic.ReadOnlyDictionary:
		return w.dictionary(v)
	case *clr.Exception:
		return w.exception(v)
	case *rt.Type:
		return w.out.value(rt.DisplayName(v))
	case xmltree.Object:
		return w.xml(v)
	case XMLView:
		return w.xml(v.XMLObject())
	}
	if IsSequence(w.f, v) {
		return w.sequence(v)
	}
	return w.properties(v)
}

func (w *walker) members(names []string, values []any) error {
	if err := w.out.beginObject(); err != nil {
		return err
	}
	for i, v := range values {
		if err := w.member(names[i], v); err != nil {
			return err
		}
	}
	return w.out.endObject()
}

func (w *walker) member(name string, v any) error {
	w.open[len(w.open)-1].name = name
	if err := w.out.name(name); err != nil {
		return err
	}
	return w.write(v)
}

// record writes an anonymous object, or a tuple, whose elements are Item1 and so
// on whatever the expression calls them; from the eighth on they are in Rest.
func (w *walker) record(r *rt.Record) error {
	if !isTuple(r.Type) {
		return w.members(r.Type.Fields, r.Values)
	}
	return w.tuple(r.Values)
}

func isTuple(t *rt.Type) bool { return strings.HasPrefix(t.Name, "System.ValueTuple") }

const tupleSize = 7

func (w *walker) tuple(values []any) error {
	if err := w.out.beginObject(); err != nil {
		return err
	}
	for i, v := range values[:min(len(values), tupleSize)] {
		if err := w.member("Item"+strconv.Itoa(i+1), v); err != nil {
			return err
		}
	}
	if len(values) > tupleSize {
		if err := w.out.name("Rest"); err != nil {
			return err
		}
		if err := w.tuple(values[tupleSize:]); err != nil {
			return err
		}
	}
	return w.out.endObject()
}

func (w *walker) dictionary(d generic.ReadOnlyDictionary) error {
	if err := w.out.beginObject(); err != nil {
		return err
	}
	e := d.Enumerator()
	for {
		if err := w.f.Step(); err != nil {
			return err
		}
		v, ok, err := e.Next(w.f)
		if err != nil {
			return err
		}
		if !ok {
			return w.out.endObject()
		}
		p := v.(*generic.KeyValuePair)
		name, err := w.keyName(p.Key)
		if err != nil {
			return err
		}
		if err := w.member(name, p.Value); err != nil {
			return err
		}
	}
}

// keyName is the text of a dictionary's key: invariant, dates as JSON has them.
func (w *walker) keyName(key any) (string, error) {
	switch k := key.(type) {
	case string:
		return k, nil
	case clr.DateTime, clr.DateTimeOffset:
		quoted, err := jsontree.AppendPayload(nil, k, format(w.f))
		return strings.Trim(string(quoted), `"`), err
	case rt.Enum:
		return k.String(), nil
	}
	if p, ok := Payload(key); ok {
		if v, err := jsontree.NewValue(p); err == nil {
			s, _, err := jsontree.ToString(v, format(w.f).Floats)
			return s, err
		}
	}
	s, err := rt.ToString(w.f, key)
	return s.Text, err
}

func (w *walker) sequence(v any) error {
	e, err := elements(w.f, v)
	if err != nil {
		return err
	}
	if err := w.out.beginArray(); err != nil {
		return err
	}
	if err := rt.Leave(w.f, e, w.items(e)); err != nil {
		return err
	}
	return w.out.endArray()
}

// items writes the elements of a sequence.
func (w *walker) items(e rt.Enumerator) error {
	at := len(w.open) - 1
	for {
		if err := w.f.Step(); err != nil {
			return err
		}
		item, ok, err := e.Next(w.f)
		if err != nil || !ok {
			return err
		}
		w.open[at].index++
		if err := w.write(item); err != nil {
			return err
		}
	}
}

// loop is the exception for an object that is inside of itself.
func (w *walker) loop(v any) error {
	message := "Self referencing loop detected"
	last := w.open[len(w.open)-1]
	if _, isRecord := last.object.(*rt.Record); isRecord {
		message += " for property '" + last.name + "'"
	}
	message += " with type '" + rt.DisplayName(w.f.Env.TypeOf(v)) + "'."
	return clr.Throw("Newtonsoft.Json.JsonSerializationException", "%s Path '%s'.", message, w.path())
}

// path is that of the object being written.
func (w *walker) path() string {
	var path jsontree.PathBuilder
	for _, s := range w.open[:len(w.open)-1] {
		if s.index < 0 {
			path.Name(s.name)
		} else {
			path.Index(s.index)
		}
	}
	return path.String()
}
