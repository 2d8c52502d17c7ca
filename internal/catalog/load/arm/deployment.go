package arm

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// deployment returns the scope of a nested deployment; nil when its template is
// not there, which was reported.
func (in *instance) deployment() *scope {
	if in.childDone {
		return in.child
	}
	if in.childBusy {
		return nil
	}
	in.childBusy = true
	in.child = in.makeScope()
	in.childDone = true
	return in.child
}

// concerns reports whether a deployment may hold something of the service: its
// template names the provider, or is in another file.
func (in *instance) concerns() bool {
	props := in.body.GetFold("properties")
	return props == nil || props.GetFold("template").IsNull() || mentions(props.GetFold("template"), 0)
}

// mentions reports whether a template names the provider or links to a template.
func mentions(v *node.Value, depth int) bool {
	if depth > maxNesting {
		return true
	}
	switch v.Kind {
	case node.String:
		return strings.Contains(strings.ToLower(v.Text), "apimanagement")
	case node.Array:
		for _, item := range v.Items {
			if mentions(item, depth+1) {
				return true
			}
		}
	case node.Object:
		for _, m := range v.Members {
			if strings.EqualFold(m.Name, "templateLink") || mentions(m.Value, depth+1) {
				return true
			}
		}
	}
	return false
}

func (in *instance) makeScope() *scope {
	s := in.scope
	props := in.body.GetFold("properties")
	if props == nil || props.Kind != node.Object {
		return nil
	}
	if s.depth >= maxDeployments {
		in.name.Errorf(s.reader.list, diag.InvalidValue, "deployments nest deeper than %d", maxDeployments)
		return nil
	}
	template, linked := props.GetFold("template"), props.GetFold("templateLink")
	file := s.file
	if template.IsNull() && linked != nil {
		if file = in.linked(linked); file == nil {
			return nil
		}
		template = node.JSON(file, diag.ConfigSyntax, s.reader.list)
	}
	if template == nil || template.Kind != node.Object {
		in.name.Errorf(s.reader.list, diag.ConfigSyntax, "the deployment has no template")
		return nil
	}
	child := s.newScope(template, s, nil)
	child.file, child.name = file, in.names[len(in.names)-1]
	inner := strings.EqualFold(s.compute(props.GetFold("expressionEvaluationOptions").GetFold("scope"), in.loop).TextOrEmpty(), "inner")
	if !inner && linked == nil {
		// Expressions see the parameters, variables and copies around the
		// deployment, not those of its own template.
		child.lookup, child.loop = s.lookup, in.loop
		return child
	}
	child.give(in.arguments(props.GetFold("parameters")))
	if link := props.GetFold("parametersLink"); link != nil {
		uri := s.compute(link.GetFold("uri"), in.loop)
		if src, err := s.read(uri.TextOrEmpty()); err == nil {
			child.give(s.parametersFile(src))
		} else {
			link.Errorf(s.reader.list, diag.NotSupported, "the parameters of the deployment are behind a link, which is not fetched")
		}
	}
	return child
}

// arguments computes the parameters that a deployment is given. Each is kept as
// it is, known or not.
func (in *instance) arguments(list *node.Value) *node.Value {
	if list == nil {
		return nil
	}
	return in.scope.compute(list, in.loop)
}

// linked reads the template that a deployment links to.
func (in *instance) linked(link *node.Value) *diag.Source {
	s := in.scope
	where := link.GetFold("relativePath")
	if where == nil {
		where = link.GetFold("uri")
	}
	if where == nil {
		if id := link.GetFold("id"); id != nil {
			id.Errorf(s.reader.list, diag.NotSupported, "template specs are not fetched; put the template into the deployment or link to a file")
			return nil
		}
		link.Errorf(s.reader.list, diag.ConfigSyntax, "the link names no template")
		return nil
	}
	v := s.compute(where, in.loop)
	src, err := s.read(v.TextOrEmpty())
	if err == nil {
		s.files[src.Name] = true
		return src
	}
	name := flat.FileName(v.TextOrEmpty())
	// A deployment of something else is nobody's loss.
	where.Warnf(s.reader.list, diag.MissingFile, "the linked template %q is not in the folder of the template; what it deploys is not here", name)
	return nil
}

// outputs computes the outputs of a deployment: {name: {type, value}}.
func (s *scope) outputs() *node.Value {
	if s.results != nil || s.resultsBusy {
		return s.results
	}
	s.resultsBusy = true
	s.expand()
	out := &node.Value{Kind: node.Object, Source: s.template.Source, Span: s.template.Span}
	for _, m := range members(s.template.GetFold("outputs")) {
		if m.Value.Kind != node.Object {
			continue
		}
		if cond := m.Value.GetFold("condition"); cond != nil && strings.EqualFold(s.compute(cond, s.loop).Text, "false") {
			continue
		}
		value := m.Value.GetFold("value")
		if c := m.Value.GetFold("copy"); c != nil && c.Kind == node.Object {
			list := &node.Value{Kind: node.Array, Source: c.Source, Span: c.Span}
			for i := range s.count(c.GetFold("count"), s.loop) {
				list.Items = append(list.Items, s.compute(c.GetFold("input"), &loop{index: i, outer: s.loop}))
			}
			value = list
		} else {
			value = s.compute(value, s.loop)
		}
		if value == nil {
			continue
		}
		item := &node.Value{Kind: node.Object, Source: m.Value.Source, Span: m.Value.Span, Members: []node.Member{{Name: "value", NameSpan: m.NameSpan, Value: value}}}
		out.Members = append(out.Members, node.Member{Name: m.Name, NameSpan: m.NameSpan, Value: item})
	}
	s.results = out
	return out
}
