package netregex

import (
	"iter"
	"strings"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Capture is one capture of a group. Index and length count UTF-16 units.
type Capture struct {
	in            *input
	index, length int
}

// Index returns where in the text the capture starts.
func (c Capture) Index() int { return c.index }

// Length returns how long the capture is.
func (c Capture) Length() int { return c.length }

// Value returns the captured text.
func (c Capture) Value() string {
	if c.in == nil {
		return ""
	}
	return c.in.slice(c.index, c.index+c.length)
}

// String returns the captured text.
func (c Capture) String() string { return c.Value() }

// Group is what a group has captured; as a Capture it is the last of its
// captures, or an empty one at 0 if there is none.
type Group struct {
	Capture
	name     string
	captures []Capture
}

// Success reports whether the group has captured anything.
func (g *Group) Success() bool { return len(g.captures) > 0 }

// Captures returns all captures in the order they were made.
func (g *Group) Captures() []Capture { return g.captures }

// Name returns the group's name.
func (g *Group) Name() string { return g.name }

// Match is the result of a search. When it was in vain, Success is false and
// everything else empty.
type Match struct {
	Group
	regex  *Regex
	groups []Group // by slot
	found  *regexp2.Match
	base   int // where the searched part of the text starts
}

// Empty is Match.Empty, the result of any search in vain.
func Empty() *Match { return &Match{Group: Group{name: "0"}, groups: make([]Group, 1)} }

// GroupCount returns the number of groups, the whole match included.
func (m *Match) GroupCount() int { return len(m.groups) }

// GroupAt returns the group at a place in the order of the numbers, the whole
// match at 0.
func (m *Match) GroupAt(place int) *Group {
	if place == 0 {
		return &m.Group
	}
	return &m.groups[place]
}

// Numbered returns the group of a number; without one a group that has captured
// nothing.
func (m *Match) Numbered(number int) *Group {
	if number == 0 {
		return &m.Group
	}
	if m.regex != nil {
		if slot := m.regex.groups.slot(number); slot >= 0 && slot < len(m.groups) {
			return &m.groups[slot]
		}
	}
	return &Group{}
}

// Named returns the group of a name or of a number given as text; without one a
// group that has captured nothing.
func (m *Match) Named(name string) *Group {
	if m.regex == nil {
		return &Group{}
	}
	return m.Numbered(m.regex.GroupNumber(name))
}

// Next searches on behind the match: Match.NextMatch.
func (m *Match) Next() (*Match, error) {
	if !m.Success() {
		return m, nil
	}
	found, err := guard(func() (*regexp2.Match, error) { return m.regex.re.FindNextMatch(m.found) })
	return m.regex.match(m.in, found, m.base, err)
}

// guard runs a search. Its errors become exceptions, and so does a panic of the
// engine, which is not ours.
func guard[T any](search func() (T, error)) (result T, err error) {
	defer func() {
		if recover() != nil {
			err = clr.InvalidOperation("The regular expression engine failed.")
		}
	}()
	result, err = search()
	if err != nil {
		// The engine's errors are its two limits, of time and of memory.
		var none T
		return none, timedOut()
	}
	return result, nil
}

// match makes a Match of what the engine found, nil for nothing.
func (r *Regex) match(in *input, found *regexp2.Match, base int, err error) (*Match, error) {
	if err != nil {
		return nil, err
	}
	if found == nil {
		m := Empty()
		m.regex = r
		return m, nil
	}
	m := &Match{regex: r, found: found, base: base, groups: make([]Group, len(r.groups.names))}
	for slot := range m.groups {
		g := &m.groups[slot]
		g.name = r.groups.names[slot]
		theirs := found.GroupByNumber(slot) // nil for a group that no path can enter
		if theirs == nil || len(theirs.Captures) == 0 {
			g.in = in
			continue
		}
		captures := theirs.Captures
		g.captures = make([]Capture, len(captures))
		for i := range captures {
			g.captures[i] = Capture{in, captures[i].RuneIndex + base, captures[i].RuneLength}
		}
		g.Capture = g.captures[len(captures)-1]
	}
	m.Group = m.groups[0]
	return m, nil
}

// find searches from start on; negative stands for the beginning, or the end
// with RightToLeft.
func (r *Regex) find(in *input, start int) (*Match, error) {
	found, err := guard(func() (*regexp2.Match, error) {
		return r.re.FindRunesMatchStartingAt(in.read, r.start(in, start))
	})
	return r.match(in, found, 0, err)
}

func (r *Regex) start(in *input, start int) int {
	if start >= 0 {
		return start
	}
	if r.RightToLeft() {
		return len(in.units)
	}
	return 0
}

func badStart() error {
	return clr.ArgumentOutOfRange("Start index cannot be less than 0 or greater than input length.", "startat")
}

// IsMatch reports whether the pattern matches anywhere in a text.
func (r *Regex) IsMatch(s string) (bool, error) {
	if runesAreUnits(s) && !(r.options.dotted() && strings.ContainsRune(s, dottedI)) {
		return guard(func() (bool, error) { return r.re.MatchString(s) })
	}
	in := r.input(s)
	return guard(func() (bool, error) { return r.re.MatchRunes(in.read) })
}

// IsMatchAt is IsMatch from a place in the text on.
func (r *Regex) IsMatchAt(s string, start int) (bool, error) {
	m, err := r.MatchAt(s, start)
	return err == nil && m.Success(), err
}

// Match searches for the first match in a text.
func (r *Regex) Match(s string) (*Match, error) { return r.find(r.input(s), -1) }

// MatchAt searches from a place in the text on (up to it with RightToLeft). What
// stands before it is seen by lookbehinds and by ^.
func (r *Regex) MatchAt(s string, start int) (*Match, error) {
	in := r.input(s)
	if start < 0 || start > len(in.units) {
		return nil, badStart()
	}
	return r.find(in, start)
}

// MatchIn searches in a part of a text as if there were nothing around it.
func (r *Regex) MatchIn(s string, start, length int) (*Match, error) {
	in := r.input(s)
	if start < 0 || start > len(in.units) {
		return nil, badStart()
	}
	if length < 0 || length > len(in.units)-start {
		return nil, clr.ArgumentOutOfRange("Length cannot be less than 0 or exceed input length.", "length")
	}
	part := &input{units: in.units[start : start+length : start+length], read: in.read[start : start+length : start+length]}
	found, err := guard(func() (*regexp2.Match, error) {
		return r.re.FindRunesMatchStartingAt(part.read, r.start(part, -1))
	})
	return r.match(in, found, start, err)
}

// Matches enumerates the matches in a text, searching as it goes. It ends with an
// error when a search, or all of them together, take too long.
func (r *Regex) Matches(s string) iter.Seq2[*Match, error] {
	return r.all(r.input(s), -1)
}

// MatchesAt is Matches from a place in the text on.
func (r *Regex) MatchesAt(s string, start int) iter.Seq2[*Match, error] {
	in := r.input(s)
	if start < 0 || start > len(in.units) {
		return func(yield func(*Match, error) bool) { yield(nil, badStart()) }
	}
	return r.all(in, start)
}

func (r *Regex) all(in *input, start int) iter.Seq2[*Match, error] {
	return func(yield func(*Match, error) bool) {
		begun := time.Now()
		m, err := r.find(in, start)
		for {
			if err == nil && time.Since(begun) > r.limits.Max {
				err = timedOut()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !m.Success() || !yield(m, nil) {
				return
			}
			m, err = m.Next()
		}
	}
}
