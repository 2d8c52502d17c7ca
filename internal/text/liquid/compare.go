package liquid

import (
	"reflect"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// equal compares as == does: sequences element by element, values of one type as
// they are, values of different types after converting one to the type of the
// other, the right one first.
func (r *renderer) equal(left, right Value) (bool, error) {
	if left == nil || right == nil {
		return left == nil && right == nil, nil
	}
	a, leftListed := listed(left)
	b, rightListed := listed(right)
	if leftListed && rightListed && !(standsForPlain(left) && standsForPlain(right)) {
		return r.sameElements(a, b)
	}
	left, right = plain(left), plain(right)
	if kindOf(left) == kindOf(right) {
		return same(left, right), nil
	}
	c, err := change(right, kindOf(left), r.culture)
	if kindOf(left) != noKind && err == nil {
		return same(c, left), nil
	}
	c, err = change(left, kindOf(right), r.culture)
	if kindOf(right) != noKind && err == nil {
		return same(c, right), nil
	}
	return false, nil
}

func standsForPlain(v Value) bool {
	_, ok := v.(Scalar)
	return ok
}

// listed returns the elements of something that is compared by its elements.
func listed(v Value) (Sequence, bool) {
	if _, ok := v.(string); ok {
		return nil, false
	}
	return sequenceOf(v)
}

func (r *renderer) sameElements(a, b Sequence) (bool, error) {
	if a.Len() != b.Len() {
		return false, nil
	}
	if err := r.enter(); err != nil {
		return false, err
	}
	defer r.leave()
	for i := range a.Len() {
		if err := r.step(); err != nil {
			return false, err
		}
		if ok, err := r.equal(a.At(i), b.At(i)); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// same is Object.Equals of two values: false for different types. Lists,
// dictionaries and objects are the same only if they are one.
func same(a, b Value) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case clr.Decimal:
		d, ok := b.(clr.Decimal)
		return ok && a.Equal(d)
	case clr.DateTime:
		d, ok := b.(clr.DateTime)
		return ok && a.Ticks == d.Ticks
	case clr.DateTimeOffset:
		d, ok := b.(clr.DateTimeOffset)
		return ok && a.UTCTicks() == d.UTCTicks()
	case float64:
		d, ok := b.(float64)
		return ok && (a == d || a != a && d != d)
	case pair:
		p, ok := b.(pair)
		return ok && a.key == p.key && same(a.value, p.value)
	case bool, clr.Char, int32, int64, string, clr.TimeSpan, clr.Guid:
		return a == b
	case Values:
		l, ok := b.(Values)
		return ok && len(a) == len(l) && (len(a) == 0 || &a[0] == &l[0])
	}
	return identical(a, b)
}

// identical compares two values of types that are of no interest here. Values
// that cannot be compared are different.
func identical(a, b Value) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// contained compares as the operator contains does: numbers with numbers only,
// texts with texts only.
func (r *renderer) contained(element, wanted Value) (bool, error) {
	if element != nil && wanted != nil {
		a, b := kindOf(plain(element)), kindOf(plain(wanted))
		texts := (a == stringKind || a == charKind) && (b == stringKind || b == charKind)
		if a != b && !texts && !(a.isNumber() && b.isNumber()) {
			return false, nil
		}
	}
	return r.equal(element, wanted)
}

// order is left.CompareTo(right) after converting right to the type of left.
func (r *renderer) order(left, right Value) (int, error) {
	left = plain(left)
	if kindOf(left) == noKind {
		return r.orderOthers(left, plain(right))
	}
	c, err := change(right, kindOf(left), r.culture)
	if err != nil {
		return 0, err
	}
	return compareSame(left, c, r.culture), nil
}

// orderOthers compares values that Convert knows nothing of: only with their own
// type.
func (r *renderer) orderOthers(left, right Value) (int, error) {
	if kindOf(right) != noKind {
		return 0, clr.Throw("System.InvalidCastException", "Invalid cast from 'System.%s' to '%s'.", kindOf(right).name(), fullName(left))
	}
	if _, word := left.(keyword); !word && same(left, right) {
		return 0, nil
	}
	if typeName(left) != typeName(right) {
		return 0, clr.Throw("System.InvalidCastException", "Object must implement IConvertible.")
	}
	switch left := left.(type) {
	case clr.TimeSpan:
		return left.Compare(right.(clr.TimeSpan)), nil
	case clr.DateTimeOffset:
		return left.Compare(right.(clr.DateTimeOffset)), nil
	case clr.Guid:
		return left.Compare(right.(clr.Guid)), nil
	}
	return 0, clr.Argument("At least one object must implement IComparable.", "")
}

// compareSame is CompareTo of two plain values of one type.
func compareSame(a, b Value, c *netfmt.Culture) int {
	switch a := a.(type) {
	case bool:
		return number(a) - number(b.(bool))
	case clr.Char:
		return int(a) - int(b.(clr.Char))
	case int32:
		return compareOrdered(a, b.(int32))
	case int64:
		return compareOrdered(a, b.(int64))
	case float64:
		return compareFloats(a, b.(float64))
	case clr.Decimal:
		return a.Compare(b.(clr.Decimal))
	case clr.DateTime:
		return a.Compare(b.(clr.DateTime))
	case string:
		return netfmt.Compare(a, b.(string), c, false)
	}
	return 0
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareOrdered[T int32 | int64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareFloats puts NaN before all numbers.
func compareFloats(a, b float64) int {
	switch {
	case a < b || a != a && b == b:
		return -1
	case a > b || a == a && b != b:
		return 1
	}
	return 0
}

// contains is the operator of that name.
func (r *renderer) contains(left, right Value) (bool, error) {
	_, isList := left.(Sequence)
	if s, ok := plain(left).(string); ok && right != nil {
		if isList {
			// A list that stands for a text: an element, or a part of the text.
			if found, err := r.hasElement(left, right); found || err != nil {
				return found, err
			}
		}
		sub, ok := plain(right).(string)
		if !ok {
			return false, clr.InvalidCast(typeName(right), "System.String")
		}
		return strings.Contains(s, sub), nil
	}
	return r.hasElement(left, right)
}

func (r *renderer) hasElement(list, wanted Value) (bool, error) {
	s, ok := sequenceOf(list)
	if !ok {
		return false, nil
	}
	for i := range s.Len() {
		if err := r.step(); err != nil {
			return false, err
		}
		if found, err := r.contained(s.At(i), wanted); found || err != nil {
			return found, err
		}
	}
	return false, nil
}
