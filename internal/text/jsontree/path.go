package jsontree

import (
	"slices"
	"strconv"
	"strings"
)

// pathBuilder writes paths as JToken.Path shows them.
type pathBuilder []byte

func (b *pathBuilder) position(p position) {
	if p.container == tokenStartObject {
		b.name(p.name)
		return
	}
	b.index(int(p.index))
}

func (b *pathBuilder) name(name string) {
	if strings.ContainsAny(name, ". []()") {
		*b = append(append(append(*b, "['"...), name...), "']"...)
		return
	}
	if len(*b) > 0 {
		*b = append(*b, '.')
	}
	*b = append(*b, name...)
}

func (b *pathBuilder) index(i int) {
	*b = append(strconv.AppendInt(append(*b, '['), int64(i), 10), ']')
}

// Depth returns how many containers a token is in.
func Depth(t Token) (n int) {
	for c := t.Parent(); c != nil; c = c.Parent() {
		n++
	}
	return n
}

// Path is JToken.Path: the way from the root to t, "" for a root. Names with
// dots, spaces or brackets are quoted.
func Path(t Token) string {
	if t.Parent() == nil {
		return ""
	}
	way := make([]Token, 0, Depth(t))
	for at := t; at.Parent() != nil; at = at.Parent() {
		way = append(way, at)
	}
	slices.Reverse(way)
	var b pathBuilder
	// A property may be the root itself.
	if p, ok := way[0].Parent().(*Property); ok {
		b.name(p.name)
	}
	for _, step := range way {
		switch step.Parent().Type() {
		case TypeArray, TypeConstructor:
			b.index(int(step.header().index))
		case TypeObject:
			b.name(step.(*Property).name)
		}
	}
	return string(b)
}

// PathBuilder composes a path as JToken.Path shows it from the names and indexes
// on the way. The zero value is the path of a root.
type PathBuilder struct{ b pathBuilder }

// Name appends the name of a property.
func (p *PathBuilder) Name(name string) { p.b.name(name) }

// Index appends the position in an array.
func (p *PathBuilder) Index(i int) { p.b.index(i) }

// String returns the path.
func (p *PathBuilder) String() string { return string(p.b) }
