package xpath

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// valueType is the static type of an expression.
type valueType uint8

const (
	anyType valueType = iota // known only at run time
	nodeSetType
	stringType
	numberType
	booleanType
)

// node of the syntax tree.
type expr interface{ typ() valueType }

type (
	literalExpr  struct{ value string }
	numberExpr   struct{ value float64 }
	variableExpr struct{ prefix, local string }

	// callExpr is a call of a function of the library (fn) or of another.
	callExpr struct {
		fn            *function
		prefix, local string
		args          []expr
	}

	// binaryExpr has one of the operators of the grammar; and, or, div and mod
	// have letters of their own.
	binaryExpr struct {
		op          kind
		left, right expr
	}

	negateExpr struct{ operand expr }
	unionExpr  struct{ left, right expr }

	// filterExpr is a primary expression with predicates.
	filterExpr struct {
		input      expr
		predicates []expr
	}

	rootExpr struct{}

	// stepExpr is a step of a location path from the nodes of input, nil for the
	// context node.
	stepExpr struct {
		input      expr
		axis       axis
		test       test
		predicates []expr
	}
)

const (
	opOr  kind = 'o'
	opAnd kind = 'a'
	opDiv kind = 'd'
	opMod kind = 'm'
)

func (literalExpr) typ() valueType  { return stringType }
func (numberExpr) typ() valueType   { return numberType }
func (variableExpr) typ() valueType { return anyType }
func (c callExpr) typ() valueType {
	if c.fn == nil {
		return anyType
	}
	return c.fn.result
}
func (b binaryExpr) typ() valueType {
	switch b.op {
	case '+', '-', '*', opDiv, opMod:
		return numberType
	}
	return booleanType
}
func (negateExpr) typ() valueType   { return numberType }
func (unionExpr) typ() valueType    { return nodeSetType }
func (f filterExpr) typ() valueType { return nodeSetType }
func (rootExpr) typ() valueType     { return nodeSetType }
func (stepExpr) typ() valueType     { return nodeSetType }

type axis uint8

const (
	childAxis axis = iota
	ancestorAxis
	ancestorOrSelfAxis
	attributeAxis
	descendantAxis
	descendantOrSelfAxis
	followingAxis
	followingSiblingAxis
	namespaceAxis
	parentAxis
	precedingAxis
	precedingSiblingAxis
	selfAxis
)

// axisOf finds an axis by its name.
func axisOf(name string) (axis, bool) {
	for i, n := range [...]string{
		"child", "ancestor", "ancestor-or-self", "attribute", "descendant", "descendant-or-self",
		"following", "following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self",
	} {
		if n == name {
			return axis(i), true
		}
	}
	return 0, false
}

// reverse reports whether the axis runs against document order.
func (a axis) reverse() bool {
	switch a {
	case ancestorAxis, ancestorOrSelfAxis, parentAxis, precedingAxis, precedingSiblingAxis:
		return true
	}
	return false
}

type testKind uint8

const (
	nameTest testKind = iota // by name; of the axis' principal kind
	anyNodeTest
	textTest
	commentTest
	instructionTest
)

// test is a node test. The parts of a name test are empty for any.
type test struct {
	kind   testKind
	prefix string
	local  string // of instructionTest: the target
}

// matches checks a node. space is the namespace of the test's prefix.
func (t test) matches(n Node, a axis, space xmltree.Namespace) bool {
	switch t.kind {
	case anyNodeTest:
		return true
	case textTest:
		_, ok := n.Object.(*xmltree.Text)
		return ok
	case commentTest:
		_, ok := n.Object.(*xmltree.Comment)
		return ok
	case instructionTest:
		p, ok := n.Object.(*xmltree.Instruction)
		return ok && (t.local == "" || p.Target() == t.local)
	}
	switch n.Object.(type) {
	case *xmltree.Element:
		if a == attributeAxis || a == namespaceAxis {
			return false
		}
	case *xmltree.Attribute:
		if (a == attributeAxis) != (n.Scope == nil) || a != attributeAxis && a != namespaceAxis {
			return false
		}
	default:
		return false
	}
	if t.local == "" && t.prefix == "" {
		return true
	}
	got := n.name()
	return got.Space == space && (t.local == "" || got.Local == t.local)
}
