package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// Text is JsonConvert.SerializeObject: the JSON of a boxed value. Its length
// counts as memory.
func Text(f *rt.Frame, v any, indent bool) (string, error) {
	var room [512]byte
	s := textSink{f: f, out: room[:0], format: format(f)}
	s.format.Indent = indent
	if err := walk(f, v, &s); err != nil {
		return "", err
	}
	return string(s.out), s.pay(0)
}

// format is how an evaluation writes JSON, compact.
func format(f *rt.Frame) jsontree.Format {
	h := host.Of(f)
	return jsontree.Format{NewLine: h.NewLine, Floats: h.Culture.Floats()}
}

// textSink is a JsonTextWriter.
type textSink struct {
	f       *rt.Frame
	out     []byte
	format  jsontree.Format
	charged int // length of out that has been counted
	depth   int
	// fresh says that the innermost container is still empty, named that a name
	// waits for its value.
	fresh, named bool
}

// pay counts what was written, small amounts later.
func (s *textSink) pay(slack int) error {
	grown := len(s.out) - s.charged
	if grown <= slack {
		return nil
	}
	s.charged = len(s.out)
	return s.f.Alloc(grown)
}

// paySlack is how many bytes are written before they are counted.
const paySlack = 1 << 12

func (s *textSink) beginObject() error { return s.begin('{') }
func (s *textSink) endObject() error   { return s.end('}') }
func (s *textSink) beginArray() error  { return s.begin('[') }
func (s *textSink) endArray() error    { return s.end(']') }

func (s *textSink) begin(bracket byte) error {
	s.before()
	s.out = append(s.out, bracket)
	s.depth++
	s.fresh = true
	return s.pay(paySlack)
}

func (s *textSink) end(bracket byte) error {
	s.depth--
	if !s.fresh {
		s.line()
	}
	s.fresh = false
	s.out = append(s.out, bracket)
	return s.pay(paySlack)
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
	s.out = append(jsontree.AppendQuoted(s.out, name), ':')
	if s.format.Indent {
		s.out = append(s.out, ' ')
	}
	s.named = true
	return nil
}

// comment is no item: it stands where it is written and changes nothing.
func (s *textSink) comment(text string) error {
	s.out = append(append(append(s.out, "/*"...), text...), "*/"...)
	return s.pay(paySlack)
}

func (s *textSink) value(p jsontree.Content) error {
	s.before()
	if text, ok := p.(string); ok {
		s.out = jsontree.AppendQuoted(s.out, text)
		return s.pay(paySlack)
	}
	out, err := jsontree.AppendPayload(s.out, p, s.format)
	if err != nil {
		return err
	}
	s.out = out
	return s.pay(paySlack)
}

func (s *textSink) token(t jsontree.Token) error {
	s.before()
	if err := s.pay(0); err != nil {
		return err
	}
	inner := s.format
	inner.Depth, inner.Charge = s.depth, s.f.Charger()
	out, err := jsontree.Append(s.out, t, inner)
	s.out, s.charged = out, len(out)
	return err
}
