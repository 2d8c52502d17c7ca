package xsd

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// A content model is a tree of particles. What may still come after some children
// is a tree again: that of the particle without what they took.
type (
	elementParticle struct{ element *element }
	anyParticle     struct{ wildcard *wildcard }
	sequence        struct{ first, rest particle }
	choice          struct{ parts []particle }

	// repeat is a particle so many times; most is -1 for any number.
	repeat struct {
		part        particle
		least, most int
	}
	// all is elements in any order; seen are those that were there.
	all struct {
		parts    []*element
		optional []bool
		seen     []bool
	}
	nothing struct{}

	// group is a named group, which elements in it may refer to.
	group struct{ content particle }
)

// holds reports whether a content model holds a group without an element between.
func holds(p particle, g *group, depth int) bool {
	if depth > maxDepth {
		return true
	}
	switch p := p.(type) {
	case sequence:
		return holds(p.first, g, depth+1) || holds(p.rest, g, depth+1)
	case choice:
		return slices.ContainsFunc(p.parts, func(part particle) bool { return holds(part, g, depth+1) })
	case repeat:
		return holds(p.part, g, depth+1)
	case *group:
		return p == g || holds(p.content, g, depth+1)
	}
	return false
}

func (elementParticle) nullable() bool { return false }
func (anyParticle) nullable() bool     { return false }
func (nothing) nullable() bool         { return true }
func (g *group) nullable() bool        { return g.content.nullable() }
func (s sequence) nullable() bool      { return s.first.nullable() && s.rest.nullable() }
func (c choice) nullable() bool {
	return len(c.parts) == 0 || slices.ContainsFunc(c.parts, particle.nullable)
}
func (r repeat) nullable() bool { return r.least == 0 || r.part.nullable() }
func (a all) nullable() bool {
	for i := range a.parts {
		if !a.optional[i] && !a.seen[i] {
			return false
		}
	}
	return true
}

func joined(a, b particle) particle {
	if _, ok := a.(nothing); ok {
		return b
	}
	if _, ok := b.(nothing); ok {
		return a
	}
	return sequence{a, b}
}

// taken is a child that fits: by its declaration or, without one, by a wildcard.
type taken struct {
	element  *element
	wildcard *wildcard
}

// take returns what may follow a child of that name, and nil if it does not fit.
// Schemas are unambiguous, so the first way is the only one.
func (s *Set) take(p particle, name xmltree.Name) (particle, taken) {
	switch p := p.(type) {
	case elementParticle:
		if e := s.standsFor(p.element, name); e != nil {
			return nothing{}, taken{element: e}
		}
	case anyParticle:
		if p.wildcard.allows(name.Space) {
			return nothing{}, taken{wildcard: p.wildcard}
		}
	case *group:
		return s.take(p.content, name)
	case sequence:
		if rest, t := s.take(p.first, name); rest != nil {
			return joined(rest, p.rest), t
		}
		if p.first.nullable() {
			return s.take(p.rest, name)
		}
	case choice:
		for _, part := range p.parts {
			if rest, t := s.take(part, name); rest != nil {
				return rest, t
			}
		}
	case repeat:
		if p.most == 0 {
			return nil, taken{}
		}
		if rest, t := s.take(p.part, name); rest != nil {
			next := p
			next.least = max(p.least-1, 0)
			if p.most > 0 {
				next.most--
			}
			if next.most == 0 {
				return rest, t
			}
			return joined(rest, next), t
		}
	case all:
		for i, e := range p.parts {
			found := s.standsFor(e, name)
			if found == nil || p.seen[i] {
				continue
			}
			next := p
			next.seen = slices.Clone(p.seen)
			next.seen[i] = true
			return next, taken{element: found}
		}
	}
	return nil, taken{}
}

// standsFor returns the declaration of the element of that name that is e or may
// stand for it.
func (s *Set) standsFor(e *element, name xmltree.Name) *element {
	if e.name == name {
		return e
	}
	return s.members[e.name][name]
}

// expected lists what may come next.
func (s *Set) expected(p particle, add func(name xmltree.Name, w *wildcard)) {
	switch p := p.(type) {
	case elementParticle:
		add(p.element.name, nil)
		var names []xmltree.Name
		for n := range s.members[p.element.name] {
			names = append(names, n)
		}
		slices.SortFunc(names, func(a, b xmltree.Name) int { return strings.Compare(a.String(), b.String()) })
		for _, n := range names {
			add(n, nil)
		}
	case anyParticle:
		add(xmltree.Name{}, p.wildcard)
	case *group:
		s.expected(p.content, add)
	case sequence:
		s.expected(p.first, add)
		if p.first.nullable() {
			s.expected(p.rest, add)
		}
	case choice:
		for _, part := range p.parts {
			s.expected(part, add)
		}
	case repeat:
		if p.most != 0 {
			s.expected(p.part, add)
		}
	case all:
		for i, e := range p.parts {
			if !p.seen[i] {
				s.expected(elementParticle{e}, add)
			}
		}
	}
}

// possible words the list of what may come next, empty for nothing.
func (s *Set) possible(p particle) string {
	var order []string
	names := map[string][]string{}
	note := func(where, name string) {
		if _, ok := names[where]; !ok {
			order = append(order, where)
		}
		if name == "" || !slices.Contains(names[where], name) {
			names[where] = append(names[where], name)
		}
	}
	s.expected(p, func(name xmltree.Name, w *wildcard) {
		if w != nil {
			note("any element in namespace '"+w.text+"'", "")
			return
		}
		where := ""
		if name.Space != "" {
			where = " in namespace '" + string(name.Space) + "'"
		}
		note(where, name.Local)
	})
	var parts []string
	for _, where := range order {
		if strings.HasPrefix(where, "any ") {
			parts = append(parts, where)
			continue
		}
		parts = append(parts, "'"+strings.Join(names[where], ", ")+"'"+where)
	}
	return strings.Join(parts, " as well as ")
}
