package netfmt

import "unicode/utf8"

// search looks for a text taken apart into elements, in time that grows with the
// sum of the lengths.
type search struct {
	value      []element
	ignoreCase bool
	// fail says for each length of a match how much of it is the beginning of
	// another one (Knuth, Morris, Pratt).
	fail []int
}

func newSearch(value string, ignoreCase bool) *search {
	m := &search{value: appendElements(nil, value), ignoreCase: ignoreCase}
	m.fail = make([]int, len(m.value)+1)
	for i, n := 1, 0; i < len(m.value); i++ {
		for n > 0 && !m.same(m.value[i], m.value[n]) {
			n = m.fail[n]
		}
		if m.same(m.value[i], m.value[n]) {
			n++
		}
		m.fail[i+1] = n
	}
	return m
}

func (m *search) same(a, b element) bool {
	return a.primary == b.primary && a.secondary == b.secondary && a.caseWeight(m.ignoreCase) == b.caseWeight(m.ignoreCase)
}

// place is where an element stands.
type place struct {
	start  int
	joined bool
}

// find returns the offset of the first or last occurrence on whole characters, -1
// without one.
func (m *search) find(s string, first bool) int {
	// recent are the places of the last elements, as many as the value has and the
	// one after them.
	recent := make([]place, len(m.value)+1)
	t, found, matched := newElements(s), -1, 0
	for i := 0; ; i++ {
		e, more := t.take()
		here := place{e.start, e.joined}
		if !more {
			here.start = len(s)
		}
		recent[i%len(recent)] = here
		// The value has ended with the element before this one.
		if matched == len(m.value) && !here.joined {
			if begin := recent[(i+1)%len(recent)]; len(m.value) == 0 {
				found = here.start
			} else if !begin.joined {
				found = begin.start
			}
			if found >= 0 && first {
				return found
			}
		}
		if !more {
			return found
		}
		if len(m.value) == 0 {
			continue
		}
		if matched == len(m.value) {
			matched = m.fail[matched]
		}
		for matched > 0 && !m.same(e, m.value[matched]) {
			matched = m.fail[matched]
		}
		if m.same(e, m.value[matched]) {
			matched++
		}
	}
}

// begins reports whether a prefix stands at the beginning of a text.
func begins(s, prefix string, ignoreCase bool) bool {
	m := search{ignoreCase: ignoreCase}
	t, wanted := newElements(s), newElements(prefix)
	for {
		got, ok := t.take()
		want, more := wanted.take()
		switch {
		case !more:
			return !ok || !got.joined
		case !ok || !m.same(got, want):
			return false
		}
	}
}

// ends reports whether the value stands at the end of a text.
func (m *search) ends(s string) bool {
	// The end of the text is taken apart from some place on, and from an earlier
	// one if characters that do not count leave too little. An accent at the cut
	// stands for an element that is not there, so that one is left out.
	for size := 64 + 4*len(m.value); ; size *= 2 {
		cut := max(0, len(s)-size)
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		text := appendElements(nil, s[cut:])
		if cut > 0 {
			if len(text) <= len(m.value)+1 {
				continue
			}
			text = text[1:]
		}
		from := len(text) - len(m.value)
		if from < 0 || from < len(text) && text[from].joined {
			return false
		}
		for i, want := range m.value {
			if !m.same(text[from+i], want) {
				return false
			}
		}
		return true
	}
}
