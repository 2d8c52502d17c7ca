package xpath

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Objects returns the objects of a tree that a node-set consists of, as
// XPathEvaluate enumerates them: of adjacent texts each for itself.
func (s NodeSet) Objects() []xmltree.Object {
	all := make([]xmltree.Object, 0, len(s))
	for _, n := range s {
		all = append(all, n.Object)
		t, ok := n.Object.(*xmltree.Text)
		for ok {
			if t, ok = t.Next().(*xmltree.Text); ok {
				all = append(all, t)
			}
		}
	}
	return all
}

// SelectElements evaluates an expression that must give elements and nothing else:
// XPathSelectElements. Anything else is an InvalidOperationException.
func (e *Expr) SelectElements(context Node, env *Environment) ([]*xmltree.Element, error) {
	v, err := e.Evaluate(context, env)
	if err != nil {
		return nil, err
	}
	set, ok := v.(NodeSet)
	if !ok {
		return nil, unexpected(v)
	}
	elements := make([]*xmltree.Element, len(set))
	for i, n := range set {
		if elements[i], ok = n.Object.(*xmltree.Element); !ok {
			return nil, unexpected(n.Object)
		}
	}
	return elements, nil
}

// SelectElement returns the first of the elements that an expression gives, or
// nil: XPathSelectElement.
func (e *Expr) SelectElement(context Node, env *Environment) (*xmltree.Element, error) {
	v, err := e.Evaluate(context, env)
	if err != nil {
		return nil, err
	}
	set, ok := v.(NodeSet)
	if !ok {
		return nil, unexpected(v)
	}
	if len(set) == 0 {
		return nil, nil
	}
	first, ok := set[0].Object.(*xmltree.Element)
	if !ok {
		return nil, unexpected(set[0].Object)
	}
	return first, nil
}

func unexpected(v any) error {
	name := ""
	switch v := v.(type) {
	case string:
		name = "System.String"
	case float64:
		name = "System.Double"
	case bool:
		name = "System.Boolean"
	case xmltree.Object:
		name = xmltree.TypeName(v)
	default:
		name = fmt.Sprintf("%T", v)
	}
	return clr.InvalidOperation("The XPath expression evaluated to unexpected type %s.", name)
}
