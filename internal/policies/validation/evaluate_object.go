package validation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// object checks the rules of objects, properties in the order of the message.
func (e *evaluator) object(s *jsonschema.Schema, t *jsontree.Object, covered *coverage) (bool, error) {
	ok, n := true, t.Count()
	if s.MinProperties != nil && n < *s.MinProperties {
		ok = e.fails(t, "Object property count "+strconv.Itoa(n)+" is less than minimum count of "+strconv.Itoa(*s.MinProperties)+".")
	}
	if s.MaxProperties != nil && n > *s.MaxProperties {
		ok = e.fails(t, "Object property count "+strconv.Itoa(n)+" exceeds maximum count of "+strconv.Itoa(*s.MaxProperties)+".")
	}
	if missing := e.missing(s, t, s.Required, true); len(missing) > 0 {
		ok = e.fails(t, "Required properties are missing from object: "+strings.Join(missing, ", ")+".")
	}
	if err := e.f.Steps(n + len(s.Required)); err != nil || !ok && e.quiet > 0 {
		return false, err
	}
	for i := range n {
		good, err := e.property(s, t.PropertyAt(i), covered)
		if err != nil || !good && e.quiet > 0 {
			return false, err
		}
		ok = ok && good
	}
	good, err := e.dependent(s, t, covered)
	return ok && good, err
}

// property checks one property.
func (e *evaluator) property(s *jsonschema.Schema, p *jsontree.Property, covered *coverage) (ok bool, err error) {
	name, known := p.Name(), false
	ok = true
	check := func(rules *jsonschema.Schema) error {
		known = true
		good, err := e.apply(rules, p.Value(), nil)
		ok = ok && good
		return err
	}
	rules, err := e.lookup(s, name)
	if err != nil {
		return false, err
	}
	if rules != nil {
		if err := check(rules); err != nil {
			return false, err
		}
	}
	for _, re := range patterns(s) {
		if !re.MatchString(name) {
			continue
		}
		if err := check(s.PatternProperties[re]); err != nil {
			return false, err
		}
	}
	if len(s.PatternProperties) > 0 {
		if err := e.f.CheckTime(); err != nil {
			return false, err
		}
	}
	if !known {
		switch more := e.others(s).(type) {
		case bool:
			if known = true; !more {
				return e.fails(p, "Property '"+short(name)+"' has not been defined and the schema does not allow additional properties."), nil
			}
		case *jsonschema.Schema:
			if err := check(more); err != nil {
				return false, err
			}
		}
	}
	if known {
		covered.property(name)
	}
	if s.PropertyNames != nil {
		e.quiet++
		good, err := e.apply(s.PropertyNames, jsontree.NewString(name), nil)
		e.quiet--
		if err != nil {
			return false, err
		}
		if !good {
			ok = e.fails(p, "Property name '"+short(name)+"' is not valid.")
		}
	}
	return ok, nil
}

// others are the rules of properties that a schema does not name: nil for none, false
// when there may be none.
func (e *evaluator) others(s *jsonschema.Schema) any {
	switch {
	case e.additional == nil:
		return s.AdditionalProperties
	case *e.additional:
		return true
	case s.Properties != nil || s.AdditionalProperties != nil || s.Types != nil && *s.Types&typeObject != 0:
		return false
	}
	return nil
}

// lookup returns the rules of a property, nil for none.
func (e *evaluator) lookup(s *jsonschema.Schema, name string) (*jsonschema.Schema, error) {
	if rules, ok := s.Properties[name]; ok || !e.foldNames {
		return rules, nil
	}
	if err := e.f.Steps(len(s.Properties)); err != nil {
		return nil, err
	}
	for known, rules := range s.Properties {
		if strings.EqualFold(known, name) {
			return rules, nil
		}
	}
	return nil, nil
}

// missing are the names that an object does not have. Those that only the other
// direction has need not be there.
func (e *evaluator) missing(s *jsonschema.Schema, t *jsontree.Object, names []string, direction bool) []string {
	var out []string
	for _, name := range names {
		if t.Get(name) != nil || e.foldNames && t.PropertyFold(name) != nil {
			continue
		}
		if direction && e.otherDirection(s.Properties[name]) {
			continue
		}
		out = append(out, name)
	}
	return out
}

// maxReferences is how many references in a row are followed to find out about a
// property.
const maxReferences = 16

func (e *evaluator) otherDirection(s *jsonschema.Schema) bool {
	for range maxReferences {
		if s == nil {
			return false
		}
		if s.ReadOnly && e.inRequest || s.WriteOnly && e.inResponse {
			return true
		}
		s = s.Ref
	}
	return false
}

// dependent checks what the presence of a property demands.
func (e *evaluator) dependent(s *jsonschema.Schema, t *jsontree.Object, covered *coverage) (bool, error) {
	ok := true
	for _, name := range sortedNames(s.DependentRequired) {
		if t.Get(name) == nil {
			continue
		}
		if missing := e.missing(s, t, s.DependentRequired[name], false); len(missing) > 0 {
			ok = e.fails(t, "Dependencies for property '"+name+"' failed. Missing required keys: "+strings.Join(missing, ", ")+".")
		}
	}
	for _, name := range sortedNames(s.DependentSchemas) {
		if t.Get(name) == nil {
			continue
		}
		good, err := e.apply(s.DependentSchemas[name], t, covered)
		if err != nil {
			return false, err
		}
		ok = ok && good
	}
	return ok, nil
}

// sortedNames are the keys of a map in an order that is always the same.
func sortedNames[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func patterns(s *jsonschema.Schema) []jsonschema.Regexp {
	if len(s.PatternProperties) == 0 {
		return nil
	}
	out := make([]jsonschema.Regexp, 0, len(s.PatternProperties))
	for re := range s.PatternProperties {
		out = append(out, re)
	}
	slices.SortFunc(out, func(a, b jsonschema.Regexp) int { return cmp.Compare(a.String(), b.String()) })
	return out
}
