package text

import (
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
	// capacity and most are what the properties of those names say.
	capacity, most int32
}

const (
	defaultCapacity = 16
	maxCapacity     = 1<<31 - 1
	// maxChunk is how much .NET's builder grows at most when it is full.
	maxChunk = 8000
)

// NewBuilder returns an empty builder.
func NewBuilder() *Builder { return &Builder{capacity: defaultCapacity, most: maxCapacity} }

// String returns the text.
func (b *Builder) String() string { return wtf8.Join(string(b.buf)) }

// Append adds a string and counts its memory.
func (b *Builder) Append(f *rt.Frame, s string) error { return b.insert(f, b.units, s) }

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

// grow makes the capacity what .NET's is after the length became n.
func (b *Builder) grow(n int) error {
	if n > int(b.most) {
		return clr.ArgumentOutOfRange("The length cannot be greater than the capacity.", "valueCount")
	}
	if n > int(b.capacity) {
		more := max(int32(n)-b.capacity, min(b.capacity, maxChunk))
		b.capacity = min(b.capacity+more, b.most)
	}
	return nil
}

// growSlowly is grow for units that come one by one.
func (b *Builder) growSlowly(n int) error {
	for n > int(b.capacity) {
		if err := b.grow(int(b.capacity) + 1); err != nil {
			return err
		}
	}
	return nil
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
	if err := b.grow(b.units + n); err != nil {
		return err
	}
	if err := b.room(f, len(s)); err != nil {
		return err
	}
	if i == b.units {
		b.buf = append(b.buf, s...)
	} else {
		// What follows is moved.
		if err := f.Steps(len(b.buf) / 64); err != nil {
			return err
		}
		at := b.offset(i)
		b.buf = append(b.buf, s...)
		copy(b.buf[at+len(s):], b.buf[at:])
		copy(b.buf[at:], s)
	}
	b.units += n
	return nil
}

// cut removes n units from unit i on, which must be in range.
func (b *Builder) cut(i, n int) {
	from := b.offset(i)
	to := b.offset(i + n)
	if !b.plain() {
		from = b.offset(i) // the second offset may have taken pairs apart
	}
	b.buf = append(b.buf[:from], b.buf[to:]...)
	b.units -= n
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
	b.cut(i, 1)
	return b.insert(f, i, rt.CharText(c))
}

// setLength cuts the text off or fills it up with zero characters.
func (b *Builder) setLength(f *rt.Frame, n int) error {
	if n <= b.units {
		b.cut(n, b.units-n)
		return nil
	}
	more := n - b.units
	if err := b.grow(n); err != nil {
		return err
	}
	if err := b.room(f, more); err != nil {
		return err
	}
	b.buf = append(b.buf, make([]byte, more)...)
	b.units = n
	return nil
}

// setText replaces the whole text.
func (b *Builder) setText(s string) {
	b.buf, b.units = append(b.buf[:0], s...), rt.Len16(s)
	if b.units > int(b.capacity) {
		b.capacity = int32(b.units)
	}
}
