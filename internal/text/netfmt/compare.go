package netfmt

import "unicode/utf8"

// Compare is string.Compare(a, b, culture) with or without regard to case: -1, 0
// or 1. Letters come before accents and accents before case, so that a, A, b, B
// are in order; hyphens and apostrophes count last. Texts that differ are equal
// when all the difference is in characters that do not count, such as soft
// hyphens.
func Compare(a, b string, _ *Culture, ignoreCase bool) int {
	if a == b {
		return 0
	}
	if result, ok := compareASCII(a, b, ignoreCase); ok {
		return result
	}
	return compareElements(newElements(a), newElements(b), ignoreCase)
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// lightWeight is the weight of a hyphen or apostrophe, which counts only between
// texts that are equal otherwise; 0 for all others.
func lightWeight(primary rune) int {
	switch primary {
	case rune(asciiWeights['\'']):
		return 1
	case rune(asciiWeights['-']):
		return 2
	}
	return 0
}

// asciiCursor walks through the characters that count.
type asciiCursor struct {
	s string
	i int
}

// next returns the weight and the character, both 0 at the end, and the sum of
// the light characters passed. A character outside of ASCII ends the walk with
// ok false.
func (c *asciiCursor) next() (weight, char uint8, lights int, ok bool) {
	for ; c.i < len(c.s); c.i++ {
		char = c.s[c.i]
		if char >= utf8.RuneSelf {
			return 0, 0, 0, false
		}
		weight = asciiWeights[char]
		if light := lightWeight(rune(weight)); light != 0 {
			lights = addLight(lights, light)
		} else if weight != 0 {
			c.i++
			return weight, char, lights, true
		}
	}
	return 0, 0, lights, true
}

// addLight accumulates the light characters between two others.
func addLight(sum, light int) int { return min(sum*3+light, 1<<30) }

// lightOrder compares the places and kinds of light characters as two texts are
// walked through: a text without any comes first, then the one that has the
// first of them.
type lightOrder struct {
	decided int
	// extra is 1 or -1 when the first or second text alone had one, so that all
	// depends on whether the other has one later.
	extra int
}

func (o *lightOrder) add(x, y int) {
	switch {
	case o.decided != 0:
	case o.extra > 0 && y != 0, o.extra < 0 && x != 0:
		o.decided = -o.extra
	case o.extra != 0:
	case x != 0 && y != 0:
		o.decided = sign(x - y)
	default:
		o.extra = sign(x - y)
	}
}

func (o *lightOrder) result() int {
	if o.decided != 0 {
		return o.decided
	}
	return o.extra
}

// compareASCII compares in one pass; ok is false when a character outside of
// ASCII turns up before the texts differ in a letter.
func compareASCII(a, b string, ignoreCase bool) (result int, ok bool) {
	x, y := asciiCursor{s: a}, asciiCursor{s: b}
	byCase, byLight := 0, lightOrder{}
	for {
		weightX, charX, lightsX, okX := x.next()
		weightY, charY, lightsY, okY := y.next()
		if !okX || !okY {
			return 0, false
		}
		if weightX != weightY {
			return sign(int(weightX) - int(weightY)), true
		}
		byLight.add(lightsX, lightsY)
		if weightX == 0 {
			break
		}
		if byCase == 0 && !ignoreCase {
			// The lower case has the larger code and comes first.
			byCase = sign(int(charY) - int(charX))
		}
	}
	if byCase != 0 {
		return byCase, true
	}
	return byLight.result(), true
}

// compareElements compares level by level.
func compareElements(x, y *elements, ignoreCase bool) int {
	byAccent, byCase, byLight := 0, 0, lightOrder{}
	for {
		ex, lightsX := nextElement(x)
		ey, lightsY := nextElement(y)
		if ex.primary != ey.primary {
			return sign(int(ex.primary) - int(ey.primary))
		}
		byLight.add(lightsX, lightsY)
		if ex.primary == 0 {
			break
		}
		if byAccent == 0 {
			byAccent = sign(int(ex.secondary) - int(ey.secondary))
		}
		if byCase == 0 {
			byCase = sign(int(ex.caseWeight(ignoreCase)) - int(ey.caseWeight(ignoreCase)))
		}
	}
	switch {
	case byAccent != 0:
		return byAccent
	case byCase != 0:
		return byCase
	}
	return byLight.result()
}

func (e element) caseWeight(ignoreCase bool) uint8 {
	if ignoreCase {
		return e.tertiary &^ upperWeight
	}
	return e.tertiary
}

// nextElement returns the first element that is not light, and the sum of the
// light ones before it. A zero element stands for the end.
func nextElement(t *elements) (e element, lights int) {
	for {
		e, ok := t.take()
		if !ok {
			return element{}, lights
		}
		light := lightWeight(e.primary)
		if light == 0 {
			return e, lights
		}
		lights = addLight(lights, light)
	}
}
