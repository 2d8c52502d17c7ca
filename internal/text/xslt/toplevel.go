package xslt

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// stylesheet reads the root element.
func (c *compiler) stylesheet(root *xmltree.Element) {
	if !isXSL(root, "stylesheet", "transform") {
		c.simplified(root)
		return
	}
	c.version(root, attribute(root, "version"))
	c.attributes(root, "version", "id", "extension-element-prefixes", "exclude-result-prefixes")
	c.prefixLists(root)
	var top []*xmltree.Element
	for n := range root.Nodes() {
		switch n := n.(type) {
		case *xmltree.Element:
			top = append(top, n)
		case *xmltree.Text:
			if strings.Trim(n.Value(), " \t\r\n") != "" {
				c.errorf(root, "The contents of the '%s' element are invalid: it may not hold text.", c.written(root))
			}
		}
	}
	// Names first: they may be used before they are declared.
	for _, e := range top {
		c.declare(e)
	}
	for _, e := range top {
		if isXSL(e, "namespace-alias") {
			c.topLevel(e)
		}
	}
	for _, e := range top {
		if !isXSL(e, "namespace-alias") {
			c.topLevel(e)
		}
	}
	for _, call := range c.calls {
		if c.sheet.named[call.name] == nil {
			c.errorf(call.at, "The named template '%s' does not exist.", call.at.Value())
		}
	}
	c.sortRules()
}

func (c *compiler) version(e *xmltree.Element, a *xmltree.Attribute) {
	if a == nil {
		c.errorf(e, "Missing mandatory attribute 'version'.")
		return
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(a.Value()), 64)
	if err != nil {
		c.errorf(a, "'%s' is an invalid value for the 'version' attribute.", a.Value())
		return
	}
	c.forward = v != 1
}

// simplified is a stylesheet that is a literal result element.
func (c *compiler) simplified(root *xmltree.Element) {
	a := root.Attribute(xmltree.Name{Space: xslNamespace, Local: "version"})
	if a == nil || root.Name().Space == xslNamespace {
		c.errorf(root, "Stylesheet must start either with an 'xsl:stylesheet' or an 'xsl:transform' element, or with a literal result element that has an 'xsl:version' attribute, where prefix 'xsl' denotes the 'http://www.w3.org/1999/XSL/Transform' namespace.")
		return
	}
	c.version(root, a)
	t := &template{}
	if in := c.literal(root); in != nil {
		t.body = []instruction{in}
	}
	t.slots = c.slots
	c.addRules(t, xmltree.Name{}, c.rootPattern(root), nil)
	c.sortRules()
}

// declare notes the names of global variables.
func (c *compiler) declare(e *xmltree.Element) {
	if !isXSL(e, "variable", "param") {
		return
	}
	a, ok := c.required(e, "name")
	if !ok {
		return
	}
	name, ok := c.qname(e, a)
	if !ok {
		return
	}
	if _, dup := c.sheet.global[name]; dup {
		c.errorf(a, "The variable or parameter '%s' was duplicated with the same import precedence.", a.Value())
		return
	}
	c.sheet.global[name] = len(c.sheet.globals)
	c.sheet.globals = append(c.sheet.globals, &variable{name: name, param: e.Name().Local == "param"})
}

func (c *compiler) topLevel(e *xmltree.Element) {
	if e.Name().Space != xslNamespace {
		switch {
		case e.Name().Space == "":
			c.errorf(e, "Top-level element '%s' may not have a null namespace URI.", c.written(e))
		case e.Name().Space == msxslNamespace && e.Name().Local == "script":
			c.errorf(e, "scripts are not allowed in stylesheets")
		}
		return
	}
	c.locals, c.slots = c.locals[:0], 0
	switch e.Name().Local {
	case "template":
		c.template(e)
	case "variable", "param":
		c.globalVariable(e)
	case "output":
		c.outputElement(e)
	case "key":
		c.key(e)
	case "decimal-format":
		c.decimalFormat(e)
	case "strip-space", "preserve-space":
		c.space(e)
	case "attribute-set":
		c.attributeSet(e)
	case "namespace-alias":
		c.namespaceAlias(e)
	case "import", "include":
		c.errorf(e, "%s is not allowed: a policy has no other stylesheets", c.written(e))
	default:
		if !c.forward {
			c.errorf(e, "'%s' cannot be a child of the '%s' element.", c.written(e), c.written(e.Parent()))
		}
	}
}

func (c *compiler) template(e *xmltree.Element) {
	c.attributes(e, "match", "name", "priority", "mode")
	t := &template{}
	match, name, mode, priority := attribute(e, "match"), attribute(e, "name"), attribute(e, "mode"), attribute(e, "priority")
	if match == nil && name == nil {
		c.errorf(e, "'%s' element must have either 'match' attribute or 'name' attribute, or both.", c.written(e))
		return
	}
	if match == nil && mode != nil {
		c.errorf(mode, "An 'xsl:template' element without a 'match' attribute cannot have a 'mode' attribute.")
	}
	if match == nil && priority != nil {
		c.errorf(priority, "An 'xsl:template' element without a 'match' attribute cannot have a 'priority' attribute.")
	}
	if name != nil {
		if n, ok := c.qname(e, name); ok {
			if c.sheet.named[n] != nil && c.sheet.named[n].name == n {
				c.errorf(name, "'%s' is a duplicate template name.", name.Value())
			}
			t.name = n
			c.sheet.named[n] = t
		}
	}
	t.body = c.content(e, true)
	t.slots = c.slots
	if match == nil {
		return
	}
	m := xmltree.Name{}
	if mode != nil {
		m, _ = c.qname(e, mode)
	}
	c.addRules(t, m, c.matchPattern(e, match), c.priority(priority))
}

func (c *compiler) priority(a *xmltree.Attribute) *float64 {
	if a == nil {
		return nil
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(a.Value()), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		if !c.forward {
			c.errorf(a, "'%s' is an invalid value for the 'priority' attribute.", a.Value())
		}
		return nil
	}
	return &f
}

type match struct {
	rules []rule
}

func (c *compiler) matchPattern(e *xmltree.Element, a *xmltree.Attribute) match {
	var m match
	bound, priorities := c.pattern(e, a)
	for i := range bound {
		m.rules = append(m.rules, rule{pattern: bound[i], priority: priorities[i]})
	}
	return m
}

// rootPattern is the pattern / of a simplified stylesheet.
func (c *compiler) rootPattern(e *xmltree.Element) match {
	bound, priorities := c.patternText(e, "/")
	var m match
	for i := range bound {
		m.rules = append(m.rules, rule{pattern: bound[i], priority: priorities[i]})
	}
	return m
}

func (c *compiler) addRules(t *template, mode xmltree.Name, m match, priority *float64) {
	for _, r := range m.rules {
		if r.template = t; priority != nil {
			r.priority = *priority
		}
		c.rules[mode] = append(c.rules[mode], orderedRule{r, len(c.rules[mode])})
	}
}

// sortRules puts the rules of each mode in the order in which they are preferred:
// of those with one priority the last.
func (c *compiler) sortRules() {
	for mode, rules := range c.rules {
		slices.SortFunc(rules, func(a, b orderedRule) int {
			switch {
			case a.priority > b.priority:
				return -1
			case a.priority < b.priority:
				return 1
			}
			return b.order - a.order
		})
		for _, r := range rules {
			c.sheet.rules[mode] = append(c.sheet.rules[mode], r.rule)
		}
	}
}

func (c *compiler) globalVariable(e *xmltree.Element) {
	a := attribute(e, "name")
	if a == nil {
		return // reported
	}
	name, err := resolve(e, strings.Trim(a.Value(), " \t\r\n"), false)
	if err != nil {
		return
	}
	v := c.sheet.globals[c.sheet.global[name]]
	c.attributes(e, "name", "select")
	v.value = c.valueOf(e)
	v.slots = c.slots
}

func (c *compiler) key(e *xmltree.Element) {
	c.attributes(e, "name", "match", "use")
	c.empty(e)
	nameAttr, ok1 := c.required(e, "name")
	match, ok2 := c.required(e, "match")
	use, ok3 := c.required(e, "use")
	if !ok1 || !ok2 || !ok3 {
		return
	}
	name, ok := c.qname(e, nameAttr)
	x := c.expression(e, use)
	patterns, _ := c.pattern(e, match)
	if !ok || x == nil {
		return
	}
	for _, p := range patterns {
		c.sheet.keys[name] = append(c.sheet.keys[name], key{p, x})
	}
}

func (c *compiler) attributeSet(e *xmltree.Element) {
	c.attributes(e, "name", "use-attribute-sets")
	a, ok := c.required(e, "name")
	if !ok {
		return
	}
	name, ok := c.qname(e, a)
	if !ok {
		return
	}
	s := &attributeSet{uses: c.setNames(e, attribute(e, "use-attribute-sets"))}
	for child := range xmltree.Elements(e) {
		if !isXSL(child, "attribute") {
			c.errorf(child, "'%s' cannot be a child of the '%s' element.", c.written(child), c.written(e))
			continue
		}
		if in := c.attributeElement(child); in != nil {
			s.body = append(s.body, in)
		}
	}
	s.slots = c.slots
	c.sheet.sets[name] = append(c.sheet.sets[name], s)
}

func (c *compiler) namespaceAlias(e *xmltree.Element) {
	c.attributes(e, "stylesheet-prefix", "result-prefix")
	c.empty(e)
	from, ok1 := c.required(e, "stylesheet-prefix")
	to, ok2 := c.required(e, "result-prefix")
	if !ok1 || !ok2 {
		return
	}
	_, source, ok1 := c.prefix(e, from)
	prefix, result, ok2 := c.prefix(e, to)
	if ok1 && ok2 {
		c.sheet.resultFor[string(source)] = alias{prefix, result}
	}
}

// prefix resolves an attribute that is a prefix or #default.
func (c *compiler) prefix(e *xmltree.Element, a *xmltree.Attribute) (string, xmltree.Namespace, bool) {
	if a.Value() == "#default" {
		return "", e.DefaultNamespace(), true
	}
	ns, ok, err := e.NamespaceOfPrefix(a.Value())
	if err != nil || !ok {
		c.errorf(a, "Prefix '%s' is not defined.", a.Value())
		return "", "", false
	}
	return a.Value(), ns, true
}

// empty demands an element without content.
func (c *compiler) empty(e *xmltree.Element) {
	for n := range e.Nodes() {
		t, isText := n.(*xmltree.Text)
		child, isElement := n.(*xmltree.Element)
		if isElement || isText && strings.Trim(t.Value(), " \t\r\n") != "" {
			var at xmltree.Object = e
			if isElement {
				at = child
			}
			c.errorf(at, "The element '%s' must be empty.", c.written(e))
			return
		}
	}
}
