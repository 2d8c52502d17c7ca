package arm

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// compute returns a part of the template with every expression in it computed.
// An expression that fails is reported and gets a stand-in.
func (s *scope) compute(v *node.Value, l *loop) *node.Value {
	return s.computeAt(v, l, 0)
}

func (s *scope) computeAt(v *node.Value, l *loop, depth int) *node.Value {
	if v == nil || depth > maxNesting {
		return v
	}
	switch v.Kind {
	case node.String:
		return s.text(v, l)
	case node.Array:
		out := &node.Value{Kind: node.Array, Source: v.Source, Span: v.Span, Items: make([]*node.Value, len(v.Items))}
		for i, item := range v.Items {
			out.Items[i] = s.computeAt(item, l, depth+1)
		}
		return out
	case node.Object:
		out := &node.Value{Kind: node.Object, Source: v.Source, Span: v.Span, Members: make([]node.Member, 0, len(v.Members))}
		for _, m := range v.Members {
			if strings.EqualFold(m.Name, "copy") && isCopy(m.Value) {
				for _, c := range m.Value.Items {
					out.Members = append(out.Members, s.copyProperty(c, l, depth))
				}
				continue
			}
			out.Members = append(out.Members, node.Member{Name: s.memberName(v, m, l), NameSpan: m.NameSpan, Value: s.computeAt(m.Value, l, depth+1)})
		}
		return out
	}
	return v
}

// memberName computes the name of a member, which may be an expression.
func (s *scope) memberName(of *node.Value, m node.Member, l *loop) string {
	if !expression.IsExpression(m.Name) {
		return expression.Unescape(m.Name)
	}
	return s.text(&node.Value{Kind: node.String, Text: m.Name, Source: of.Source, Span: m.NameSpan}, l).Text
}

// isCopy reports whether a member called copy is a loop over properties.
func isCopy(v *node.Value) bool {
	if v.Kind != node.Array || len(v.Items) == 0 {
		return false
	}
	for _, c := range v.Items {
		if c.GetFold("name") == nil || c.GetFold("count") == nil || c.GetFold("input") == nil {
			return false
		}
	}
	return true
}

// copyProperty computes a property that is a list made by a loop.
func (s *scope) copyProperty(c *node.Value, l *loop, depth int) node.Member {
	name := s.compute(c.GetFold("name"), l).TextOrEmpty()
	out := &node.Value{Kind: node.Array, Source: c.Source, Span: c.Span}
	for i := range s.count(c.GetFold("count"), l) {
		if s.session.Step(10) != nil {
			break
		}
		out.Items = append(out.Items, s.computeAt(c.GetFold("input"), &loop{name: name, index: i, outer: l}, depth+1))
	}
	return node.Member{Name: name, NameSpan: c.Span, Value: out}
}

// count computes how often something is copied; 0 when it cannot be said, which
// is reported.
func (s *scope) count(v *node.Value, l *loop) int {
	n := s.compute(v, l)
	if n == nil {
		return 0
	}
	if u, ok := s.session.Unknown(n); ok {
		s.warn("count", n, u, "nothing is copied")
		return 0
	}
	i, err := strconv.Atoi(n.Text)
	if err != nil || i < 0 || n.Kind != node.Number && n.Kind != node.String {
		v.Errorf(s.reader.list, diag.InvalidValue, "the count of a copy is a whole number")
		return 0
	}
	if i > maxCopies {
		v.Errorf(s.reader.list, diag.InvalidValue, "a copy makes at most %d, not %d", maxCopies, i)
		return 0
	}
	return i
}

// text computes a string of the template.
func (s *scope) text(v *node.Value, l *loop) *node.Value {
	if !expression.IsExpression(v.Text) {
		if plain := expression.Unescape(v.Text); plain != v.Text {
			out := *v
			out.Text = plain
			out.Span = diag.Span{Start: v.Span.Start, End: v.Span.End}
			return &out
		}
		return v
	}
	src := v.TextSource(v.Source.Name)
	e, err := expression.Parse(v.Text)
	if err == nil {
		ev := &expression.Evaluator{Session: s.session, Host: &host{s, l}, Origin: v, Source: src}
		var out *node.Value
		if out, err = ev.Eval(e); err == nil {
			return out
		}
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: diag.TemplateExpression, Source: src, Message: err.Error()}
	if known, ok := err.(*expression.Error); ok {
		d.Span, d.Suggestion = known.At, known.Suggestion
		if known.NotSupported {
			d.Code = diag.NotSupported
		}
	}
	place := src.Resolve(d.Span)[0]
	key := fmt.Sprintf("%s:%d:%s", place.Source.Name, place.Span.Start, d.Message)
	if !s.reported[key] { // once, however often it is copied
		s.reported[key] = true
		s.reader.list.Add(d)
	}
	return s.session.MakeUnknown(expression.StandIn("failed"), expression.Unknown{What: d.Message, Said: true}, v)
}

// settle returns a computed value without what is not known. A text of which a
// part is not known keeps a stand-in there, and so does an address; anything else
// is left out. Each is reported.
func (s *scope) settle(name string, v *node.Value, depth int) *node.Value {
	if v == nil || depth > maxNesting {
		return v
	}
	if u, ok := s.session.Unknown(v); ok {
		return s.settleUnknown(name, v, u)
	}
	switch v.Kind {
	case node.Array:
		out := *v
		out.Items = nil
		for _, item := range v.Items {
			if item = s.settle(name, item, depth+1); item != nil {
				out.Items = append(out.Items, item)
			}
		}
		return &out
	case node.Object:
		out := *v
		out.Members = nil
		for _, m := range v.Members {
			if m.Value = s.settle(m.Name, m.Value, depth+1); m.Value != nil {
				out.Members = append(out.Members, m)
			}
		}
		return &out
	}
	return v
}

func (s *scope) settleUnknown(name string, v *node.Value, u expression.Unknown) *node.Value {
	lower := strings.ToLower(name)
	switch {
	case u.Partial:
		s.warn(name, v, u, "a stand-in takes its place in the text")
		return v
	case lower == "url" || lower == "serviceurl":
		out := *v
		if !strings.Contains(out.Text, "://") {
			out.Text = "https://" + out.Text
		}
		s.warn(name, v, u, quote(out.Text)+" stands in its place")
		return &out
	case lower == "path" || lower == "displayname" || lower == "scope":
		out := *v
		out.Text = plainName(out.Text)
		s.warn(name, v, u, quote(out.Text)+" stands in its place")
		return &out
	}
	s.warn(name, v, u, "the property "+quote(name)+" is left out")
	return nil
}

// plainName takes what makes a stand-in an address off a name.
func plainName(s string) string {
	if !strings.Contains(s, "."+expression.StandIn()) {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "."+expression.StandIn(), ""), "https://", "")
}

// warn says that a value is not known, once per reason and place.
func (s *scope) warn(name string, v *node.Value, u expression.Unknown, consequence string) {
	if u.Said {
		return
	}
	key := u.What
	if !strings.HasPrefix(u.What, "the parameter ") {
		key = fmt.Sprintf("%s %s %d", u.What, name, v.Span.Start)
	}
	if s.reported[key] {
		return
	}
	s.reported[key] = true
	v.Warnf(s.reader.list, diag.UnknownValue, "%s %s; %s", u.What, u.Why, consequence)
}
