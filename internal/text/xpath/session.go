package xpath

import (
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Session is what the evaluations of one XSLT transformation share: budgets, and
// the order of the trees looked at, which do not change meanwhile. It is used by
// one goroutine.
type Session struct {
	// Step counts nodes looked at; nil counts nothing.
	Step func(n int) error
	// Charge is told of the memory that lists of nodes and texts take.
	Charge func(bytes int) error
	// Prefix returns the prefix that an element or attribute was written with;
	// nil has it looked up in the declarations.
	Prefix func(o xmltree.Object) string
	// Variable returns the value of a variable by the slot that a [Scope] gave it.
	Variable func(state any, slot int) (Value, error)

	order  *ordering
	xmlNS  *xmltree.Attribute
	placed map[placeKey]map[Node]struct{}
	none   Environment // stands in where only an Environment is known
}

// Scope tells a stylesheet's expression at load what its names mean.
type Scope interface {
	// Namespace finds the namespace of a prefix.
	Namespace(prefix string) (xmltree.Namespace, bool)
	// Variable finds the slot of a variable.
	Variable(name xmltree.Name) (slot int, ok bool)
	// Function finds a function that is not of the core library. The error says
	// what is wrong with the number of arguments.
	Function(name xmltree.Name, args int) (SessionFunction, error)
}

// SessionFunction is a function of XSLT. state is what [Bound.Evaluate] was given.
type SessionFunction func(state any, c Context, args []Value) (Value, error)

// Fragment is a result tree fragment: the value of a variable with content.
type Fragment struct{ Root Node }

// Bound is an expression whose names are resolved. It is immutable.
type Bound struct {
	root   expr
	text   string
	spaces map[string]xmltree.Namespace
	calls  map[[2]string]SessionFunction
	slots  map[variableExpr]int
}

// Bind resolves the names of an expression.
func (e *Expr) Bind(scope Scope) (*Bound, error) {
	b := &Bound{root: e.root, text: e.text}
	return b, b.bind(e.needs, scope)
}

func (b *Bound) bind(needs []need, scope Scope) error {
	if len(needs) == 0 {
		return nil
	}
	b.spaces = map[string]xmltree.Namespace{}
	b.calls = map[[2]string]SessionFunction{}
	b.slots = map[variableExpr]int{}
	for _, n := range needs {
		name := xmltree.Name{Local: n.local}
		if n.prefix != "" {
			ns, ok := scope.Namespace(n.prefix)
			if !ok {
				return exception("Prefix '%s' is not defined.", n.prefix)
			}
			b.spaces[n.prefix], name.Space = ns, ns
		}
		switch n.what {
		case needVariable:
			slot, ok := scope.Variable(name)
			if !ok {
				return exception("The variable or parameter '%s' is either not defined or it is out of scope.", written(n))
			}
			b.slots[variableExpr{n.prefix, n.local}] = slot
		case needFunction:
			f, err := scope.Function(name, n.args)
			if err != nil {
				return err
			}
			b.calls[[2]string{n.prefix, n.local}] = f
		}
	}
	return nil
}

// String returns the text of the expression.
func (b *Bound) String() string { return b.text }

// Evaluate evaluates the expression. state is given to functions and variables.
func (b *Bound) Evaluate(s *Session, state any, c Context) (Value, error) {
	ev := b.evaluation(s, state)
	v, err := ev.value(b.root, c)
	s.order, s.xmlNS = ev.order, ev.xmlNS
	return v, err
}

func (b *Bound) evaluation(s *Session, state any) *evaluation {
	return &evaluation{env: &s.none, session: s, state: state, bound: b, order: s.order, xmlNS: s.xmlNS}
}

func (s *Session) step(n int) error {
	if s.Step == nil {
		return nil
	}
	return s.Step(n)
}

// Text converts a value to a string as XSLT does: numbers never have an exponent.
func Text(v Value) string {
	f, ok := v.(float64)
	if !ok || math.IsInf(f, 0) || math.IsNaN(f) || f == 0 {
		return String(v)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func (ev *evaluation) text(v Value) string {
	if ev.session != nil {
		return Text(v)
	}
	return String(v)
}

func (ev *evaluation) variable(e variableExpr) (Value, error) {
	if ev.bound == nil {
		return ev.variables[e], nil
	}
	return ev.session.Variable(ev.state, ev.bound.slots[e])
}

func (ev *evaluation) space(prefix string) xmltree.Namespace {
	if ev.bound != nil {
		return ev.bound.spaces[prefix]
	}
	return ev.spaces[prefix]
}

func (ev *evaluation) qualifiedName(n Node) string {
	name := n.name()
	if ev.session == nil || ev.session.Prefix == nil || n.Scope != nil || name.Space == "" {
		return n.qualifiedName()
	}
	if prefix := ev.session.Prefix(n.Object); prefix != "" {
		return prefix + ":" + name.Local
	}
	return name.Local
}

// asSet turns a fragment into the set of its root.
func asSet(v Value) Value {
	if f, ok := v.(Fragment); ok {
		return NodeSet{f.Root}
	}
	return v
}

func noNodeSet(v Value) error {
	if _, ok := v.(Fragment); ok {
		return exception("To use a result tree fragment in a path expression, first convert it to a node-set using the msxsl:node-set() function.")
	}
	return nodeSetExpected()
}

// Name returns the expanded name of the node; see the functions local-name and
// namespace-uri.
func (n Node) Name() xmltree.Name { return n.name() }

// Parent returns the node above, and false at the root.
func (n Node) Parent() (Node, bool) { return n.parent() }

// Children returns the child nodes.
func (n Node) Children() NodeSet {
	var all NodeSet
	if c, ok := container(n); ok {
		walkSiblings(firstChild(c), next, func(m Node) bool {
			all = append(all, m)
			return true
		})
	}
	return all
}

// PreviousSibling returns the sibling before the node.
func (n Node) PreviousSibling() (Node, bool) {
	if m, ok := treeNode(n); ok {
		if p := previous(m); p != nil {
			return Node{Object: p}, true
		}
	}
	return Node{}, false
}

// Sort brings nodes into document order, and each once.
func (s *Session) Sort(set NodeSet) (NodeSet, error) {
	ev := (&Bound{}).evaluation(s, nil)
	l, err := ev.sort(list{nodes: set})
	s.order = ev.order
	return l.nodes, err
}

// IsCore reports whether a function of that name is one of XPath's own.
func IsCore(name string) bool { return findFunction(name) != nil }

// MaySelect reports whether the expression can give a node-set.
func (b *Bound) MaySelect() bool { return maySelect(b.root) }
