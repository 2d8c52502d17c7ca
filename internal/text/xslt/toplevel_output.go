package xslt

import (
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

func (c *compiler) outputElement(e *xmltree.Element) {
	c.attributes(e, "method", "version", "encoding", "omit-xml-declaration", "standalone",
		"doctype-public", "doctype-system", "cdata-section-elements", "indent", "media-type")
	c.empty(e)
	o := &c.sheet.output
	for a := range e.Attributes() {
		if a.IsDeclaration() || a.Name().Space != "" {
			continue
		}
		value := a.Value()
		switch a.Name().Local {
		case "method":
			switch value {
			case "xml", "html", "text":
				o.Method = value
			default:
				if !strings.Contains(value, ":") && !c.forward {
					c.errorf(a, "'%s' is an invalid value for the 'method' attribute.", value)
				}
			}
		case "encoding":
			if _, err := htmlindex.Get(value); err != nil && !knownEncoding(value) {
				// .NET writes utf-8 then, without a word.
				value = ""
			}
			o.Encoding = value
		case "omit-xml-declaration":
			o.OmitDeclaration = c.yesNo(a)
		case "standalone":
			c.yesNo(a)
			o.Standalone = value
		case "doctype-public":
			o.DoctypePublic = &value
		case "doctype-system":
			o.DoctypeSystem = &value
		case "media-type":
			o.MediaType = value
		case "indent":
			indent := c.yesNo(a)
			o.Indent = &indent
		case "cdata-section-elements":
			for _, name := range strings.Fields(value) {
				n, err := resolve(e, name, true)
				if err != nil {
					c.errorf(a, "%s", message(err))
					continue
				}
				o.cdata[n] = true
			}
		}
	}
}

func (c *compiler) space(e *xmltree.Element) {
	c.attributes(e, "elements")
	c.empty(e)
	a, ok := c.required(e, "elements")
	if !ok {
		return
	}
	for _, name := range strings.Fields(a.Value()) {
		r := spaceRule{strip: e.Name().Local == "strip-space"}
		switch {
		case name == "*":
			r.anySpace, r.priority = true, 0
		case strings.HasSuffix(name, ":*"):
			ns, found, err := e.NamespaceOfPrefix(strings.TrimSuffix(name, ":*"))
			if err != nil || !found {
				c.errorf(a, "Prefix '%s' is not defined.", strings.TrimSuffix(name, ":*"))
				continue
			}
			r.space, r.priority = ns, 1
		default:
			n, err := resolve(e, name, false)
			if err != nil {
				c.errorf(a, "%s", message(err))
				continue
			}
			r.space, r.local, r.priority = n.Space, n.Local, 2
		}
		c.sheet.strip = append(c.sheet.strip, r)
	}
}

// prefixLists checks the prefixes that an element excludes from the result.
func (c *compiler) prefixLists(e *xmltree.Element) {
	for _, name := range []string{"extension-element-prefixes", "exclude-result-prefixes"} {
		a := attribute(e, name)
		if e.Name().Space != xslNamespace {
			a = e.Attribute(xmltree.Name{Space: xslNamespace, Local: name})
		}
		if a == nil {
			continue
		}
		for _, p := range strings.Fields(a.Value()) {
			if p == "#default" || p == "#all" {
				continue
			}
			if _, ok, err := e.NamespaceOfPrefix(p); err != nil || !ok {
				c.errorf(a, "Prefix '%s' is not defined.", p)
			}
		}
	}
}

// listed reports whether a namespace is named by an attribute of that name on the
// element or one around it.
func listed(e *xmltree.Element, name string, ns xmltree.Namespace) bool {
	for up := e; up != nil; up = up.Parent() {
		a := up.Attribute(xmltree.Name{Space: xslNamespace, Local: name})
		if up.Name().Space == xslNamespace {
			a = attribute(up, name)
		}
		if a == nil {
			continue
		}
		for _, p := range strings.Fields(a.Value()) {
			if p == "#default" {
				if up.DefaultNamespace() == ns {
					return true
				}
				continue
			}
			if got, ok, err := up.NamespaceOfPrefix(p); err == nil && ok && got == ns {
				return true
			}
		}
	}
	return false
}

func (c *compiler) patternText(e *xmltree.Element, text string) (bound []*xpath.BoundPattern, priorities []float64) {
	all, err := xpath.CompilePattern(text)
	for _, p := range all {
		if err != nil {
			break
		}
		var b *xpath.BoundPattern
		if b, err = p.Bind(scope{c, e}); err == nil {
			bound, priorities = append(bound, b), append(priorities, p.Priority)
		}
	}
	if err != nil {
		c.errorf(e, "%s", message(err))
	}
	return bound, priorities
}
