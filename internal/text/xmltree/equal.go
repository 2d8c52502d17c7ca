package xmltree

import (
	"hash/fnv"
	"io"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// DeepEquals is XNode.DeepEquals: same types, names, values, attributes in the
// same order and equal content. Adjacent texts count as one; <a /> and <a></a>
// differ.
func DeepEquals(a, b Node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	type pair struct{ a, b Node }
	for todo := []pair{{a, b}}; len(todo) > 0; {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !sameNode(p.a, p.b) {
			return false
		}
		ca, ok := p.a.(Container)
		if !ok || p.a == p.b {
			continue
		}
		cb := p.b.(Container)
		if ca.First() == nil && cb.First() == nil {
			if ca.children().blank != cb.children().blank {
				return false
			}
			continue
		}
		if onlyText(ca) != onlyText(cb) {
			return false
		}
		na, nb := ca.First(), cb.First()
		for {
			var sa, sb string
			sa, na = collectText(na)
			sb, nb = collectText(nb)
			if sa != sb || (na == nil) != (nb == nil) {
				return false
			}
			if na == nil {
				break
			}
			todo = append(todo, pair{na, nb})
			na, nb = na.Next(), nb.Next()
		}
	}
	return true
}

// onlyText reports whether the content consists of texts alone or of the empty
// text. .NET compares such content only with its like.
func onlyText(c Container) bool {
	for n := c.First(); n != nil; n = n.Next() {
		if n.NodeType() != TextNode {
			return false
		}
	}
	return c.First() != nil || c.children().blank
}

// collectText joins the run of texts that starts at n and returns the node after.
func collectText(n Node) (string, Node) {
	s := ""
	for {
		t, ok := n.(*Text)
		if !ok || t.cdata {
			return s, n
		}
		s, n = s+t.value, t.next
	}
}

func sameNode(a, b Node) bool {
	switch a := a.(type) {
	case *Element:
		b, ok := b.(*Element)
		return ok && a.name == b.name && sameAttributes(a, b)
	case *Document:
		_, ok := b.(*Document)
		return ok
	case *Text:
		b, ok := b.(*Text)
		return ok && a.cdata == b.cdata && a.value == b.value
	case *Comment:
		b, ok := b.(*Comment)
		return ok && a.value == b.value
	case *Instruction:
		b, ok := b.(*Instruction)
		return ok && a.target == b.target && a.data == b.data
	case *DocumentType:
		b, ok := b.(*DocumentType)
		return ok && a.Name == b.Name && sameString(a.PublicID, b.PublicID) &&
			sameString(a.SystemID, b.SystemID) && sameString(a.Subset, b.Subset)
	}
	return false
}

func sameString(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func sameAttributes(a, b *Element) bool {
	x, y := a.firstAttr, b.firstAttr
	for x != nil && y != nil {
		if x.name != y.name || x.value != y.value {
			return false
		}
		x, y = x.next, y.next
	}
	return x == nil && y == nil
}

// CompareOrder compares the places of two nodes of one tree in document order:
// XNode.CompareDocumentOrder. nil comes before everything. Nodes of different
// trees are an InvalidOperationException.
func CompareOrder(a, b Node) (int, error) {
	switch {
	case a == b:
		return 0, nil
	case a == nil:
		return -1, nil
	case b == nil:
		return 1, nil
	}
	depthA, topA := depthOf(a)
	depthB, topB := depthOf(b)
	if topA != topB {
		return 0, clr.InvalidOperation("A common ancestor is missing.")
	}
	sign := -1 // an ancestor comes before what is below it
	if depthA > depthB {
		sign = 1
	}
	for ; depthA > depthB; depthA-- {
		a = a.Container()
	}
	for ; depthB > depthA; depthB-- {
		b = b.Container()
	}
	if a == b {
		return sign, nil
	}
	for a.Container() != b.Container() {
		a, b = a.Container(), b.Container()
	}
	// Search in both directions at once, so that neighbours are found fast.
	for x, y := a, a; ; {
		if x != nil {
			if x = x.Next(); x == b {
				return -1, nil
			}
		}
		if y != nil {
			if y = y.Previous(); y == b {
				return 1, nil
			}
		}
	}
}

func depthOf(n Node) (depth int, top Node) {
	for top = n; top.Container() != nil; depth++ {
		top = top.Container()
	}
	return depth, top
}

// HashCode is the same for nodes that are [DeepEquals]: the GetHashCode of
// XNodeEqualityComparer. It is not the number that .NET computes.
func HashCode(n Node) int32 {
	h := fnv.New32a()
	add := func(parts ...string) {
		for _, s := range parts {
			_, _ = io.WriteString(h, s) // never fails
		}
	}
	for m := n; m != nil; m = following(m, n) {
		switch m := m.(type) {
		case *Element:
			add("<", m.name.Local, string(m.name.Space))
			for a := m.firstAttr; a != nil; a = a.next {
				add(" ", a.name.Local, a.value)
			}
		case *Text:
			add(m.value) // runs of texts hash as one
		}
	}
	return int32(h.Sum32())
}
