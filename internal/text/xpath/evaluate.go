package xpath

import "math"

// Evaluate evaluates the expression with a node as context: XPathEvaluate. A
// node-set comes in document order. env may be nil.
func (e *Expr) Evaluate(context Node, env *Environment) (Value, error) {
	if env == nil {
		env = &Environment{}
	}
	ev := &evaluation{env: env, steps: env.Steps}
	if ev.steps <= 0 {
		ev.steps = DefaultSteps
	}
	if err := ev.resolve(e.needs); err != nil {
		return nil, err
	}
	return ev.value(e.root, Context{Node: context, Position: 1, Size: 1})
}

// value evaluates any expression.
func (ev *evaluation) value(e expr, c Context) (Value, error) {
	if err := ev.step(1); err != nil {
		return nil, err
	}
	switch e := e.(type) {
	case literalExpr:
		return e.value, nil
	case numberExpr:
		return e.value, nil
	case variableExpr:
		return ev.variable(e)
	case callExpr:
		return ev.call(e, c)
	case negateExpr:
		f, err := ev.numberOf(e.operand, c)
		return -f, err
	case binaryExpr:
		return ev.binary(e, c)
	}
	l, err := ev.nodes(e, c)
	if err != nil {
		return nil, err
	}
	l, err = ev.sort(l)
	return l.nodes, err
}

func (ev *evaluation) numberOf(e expr, c Context) (float64, error) {
	v, err := ev.value(e, c)
	return Number(v), err
}

func (ev *evaluation) stringOf(e expr, c Context) (string, error) {
	v, err := ev.value(e, c)
	if err != nil {
		return "", err
	}
	s := ev.text(v)
	if _, ok := v.(NodeSet); ok {
		// The value of an element is put together anew.
		err = ev.charge(len(s))
	}
	return s, err
}

func (ev *evaluation) booleanOf(e expr, c Context) (bool, error) {
	v, err := ev.value(e, c)
	return Boolean(v), err
}

func (ev *evaluation) binary(e binaryExpr, c Context) (Value, error) {
	switch e.op {
	case opOr, opAnd:
		left, err := ev.booleanOf(e.left, c)
		if err != nil || left == (e.op == opOr) {
			return left, err
		}
		return ev.booleanOf(e.right, c)
	case '=', notEqual, '<', '>', lessEqual, greaterEqual:
		left, err := ev.value(e.left, c)
		if err != nil {
			return nil, err
		}
		right, err := ev.value(e.right, c)
		if err != nil {
			return nil, err
		}
		return ev.comparison(e.op, left, right)
	}
	left, err := ev.numberOf(e.left, c)
	if err != nil {
		return nil, err
	}
	right, err := ev.numberOf(e.right, c)
	if err != nil {
		return nil, err
	}
	switch e.op {
	case '+':
		return left + right, nil
	case '-':
		return left - right, nil
	case '*':
		return left * right, nil
	case opDiv:
		return left / right, nil
	}
	return math.Mod(left, right), nil
}
