package xslt

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// applyTemplates is xsl:apply-templates.
type applyTemplates struct {
	nodes  *xpath.Bound // nil for the children
	mode   xmltree.Name
	sorts  []sortKey
	params []passing
}

// passing is an xsl:with-param.
type passing struct {
	name  xmltree.Name
	value value
}

func (a *applyTemplates) run(x *run, f *frame) error {
	var nodes xpath.NodeSet
	if a.nodes == nil {
		nodes = f.at.Node.Children()
		if err := x.charge(24 * len(nodes)); err != nil {
			return err
		}
	} else {
		var err error
		if nodes, err = x.nodes(a.nodes, f); err != nil {
			return err
		}
	}
	passed, err := x.pass(a.params, f)
	if err != nil {
		return err
	}
	if nodes, err = x.sorted(nodes, a.sorts, f); err != nil {
		return err
	}
	for i, n := range nodes {
		if err := x.apply(xpath.Context{Node: n, Position: i + 1, Size: len(nodes)}, a.mode, passed); err != nil {
			return err
		}
	}
	return nil
}

func (x *run) pass(params []passing, f *frame) ([]passed, error) {
	if len(params) == 0 {
		return nil, nil
	}
	all := make([]passed, len(params))
	for i := range params {
		v, err := x.value(&params[i].value, f)
		if err != nil {
			return nil, err
		}
		all[i] = passed{params[i].name, v}
	}
	return all, nil
}

func (c *compiler) applyTemplates(e *xmltree.Element) instruction {
	c.attributes(e, "select", "mode")
	a := &applyTemplates{sorts: c.sorts(e), params: c.withParams(e)}
	if s := attribute(e, "select"); s != nil {
		a.nodes = c.selection(e, s)
	}
	if m := attribute(e, "mode"); m != nil {
		a.mode, _ = c.qname(e, m)
	}
	c.onlyChildren(e, "sort", "with-param")
	return a
}

// onlyChildren refuses other content.
func (c *compiler) onlyChildren(e *xmltree.Element, names ...string) {
	for n := range e.Nodes() {
		switch n := n.(type) {
		case *xmltree.Text:
			if strings.Trim(n.Value(), " \t\r\n") != "" {
				c.errorf(e, "The contents of the '%s' element are invalid: it may not hold text.", c.written(e))
			}
		case *xmltree.Element:
			if !isXSL(n, names...) && !c.forward {
				c.errorf(n, "'%s' cannot be a child of the '%s' element.", c.written(n), c.written(e))
			}
		}
	}
}

func (c *compiler) withParams(e *xmltree.Element) []passing {
	var all []passing
	for child := range xmltree.Elements(e) {
		if !isXSL(child, "with-param") {
			continue
		}
		c.attributes(child, "name", "select")
		a, ok := c.required(child, "name")
		if !ok {
			continue
		}
		name, ok := c.qname(child, a)
		if !ok {
			continue
		}
		if slices.ContainsFunc(all, func(p passing) bool { return p.name == name }) {
			c.errorf(a, "Value of parameter '%s' cannot be specified more than once within a single 'xsl:call-template' or 'xsl:apply-templates' element.", a.Value())
			continue
		}
		all = append(all, passing{name, c.valueOf(child)})
	}
	return all
}

// callTemplate is xsl:call-template.
type callTemplate struct {
	name   xmltree.Name
	params []passing
}

func (i *callTemplate) run(x *run, f *frame) error {
	passed, err := x.pass(i.params, f)
	if err != nil {
		return err
	}
	return x.template(x.sheet.named[i.name], f.at, f.mode, passed)
}

func (c *compiler) callTemplate(e *xmltree.Element) instruction {
	c.attributes(e, "name")
	i := &callTemplate{params: c.withParams(e)}
	c.onlyChildren(e, "with-param")
	a, ok := c.required(e, "name")
	if !ok {
		return nil
	}
	if i.name, ok = c.qname(e, a); ok {
		c.calls = append(c.calls, call{a, i.name})
	}
	return i
}

// applyImports is xsl:apply-imports. Nothing is ever imported, so it is what the
// built-in templates do.
type applyImports struct{}

func (applyImports) run(x *run, f *frame) error { return x.builtIn(f.at, f.mode, nil) }

func (c *compiler) applyImports(e *xmltree.Element) instruction {
	c.attributes(e)
	c.empty(e)
	return applyImports{}
}

// forEach is xsl:for-each.
type forEach struct {
	nodes *xpath.Bound
	sorts []sortKey
	body  []instruction
}

func (i *forEach) run(x *run, f *frame) error {
	nodes, err := x.nodes(i.nodes, f)
	if err != nil {
		return err
	}
	if nodes, err = x.sorted(nodes, i.sorts, f); err != nil {
		return err
	}
	at := f.at
	for n := range nodes {
		f.at = xpath.Context{Node: nodes[n], Position: n + 1, Size: len(nodes)}
		if err := x.all(i.body, f); err != nil {
			return err
		}
	}
	f.at = at
	return nil
}

func (c *compiler) forEach(e *xmltree.Element) instruction {
	c.attributes(e, "select")
	i := &forEach{sorts: c.sorts(e)}
	a, ok := c.required(e, "select")
	if !ok {
		return nil
	}
	i.nodes = c.selection(e, a)
	i.body = c.content(e, false)
	return i
}

// copyOf is xsl:copy-of.
type copyOf struct{ expr *xpath.Bound }

func (i *copyOf) run(x *run, f *frame) error {
	v, err := x.eval(i.expr, f)
	if err != nil {
		return err
	}
	switch v := v.(type) {
	case xpath.NodeSet:
		for _, n := range v {
			if err := x.copyTree(n); err != nil {
				return err
			}
		}
		return nil
	case xpath.Fragment:
		return x.copyTree(v.Root)
	}
	return x.out.text(xpath.Text(v), false)
}

func (c *compiler) copyOf(e *xmltree.Element) instruction {
	c.attributes(e, "select")
	c.empty(e)
	a, ok := c.required(e, "select")
	if !ok {
		return nil
	}
	return &copyOf{c.expression(e, a)}
}

// copyElement is xsl:copy.
type copyElement struct {
	sets []xmltree.Name
	body []instruction
}

func (i *copyElement) run(x *run, f *frame) error {
	switch o := f.at.Node.Object.(type) {
	case *xmltree.Document:
		return x.all(i.body, f)
	case *xmltree.Element:
		if err := x.startCopy(o); err != nil {
			return err
		}
		if err := x.attributeSets(i.sets, f, 0); err != nil {
			return err
		}
		if err := x.all(i.body, f); err != nil {
			return err
		}
		return x.out.end()
	}
	return x.copyTree(f.at.Node)
}

func (c *compiler) copyElement(e *xmltree.Element) instruction {
	c.attributes(e, "use-attribute-sets")
	return &copyElement{c.setNames(e, attribute(e, "use-attribute-sets")), c.content(e, false)}
}

// selection compiles an expression that must give nodes.
func (c *compiler) selection(e *xmltree.Element, a *xmltree.Attribute) *xpath.Bound {
	b := c.expression(e, a)
	if b != nil && !b.MaySelect() {
		c.errorf(a, "Expression must evaluate to a node-set.")
	}
	return b
}
