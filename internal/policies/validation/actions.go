package validation

import (
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// actions are what happens to the parameters of one place, or to the headers of a
// response.
type actions struct {
	specified, unspecified action
	named                  []parameterAction
	// fold compares names without case.
	fold bool
}

// active reports whether anything can be found.
func (g *actions) active() bool {
	return g.specified != ignore || g.unspecified != ignore || len(g.named) > 0
}

func (g *actions) same(a, b string) bool {
	if g.fold {
		return message.EqualName(a, b)
	}
	return a == b
}

// of returns the action for a parameter.
func (g *actions) of(r *report, name string, otherwise action) (action, error) {
	for i := range g.named {
		if g.same(g.named[i].Name, name) {
			return g.named[i].Action.Eval(r.x.Frame())
		}
	}
	return otherwise, nil
}

// check compares what a message has with what the definition says of one place. It
// stops when something is to be prevented.
func (g *actions) check(r *report, list []*parameter, at location, values []given) error {
	if r.prevented != nil || !g.active() {
		return nil
	}
	seen := make(map[*parameter]bool, len(list))
	for _, v := range values {
		p := g.find(list, v.name)
		if p == nil {
			a, err := g.of(r, v.name, g.unspecified)
			if err != nil {
				return err
			}
			if a != ignore {
				unknown := parameter{name: v.name, at: at}
				r.add(a, unknown.failure(ruleUnknown, "Unspecified "+at.String()+" "+v.name+" is not allowed.", ""))
			}
			continue
		}
		seen[p] = true
		a, err := g.of(r, p.name, g.specified)
		if err != nil {
			return err
		}
		if a != ignore {
			r.add(a, p.check(r.x.Frame(), v.values)...)
		}
	}
	for _, p := range list {
		if !p.required || seen[p] {
			continue
		}
		a, err := g.of(r, p.name, g.specified)
		if err != nil {
			return err
		}
		r.add(a, p.missing())
	}
	return nil
}

// find returns the parameter of that name, nil when the definition has none.
func (g *actions) find(list []*parameter, name string) *parameter {
	for _, p := range list {
		if g.same(p.name, name) {
			return p
		}
	}
	return nil
}
