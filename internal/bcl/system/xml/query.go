package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// Query is a compiled XPath expression.
type Query struct{ expr *xpath.Expr }

// mostNodes is how many nodes one query may look at.
const mostNodes = 1_000_000

// NewQuery compiles an expression; null is refused as .NET refuses it.
func NewQuery(text rt.String) (*Query, error) {
	if !text.Valid {
		return nil, clr.Throw("System.Xml.XPath.XPathException", "'' is an invalid expression.")
	}
	e, err := xpath.Compile(text.Text)
	if err != nil {
		return nil, err
	}
	return &Query{e}, nil
}

// ConstantQuery compiles the expression of a call when the call is compiled; nil
// where it is not constant or wrong.
func ConstantQuery(text rt.Code) *Query {
	v, ok := text.Constant()
	if !ok {
		return nil
	}
	s, ok := v.(rt.String)
	if !ok {
		return nil
	}
	q, err := NewQuery(s)
	if err != nil {
		return nil
	}
	return q
}

// environment is what a query may use of the evaluation; prefixes may be nil.
func environment(f *rt.Frame, prefixes Resolver) *xpath.Environment {
	env := &xpath.Environment{Charge: f.Alloc, Steps: mostNodes}
	if prefixes != nil {
		env.Namespace = func(prefix string) (xmltree.Namespace, bool) {
			uri, ok := prefixes.LookupNamespace(prefix)
			return xmltree.Namespace(uri), ok
		}
	}
	return env
}

// started counts a query before it runs.
func started(f *rt.Frame) error {
	if err := f.Steps(16); err != nil {
		return err
	}
	return f.CheckTime()
}

// Evaluate evaluates the query with a node as context.
func (q *Query) Evaluate(f *rt.Frame, context xmltree.Object, prefixes Resolver) (xpath.Value, error) {
	if err := started(f); err != nil {
		return nil, err
	}
	return q.expr.Evaluate(xpath.Of(context), environment(f, prefixes))
}

// Elements evaluates a query that must give elements alone.
func (q *Query) Elements(f *rt.Frame, context xmltree.Object, prefixes Resolver) ([]*xmltree.Element, error) {
	if err := started(f); err != nil {
		return nil, err
	}
	return q.expr.SelectElements(xpath.Of(context), environment(f, prefixes))
}

// Element returns the first element that a query gives, or nil.
func (q *Query) Element(f *rt.Frame, context xmltree.Object, prefixes Resolver) (*xmltree.Element, error) {
	if err := started(f); err != nil {
		return nil, err
	}
	return q.expr.SelectElement(xpath.Of(context), environment(f, prefixes))
}
