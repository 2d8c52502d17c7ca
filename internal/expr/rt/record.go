package rt

import "strings"

// Record is an object of an anonymous type, or a tuple.
type Record struct {
	Type   *Type
	Values []any
}

// RecordSize is what a record of n members costs in the memory budget.
func RecordSize(n int) int { return 48 + 16*n }

// With returns a copy of the record with another value as member i.
func (r *Record) With(i int, v any) *Record {
	c := &Record{Type: r.Type, Values: append([]any(nil), r.Values...)}
	c.Values[i] = v
	return c
}

// RuntimeType returns the anonymous type or tuple type.
func (r *Record) RuntimeType() *Type { return r.Type }

// AnonymousClass is the class of anonymous types, TupleClass of tuples.
func AnonymousClass() *Class {
	return &Class{ToString: recordText("{ ", " }", true), Equals: recordEquals, Hash: recordHash}
}

// TupleClass is the class of System.ValueTuple.
func TupleClass() *Class {
	return &Class{ToString: recordText("(", ")", false), Equals: recordEquals, Hash: recordHash}
}

func recordText(open, end string, named bool) func(*Frame, any) (String, error) {
	return func(f *Frame, v any) (String, error) {
		if err := f.Nest(); err != nil {
			return String{}, err
		}
		defer f.Unnest()
		r := v.(*Record)
		var b strings.Builder
		b.WriteString(open)
		for i, x := range r.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			if named {
				b.WriteString(r.Type.Fields[i] + " = ")
			}
			if x == nil {
				continue
			}
			s, err := ToString(f, x)
			if err != nil {
				return String{}, err
			}
			b.WriteString(s.Text)
		}
		b.WriteString(end)
		return Str(b.String()), f.Alloc(b.Len())
	}
}

func recordEquals(f *Frame, a, b any) (bool, error) {
	x := a.(*Record)
	y, ok := b.(*Record)
	if !ok || x.Type != y.Type {
		return false, nil
	}
	if err := f.Nest(); err != nil {
		return false, err
	}
	defer f.Unnest()
	for i := range x.Values {
		if eq, err := Equals(f, x.Values[i], y.Values[i]); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

func recordHash(f *Frame, v any) (int32, error) {
	if err := f.Nest(); err != nil {
		return 0, err
	}
	defer f.Unnest()
	h := int32(17)
	for _, x := range v.(*Record).Values {
		var k int32
		if x != nil {
			var err error
			if k, err = Hash(f, x); err != nil {
				return 0, err
			}
		}
		h = h*31 + k
	}
	return h, nil
}
