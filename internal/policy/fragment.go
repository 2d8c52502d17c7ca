package policy

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// maxInclusions bounds a section: a short document that names a long fragment often
// would otherwise grow without end.
const maxInclusions = 10_000

// include expands include-fragment in place (include-fragment.md).
func (c *Compiler) include(e *policydoc.Element, at place) []item {
	var id string
	span := e.NameSpan
	found := false
	for _, a := range e.Attributes {
		if a.Name != "fragment-id" {
			if a.Name != "id" {
				c.Diagnostics.Errorf(diag.UnknownAttribute, at.doc, a.NameSpan, "include-fragment has no attribute %s; it has: fragment-id", a.Name)
			}
			continue
		}
		found = true
		span = a.ValueSpan
		val := a.Value(c.named(), c.Diagnostics)
		if val.IsExpression() {
			c.Diagnostics.Errorf(diag.ExpressionNotAllowed, at.doc, span, "the attribute fragment-id does not take an expression; write the name of a fragment")
			return nil
		}
		id = val.Text()
	}
	if !found {
		c.Diagnostics.Errorf(diag.MissingAttribute, at.doc, e.NameSpan, "include-fragment needs the attribute fragment-id")
		return nil
	}
	for _, child := range e.OnlyElements(c.Diagnostics) {
		c.Diagnostics.Errorf(diag.UnknownElement, at.doc, child.NameSpan, "%s may not stand in include-fragment, which has no child elements", child.Name)
	}
	return c.expand(id, span, at)
}

// inFragment reports whether a place is in a fragment, not in a policy document.
func (c *Compiler) inFragment(at place) bool { return len(c.including) > 0 || at.section == 0 }

// nestedFragment reports a fragment in a fragment (include-fragment.md, semantics 2).
func (c *Compiler) nestedFragment(at place, span diag.Span) {
	c.Diagnostics.Errorf(diag.SectionNotAllowed, at.doc, span, "include-fragment may not stand in a fragment; put it into the documents that include this one")
}

func (c *Compiler) expand(id string, span diag.Span, at place) []item {
	if c.Resources == nil {
		if c.inFragment(at) {
			c.nestedFragment(at, span)
			return nil
		}
		c.unresolved(diag.UnresolvedFragment, at, span, "there is no fragment %q to look up here", id)
		return nil
	}
	f := c.Resources.Fragment(id)
	if f == nil || f.Policy == nil {
		d := diag.Diagnostic{
			Severity: c.severity(), Code: diag.UnresolvedFragment, Source: at.doc, Span: span,
			Message: fmt.Sprintf("there is no policy fragment %q", id),
		}
		var known []string
		for _, k := range c.Resources.Fragments {
			known = append(known, k.Name)
		}
		if s, ok := diag.Suggest(id, known); ok {
			d.Message += fmt.Sprintf("; did you mean %s?", s)
			d.Suggestion = s
		}
		c.Diagnostics.Add(d)
		return nil
	}
	if f.Policy == at.doc {
		c.Diagnostics.Errorf(diag.FragmentLoop, at.doc, span, "the fragment %q includes itself", id)
		return nil
	}
	if c.inFragment(at) {
		c.nestedFragment(at, span)
		return nil
	}
	if c.inclusions++; c.inclusions > maxInclusions {
		if c.inclusions == maxInclusions+1 {
			c.Diagnostics.Errorf(diag.FragmentLoop, at.doc, span, "a section may take in fragments %d times", maxInclusions)
		}
		return nil
	}
	doc := c.read(f.Policy)
	if doc.root == nil {
		return nil
	}
	if doc.root.Name != "fragment" {
		c.Diagnostics.Errorf(diag.UnknownElement, f.Policy, doc.root.NameSpan, "a policy fragment has the root element fragment, not %s", doc.root.Name)
		return nil
	}
	c.including = append(c.including, inclusion{f, at.doc, span})
	defer func() { c.including = c.including[:len(c.including)-1] }()
	inner := at
	inner.doc = f.Policy
	before := c.Diagnostics.Len()
	out := c.items(doc, doc.root, inner, nil)
	c.Diagnostics.Relate(before, diag.Related{Message: "included from here", Source: at.doc, Span: span})
	return out
}

// severity is that of references which cannot be resolved.
func (c *Compiler) severity() diag.Severity {
	if c.Loose {
		return diag.Warning
	}
	return diag.Error
}

func (c *Compiler) unresolved(code diag.Code, at place, span diag.Span, format string, args ...any) {
	c.Diagnostics.Add(diag.Diagnostic{Severity: c.severity(), Code: code, Source: at.doc, Span: span, Message: fmt.Sprintf(format, args...)})
}
