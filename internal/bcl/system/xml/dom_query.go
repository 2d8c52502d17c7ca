package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// nodeQueryMembers are SelectNodes and SelectSingleNode.
func nodeQueryMembers() []types.Member {
	single := func(f *rt.Frame, n node, items []any) (any, error) {
		if len(items) == 0 {
			return nil, nil
		}
		return items[0], nil
	}
	list := func(f *rt.Frame, n node, items []any) (any, error) {
		if unsearchable(n) {
			return nil, nil
		}
		return &found{items}, nil
	}
	return []types.Member{
		{Sig: "XmlNode SelectSingleNode(string xpath)", Impl: selecting(false, single)},
		{Sig: "XmlNode SelectSingleNode(string xpath, XmlNamespaceManager nsmgr)", Impl: selecting(true, single)},
		{Sig: "XmlNodeList SelectNodes(string xpath)", Impl: selecting(false, list)},
		{Sig: "XmlNodeList SelectNodes(string xpath, XmlNamespaceManager nsmgr)", Impl: selecting(true, list)},
	}
}

func selecting(prefixed bool, result func(*rt.Frame, node, []any) (any, error)) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		constant := ConstantQuery(c.Args[0])
		run := func(f *rt.Frame, n node, text rt.String, prefixes Resolver) (any, error) {
			q := constant
			if q == nil {
				var err error
				if q, err = NewQuery(text); err != nil {
					return nil, err
				}
			}
			items, err := selected(f, n, q, prefixes)
			if err != nil {
				return nil, err
			}
			return result(f, n, items)
		}
		if !prefixed {
			return rt.FrameMethod1(func(f *rt.Frame, n node, text rt.String) (any, error) { return run(f, n, text, nil) })
		}
		return rt.FrameMethod2(func(f *rt.Frame, n node, text rt.String, m *manager) (any, error) {
			if m == nil {
				return run(f, n, text, nil)
			}
			return run(f, n, text, m)
		})
	})
}

func selected(f *rt.Frame, n node, q *Query, prefixes Resolver) ([]any, error) {
	if unsearchable(n) {
		return nil, nil
	}
	o := n.object()
	v, err := q.Evaluate(f, o, prefixes)
	if err != nil {
		return nil, err
	}
	set, ok := v.(xpath.NodeSet)
	if !ok {
		return nil, clr.Throw("System.Xml.XPath.XPathException", "Expression must evaluate to a node-set.")
	}
	var items []any
	for _, x := range set {
		// A run of texts is one node, which its first text stands for.
		if m := n.document().show(x.Object); m != nil {
			items = append(items, m)
		}
	}
	return items, f.Alloc(32 * len(items))
}

// unsearchable reports whether a node is none of those that XPath knows: what is
// selected from there is null.
func unsearchable(n node) bool {
	switch n.(type) {
	case declaration, doctype:
		return true
	}
	return false
}

// tagMembers are GetElementsByTagName of documents and elements.
func tagMembers() []types.Member {
	return []types.Member{
		{Sig: "XmlNodeList GetElementsByTagName(string name)", Impl: rt.FrameMethod1(func(f *rt.Frame, n node, name rt.String) (*found, error) {
			if !name.Valid {
				return nil, clr.ArgumentNull("key")
			}
			return elementsBelow(f, n, func(e *xmltree.Element) bool { return name.Text == "*" || writtenName(e) == name.Text })
		})},
		{Sig: "XmlNodeList GetElementsByTagName(string localName, string namespaceURI)", Impl: rt.FrameMethod2(func(f *rt.Frame, n node, local, space rt.String) (*found, error) {
			if !local.Valid || !space.Valid {
				return nil, clr.ArgumentNull("value")
			}
			return elementsBelow(f, n, func(e *xmltree.Element) bool {
				return (local.Text == "*" || e.Name().Local == local.Text) && (space.Text == "*" || string(e.Name().Space) == space.Text)
			})
		})},
	}
}

func elementsBelow(f *rt.Frame, n node, fits func(*xmltree.Element) bool) (*found, error) {
	c, _ := container(n)
	list := &found{}
	for e, err := range xmltree.DescendantElements(c, false, xmltree.Name{}) {
		if err != nil {
			return nil, err
		}
		if err := f.Step(); err != nil {
			return nil, err
		}
		if fits(e) {
			if err := f.Alloc(32); err != nil {
				return nil, err
			}
			list.items = append(list.items, n.document().show(e))
		}
	}
	return list, nil
}
