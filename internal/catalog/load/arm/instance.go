package arm

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// instance is one resource of a template, after copies.
type instance struct {
	scope *scope
	body  *node.Value
	// types are the segments of the type with the provider first; names belong to
	// all but the provider.
	types, names []string
	// name is the string that gives the name.
	name   *node.Value
	symbol string
	loop   *loop
	// existing says that the template only refers to the resource.
	existing bool

	child     *scope
	childBusy bool
	childDone bool
}

func (in *instance) typeName() string { return strings.Join(in.types, "/") }

// properties computes the properties of the resource.
func (in *instance) properties() *node.Value {
	return in.scope.settle("properties", in.scope.compute(in.body.GetFold("properties"), in.loop), 0)
}

// expand returns the resources of the template.
func (s *scope) expand() []*instance {
	if s.expanded {
		return s.list
	}
	s.expanded = true
	resources := s.template.GetFold("resources")
	switch {
	case resources.IsNull():
	case resources.Kind == node.Array:
		for _, r := range resources.Items {
			s.expandOne(r, "", nil, s.loop, 0)
		}
	case resources.Kind == node.Object:
		for _, m := range resources.Members {
			s.expandOne(m.Value, m.Name, nil, s.loop, 0)
		}
	default:
		resources.Errorf(s.reader.list, diag.ConfigSyntax, "`resources` must be a list or an object, not %s", resources.Kind)
	}
	return s.list
}

// expandOne adds a resource, its copies and those nested in it.
func (s *scope) expandOne(r *node.Value, symbol string, parent *instance, l *loop, depth int) {
	if r.Kind != node.Object {
		r.Errorf(s.reader.list, diag.ConfigSyntax, "a resource must be an object, not %s", r.Kind)
		return
	}
	if depth > maxNesting {
		return
	}
	c := r.GetFold("copy")
	if c == nil || c.Kind != node.Object {
		s.add(r, symbol, parent, l, depth)
		return
	}
	name := s.compute(c.GetFold("name"), l).TextOrEmpty()
	for i := range s.count(c.GetFold("count"), l) {
		if s.full {
			return
		}
		s.add(r, symbol, parent, &loop{name: name, index: i, outer: l}, depth)
	}
}

func (s *scope) add(r *node.Value, symbol string, parent *instance, l *loop, depth int) {
	if s.instances++; s.instances > maxInstances {
		if !s.full {
			r.Errorf(s.reader.list, diag.InvalidValue, "the template makes more than %d resources", maxInstances)
		}
		s.full = true
		return
	}
	if cond := r.GetFold("condition"); cond != nil {
		v := s.compute(cond, l)
		if u, ok := s.session.Unknown(v); ok {
			s.warn("condition", v, u, "the condition is taken as true")
		} else if strings.EqualFold(v.Text, "false") {
			return
		}
	}
	in := &instance{scope: s, body: r, symbol: symbol, loop: l, existing: strings.EqualFold(r.GetFold("existing").TextOrEmpty(), "true")}
	if !in.identify(parent) {
		return
	}
	s.list = append(s.list, in)
	if nested := r.GetFold("resources"); nested != nil && (nested.Kind == node.Array || nested.Kind == node.Object) {
		for _, child := range nested.Items {
			s.expandOne(child, "", in, l, depth+1)
		}
		for _, m := range nested.Members {
			s.expandOne(m.Value, m.Name, in, l, depth+1)
		}
	}
}

// identify computes type and name. Those of a nested resource are relative to
// its parent, unless the type begins with a provider.
func (in *instance) identify(parent *instance) bool {
	s := in.scope
	kind, name := in.body.GetFold("type"), in.body.GetFold("name")
	if kind == nil || name == nil {
		in.body.Errorf(s.reader.list, diag.ConfigSyntax, "a resource needs `type` and `name`")
		return false
	}
	in.name = name
	typeName, _, _ := strings.Cut(s.compute(kind, in.loop).Text, "@")
	in.types = strings.Split(strings.Trim(typeName, "/"), "/")
	in.names = strings.Split(strings.Trim(plainName(s.compute(name, in.loop).Text), "/"), "/")
	if parent != nil && !strings.Contains(in.types[0], ".") {
		in.types = append(append([]string{}, parent.types...), in.types...)
		// Some templates write the whole name here, which the service takes too.
		if len(in.names) != len(in.types)-1 {
			in.names = append(append([]string{}, parent.names...), in.names...)
		}
	}
	if !strings.EqualFold(in.types[0], provider) {
		return true
	}
	if len(in.names) != len(in.types)-1 {
		name.Errorf(s.reader.list, diag.InvalidValue, "the name %q has %d segments; the type %s needs %d", strings.Join(in.names, "/"), len(in.names), in.typeName(), len(in.types)-1)
		return false
	}
	return true
}

// warnName says when a part of a name that matters is not known; that of the
// service does not.
func (s *scope) warnName(in *instance) {
	v := s.compute(in.name, in.loop)
	u, ok := s.session.Unknown(v)
	if !ok {
		return
	}
	segments := strings.Split(strings.Trim(v.Text, "/"), "/")
	if len(segments) == len(in.names) {
		segments = segments[1:]
	}
	if strings.Contains(strings.Join(segments, "/"), expression.StandIn()) {
		s.warn("name", in.name, u, "the name is "+quote(strings.Join(in.names[1:], "/"))+" here")
	}
}

// find returns the resource that a symbolic name or an id means.
func (s *scope) find(ref string) *instance {
	for at := s; at != nil; at = at.parent {
		for _, in := range at.list {
			if in.symbol != "" && in.symbol == ref || strings.EqualFold(in.id(), tail(ref)) {
				return in
			}
		}
	}
	return nil
}

// id is type and names as in the id of the resource.
func (in *instance) id() string { return idOf(in.types, in.names) }

func idOf(types, names []string) string {
	out := types[0]
	for i, t := range types[1:] {
		out += "/" + t
		if i < len(names) {
			out += "/" + names[i]
		}
	}
	return out
}

// tail is what follows the last provider in an id.
func tail(id string) string {
	const mark = "/providers/"
	if i := strings.LastIndex(strings.ToLower(id), mark); i >= 0 {
		return plainName(strings.TrimSuffix(id[i+len(mark):], "/"))
	}
	return plainName(id)
}
