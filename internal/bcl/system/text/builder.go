package text

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Builder is a System.Text.StringBuilder. It belongs to one evaluation.
type Builder struct {
	// buf holds the text as package rt holds strings; halves of surrogate pairs
	// that were appended one by one stay apart until the text is read.
	buf []byte
	// units is the length in UTF-16 units. While it is that of buf, every unit is
	// one byte.
	units int
	// most is MaxCapacity.
	most int32
	// pieces are what Capacity is told by.
	pieces chunks
}

const (
	defaultCapacity = 16
	maxCapacity     = 1<<31 - 1
)

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	return &Builder{pieces: chunks{last: chunk{size: defaultCapacity}}, most: maxCapacity}
}

// String returns the text.
func (b *Builder) String() string { return wtf8.Join(string(b.buf)) }

// Append adds a string and counts its memory.
func (b *Builder) Append(f *rt.Frame, s string) error {
	n := rt.Len16(s)
	if n > int(b.most)-b.units {
		return clr.ArgumentOutOfRange(tooLong, "valueCount")
	}
	return b.add(f, s, n, false)
}

// tooLong is the text of exceptions about texts that have no room.
const tooLong = "The length cannot be greater than the capacity."

// add adds a string of n units, for which there is room; one by one if it came so.
func (b *Builder) add(f *rt.Frame, s string, n int, singly bool) error {
	if err := b.room(f, len(s)); err != nil {
		return err
	}
	if singly {
		b.pieces.appendSingly(n)
	} else {
		b.pieces.append(n)
	}
	b.buf = append(b.buf, s...)
	b.units += n
	return nil
}

// plain reports whether every unit is one byte.
func (b *Builder) plain() bool { return b.units == len(b.buf) }

// offset returns where a unit is in the buffer. A builder whose index falls into
// the middle of a pair takes all of its pairs apart.
func (b *Builder) offset(i int) int {
	if b.plain() {
		return i
	}
	at, half := rt.Offset(string(b.buf), i)
	if half {
		b.buf = []byte(wtf8.Apart(string(b.buf)))
		at, _ = rt.Offset(string(b.buf), i)
	}
	return at
}

// room makes the buffer hold n more bytes. A new buffer counts as a whole: the old
// one is there until the collector has run.
func (b *Builder) room(f *rt.Frame, n int) error {
	need := len(b.buf) + n
	if need <= cap(b.buf) {
		return nil
	}
	size := max(need, 2*cap(b.buf), defaultCapacity)
	if err := f.Alloc(size); err != nil {
		return err
	}
	moved := make([]byte, len(b.buf), size)
	copy(moved, b.buf)
	b.buf = moved
	return nil
}

// insert puts a string before unit i, which must be in range.
func (b *Builder) insert(f *rt.Frame, i int, s string) error {
	n := rt.Len16(s)
	if n > int(b.most)-b.units {
		return clr.ArgumentOutOfRange("capacity was less than the current size.", "requiredLength")
	}
	if n == 0 {
		return nil
	}
	if err := b.room(f, len(s)); err != nil {
		return err
	}
	// What follows is moved, and the pieces are looked through.
	if err := f.Steps((len(b.buf) + chunkCost*len(b.pieces.before)) / 64); err != nil {
		return err
	}
	if err := f.Alloc(chunkCost); err != nil {
		return err
	}
	b.pieces.insert(i, n, true)
	b.splice(i, s)
	b.units += n
	return nil
}

// splice puts a string, for which there is room, into the buffer.
func (b *Builder) splice(i int, s string) {
	at := b.offset(i)
	b.buf = append(b.buf, s...)
	copy(b.buf[at+len(s):], b.buf[at:])
	copy(b.buf[at:], s)
}

// chunkCost is the memory of a piece.
const chunkCost = 24

// cut removes n units from unit i on, which must be in range.
func (b *Builder) cut(i, n int) {
	if n == b.units {
		b.pieces.setLength(0)
	} else {
		b.pieces.remove(i, n)
	}
	b.cutOut(i, n)
	b.units -= n
}

// cutOut takes n units from unit i on out of the buffer.
func (b *Builder) cutOut(i, n int) {
	from := b.offset(i)
	to := b.offset(i + n)
	if !b.plain() {
		from = b.offset(i) // the second offset may have taken pairs apart
	}
	b.buf = append(b.buf[:from], b.buf[to:]...)
}

// slice returns n units from unit i on, which must be in range.
func (b *Builder) slice(i, n int) string {
	if b.plain() {
		return string(b.buf[i : i+n])
	}
	return rt.Slice(b.String(), i, i+n)
}

// at returns unit i, which must be in range.
func (b *Builder) at(i int) clr.Char {
	if b.plain() {
		return clr.Char(b.buf[i])
	}
	c, _ := rt.At(string(b.buf), i)
	return c
}

// set replaces unit i, which must be in range.
func (b *Builder) set(f *rt.Frame, i int, c clr.Char) error {
	if b.plain() && c < utf8.RuneSelf {
		b.buf[i] = byte(c)
		return nil
	}
	if err := f.Alloc(len(b.buf)); err != nil {
		return err
	}
	text := rt.CharText(c)
	if err := b.room(f, len(text)); err != nil {
		return err
	}
	b.cutOut(i, 1)
	b.units--
	b.splice(i, text)
	b.units++
	return nil
}

// setLength cuts the text off or fills it up with zero characters.
func (b *Builder) setLength(f *rt.Frame, n int) error {
	if n > b.units {
		if err := f.Alloc(n - b.units); err != nil {
			return err
		}
		return b.add(f, strings.Repeat("\x00", n-b.units), n-b.units, false)
	}
	b.pieces.setLength(n)
	b.cutOut(n, b.units-n)
	b.units = n
	return nil
}
