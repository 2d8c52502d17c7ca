package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// ToToken is JToken.FromObject: the tokens of a boxed value. Null throws.
func ToToken(f *rt.Frame, v any) (jsontree.Token, error) {
	if v == nil {
		return nil, clr.ArgumentNull("o")
	}
	s := treeSink{f: f}
	if err := walk(f, v, &s); err != nil {
		return nil, err
	}
	return s.root, nil
}

// tokenCost is what a token counts in the memory budget.
const tokenCost = 96

// treeSink is a JTokenWriter.
type treeSink struct {
	f    *rt.Frame
	root jsontree.Token
	// open are the containers being filled, innermost last; property is the name
	// that waits for its value.
	open     []jsontree.Container
	property string
}

func (s *treeSink) beginObject() error { return s.begin(jsontree.NewObject()) }
func (s *treeSink) endObject() error   { return s.end() }
func (s *treeSink) beginArray() error  { return s.begin(jsontree.NewArray()) }
func (s *treeSink) endArray() error    { return s.end() }

func (s *treeSink) begin(c jsontree.Container) error {
	err := s.put(c)
	s.open = append(s.open, c)
	return err
}

func (s *treeSink) end() error {
	s.open = s.open[:len(s.open)-1]
	return nil
}

func (s *treeSink) name(name string) error {
	s.property = name
	return nil
}

// comment is dropped: objects have none.
func (s *treeSink) comment(string) error { return nil }

// put makes a token the next child of the innermost container.
func (s *treeSink) put(t jsontree.Token) error {
	if err := s.f.Alloc(tokenCost); err != nil {
		return err
	}
	if len(s.open) == 0 {
		s.root = t
		return nil
	}
	switch c := s.open[len(s.open)-1].(type) {
	case *jsontree.Object:
		// A name that was there before moves to the end, as the original has it.
		c.Remove(s.property)
		return c.Add(s.property, t, s.f.Charger())
	case *jsontree.Array:
		return c.Add(t, s.f.Charger())
	}
	return nil
}

func (s *treeSink) value(p jsontree.Content) error {
	switch v := p.(type) {
	case clr.Char:
		p = rt.CharText(v)
	case jsontree.Enum:
		p = int32(v.Value)
	}
	v, err := jsontree.NewValue(p)
	if err != nil {
		return err
	}
	return s.put(v)
}

func (s *treeSink) token(t jsontree.Token) error {
	copied, err := jsontree.Clone(t, s.f.Charger())
	if err != nil {
		return err
	}
	return s.put(copied)
}
