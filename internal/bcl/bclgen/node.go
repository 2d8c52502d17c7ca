package bclgen

import "strings"

// node is an expression as a tree, so that the smallest part that differs can be
// found.
type node struct {
	parts []any // string or *node
	// open says that it mentions parameters of a lambda outside of it.
	open bool
}

// text makes a node of text.
func text(s string) *node { return &node{parts: []any{s}} }

// join makes a node of strings and nodes.
func join(parts ...any) *node {
	n := &node{parts: parts}
	for _, p := range parts {
		if c, ok := p.(*node); ok && c.open {
			n.open = true
		}
	}
	return n
}

func (n *node) add(parts ...any) {
	m := join(parts...)
	n.parts = append(n.parts, m.parts...)
	n.open = n.open || m.open
}

// String is the C# text.
func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	for _, p := range n.parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case *node:
			p.write(b)
		}
	}
}

// closed appends the texts of the sub-expressions that stand on their own, without
// the node itself.
func (n *node) closed(into []string) []string {
	for _, p := range n.parts {
		if c, ok := p.(*node); ok {
			if !c.open && (len(c.parts) > 1 || strings.ContainsAny(c.String(), "(.")) {
				into = append(into, c.String())
			}
			into = c.closed(into)
		}
	}
	return into
}
