package liquid

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// member returns a member of a value, as a.b, a["b"] and a[0] do. found is false
// where there is none.
func (r *renderer) member(v Value, p *part) (member Value, found bool, err error) {
	key := Value(p.name)
	if p.index != nil {
		if key, err = p.index.eval(r); err != nil || v == nil {
			return nil, false, err
		}
	}
	switch v := v.(type) {
	case pair:
		return r.pairMember(v, key)
	case Dictionary:
		if key == nil {
			return nil, false, clr.ArgumentNull("key")
		}
		member, found = v.Get(text(key, r.culture))
	case List:
		if i, ok := r.position(key, v.Len()); ok {
			return v.At(i), true, nil
		}
	case Object:
		if key == nil {
			return nil, false, nil
		}
		member, found = v.Get(text(key, r.culture))
	}
	if found {
		return member, true, nil
	}
	if p.index == nil {
		if s, ok := sequenceOf(v); ok {
			return sequenceMember(s, p.name)
		}
	}
	return nil, false, nil
}

// sequenceMember is one of the words that every sequence understands.
func sequenceMember(s Sequence, name string) (Value, bool, error) {
	n := s.Len()
	switch name {
	case "size", "Size":
		return clampInt(n), true, nil
	case "first", "First":
		if n > 0 {
			return s.At(0), true, nil
		}
		return nil, true, nil
	case "last", "Last":
		if n > 0 {
			return s.At(n - 1), true, nil
		}
		return nil, true, nil
	}
	return nil, false, nil
}

// clampInt makes an Int32 of a count.
func clampInt(n int) int32 { return int32(min(n, 1<<31-1)) }

// pairMember returns the key of a pair for 0 and Key, its value for 1, Value and
// the key itself.
func (r *renderer) pairMember(p pair, key Value) (Value, bool, error) {
	if key == nil {
		return nil, false, clr.NullReference()
	}
	for i, name := range [...]string{"Key", "Value"} {
		numbered, err := r.equal(key, int64(i))
		if err != nil {
			return nil, false, err
		}
		if numbered || key == Value(name) {
			if i == 0 {
				return p.key, true, nil
			}
			return p.value, true, nil
		}
	}
	if key == Value(p.key) {
		return p.value, true, nil
	}
	return nil, false, nil
}

// position is the index that a whole number stands for; negative ones count from
// the end.
func (r *renderer) position(key Value, n int) (int, bool) {
	switch k := key.(type) {
	case int32, int64:
	case float64:
		if k != float64(int64(k)) {
			return 0, false
		}
	case clr.Decimal:
		if !k.Equal(k.Truncate()) {
			return 0, false
		}
	default:
		return 0, false
	}
	i, err := toInt(key, 32, r.culture)
	if err != nil {
		return 0, false
	}
	if i < 0 {
		i += int64(n)
	}
	return int(i), i >= 0 && i < int64(n)
}
