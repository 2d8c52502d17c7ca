package pack_test

import (
	"math"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// TestRoundTrip: what was appended is read, and the reader is good to the end.
func TestRoundTrip(t *testing.T) {
	numbers := []int64{0, 1, -1, 63, 64, -64, -65, math.MaxInt64, math.MinInt64}
	lengths := []uint64{0, 127, 128, 1 << 32, math.MaxUint64}
	texts := []string{"", "a", "\x00ä", string(make([]byte, 300))}
	var b []byte
	for _, n := range numbers {
		b = pack.AppendInt(b, n)
	}
	for _, n := range lengths {
		b = pack.AppendUint(b, n)
	}
	for _, s := range texts {
		b = pack.AppendText(b, s)
	}
	b = append(pack.AppendBool(pack.AppendBool(b, true), false), "fixedrest"...)
	check(t, pack.NewReader(b), numbers, lengths, texts)
	check(t, pack.NewReader(string(b)), numbers, lengths, texts)
}

func check[T string | []byte](t *testing.T, r pack.Reader[T], numbers []int64, lengths []uint64, texts []string) {
	t.Helper()
	for _, want := range numbers {
		if got := r.Int(); got != want {
			t.Errorf("%d was read, want %d", got, want)
		}
	}
	for _, want := range lengths {
		if got := r.Uint(); got != want {
			t.Errorf("%d was read, want %d", got, want)
		}
	}
	for _, want := range texts {
		if got := r.Text(); got != want {
			t.Errorf("%q was read, want %q", got, want)
		}
	}
	if !r.Bool() || r.Bool() {
		t.Error("the bools are not true, false")
	}
	if got := string(r.Fixed(len("fixed"))); got != "fixed" {
		t.Errorf("%q was read, want fixed", got)
	}
	if r.Len() != len("rest") || string(r.Rest()) != "rest" || r.Len() != 0 || r.Bad() {
		t.Errorf("the rest is wrong; bad: %v", r.Bad())
	}
}

// TestBad: data of another kind gives zeros and is told.
func TestBad(t *testing.T) {
	for _, c := range []struct {
		name, data string
		read       func(*pack.Reader[string]) any
		zero       any
	}{
		{"no byte", "", func(r *pack.Reader[string]) any { return r.Byte() }, byte(0)},
		{"no bool", "\x02", func(r *pack.Reader[string]) any { return r.Bool() }, false},
		{"no number", "", func(r *pack.Reader[string]) any { return r.Int() }, int64(0)},
		{"a number that does not end", "\x80\x80", func(r *pack.Reader[string]) any { return r.Uint() }, uint64(0)},
		{"a number of eleven bytes", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", func(r *pack.Reader[string]) any { return r.Uint() }, uint64(0)},
		{"a number of 65 bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", func(r *pack.Reader[string]) any { return r.Uint() }, uint64(0)},
		{"a text that is too long", "\x03ab", func(r *pack.Reader[string]) any { return r.Text() }, ""},
		{"a text longer than memory", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01a", func(r *pack.Reader[string]) any { return r.Text() }, ""},
		{"a length above the limit", "\x05", func(r *pack.Reader[string]) any { return r.Length(4) }, 0},
		{"a length above a negative limit", "\x00", func(r *pack.Reader[string]) any { return r.Length(-1) }, 0},
		{"too few bytes", "ab", func(r *pack.Reader[string]) any { return r.Fixed(3) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := pack.NewReader(c.data)
			if got := c.read(&r); got != c.zero || !r.Bad() || r.Len() != 0 || r.Byte() != 0 {
				t.Errorf("%v was read, bad %v, %d left", got, r.Bad(), r.Len())
			}
		})
	}
}
