package netregex

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/growth"
)

// The parts of a replacement that are no group.
const (
	literalPart = -1 - iota
	beforePart  // $`
	afterPart   // $'
	lastPart    // $+
	wholePart   // $_
)

// part is a piece of a replacement pattern: a group by its slot, or one of the
// others.
type part struct {
	slot int
	text string // of a literalPart
}

// parseReplacement reads $1, ${name} and the like. What is none of them stands
// for itself.
func (r *Regex) parseReplacement(s string) ([]part, error) {
	var parts []part
	literal := 0 // start of the text that stands for itself
	add := func(slot, from, to int) {
		if from > literal {
			parts = append(parts, part{literalPart, s[literal:from]})
		}
		if slot != literalPart {
			parts = append(parts, part{slot: slot})
		}
		literal = to
	}
	for i := 0; i < len(s); i++ {
		if s[i] != '$' || i+1 == len(s) {
			continue
		}
		slot, end, err := r.substitution(s, i+1)
		if err != nil {
			return nil, err
		}
		switch {
		case end < 0: // a dollar sign like any other
			continue
		case slot == literalPart: // $$
			add(literalPart, i+1, end)
		default:
			add(slot, i, end)
		}
		i = end - 1
	}
	add(literalPart, len(s), len(s))
	return parts, nil
}

// substitution reads what follows a dollar sign. A negative end means that it is
// none.
func (r *Regex) substitution(s string, at int) (slot, end int, err error) {
	switch c := s[at]; {
	case c == '{' && at+1 < len(s):
		return r.braces(s, at+1)
	case c >= '0' && c <= '9':
		return r.number(s, at)
	}
	switch s[at] {
	case '$':
		return literalPart, at + 1, nil
	case '&':
		return 0, at + 1, nil
	case '`':
		return beforePart, at + 1, nil
	case '\'':
		return afterPart, at + 1, nil
	case '+':
		return lastPart, at + 1, nil
	case '_':
		return wholePart, at + 1, nil
	}
	return 0, -1, nil
}

func (r *Regex) braces(s string, at int) (slot, end int, err error) {
	if c := s[at]; c >= '0' && c <= '9' {
		n, end, err := replacementNumber(s, at)
		if err != nil {
			return 0, 0, err
		}
		if slot := r.groups.slot(n); slot >= 0 && end < len(s) && s[end] == '}' {
			return slot, end + 1, nil
		}
		return 0, -1, nil
	}
	units, _ := toUnits(s[at:])
	length := 0
	for length < len(units) && isWord(units[length]) {
		length++
	}
	name := fromUnits(units[:length])
	end = at + len(name)
	if n := r.groups.number(name); n >= 0 && end < len(s) && s[end] == '}' {
		return r.groups.slot(n), end + 1, nil
	}
	return 0, -1, nil
}

// number reads $12. Under ECMAScript as many digits count as name a group.
func (r *Regex) number(s string, at int) (slot, end int, err error) {
	n, end, err := replacementNumber(s, at)
	if err != nil {
		return 0, 0, err
	}
	if r.options&ECMAScript != 0 {
		for ; end > at; end-- {
			n, _, _ := replacementNumber(s[:end], at)
			if slot := r.groups.slot(n); slot >= 0 {
				return slot, end, nil
			}
		}
		return 0, -1, nil
	}
	if slot := r.groups.slot(n); slot >= 0 {
		return slot, end, nil
	}
	return 0, -1, nil
}

func replacementNumber(s string, at int) (n, end int, err error) {
	for end = at; end < len(s) && s[end] >= '0' && s[end] <= '9'; end++ {
		d := int(s[end] - '0')
		if n > (1<<31-1-d)/10 {
			return 0, 0, problem(s, "Capture group numbers must be less than or equal to Int32.MaxValue.")
		}
		n = n*10 + d
	}
	return n, end, nil
}

// expand returns what a replacement means for a match.
func (m *Match) expand(charge Charge, parts []part) ([]byte, error) {
	var out []byte
	for _, p := range parts {
		text := p.text
		switch p.slot {
		case literalPart:
		case beforePart:
			text = m.in.slice(0, m.index)
		case afterPart:
			text = m.in.slice(m.index+m.length, len(m.in.units))
		case lastPart:
			text = m.GroupAt(len(m.groups) - 1).Value()
		case wholePart:
			text = m.in.text
		default:
			text = m.GroupAt(p.slot).Value()
		}
		if err := charge.take(len(text)); err != nil {
			return nil, err
		}
		out = append(out, text...)
	}
	return out, nil
}

// Result returns what a replacement pattern means for the match: Match.Result.
func (m *Match) Result(charge Charge, replacement string) (string, error) {
	if !m.Success() {
		return "", clr.NotSupported("Result cannot be called on a failed Match.")
	}
	parts, err := m.regex.parseReplacement(replacement)
	if err != nil {
		return "", err
	}
	out, err := m.expand(charge, parts)
	return string(out), err
}

// Replace replaces matches by what a replacement pattern means for them. count is
// how many at most, -1 for all; start is where in the text to begin, -1 for its
// beginning (its end with RightToLeft).
func (r *Regex) Replace(charge Charge, s, replacement string, count, start int) (string, error) {
	parts, err := r.parseReplacement(replacement)
	if err != nil {
		return "", err
	}
	return r.replace(charge, s, count, start, func(m *Match) ([]byte, error) {
		return m.expand(charge, parts)
	})
}

// ReplaceFunc replaces matches by what a function, a MatchEvaluator, returns for
// them; count and start are those of [Regex.Replace].
func (r *Regex) ReplaceFunc(charge Charge, s string, count, start int, evaluate func(*Match) (string, error)) (string, error) {
	return r.replace(charge, s, count, start, func(m *Match) ([]byte, error) {
		text, err := evaluate(m)
		return []byte(text), err
	})
}

func (r *Regex) replace(charge Charge, s string, count, start int, one func(*Match) ([]byte, error)) (string, error) {
	if count < -1 {
		return "", clr.ArgumentOutOfRange("Count cannot be less than -1.", "count")
	}
	in := r.input(s)
	if start < -1 || start > len(in.units) {
		return "", badStart()
	}
	if count == 0 {
		return s, nil
	}
	var out []byte
	memory := growth.Meter{Charge: charge}
	done := r.start(in, -1)
	for m, err := range r.all(in, start) {
		if err != nil {
			return "", err
		}
		text, err := one(m)
		if err != nil {
			return "", err
		}
		end := m.index + m.length
		if r.RightToLeft() {
			// Built back to front: the kept text and the replacement, reversed.
			kept := in.slice(end, done)
			if out, err = memory.Room(out, len(kept)+len(text)); err != nil {
				return "", err
			}
			out = appendReversed(appendReversed(out, kept), string(text))
			done = m.index
		} else {
			kept := in.slice(done, m.index)
			if out, err = memory.Room(out, len(kept)+len(text)); err != nil {
				return "", err
			}
			out = append(append(out, kept...), text...)
			done = end
		}
		if count--; count == 0 {
			break
		}
	}
	rest := in.slice(done, len(in.units))
	if r.RightToLeft() {
		rest = in.slice(0, done)
	}
	// The rest, and the string that is made of all.
	if err := charge.take(2*len(rest) + len(out)); err != nil {
		return "", err
	}
	if r.RightToLeft() {
		out = appendReversed(out, rest)
		slices.Reverse(out)
	} else {
		out = append(out, rest...)
	}
	return joinHalves(string(out)), nil
}

func appendReversed(out []byte, s string) []byte {
	for i := len(s) - 1; i >= 0; i-- {
		out = append(out, s[i])
	}
	return out
}
