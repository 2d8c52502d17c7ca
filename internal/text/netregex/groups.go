package netregex

import (
	"slices"
	"strconv"
)

// groups are the groups of a pattern. A number is what the program sees; a slot
// is the place among all groups, in the order of the numbers, and the number of
// the group in the engine. Named groups get the numbers left over behind the
// others.
type groups struct {
	at      map[int]int // number → where in the pattern it was seen first
	numbers []int       // by slot; set by nameSlots
	names   []string    // by slot
	named   []string    // the names, in the order of the pattern
	namedAt map[string]int
	byName  map[string]int // name → number, nil when no group has a name or gap
}

func (g *groups) note(number, at int) {
	if g.at == nil {
		g.at = map[int]int{}
	}
	if _, ok := g.at[number]; !ok {
		g.at[number] = at
	}
}

func (g *groups) noteName(name string, at int) {
	if _, ok := g.namedAt[name]; ok {
		return
	}
	if g.namedAt == nil {
		g.namedAt = map[string]int{}
	}
	g.namedAt[name] = at
	g.named = append(g.named, name)
}

// nameSlots gives numbers to the names, from autocap on, and then slots to all.
func (g *groups) nameSlots(autocap *int) {
	numberOf := map[string]int{}
	nameOf := map[int]string{}
	for _, name := range g.named {
		for g.has(*autocap) {
			*autocap++
		}
		numberOf[name], nameOf[*autocap] = *autocap, name
		g.note(*autocap, g.namedAt[name])
		*autocap++
	}
	for number := range g.at {
		g.numbers = append(g.numbers, number)
	}
	slices.Sort(g.numbers)
	gaps := g.numbers[len(g.numbers)-1] != len(g.numbers)-1
	for _, number := range g.numbers {
		name, ok := nameOf[number]
		if !ok {
			name = strconv.Itoa(number)
			numberOf[name] = number
		}
		g.names = append(g.names, name)
	}
	if len(g.named) > 0 || gaps {
		g.byName = numberOf
	}
}

func (g *groups) has(number int) bool {
	_, ok := g.at[number]
	return ok
}

// slot returns the slot of a number, -1 if there is no such group.
func (g *groups) slot(number int) int {
	slot, ok := slices.BinarySearch(g.numbers, number)
	if !ok {
		return -1
	}
	return slot
}

// number returns the number that a name in a pattern or replacement means, -1 if
// there is none. Numbers are names only where some group has a name of its own or
// numbers are left out.
func (g *groups) number(name string) int {
	if n, ok := g.byName[name]; ok {
		return n
	}
	return -1
}

// lookup is Regex.GroupNumberFromName: a number given as text is a name, too.
func (g *groups) lookup(name string) int {
	if g.byName != nil {
		return g.number(name)
	}
	n := 0
	for i := range len(name) {
		if name[i] < '0' || name[i] > '9' || n > len(g.numbers) {
			return -1
		}
		n = n*10 + int(name[i]-'0')
	}
	if n >= len(g.numbers) {
		return -1
	}
	return n
}
