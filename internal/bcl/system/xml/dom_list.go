package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodeList is an object of class XmlNodeList.
type nodeList interface {
	rt.Enumerable
	// item returns a node, nil beyond the end.
	item(f *rt.Frame, i int) (any, error)
	count(f *rt.Frame) (int, error)
}

// children are the living ChildNodes of a node.
type children struct{ of node }

// Enumerator returns an enumerator over the child nodes.
func (c children) Enumerator() rt.Enumerator { return &childEnumerator{of: c.of} }

type childEnumerator struct {
	of, at node
	done   bool
}

// Next returns the next child node.
func (e *childEnumerator) Next(*rt.Frame) (any, bool, error) {
	switch {
	case e.done:
	case e.at == nil:
		e.at = firstOf(e.of)
	default:
		e.at = nextOf(e.at)
	}
	if e.at == nil {
		e.done = true
		return nil, false, nil
	}
	return e.at, true, nil
}

func (c children) item(f *rt.Frame, i int) (any, error) {
	if i < 0 {
		return nil, nil
	}
	for n := firstOf(c.of); n != nil; n = nextOf(n) {
		if err := f.Step(); err != nil {
			return nil, err
		}
		if i == 0 {
			return n, nil
		}
		i--
	}
	return nil, nil
}

func (c children) count(f *rt.Frame) (int, error) {
	count := 0
	for n := firstOf(c.of); n != nil; n = nextOf(n) {
		if err := f.Step(); err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}

// found are nodes that a search has found. They do not change with the tree.
type found struct{ items []any }

// Enumerator returns an enumerator over the nodes.
func (l *found) Enumerator() rt.Enumerator { return &listEnumerator{l.items} }

func (l *found) item(_ *rt.Frame, i int) (any, error) {
	if i < 0 || i >= len(l.items) {
		return nil, nil
	}
	return l.items[i], nil
}

func (l *found) count(*rt.Frame) (int, error) { return len(l.items), nil }

// nodeListType is XmlNodeList. The plus signs of the classes behind it keep their
// names out of reach of expressions.
func nodeListType() types.Decl {
	item := rt.FrameMethod1(func(f *rt.Frame, l nodeList, i int32) (any, error) { return l.item(f, int(i)) })
	return types.Decl{
		Name: ns + "XmlNodeList", Kind: types.Class, Abstract: true,
		Implements: []string{"System.Collections.IEnumerable", "System.IDisposable"},
		Class:      &rt.Class{Instance: func(v any, _ *rt.Type) bool { _, ok := v.(nodeList); return ok }},
		Members: []types.Member{
			{Sig: "int Count", Impl: rt.FrameMethod0(func(f *rt.Frame, l nodeList) (int32, error) {
				n, err := l.count(f)
				return int32(n), err
			})},
			{Sig: "XmlNode Item(int index)", Impl: item},
			{Sig: "XmlNode this[int i]", Impl: item},
			{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: enumerating[nodeList](func(l nodeList) any { return l })},
		},
	}
}

// listTypes are the classes of the lists.
func listTypes() []types.Decl {
	return []types.Decl{
		{Name: ns + "XmlNodeList+Children", Kind: types.Class, Base: ns + "XmlNodeList", Class: rt.RefClass[children](rt.Class{})},
		{Name: ns + "XmlNodeList+Found", Kind: types.Class, Base: ns + "XmlNodeList", Class: rt.RefClass[*found](rt.Class{})},
	}
}

// attributes is an XmlAttributeCollection: the living attributes of an element.
type attributes struct{ of element }

// Enumerator returns an enumerator over the attributes.
func (c attributes) Enumerator() rt.Enumerator {
	var at *xmltree.Attribute
	return enumeratorFunc(func(*rt.Frame) (any, bool, error) {
		if at == nil {
			at = c.of.of.FirstAttribute()
		} else {
			at = at.Next()
		}
		if at == nil {
			return nil, false, nil
		}
		return c.of.doc.show(at), true, nil
	})
}

type enumeratorFunc func(f *rt.Frame) (any, bool, error)

// Next calls the function.
func (e enumeratorFunc) Next(f *rt.Frame) (any, bool, error) { return e(f) }

func (c attributes) at(i int32) any {
	if i < 0 {
		return nil
	}
	for a := range c.of.of.Attributes() {
		if i == 0 {
			return c.of.doc.show(a)
		}
		i--
	}
	return nil
}

func (c attributes) named(f *rt.Frame, name rt.String) (any, error) {
	a, err := attributeWritten(f, c.of.of, name.Text)
	if a == nil || err != nil {
		return nil, err
	}
	return c.of.doc.show(a), nil
}

// remove takes an attribute away and gives it back, null where the element has it not.
func (c attributes) remove(a any) (any, error) {
	if a == nil || a.(attribute).of.Parent() != c.of.of {
		return nil, nil
	}
	return a, a.(attribute).of.Remove()
}

// find finds an attribute by local name and namespace, nil if there is none. No
// attribute has the namespace null.
func (c attributes) find(local, space rt.String) *xmltree.Attribute {
	if !local.Valid || !space.Valid {
		return nil
	}
	return attributeIn(c.of.of, local.Text, space.Text)
}

func (c attributes) in(local, space rt.String) any {
	if a := c.find(local, space); a != nil {
		return c.of.doc.show(a)
	}
	return nil
}

func attributesType() types.Decl {
	named := rt.FrameMethod1(func(f *rt.Frame, c attributes, name rt.String) (any, error) { return c.named(f, name) })
	in := rt.Method2(func(c attributes, local, space rt.String) (any, error) { return c.in(local, space), nil })
	return types.Decl{
		Name: ns + "XmlAttributeCollection", Kind: types.Class,
		Implements: []string{"System.Collections.ICollection"}, Class: rt.RefClass[attributes](rt.Class{}),
		Members: []types.Member{
			{Sig: "int Count", Impl: rt.Method0(func(c attributes) (int32, error) { return int32(c.Count()), nil })},
			{Sig: "XmlNode Item(int index)", Impl: rt.Method1(func(c attributes, i int32) (any, error) { return c.at(i), nil })},
			{Sig: "XmlAttribute this[int i]", Impl: rt.Method1(func(c attributes, i int32) (any, error) {
				a := c.at(i)
				if a == nil {
					return nil, clr.Throw("System.IndexOutOfRangeException", "The index being passed in is out of range.")
				}
				return a, nil
			})},
			{Sig: "XmlAttribute this[string name]", Impl: named},
			{Sig: "XmlAttribute this[string localName, string namespaceURI]", Impl: in},
			{Sig: "XmlNode GetNamedItem(string name)", Impl: named},
			{Sig: "XmlNode GetNamedItem(string localName, string namespaceURI)", Impl: in},
			{Sig: "XmlAttribute Append(XmlAttribute node)", Impl: rt.FrameMethod1(func(f *rt.Frame, c attributes, a any) (any, error) {
				if a == nil {
					return nil, clr.NullReference()
				}
				return a, appendAttribute(f, c.of, a.(attribute))
			})},
			{Sig: "XmlAttribute Remove(XmlAttribute node)", Impl: rt.Method1(attributes.remove)},
			{Sig: "XmlNode RemoveNamedItem(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, c attributes, name rt.String) (any, error) {
				a, err := c.named(f, name)
				if err != nil {
					return nil, err
				}
				return c.remove(a)
			})},
			{Sig: "XmlNode RemoveNamedItem(string localName, string namespaceURI)", Impl: rt.Method2(func(c attributes, local, space rt.String) (any, error) {
				return c.remove(c.in(local, space))
			})},
			{Sig: "XmlNode SetNamedItem(XmlNode node)", Impl: rt.FrameMethod1(func(f *rt.Frame, c attributes, n node) (any, error) {
				if n == nil {
					return nil, clr.NullReference()
				}
				a, ok := n.(attribute)
				if !ok {
					return nil, clr.Argument("An 'Attributes' collection can only contain 'Attribute' objects.", "")
				}
				return setNamedItem(f, c.of, a)
			})},
			{Sig: "void RemoveAll()", Impl: rt.Method0(func(c attributes) (rt.Void, error) {
				c.of.of.RemoveAttributes()
				return rt.Void{}, nil
			})},
			{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: enumerating[attributes](func(c attributes) any { return c })},
		},
	}
}

// Count returns the number of attributes.
func (c attributes) Count() int {
	n := 0
	for range c.of.of.Attributes() {
		n++
	}
	return n
}

// appendAttribute puts an attribute at the end of an element, taking the place of
// one of the same name.
func appendAttribute(f *rt.Frame, e element, a attribute) error {
	if a.doc != e.doc {
		return clr.Argument("The named node is from a different document context.", "")
	}
	if a.of.Parent() != nil {
		if err := a.of.Remove(); err != nil {
			return err
		}
	}
	e.of.RemoveAttribute(a.of.Name())
	return xmltree.Add(f.Alloc, e.of, a.of)
}

// setNamedItem puts an attribute on an element and gives back the one whose place it
// took, or itself. The element that it was on keeps one like it: in .NET both have
// the same.
func setNamedItem(f *rt.Frame, e element, a attribute) (any, error) {
	old := e.of.Attribute(a.of.Name())
	if old == a.of {
		return a, nil
	}
	if up := a.of.Parent(); up != nil {
		if err := f.Alloc(xmltree.AttributeSize); err != nil {
			return nil, err
		}
		up.ReplaceAttribute(a.of, a.of.Clone())
	}
	if old == nil {
		return a, xmltree.Add(f.Alloc, e.of, a.of)
	}
	e.of.ReplaceAttribute(old, a.of)
	return e.doc.show(old), nil
}
