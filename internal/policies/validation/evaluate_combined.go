package validation

import (
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// combined checks references and what a schema is composed of.
func (e *evaluator) combined(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	ok := true
	if s.Ref != nil {
		good, err := e.apply(s.Ref, t, covered)
		if err != nil || !good && e.quiet > 0 {
			return false, err
		}
		ok = good
	}
	for part := range parts {
		good, err := e.part(part, s, t, covered)
		if err != nil || !good && e.quiet > 0 {
			return false, err
		}
		ok = ok && good
	}
	return ok, nil
}

// parts is how many kinds of composition there are.
const parts = 5

func (e *evaluator) part(i int, s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	switch i {
	case 0:
		return e.allOf(s, t, covered)
	case 1:
		return e.anyOf(s, t, covered)
	case 2:
		return e.oneOf(s, t, covered)
	case 3:
		return e.not(s, t)
	}
	return e.conditional(s, t, covered)
}

// fits reports whether a value fits, without noting why it does not.
func (e *evaluator) fits(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	e.quiet++
	own := covered.branch()
	ok, err := e.apply(s, t, own)
	e.quiet--
	if ok && err == nil {
		covered.merge(own)
	}
	return ok, err
}

// allOf notes what is wrong in each part, rather than the indexes of the parts: it is
// what a caller can do something about.
//
// unverified: the service may word it as "JSON does not match all schemas from
// 'allOf'".
func (e *evaluator) allOf(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	ok := true
	for _, part := range s.AllOf {
		good, err := e.apply(part, t, covered)
		if err != nil || !good && e.quiet > 0 {
			return false, err
		}
		ok = ok && good
	}
	return ok, nil
}

func (e *evaluator) anyOf(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	matched := len(s.AnyOf) == 0
	for _, part := range s.AnyOf {
		good, err := e.fits(part, t, covered)
		if err != nil {
			return false, err
		}
		if matched = matched || good; good && covered == nil {
			break
		}
	}
	if !matched {
		return e.fails(t, "JSON does not match any schemas from 'anyOf'."), nil
	}
	return true, nil
}

func (e *evaluator) oneOf(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	if len(s.OneOf) == 0 {
		return true, nil
	}
	var matched []string
	for i, part := range s.OneOf {
		good, err := e.fits(part, t, covered)
		if err != nil {
			return false, err
		}
		if good {
			matched = append(matched, strconv.Itoa(i))
		}
	}
	switch len(matched) {
	case 1:
		return true, nil
	case 0:
		return e.fails(t, "JSON is valid against no schemas from 'oneOf'."), nil
	}
	return e.fails(t, "JSON is valid against more than one schema from 'oneOf'. Valid schema indexes: "+strings.Join(matched, ", ")+"."), nil
}

func (e *evaluator) not(s *jsonschema.Schema, t jsontree.Token) (bool, error) {
	if s.Not == nil {
		return true, nil
	}
	good, err := e.fits(s.Not, t, nil)
	if err != nil || !good {
		return err == nil, err
	}
	return e.fails(t, "JSON is valid against schema from 'not'."), nil
}

func (e *evaluator) conditional(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	if s.If == nil {
		return true, nil
	}
	good, err := e.fits(s.If, t, covered)
	if err != nil {
		return false, err
	}
	next := s.Else
	if good {
		next = s.Then
	}
	if next == nil {
		return true, nil
	}
	return e.apply(next, t, covered)
}

// rest checks what nothing else looked at.
func (e *evaluator) rest(s *jsonschema.Schema, t jsontree.Token, covered *coverage) (bool, error) {
	ok := true
	switch t := t.(type) {
	case *jsontree.Object:
		for i := range t.Count() {
			p := t.PropertyAt(i)
			if s.UnevaluatedProperties == nil || covered.properties[p.Name()] {
				continue
			}
			good, err := e.fits(s.UnevaluatedProperties, p.Value(), nil)
			if err != nil {
				return false, err
			}
			if covered.property(p.Name()); !good {
				ok = e.fails(p, "Property '"+short(p.Name())+"' has not been successfully evaluated and the schema does not allow unevaluated properties.")
			}
		}
	case *jsontree.Array:
		for i := range t.Count() {
			if s.UnevaluatedItems == nil || covered.items[i] {
				continue
			}
			item, err := t.At(i)
			if err != nil {
				return false, err
			}
			good, err := e.fits(s.UnevaluatedItems, item, nil)
			if err != nil {
				return false, err
			}
			if covered.item(i); !good {
				ok = e.fails(item, "Item at index "+strconv.Itoa(i)+" has not been successfully evaluated and the schema does not allow unevaluated items.")
			}
		}
	}
	return ok, nil
}

// coverage is which properties and items of a value schemas have looked at. A nil
// coverage collects nothing.
type coverage struct {
	properties map[string]bool
	items      map[int]bool
}

func (c *coverage) property(name string) {
	if c == nil {
		return
	}
	if c.properties == nil {
		c.properties = map[string]bool{}
	}
	c.properties[name] = true
}

func (c *coverage) item(i int) {
	if c == nil {
		return
	}
	if c.items == nil {
		c.items = map[int]bool{}
	}
	c.items[i] = true
}

// branch returns a coverage to collect in, nil when nothing is collected.
func (c *coverage) branch() *coverage {
	if c == nil {
		return nil
	}
	return &coverage{}
}

func (c *coverage) merge(own *coverage) {
	if c == nil || own == nil {
		return
	}
	for name := range own.properties {
		c.property(name)
	}
	for i := range own.items {
		c.item(i)
	}
}
