package arm

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// scope is one template, the outermost or that of a nested deployment.
type scope struct {
	*reader
	template *node.Value
	parent   *scope
	// file is the file that holds the template.
	file *diag.Source
	// lookup is where parameters and variables come from: the scope itself, or
	// that of the parent when the deployment's expressions are evaluated outside.
	lookup *scope
	// loop is the loop around the deployment, for expressions evaluated outside.
	loop  *loop
	depth int
	name  string

	params, vars, funcs map[string]*lazy
	list                []*instance
	expanded            bool
	results             *node.Value
	resultsBusy         bool
}

// lazy is a value that is computed when it is first asked for.
type lazy struct {
	name  string
	decl  *node.Value
	value *node.Value
	busy  bool
	// given is the value that the deployment is given, nil for the default.
	given *node.Value
}

// loop is a position in a copy.
type loop struct {
	name  string
	index int
	outer *loop
}

func (r *reader) newScope(template *node.Value, parent *scope, around *loop) *scope {
	s := &scope{
		reader: r, template: template, parent: parent, loop: around,
		params: map[string]*lazy{}, vars: map[string]*lazy{}, funcs: map[string]*lazy{},
	}
	s.lookup = s
	if parent != nil {
		s.depth, s.file = parent.depth+1, parent.file
	}
	for _, m := range members(template.GetFold("parameters")) {
		s.params[strings.ToLower(m.Name)] = &lazy{name: m.Name, decl: m.Value}
	}
	for _, m := range members(template.GetFold("variables")) {
		if strings.EqualFold(m.Name, "copy") && m.Value.Kind == node.Array {
			for _, c := range m.Value.Items {
				name := c.GetFold("name").TextOrEmpty()
				s.vars[strings.ToLower(name)] = &lazy{name: name, decl: copyOf(m, c)}
			}
			continue
		}
		s.vars[strings.ToLower(m.Name)] = &lazy{name: m.Name, decl: m.Value}
	}
	if spaces := template.GetFold("functions"); spaces != nil {
		for _, f := range spaces.Items {
			space := f.GetFold("namespace").TextOrEmpty()
			for _, m := range members(f.GetFold("members")) {
				s.funcs[strings.ToLower(space+"."+m.Name)] = &lazy{name: m.Name, decl: m.Value}
			}
		}
	}
	return s
}

// copyOf makes an object whose only member is one copy, so that a variable that
// is a copy reads like a property that is one.
func copyOf(m node.Member, c *node.Value) *node.Value {
	list := &node.Value{Kind: node.Array, Items: []*node.Value{c}, Source: c.Source, Span: c.Span}
	return &node.Value{Kind: node.Object, Source: c.Source, Span: c.Span, Members: []node.Member{{Name: "copy", NameSpan: m.NameSpan, Value: list}}}
}

func members(v *node.Value) []node.Member {
	if v == nil || v.Kind != node.Object {
		return nil
	}
	return v.Members
}

// give sets parameters; values are computed already.
func (s *scope) give(list *node.Value) {
	for _, m := range members(list) {
		p := s.params[strings.ToLower(m.Name)]
		if p == nil {
			continue
		}
		if _, failed := s.session.Unknown(m.Value); failed {
			p.given = m.Value
			continue
		}
		switch {
		case m.Value.Kind != node.Object:
			m.Value.Errorf(s.reader.list, diag.ConfigSyntax, "a parameter is given as {\"value\": …}")
		case m.Value.GetFold("reference") != nil:
			p.given = s.unknown(m.Value, "the parameter "+quote(m.Name), "is a secret of a key vault", m.Name)
		case !m.Value.GetFold("value").IsNull():
			// null is as good as nothing: the default counts (Bicep compiles
			// parameters that are given on a condition alone to that).
			p.given = m.Value.GetFold("value")
		}
	}
}

// unknown makes a stand-in for a value that only a deployment knows.
func (s *scope) unknown(at *node.Value, what, why string, words ...string) *node.Value {
	return s.session.MakeUnknown(expression.StandIn(words...), expression.Unknown{What: what, Why: why}, at)
}

func quote(s string) string { return `"` + s + `"` }

// parameter returns the value of a parameter.
func (s *scope) parameter(name string, ev *expression.Evaluator, at diag.Span) (*node.Value, error) {
	p := s.lookup.params[strings.ToLower(name)]
	if p == nil {
		return nil, s.absent("parameter", name, s.lookup.params, at)
	}
	if p.value != nil {
		return p.value, nil
	}
	if p.busy {
		return nil, &expression.Error{At: at, Message: "the parameter " + quote(name) + " refers to itself"}
	}
	p.busy = true
	defer func() { p.busy = false }()
	def := p.decl.GetFold("defaultValue")
	switch {
	case p.given != nil:
		p.value = p.given
	case def != nil:
		p.value = s.lookup.compute(def, nil)
	case strings.EqualFold(p.decl.GetFold("nullable").TextOrEmpty(), "true"):
		p.value = ev.Null()
	default:
		u := expression.Unknown{What: "the parameter " + quote(p.name), Why: "has no value (give it in a parameters file)"}
		p.value = s.session.MakeUnknown(standIn(p), u, p.decl)
	}
	return p.value, nil
}

// standIn is the text that stands for a parameter without value, of a form that
// fits where such parameters are used: a number, a truth value, a value that is
// allowed, an address, or the name of a host.
func standIn(p *lazy) string {
	switch strings.ToLower(p.decl.GetFold("type").TextOrEmpty()) {
	case "int":
		if least := p.decl.GetFold("minValue"); least != nil && least.Kind == node.Number {
			return least.Text
		}
		return "1"
	case "bool":
		return "true"
	case "string":
		if allowed := p.decl.GetFold("allowedValues"); allowed != nil && len(allowed.Items) > 0 && allowed.Items[0].Kind == node.String {
			return allowed.Items[0].Text
		}
	}
	if expression.IsAddress(p.name) {
		return "https://" + expression.StandIn(p.name)
	}
	return expression.StandIn(p.name)
}

// variable returns the value of a variable.
func (s *scope) variable(name string, at diag.Span) (*node.Value, error) {
	v := s.lookup.vars[strings.ToLower(name)]
	if v == nil {
		return nil, s.absent("variable", name, s.lookup.vars, at)
	}
	if v.value != nil {
		return v.value, nil
	}
	if v.busy {
		return nil, &expression.Error{At: at, Message: "the variable " + quote(name) + " refers to itself"}
	}
	v.busy = true
	defer func() { v.busy = false }()
	out := s.lookup.compute(v.decl, nil)
	if c := v.decl.GetFold("copy"); c != nil && len(v.decl.Members) == 1 && c.Kind == node.Array && out.Kind == node.Object && len(out.Members) == 1 {
		if strings.EqualFold(out.Members[0].Name, v.name) {
			out = out.Members[0].Value
		}
	}
	v.value = out
	return out, nil
}

func (s *scope) absent(kind, name string, known map[string]*lazy, at diag.Span) error {
	var names []string
	for _, k := range known {
		names = append(names, k.name)
	}
	e := &expression.Error{At: at, Message: "the template has no " + kind + " " + quote(name)}
	if near, ok := diag.Suggest(name, names); ok {
		e.Suggestion = near
		e.Message += "; did you mean " + quote(near) + "?"
	}
	return e
}
