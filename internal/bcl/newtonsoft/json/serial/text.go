package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/growth"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Text is JsonConvert.SerializeObject: the JSON of a boxed value. Its length
// counts as memory.
func Text(f *rt.Frame, v any, indent bool) (string, error) {
	var room [512]byte
	s := textSink{f: f, out: room[:0], memory: growth.Meter{Charge: f.Charger()}, format: format(f)}
	s.memory.Begin(s.out)
	s.format.Indent = indent
	if err := walk(f, v, &s); err != nil {
		return "", err
	}
	if err := f.Alloc(len(s.out)); err != nil {
		return "", err
	}
	return string(s.out), nil
}

// format is how an evaluation writes JSON, compact.
func format(f *rt.Frame) jsontree.Format {
	h := host.Of(f)
	return jsontree.Format{NewLine: h.NewLine, Floats: h.Culture.Floats()}
}

// textSink is a JsonTextWriter.
type textSink struct {
	f      *rt.Frame
	out    []byte
	memory growth.Meter
	format jsontree.Format
	depth  int
	// fresh says that the innermost container is still empty, named that a name
	// waits for its value.
	fresh, named bool
}

// pay counts what the text has grown by.
func (s *textSink) pay() (err error) {
	s.out, err = s.memory.Spend(s.out)
	return err
}

// quoted writes a text in quotes.
func (s *textSink) quoted(text string) (err error) {
	if len(text) >= longText {
		if s.out, err = s.memory.Room(s.out, jsontree.QuotedLen(text)); err != nil {
			return err
		}
	}
	s.out = jsontree.AppendQuoted(s.out, text)
	return nil
}

// longText is the length from which a text's room is made before it is written.
const longText = 4 << 10

func (s *textSink) beginObject() error { return s.begin('{') }
func (s *textSink) endObject() error   { return s.end('}') }
func (s *textSink) beginArray() error  { return s.begin('[') }
func (s *textSink) endArray() error    { return s.end(']') }

func (s *textSink) begin(bracket byte) error {
	s.before()
	s.out = append(s.out, bracket)
	s.depth++
	s.fresh = true
	return s.pay()
}

func (s *textSink) end(bracket byte) error {
	s.depth--
	if !s.fresh {
		s.line()
	}
	s.fresh = false
	s.out = append(s.out, bracket)
	return s.pay()
}

// before writes what stands before a value.
func (s *textSink) before() {
	if s.named {
		s.named = false
		return
	}
	if s.depth > 0 {
		s.next()
	}
}

// next separates an item from the one before it.
func (s *textSink) next() {
	if !s.fresh {
		s.out = append(s.out, ',')
	}
	s.fresh = false
	s.line()
}

func (s *textSink) line() {
	if !s.format.Indent {
		return
	}
	s.out = append(s.out, s.format.NewLine...)
	for range s.depth {
		s.out = append(s.out, "  "...)
	}
}

func (s *textSink) name(name string) error {
	s.next()
	if err := s.quoted(name); err != nil {
		return err
	}
	s.out = append(s.out, ':')
	if s.format.Indent {
		s.out = append(s.out, ' ')
	}
	s.named = true
	return nil
}

// comment is no item: it stands where it is written and changes nothing.
func (s *textSink) comment(text string) error {
	s.out = append(append(append(s.out, "/*"...), text...), "*/"...)
	return s.pay()
}

func (s *textSink) value(p jsontree.Content) error {
	s.before()
	if text, ok := p.(string); ok {
		if err := s.quoted(text); err != nil {
			return err
		}
		return s.pay()
	}
	out, err := jsontree.AppendPayload(s.out, p, s.format)
	if err != nil {
		return err
	}
	s.out = out
	return s.pay()
}

// state is what Newtonsoft calls the place that a value would come to.
func (s *textSink) state() string {
	switch {
	case s.named:
		return "Property"
	case s.fresh:
		return "ArrayStart"
	}
	return "Array"
}

func (s *textSink) token(t jsontree.Token) error {
	s.before()
	if err := s.pay(); err != nil {
		return err
	}
	inner := s.format
	inner.Depth, inner.Charge = s.depth, s.f.Charger()
	out, err := jsontree.Append(s.out, t, inner)
	s.out = out
	s.memory.Begin(out)
	return err
}
