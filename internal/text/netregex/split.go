package netregex

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Split cuts a text at the matches; what groups captured stands between the
// pieces. count is how many pieces at most, 0 for any number; start is where to
// begin, -1 for the beginning of the text (its end with RightToLeft).
func (r *Regex) Split(charge Charge, s string, count, start int) ([]string, error) {
	if count < 0 {
		return nil, clr.ArgumentOutOfRange("Count cannot be less than -1.", "count")
	}
	in := r.input(s)
	if start < -1 || start > len(in.units) {
		return nil, badStart()
	}
	if count == 1 {
		return []string{s}, nil
	}
	var pieces []string
	add := func(piece string) error {
		pieces = append(pieces, piece)
		return charge.take(len(piece) + 16)
	}
	rightToLeft := r.RightToLeft()
	done := r.start(in, -1)
	for m, err := range r.all(in, start) {
		if err != nil {
			return nil, err
		}
		end := m.index + m.length
		piece := ""
		if rightToLeft {
			piece, done = in.slice(end, done), m.index
		} else {
			piece, done = in.slice(done, m.index), end
		}
		if err := add(piece); err != nil {
			return nil, err
		}
		for slot := 1; slot < len(m.groups); slot++ {
			if g := &m.groups[slot]; g.Success() {
				if err := add(g.Value()); err != nil {
					return nil, err
				}
			}
		}
		if count--; count == 1 {
			break
		}
	}
	rest := in.slice(done, len(in.units))
	if rightToLeft {
		rest = in.slice(0, done)
	}
	if err := add(rest); err != nil {
		return nil, err
	}
	if rightToLeft {
		slices.Reverse(pieces)
	}
	return pieces, nil
}
