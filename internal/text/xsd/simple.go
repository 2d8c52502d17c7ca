package xsd

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// simpleType is a simple type: built in, restricted, a list or a union.
type simpleType struct {
	name    xmltree.Name
	base    *simpleType // nil for what is built in and has none
	builtin *builtin    // set for those built in
	item    *simpleType // of lists
	members []*simpleType
	facets  facets
}

// facets are the constraints that one restriction adds.
type facets struct {
	length, least, most         *int
	patterns                    []*netregex.Regex // one of them
	enumeration                 []string
	hasEnumeration              bool
	whiteSpace                  string
	minInclusive, maxInclusive  *string
	minExclusive, maxExclusive  *string
	totalDigits, fractionDigits *int
	minInValue, maxInValue      any
	minExValue, maxExValue      any
	enumerationValues           []any
}

// root returns the built-in type that a type restricts; nil for lists and unions.
func (t *simpleType) root() *builtin {
	for ; t != nil; t = t.base {
		if t.builtin != nil {
			return t.builtin
		}
	}
	return nil
}

func (t *simpleType) list() *simpleType {
	for ; t != nil; t = t.base {
		if t.item != nil {
			return t.item
		}
	}
	return nil
}

func (t *simpleType) union() []*simpleType {
	for ; t != nil; t = t.base {
		if t.members != nil {
			return t.members
		}
	}
	return nil
}

// space says what happens to white space.
func (t *simpleType) space() string {
	for up := t; up != nil; up = up.base {
		if up.facets.whiteSpace != "" {
			return up.facets.whiteSpace
		}
		if up.builtin != nil {
			return up.builtin.space
		}
		if up.item != nil || up.members != nil {
			return "collapse"
		}
	}
	return "collapse"
}

// normalize treats the white space of a value as its type says.
func (t *simpleType) normalize(s string) string {
	switch t.space() {
	case "preserve":
		return s
	case "replace":
		return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
	}
	return strings.Join(strings.FieldsFunc(s, isSpace), " ")
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// written is how errors call the type.
func (t *simpleType) written() string {
	if t.name.Local != "" {
		return qualified(t.name)
	}
	return t.code()
}

// code is how errors call a type without a name.
func (t *simpleType) code() string {
	if b := t.root(); b != nil {
		return b.code
	}
	return "AnyAtomicType"
}

func qualified(n xmltree.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return string(n.Space) + ":" + n.Local
}

// check checks a value and returns what is wrong, empty for nothing, and the value.
func (t *simpleType) check(raw string) (any, string) {
	s := t.normalize(raw)
	for up := t; up != nil; up = up.base {
		if !up.facets.matches(s) {
			return nil, failed("Pattern")
		}
	}
	var v any = s
	var wrong string
	switch item, members := t.list(), t.union(); {
	case item != nil:
		words := strings.FieldsFunc(s, isSpace)
		list := make([]any, len(words))
		for i, w := range words {
			if list[i], wrong = item.check(w); wrong != "" {
				return nil, wrong
			}
		}
		v = list
	case members != nil:
		fits := false
		for _, m := range members {
			if v, wrong = m.check(raw); wrong == "" {
				fits = true
				break
			}
		}
		if !fits {
			return nil, "The value '" + raw + "' is not valid according to any of the memberTypes of the union."
		}
	default:
		if b := t.root(); b != nil {
			if v, wrong = b.parse(s); wrong != "" {
				return nil, wrong
			}
		}
	}
	for up := t; up != nil; up = up.base {
		if wrong := up.facets.check(t, s, v); wrong != "" {
			return nil, wrong
		}
	}
	return v, ""
}

func failed(facet string) string { return "The " + facet + " constraint failed." }

// check checks a value against the constraints of one restriction.
func (f *facets) check(t *simpleType, s string, v any) string {
	if f.length != nil || f.least != nil || f.most != nil {
		n := lengthOf(t, s, v)
		switch {
		case f.length != nil && n != *f.length:
			return "The actual length is not equal to the specified length."
		case f.least != nil && n < *f.least:
			return "The actual length is less than the MinLength value."
		case f.most != nil && n > *f.most:
			return "The actual length is greater than the MaxLength value."
		}
	}
	for _, limit := range []struct {
		value any
		name  string
		bad   func(int) bool
	}{
		{f.maxInValue, "MaxInclusive", func(d int) bool { return d > 0 }},
		{f.maxExValue, "MaxExclusive", func(d int) bool { return d >= 0 }},
		{f.minInValue, "MinInclusive", func(d int) bool { return d < 0 }},
		{f.minExValue, "MinExclusive", func(d int) bool { return d <= 0 }},
	} {
		if limit.value == nil {
			continue
		}
		if d, ok := compare(v, limit.value); ok && limit.bad(d) {
			return failed(limit.name)
		}
	}
	if f.totalDigits != nil || f.fractionDigits != nil {
		whole, fraction := digits(s)
		if f.totalDigits != nil && len(whole)+len(fraction) > *f.totalDigits {
			return failed("TotalDigits")
		}
		if f.fractionDigits != nil && len(fraction) > *f.fractionDigits {
			return failed("FractionDigits")
		}
	}
	if f.hasEnumeration {
		if !slices.ContainsFunc(f.enumerationValues, func(e any) bool { return same(e, v) }) {
			return failed("Enumeration")
		}
	}
	return ""
}

// matches reports whether a text matches one of the patterns.
func (f *facets) matches(s string) bool {
	return len(f.patterns) == 0 || slices.ContainsFunc(f.patterns, func(re *netregex.Regex) bool {
		ok, err := re.IsMatch(s)
		return ok && err == nil // what takes too long does not match
	})
}

// same compares values.
func same(a, b any) bool {
	if x, ok := a.([]any); ok {
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	}
	if d, ok := compare(a, b); ok {
		return d == 0
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

// lengthOf counts items of lists, bytes of binary values, characters of texts.
func lengthOf(t *simpleType, s string, v any) int {
	switch v := v.(type) {
	case []any:
		return len(v)
	case []byte:
		return len(v)
	}
	return xmltree.UnitCount(s)
}

// digits are the digits of a number that count.
func digits(s string) (whole, fraction string) {
	whole, fraction, _ = strings.Cut(strings.TrimLeft(s, "+-"), ".")
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}

// compare compares values of one kind.
func compare(a, b any) (int, bool) {
	switch x := a.(type) {
	case *big.Rat:
		if y, ok := b.(*big.Rat); ok {
			return x.Cmp(y), true
		}
	case float64:
		if y, ok := b.(float64); ok {
			switch {
			case x < y:
				return -1, true
			case x > y:
				return 1, true
			}
			return 0, x == y
		}
	case moment:
		if y, ok := b.(moment); ok {
			return x.compare(y), true
		}
	}
	return 0, false
}
