package jsontree

import (
	"hash/maphash"
	"math"
	"reflect"
	"strconv"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func itoa(i int) string { return strconv.Itoa(i) }

// DeepEquals is JToken.DeepEquals: objects are equal when they have equal
// properties in any order, values by type and payload. Payloads that cannot be
// compared throw.
func DeepEquals(a, b Token) (bool, error) {
	return DeepEqualsStepwise(a, b, func() error { return nil })
}

// DeepEqualsStepwise is DeepEquals that calls step for every token it compares,
// and ends with its error.
func DeepEqualsStepwise(a, b Token, step func() error) (bool, error) {
	type pair struct{ a, b Token }
	var room [16]pair
	work := append(room[:0], pair{a, b})
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if x.a == x.b {
			continue
		}
		if err := step(); err != nil {
			return false, err
		}
		if x.a == nil || x.b == nil {
			return false, nil
		}
		switch l := x.a.(type) {
		case *Value:
			r, ok := x.b.(*Value)
			if !ok {
				return false, nil
			}
			if same, err := valuesEqual(l, r); !same || err != nil {
				return false, err
			}
		case *Object:
			r, ok := x.b.(*Object)
			if !ok || l.Count() != r.Count() {
				return false, nil
			}
			for i := l.Count() - 1; i >= 0; i-- {
				p := l.props[i]
				q := r.Property(p.name)
				if q == nil {
					return false, nil
				}
				work = append(work, pair{p.value, q.value})
			}
		case *Property:
			r, ok := x.b.(*Property)
			if !ok || l.name != r.name {
				return false, nil
			}
			work = append(work, pair{l.value, r.value})
		default:
			if !sameShape(x.a, x.b) {
				return false, nil
			}
			l1, r1 := x.a.(Container), x.b.(Container)
			for i := l1.Count() - 1; i >= 0; i-- {
				work = append(work, pair{l1.child(i), r1.child(i)})
			}
		}
	}
	return true, nil
}

// sameShape compares arrays and constructors but for their children.
func sameShape(a, b Token) bool {
	switch a := a.(type) {
	case *Array:
		b, ok := b.(*Array)
		return ok && len(a.items) == len(b.items)
	case *Constructor:
		b, ok := b.(*Constructor)
		return ok && a.name == b.name && len(a.items) == len(b.items)
	}
	return false
}

// hasher computes hashes that deeply equal tokens share (JTokenEqualityComparer),
// but for numbers of different payload types. The seed is random, so that
// documents cannot be made to collide.
type hasher struct{ seed maphash.Seed }

// DeepHash is JTokenEqualityComparer.GetHashCode: deeply equal tokens have the same
// hash, which is another in every process.
func DeepHash(t Token) int32 {
	sum := hasher{deepSeed()}.hash(t, 0)
	return int32(sum ^ sum>>32)
}

var deepSeed = sync.OnceValue(maphash.MakeSeed)

// maxHashDepth is how deep a hash looks.
const maxHashDepth = 100

func (h hasher) hash(t Token, depth int) uint64 {
	if t == nil {
		return 0
	}
	sum := uint64(t.Type()) + 1
	if depth > maxHashDepth {
		return sum
	}
	switch t := t.(type) {
	case *Value:
		return sum ^ maphash.Bytes(h.seed, hashText(t))
	case *Property:
		return maphash.String(h.seed, t.name) ^ mix(h.hash(t.value, depth+1))
	case *Object:
		// The order of properties does not count.
		for _, p := range t.list() {
			sum += mix(h.hash(p, depth+1))
		}
	case *Array:
		sum = h.items(sum, t.items, depth)
	case *Constructor:
		sum = h.items(sum^maphash.String(h.seed, t.name), t.items, depth)
	}
	return sum
}

func (h hasher) items(sum uint64, items []Token, depth int) uint64 {
	for _, item := range items {
		sum = mix(sum) + h.hash(item, depth+1)
	}
	return sum
}

// mix spreads the bits of a hash.
func mix(x uint64) uint64 {
	x ^= x >> 32
	x *= 0x9E3779B97F4A7C15
	return x ^ x>>29
}

// hashText is equal for equal payloads, less those that are equal and have different
// hash codes in .NET too.
func hashText(v *Value) []byte {
	switch v.kind {
	case KindDateTime:
		return strconv.AppendUint(nil, v.num, 10)
	case KindDateTimeOffset:
		return strconv.AppendInt(nil, v.dateTimeOffset().UTCTicks(), 10)
	case KindBytes:
		// Arrays are equal by content and hashed by what they are.
		return strconv.AppendUint(nil, uint64(reflect.ValueOf(v.bytes()).Pointer()), 16)
	case KindInt32:
		if int32(v.num) < 0 {
			// The hash of a long puts both halves together.
			return strconv.AppendInt([]byte("i"), int64(int32(v.num)), 10)
		}
	case KindChar:
		// Not the hash of the text of one character, which it is equal to.
		return strconv.AppendUint([]byte("'"), v.num, 10)
	case KindSingle, KindDouble:
		if f := v.Float64(); f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return strconv.AppendInt(nil, int64(f), 10)
		}
	case KindDecimal:
		return appendDecimal(nil, v.decimal().Normalize())
	}
	return appendInvariant(nil, v, netfmt.Shortest)
}
