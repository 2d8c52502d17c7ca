package policy

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// place is where an element stands that is being compiled.
type place struct {
	doc     *diag.Source
	section Section // 0: not known
	scope   Scope   // 0: not known
	path    string
	part    Part // 0: in a section
	// handshake says that the document is that of a WebSocket API's operation.
	handshake bool
	// template says that the element around this one holds a Liquid template.
	template bool
	// base expands <base/>; nil where it is left to the caller.
	base func() []Step
}

// inclusion is an include-fragment that is being expanded.
type inclusion struct {
	fragment *catalog.Fragment
	doc      *diag.Source
	span     diag.Span
}

// items compiles the policies in an element. base, when not nil, expands <base/>
// wherever it stands; otherwise the top level keeps it as an item.
func (c *Compiler) items(d *document, e *policydoc.Element, at place, base func() []Step) []item {
	at.base = base
	var out []item
	counts := map[string]int{}
	seen := map[string]*policydoc.Element{}
	n := 0
	for _, child := range e.OnlyElements(c.Diagnostics) {
		counts[child.Name]++
		n++
		switch child.Name {
		case "base":
			out = append(out, c.baseItems(child, at)...)
			continue
		case "include-fragment":
			out = append(out, c.include(child, at)...)
			continue
		}
		c.checkOnce(child, at, seen)
		if step, ok := c.step(child, at, counts[child.Name]); ok {
			out = append(out, item{step: step})
		}
	}
	if at.section == Backend && n > 1 && e.Parent != nil && e.Parent.Name == "policies" {
		c.Diagnostics.Errorf(diag.DuplicateElement, at.doc, e.NameSpan, "the backend section takes one policy; put the others into inbound or outbound, or into one that contains them")
	}
	return out
}

func (c *Compiler) baseItems(e *policydoc.Element, at place) []item {
	c.plainElement(e, at)
	if c.inFragment(at) {
		c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, e.NameSpan, "<base/> may not stand in a fragment; put it into the document that includes the fragment")
		return nil
	}
	if at.part != 0 {
		c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, e.NameSpan, "<base/> may not stand here")
		return nil
	}
	if at.base == nil {
		return []item{{base: true}}
	}
	var out []item
	for _, s := range at.base() {
		out = append(out, item{step: s})
	}
	return out
}

// plainElement reports attributes and content of an element that has none.
func (c *Compiler) plainElement(e *policydoc.Element, at place) {
	for _, a := range e.Attributes {
		c.Diagnostics.Errorf(diag.UnknownAttribute, at.doc, a.NameSpan, "%s has no attribute %s; remove it", e.Name, a.Name)
	}
	for _, child := range e.OnlyElements(c.Diagnostics) {
		c.Diagnostics.Errorf(diag.UnknownElement, at.doc, child.NameSpan, "%s may not stand in %s", child.Name, e.Name)
	}
}

// checkOnce reports policies that may stand only once in a section.
//
// unverified: each branch of a choose, and each container, may have one of its own.
// The pages say no more than "once per section", but the service's own policy toolkit
// has a document with a cache-store in two branches of one choose
// (cache-conditional-store.xml), and a request takes one branch at most.
func (c *Compiler) checkOnce(e *policydoc.Element, at place, seen map[string]*policydoc.Element) {
	def := c.Registry.Lookup(e.Name)
	if def == nil || !def.OncePerSection && !def.OncePerDocument || at.part != 0 {
		return
	}
	first := seen[e.Name]
	seen[e.Name] = e
	if first == nil {
		return
	}
	c.Diagnostics.Add(diag.Diagnostic{
		Severity: diag.Error, Code: diag.DuplicateElement, Source: at.doc, Span: e.NameSpan,
		Message: fmt.Sprintf("%s may stand only once in a section; remove one", e.Name),
		Related: []diag.Related{{Message: "the first one", Source: at.doc, Span: first.NameSpan}},
	})
}

// step compiles one policy. index counts elements of its name among its
// siblings, from 1.
func (c *Compiler) step(e *policydoc.Element, at place, index int) (Step, bool) {
	def := c.Registry.Lookup(e.Name)
	if def == nil {
		c.unknownPolicy(e, at)
		return Step{}, false
	}
	if !c.allowedHere(def, e, at) {
		return Step{}, false
	}
	p := def.New()
	v := reflect.ValueOf(p).Elem()
	inner := at
	inner.path = joinPath(at.path, e.Name, index)
	before := c.Diagnostics.Count(diag.Error)
	s := c.schema(def, v.Type())
	id := c.decode(e, s, v, inner, true)
	check := &Check{c: c, e: e, at: at, schema: s}
	if x, ok := p.(Checker); ok {
		check.partial = c.Diagnostics.Count(diag.Error) != before
		x.Check(check)
	}
	if x, ok := p.(Preparer); ok && c.Diagnostics.Count(diag.Error) == before {
		x.Prepare(check)
	}
	if c.Diagnostics.Count(diag.Error) == before {
		c.keepCheck(p, check)
	}
	return Step{
		policy: p, Source: e.Name, PolicyID: id, Path: at.path, Scope: at.scope, Section: at.section,
		Document: at.doc, Span: e.Open, blocks: blocksIn(v, s), noHandshake: def.NoHandshake && at.part == 0,
	}, true
}

func (c *Compiler) schema(def *Definition, t reflect.Type) *Schema {
	if s := c.schemas[def.Element]; s != nil {
		return s
	}
	if c.schemas == nil {
		c.schemas = map[string]*Schema{}
	}
	s := schemaOf(t)
	c.schemas[def.Element] = s
	return s
}

func joinPath(path, name string, index int) string {
	name = fmt.Sprintf("%s[%d]", name, index)
	if path == "" {
		return name
	}
	return path + `\` + name
}

// unknownPolicy reports an element that is no policy of this version.
func (c *Compiler) unknownPolicy(e *policydoc.Element, at place) {
	if servicePolicies[e.Name] {
		c.Diagnostics.Errorf(diag.NotSupported, at.doc, e.NameSpan, "the policy %s is not supported by this version of Gatehouse", e.Name)
		return
	}
	var known []string
	for _, d := range c.Registry.Definitions() {
		if at.part == 0 && d.Sections != 0 || d.Parts&at.part != 0 {
			known = append(known, d.Element)
		}
	}
	if at.part == 0 {
		known = append(known, "base", "include-fragment")
		for name := range servicePolicies {
			known = append(known, name)
		}
	}
	c.unknownElement(at.doc, e, "a policy", known)
}

// allowedHere checks sections, scopes and containers.
func (c *Compiler) allowedHere(def *Definition, e *policydoc.Element, at place) bool {
	if at.part != 0 {
		if def.Parts&at.part != 0 {
			return true
		}
		c.Diagnostics.Errorf(diag.UnknownElement, at.doc, e.NameSpan, "%s may not stand in %s", e.Name, e.Parent.Name)
		return false
	}
	switch {
	case def.Sections == 0:
		c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, e.NameSpan, "%s may stand only inside %s", e.Name, containers(def.Parts))
		return false
	case at.section != 0 && def.Sections&at.section == 0:
		c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, e.NameSpan, "%s may not stand in the %s section; it may stand in: %s", e.Name, at.section, def.Sections)
		return false
	case at.scope != 0 && def.Scopes&at.scope == 0:
		c.Diagnostics.Errorf(diag.ScopeNotAllowed, at.doc, e.NameSpan, "%s may not stand at the %s scope; it may stand at: %s", e.Name, at.scope, def.Scopes)
		return false
	case def.NotInFragment && c.inFragment(at):
		c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, e.NameSpan, "%s may not stand in a fragment; put it into the documents that include this one", e.Name)
		return false
	case at.handshake && def.NoHandshake:
		c.Diagnostics.Errorf(diag.ScopeNotAllowed, at.doc, e.NameSpan, "%s may not stand at the handshake of a WebSocket API; where it is inherited it does not run", e.Name)
		return false
	case c.Profile != 0 && def.Gateways != 0 && def.Gateways&c.Profile == 0:
		c.Diagnostics.Errorf(diag.GatewayNotAllowed, at.doc, e.NameSpan, "the %s gateway has no %s; these have it: %s", c.Profile, e.Name, def.Gateways)
		return false
	}
	return true
}

func containers(p Part) string {
	var out []string
	if p&RequestPart != 0 {
		out = append(out, "send-request", "send-one-way-request")
	}
	if p&ResponsePart != 0 {
		out = append(out, "return-response")
	}
	return strings.Join(out, ", ")
}
