package rt

import (
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// A loop over the characters of a string asks for the length and for one unit
// after the other. To count from the beginning each time would make the time of
// the loop grow with the square of the length; so the evaluation remembers how
// the long strings that it looked into last are laid out.

const (
	// viewedFrom is the length in bytes from which strings are remembered.
	viewedFrom = 64
	// markEvery is how many units lie between two known places.
	markEvery = 64
	// asciiPerStep and markedPerStep are how many bytes of a string are looked
	// through in the time of a step.
	asciiPerStep, markedPerStep = 512, 16
)

// view is what is known about a string.
type view struct {
	s     string
	ascii bool
	// units is the length in UTF-16 units.
	units int
	// marks hold, for every markEvery units, the offset of the character that has
	// the unit, times two, and one more if the unit is the second half of it.
	marks []int
}

// viewOf returns the view of a long string.
func (f *Frame) viewOf(s string) *view {
	e := f.Env
	data := unsafe.StringData(s)
	for i := range e.views {
		if v := &e.views[i]; len(v.s) == len(s) && unsafe.StringData(v.s) == data {
			return v
		}
	}
	e.nextView = (e.nextView + 1) % len(e.views)
	v := &e.views[e.nextView]
	*v = view{s: s, ascii: IsASCII(s), units: len(s), marks: v.marks[:0]}
	if v.ascii {
		f.owe(len(s) / asciiPerStep)
	} else {
		f.owe(len(s) / markedPerStep)
		v.mark()
	}
	return v
}

// mark walks through the string once.
func (v *view) mark() {
	n := 0
	for b := 0; b < len(v.s); {
		if n%markEvery == 0 {
			v.marks = append(v.marks, b<<1)
		}
		r, w := decodeRune(v.s[b:])
		if r >= 0x10000 {
			if n++; n%markEvery == 0 {
				v.marks = append(v.marks, b<<1|1)
			}
		}
		n++
		b += w
	}
	v.units = n
}

// offset translates a UTF-16 index, which must not be beyond the end, into a byte
// offset; half says that the index is in the middle of a surrogate pair.
func (v *view) offset(i int) (offset int, half bool) {
	if v.ascii {
		return i, false
	}
	if i == v.units {
		return len(v.s), false
	}
	m := v.marks[i/markEvery]
	b, n := m>>1, i/markEvery*markEvery-m&1
	for {
		if n == i {
			return b, false
		}
		r, w := decodeRune(v.s[b:])
		if r >= 0x10000 {
			if n++; n == i {
				return b, true
			}
		}
		n++
		b += w
	}
}

// Len16 is the function of that name, fast for a string that is asked again.
func (f *Frame) Len16(s string) int {
	if len(s) < viewedFrom {
		return Len16(s)
	}
	return f.viewOf(s).units
}

// At is the function of that name, fast for a string that is asked again.
func (f *Frame) At(s string, i int) (clr.Char, bool) {
	if len(s) < viewedFrom {
		return At(s, i)
	}
	v := f.viewOf(s)
	if uint(i) >= uint(v.units) {
		return 0, false
	}
	if v.ascii {
		return clr.Char(s[i]), true
	}
	b, half := v.offset(i)
	if half {
		return At(s[b:], 1)
	}
	return At(s[b:], 0)
}

// Slice is the function of that name, fast for a string that is asked again.
func (f *Frame) Slice(s string, i, j int) string {
	if len(s) < viewedFrom {
		return Slice(s, i, j)
	}
	v := f.viewOf(s)
	b, startHalf := v.offset(i)
	e, endHalf := v.offset(j)
	if !startHalf && !endHalf {
		return s[b:e]
	}
	if endHalf {
		// The pair that is cut belongs to what is looked at.
		_, w := decodeRune(s[e:])
		e += w
	}
	if startHalf {
		i--
		return Slice(s[b:e], 1, j-i)
	}
	return Slice(s[b:e], 0, j-i)
}
