package liquid

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func size(_ *renderer, args []Value) (Value, error) {
	if s, ok := args[0].(string); ok {
		return clampInt(length(s)), nil
	}
	if s, ok := sequenceOf(args[0]); ok {
		return clampInt(s.Len()), nil
	}
	if s, ok := plain(args[0]).(string); ok {
		return clampInt(length(s)), nil
	}
	return int32(0), nil
}

func first(_ *renderer, args []Value) (Value, error) {
	if s, ok := sequenceOf(args[0]); ok && s.Len() > 0 {
		return s.At(0), nil
	}
	return nil, nil
}

func last(_ *renderer, args []Value) (Value, error) {
	if s, ok := sequenceOf(args[0]); ok && s.Len() > 0 {
		return s.At(s.Len() - 1), nil
	}
	return nil, nil
}

func joinElements(r *renderer, args []Value) (Value, error) {
	s, ok := sequenceOf(args[0])
	if !ok {
		return nil, nil
	}
	glue, _ := optional(args[1])
	var out strings.Builder
	for i := range s.Len() {
		if err := r.step(); err != nil {
			return nil, err
		}
		if i > 0 {
			out.WriteString(glue)
		}
		item := optionalText(s.At(i), r.culture)
		if err := r.charge(len(glue) + len(item)); err != nil {
			return nil, err
		}
		out.WriteString(item)
	}
	return joinSurrogates(out.String()), nil
}

// mapMember takes a member of every element.
func mapMember(r *renderer, args []Value) (Value, error) {
	s, ok := sequenceOf(args[0])
	if !ok {
		return nil, nil
	}
	property, named := optional(args[1])
	var out sequence
	for i := range s.Len() {
		if err := r.room(); err != nil {
			return nil, err
		}
		v := s.At(i)
		if _, ok := v.(Dictionary); ok && !named {
			return nil, clr.ArgumentNull("key")
		}
		out = append(out, memberOf(v, property))
	}
	return out, nil
}

// memberOf is a member of a dictionary or object, null for anything else.
func memberOf(v Value, name string) Value {
	if o, ok := v.(Object); ok {
		m, _ := o.Get(name)
		return m
	}
	return nil
}

// room is a step that makes an element.
func (r *renderer) room() error {
	if err := r.step(); err != nil {
		return err
	}
	return r.charge(16)
}

// elements puts the elements of a value into a list of their own, those of lists
// in it among them, but not those of what has members. Another value is the only
// element.
func (r *renderer) elements(v Value) (Values, error) {
	s, ok := sequenceOf(v)
	if _, isText := v.(string); !ok && !isText {
		return Values{plain(v)}, nil
	}
	return r.flatten(Values{}, s)
}

func (r *renderer) flatten(out Values, s Sequence) (Values, error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	defer r.leave()
	for i := range s.Len() {
		if err := r.room(); err != nil {
			return nil, err
		}
		v := s.At(i)
		inner, ok := v.(Sequence)
		if _, hasMembers := v.(Object); !ok || hasMembers {
			out = append(out, v)
			continue
		}
		var err error
		if out, err = r.flatten(out, inner); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// compact drops nulls.
func compact(r *renderer, args []Value) (Value, error) {
	if args[0] == nil {
		return nil, nil
	}
	all, err := r.elements(args[0])
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, v := range all {
		if v != nil {
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// uniq drops values that came before, of the same type.
func uniq(r *renderer, args []Value) (Value, error) {
	if args[0] == nil {
		return nil, nil
	}
	all, err := r.elements(args[0])
	if err != nil {
		return nil, err
	}
	seen := map[Value]bool{}
	var others []Value // that cannot be keys of a map
	kept := all[:0]
	for _, v := range all {
		if err := r.step(); err != nil {
			return nil, err
		}
		if key, ok := identity(v); ok {
			if !seen[key] {
				seen[key] = true
				kept = append(kept, v)
			}
			continue
		}
		known, err := r.among(others, v)
		if err != nil {
			return nil, err
		}
		if !known {
			others = append(others, v)
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// identity returns a key that is the same for values that are.
func identity(v Value) (Value, bool) {
	switch v := v.(type) {
	case clr.Decimal:
		return v.Normalize(), true
	case clr.DateTime:
		return clr.DateTime{Ticks: v.Ticks}, true
	case clr.DateTimeOffset:
		return clr.DateTimeOffset{Ticks: v.UTCTicks()}, true
	case float64:
		if v != v {
			return "NaN\x00", true
		}
		return v, true
	case nil, bool, clr.Char, int32, int64, string, clr.TimeSpan, clr.Guid:
		return v, true
	}
	return nil, false
}

func (r *renderer) among(list []Value, v Value) (bool, error) {
	for _, other := range list {
		if err := r.step(); err != nil {
			return false, err
		}
		if same(other, v) {
			return true, nil
		}
	}
	return false, nil
}
