package xpath

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// Environment is what an evaluation has besides its node. All fields may be nil.
type Environment struct {
	// Namespace finds the namespace of a prefix; nil stands for an expression
	// without XmlNamespaceManager.
	Namespace func(prefix string) (ns xmltree.Namespace, ok bool)
	// Variable finds the value of a variable.
	Variable func(name xmltree.Name) (v Value, ok bool)
	// Function finds a function outside of the core library.
	Function func(name xmltree.Name) (f Function, ok bool)
	// Steps is how many nodes may be looked at; 0 stands for DefaultSteps.
	Steps int
	// Charge is told of the memory that lists of nodes and texts take.
	Charge func(bytes int) error
}

// DefaultSteps is how many nodes an evaluation may look at.
const DefaultSteps = 10_000_000

// Function is a function that an environment supplies.
type Function func(c Context, args []Value) (Value, error)

// Context is where an expression is being evaluated: a node, its position among
// the nodes that are looked at, from 1, and their number.
type Context struct {
	Node           Node
	Position, Size int
}

// evaluation is one run of an expression.
type evaluation struct {
	env       *Environment
	steps     int
	spaces    map[string]xmltree.Namespace
	variables map[variableExpr]Value
	functions map[[2]string]Function
	order     *ordering // filled when needed
	// bound, session and state are set in evaluations of a Bound expression.
	bound   *Bound
	session *Session
	state   any
	xmlNS   *xmltree.Attribute
}

// resolve looks up what the expression needs before anything is evaluated.
func (ev *evaluation) resolve(needs []need) error {
	env := ev.env
	if len(needs) == 0 {
		return nil
	}
	if env.Namespace == nil && env.Variable == nil && env.Function == nil {
		return exception("Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.")
	}
	ev.spaces = map[string]xmltree.Namespace{}
	ev.variables = map[variableExpr]Value{}
	ev.functions = map[[2]string]Function{}
	for _, n := range needs {
		// .NET asks for variables and functions of an XsltContext first.
		if n.what == needVariable && env.Variable == nil || n.what == needFunction && env.Function == nil {
			return exception("XsltContext is needed for this query because of an unknown function.")
		}
		expanded := xmltree.Name{Local: n.local}
		if n.prefix != "" {
			ns, err := ev.lookup(n.prefix)
			if err != nil {
				return err
			}
			expanded.Space = ns
		}
		switch n.what {
		case needVariable:
			v, ok := env.Variable(expanded)
			if !ok {
				return exception("The variable '%s' is undefined.", written(n))
			}
			ev.variables[variableExpr{n.prefix, n.local}] = v
		case needFunction:
			f, ok := env.Function(expanded)
			if !ok {
				return exception("The function '%s()' is undefined.", written(n))
			}
			ev.functions[[2]string{n.prefix, n.local}] = f
		}
	}
	return nil
}

func written(n need) string {
	if n.prefix == "" {
		return n.local
	}
	return n.prefix + ":" + n.local
}

func (ev *evaluation) lookup(prefix string) (xmltree.Namespace, error) {
	if ns, ok := ev.spaces[prefix]; ok {
		return ns, nil
	}
	var ns xmltree.Namespace
	ok := false
	if ev.env.Namespace != nil {
		ns, ok = ev.env.Namespace(prefix)
	}
	if !ok && prefix == "xml" {
		ns, ok = xmltree.XMLNamespace, true
	}
	if !ok {
		return "", exception("Namespace prefix '%s' is not defined.", prefix)
	}
	ev.spaces[prefix] = ns
	return ns, nil
}

// step counts nodes looked at.
func (ev *evaluation) step(n int) error {
	if ev.session != nil {
		return ev.session.step(n)
	}
	if ev.steps -= n; ev.steps < 0 {
		return tooComplex()
	}
	return nil
}

func (ev *evaluation) charge(bytes int) error {
	charge := ev.env.Charge
	if ev.session != nil {
		charge = ev.session.Charge
	}
	if charge == nil || bytes == 0 {
		return nil
	}
	return charge(bytes)
}
