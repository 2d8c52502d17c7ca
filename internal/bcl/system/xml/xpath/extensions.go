package xpath

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/xml"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/xml/linq"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

const ns = "System.Xml.XPath."

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return []types.Decl{{
		Name: ns + "Extensions", Kind: types.Class, Static: true,
		Members: []types.Member{
			{Sig: "static object XPathEvaluate(this System.Xml.Linq.XNode node, string expression)", Impl: evaluating(1)},
			{Sig: "static object XPathEvaluate(this System.Xml.Linq.XNode node, string expression, IXmlNamespaceResolver resolver)", Impl: evaluating(2)},
			{Sig: "static System.Xml.Linq.XElement XPathSelectElement(this System.Xml.Linq.XNode node, string expression)", Impl: selecting(1, first)},
			{Sig: "static System.Xml.Linq.XElement XPathSelectElement(this System.Xml.Linq.XNode node, string expression, IXmlNamespaceResolver resolver)", Impl: selecting(2, first)},
			{Sig: "static IEnumerable<System.Xml.Linq.XElement> XPathSelectElements(this System.Xml.Linq.XNode node, string expression)", Impl: selecting(1, all)},
			{Sig: "static IEnumerable<System.Xml.Linq.XElement> XPathSelectElements(this System.Xml.Linq.XNode node, string expression, IXmlNamespaceResolver resolver)", Impl: selecting(2, all)},
		},
		RefusedMembers: []string{"CreateNavigator"},
	}}
}

// query is the expression of a call: compiled beforehand where it is constant.
type query struct{ compiled *xml.Query }

func newQuery(c *rt.Call) query { return query{xml.ConstantQuery(c.Args[1])} }

func (q query) get(node xmltree.Node, text rt.String) (*xml.Query, error) {
	switch {
	case node == nil:
		return nil, clr.ArgumentNull("node")
	case q.compiled != nil:
		return q.compiled, nil
	}
	return xml.NewQuery(text)
}

// run is a member whose parameters are a node, an expression and perhaps prefixes.
type run[R any] func(f *rt.Frame, q *xml.Query, node xmltree.Node, prefixes xml.Resolver) (R, error)

// link links a member with or without the parameter for prefixes.
func link[R any](params int, make func(*rt.Call) run[R]) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		q, run := newQuery(c), make(c)
		if params == 1 {
			return rt.FrameFunc2(func(f *rt.Frame, node xmltree.Node, text rt.String) (none R, err error) {
				compiled, err := q.get(node, text)
				if err != nil {
					return none, err
				}
				return run(f, compiled, node, nil)
			})
		}
		return rt.FrameFunc3(func(f *rt.Frame, node xmltree.Node, text rt.String, prefixes xml.Resolver) (none R, err error) {
			compiled, err := q.get(node, text)
			if err != nil {
				return none, err
			}
			return run(f, compiled, node, prefixes)
		})
	})
}

func evaluating(params int) rt.Linker {
	return link(params, func(c *rt.Call) run[any] {
		items := linq.ObjectItems(c)
		return func(f *rt.Frame, q *xml.Query, node xmltree.Node, prefixes xml.Resolver) (any, error) {
			v, err := q.Evaluate(f, node, prefixes)
			if err != nil {
				return nil, err
			}
			set, ok := v.(xpath.NodeSet)
			if !ok {
				return v, nil
			}
			objects := set.Objects()
			list := make([]any, len(objects))
			for i, o := range objects {
				list[i] = o
			}
			return items(f, list)
		}
	})
}

// all makes the result of XPathSelectElements, first of XPathSelectElement.
func all(c *rt.Call) run[any] {
	items := linq.Items(c)
	return func(f *rt.Frame, q *xml.Query, node xmltree.Node, prefixes xml.Resolver) (any, error) {
		found, err := q.Elements(f, node, prefixes)
		if err != nil {
			return nil, err
		}
		list := make([]any, len(found))
		for i, e := range found {
			list[i] = e
		}
		return items(f, list)
	}
}

func first(*rt.Call) run[any] {
	return func(f *rt.Frame, q *xml.Query, node xmltree.Node, prefixes xml.Resolver) (any, error) {
		e, err := q.Element(f, node, prefixes)
		if e == nil || err != nil {
			return nil, err
		}
		return e, nil
	}
}

func selecting(params int, make func(*rt.Call) run[any]) rt.Linker { return link(params, make) }
