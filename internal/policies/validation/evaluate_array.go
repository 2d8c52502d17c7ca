package validation

import (
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// array checks the rules of arrays.
func (e *evaluator) array(s *jsonschema.Schema, t *jsontree.Array, covered *coverage) (bool, error) {
	ok, n := true, t.Count()
	if s.MinItems != nil && n < *s.MinItems {
		ok = e.fails(t, "Array item count "+strconv.Itoa(n)+" is less than minimum count of "+strconv.Itoa(*s.MinItems)+".")
	}
	if s.MaxItems != nil && n > *s.MaxItems {
		ok = e.fails(t, "Array item count "+strconv.Itoa(n)+" exceeds maximum count of "+strconv.Itoa(*s.MaxItems)+".")
	}
	if !ok && e.quiet > 0 {
		return false, nil
	}
	if s.UniqueItems && n > 1 {
		twice, err := e.duplicate(t)
		if err != nil {
			return false, err
		}
		if twice >= 0 {
			ok = e.fails(t, "Non-unique array item at index "+strconv.Itoa(twice)+".")
		}
	}
	if s.PrefixItems != nil || s.Items2020 != nil {
		for i := range n {
			rules := s.Items2020
			if i < len(s.PrefixItems) {
				rules = s.PrefixItems[i]
			}
			if rules == nil {
				break
			}
			item, err := t.At(i)
			if err != nil {
				return false, err
			}
			good, err := e.apply(rules, item, nil)
			if err != nil || !good && e.quiet > 0 {
				return false, err
			}
			ok = ok && good
			covered.item(i)
		}
	}
	good, err := e.contains(s, t, covered)
	return ok && good, err
}

// contains counts the items that fit a schema.
func (e *evaluator) contains(s *jsonschema.Schema, t *jsontree.Array, covered *coverage) (bool, error) {
	if s.Contains == nil {
		return true, nil
	}
	found := 0
	for i := range t.Count() {
		item, err := t.At(i)
		if err != nil {
			return false, err
		}
		e.quiet++
		good, err := e.apply(s.Contains, item, nil)
		e.quiet--
		if err != nil {
			return false, err
		}
		if good {
			found++
			covered.item(i)
		}
	}
	least := 1
	if s.MinContains != nil {
		least = *s.MinContains
	}
	if found < least {
		return e.fails(t, "No items match contains."), nil
	}
	if s.MaxContains != nil && found > *s.MaxContains {
		return e.fails(t, "Contains match count "+strconv.Itoa(found)+" exceeds maximum contains count of "+strconv.Itoa(*s.MaxContains)+"."), nil
	}
	return true, nil
}

// duplicate returns the index of an item that an earlier one equals, -1 for none.
func (e *evaluator) duplicate(t *jsontree.Array) (int, error) {
	seen := make(map[int32][]jsontree.Token, min(t.Count(), 64))
	for i := range t.Count() {
		item, err := t.At(i)
		if err != nil {
			return 0, err
		}
		if err := e.f.Steps(2); err != nil {
			return 0, err
		}
		if err := e.f.Alloc(64); err != nil {
			return 0, err
		}
		h := jsontree.DeepHash(item)
		for _, other := range seen[h] {
			same, err := jsontree.DeepEqualsStepwise(item, other, e.f.Step)
			if err != nil {
				return 0, err
			}
			if same {
				return i, nil
			}
		}
		seen[h] = append(seen[h], item)
	}
	return -1, nil
}
