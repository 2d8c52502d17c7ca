package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// valueOf is the Value of an element: the texts below it, joined.
func valueOf(f *rt.Frame, e *xmltree.Element) (string, error) {
	if t, ok := e.First().(*xmltree.Text); ok && t.Next() == nil {
		return t.Value(), f.Step()
	}
	var parts []string
	size := 0
	for walk := descendantWalk(e, false); ; {
		n, err := walk(f)
		if err != nil {
			return "", err
		}
		if n == nil {
			break
		}
		if t, ok := n.(*xmltree.Text); ok {
			parts = append(parts, t.Value())
			size += len(t.Value())
		}
	}
	switch len(parts) {
	case 0:
		return "", nil
	case 1:
		return parts[0], nil
	}
	if err := f.Alloc(size + 16*len(parts)); err != nil {
		return "", err
	}
	return rt.ConcatAll(parts), nil
}
