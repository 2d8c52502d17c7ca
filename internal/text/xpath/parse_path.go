package xpath

func (p *parser) locationPath() (expr, error) {
	switch p.kind {
	case '/':
		if err := p.next(); err != nil {
			return nil, err
		}
		if !p.stepAhead() {
			return rootExpr{}, nil
		}
		return p.relativePath(rootExpr{}, false)
	case slashSlash:
		if err := p.next(); err != nil {
			return nil, err
		}
		return p.relativePath(rootExpr{}, true)
	}
	return p.relativePath(nil, false)
}

func (p *parser) stepAhead() bool {
	switch p.kind {
	case '.', dotDot, '@', axisName, '*', name:
		return true
	}
	return false
}

// relativePath reads steps from the nodes of input; deep stands for // before the
// first.
func (p *parser) relativePath(input expr, deep bool) (expr, error) {
	for {
		if deep {
			input = stepExpr{input: input, axis: descendantOrSelfAxis, test: test{kind: anyNodeTest}}
		}
		step, err := p.step(input)
		if err != nil {
			return nil, err
		}
		input = merge(step)
		if p.kind != '/' && p.kind != slashSlash {
			return input, nil
		}
		deep = p.kind == slashSlash
		if err := p.next(); err != nil {
			return nil, err
		}
	}
}

// merge turns //x into one step where no position is asked for: the same nodes
// without a list of all others.
func merge(s stepExpr) expr {
	deep, ok := s.input.(stepExpr)
	if !ok || deep.axis != descendantOrSelfAxis || deep.test.kind != anyNodeTest || deep.predicates != nil {
		return s
	}
	for _, predicate := range s.predicates {
		if positional(predicate) {
			return s
		}
	}
	switch s.axis {
	case childAxis:
		s.axis, s.input = descendantAxis, deep.input
	case descendantAxis, descendantOrSelfAxis:
		s.input = deep.input
	}
	return s
}

// positional reports whether a predicate depends on the position of its node.
func positional(e expr) bool {
	if t := e.typ(); t == numberType || t == anyType {
		return true
	}
	switch e := e.(type) {
	case binaryExpr:
		return asksPosition(e.left) || asksPosition(e.right)
	case callExpr:
		for _, arg := range e.args {
			if asksPosition(arg) {
				return true
			}
		}
	case filterExpr:
		return asksPosition(e.input)
	}
	return false
}

// asksPosition reports whether an expression may call position() or last() for
// the context it stands in itself.
func asksPosition(e expr) bool {
	switch e := e.(type) {
	case callExpr:
		if e.fn == nil || e.local == "position" || e.local == "last" {
			return true
		}
		for _, arg := range e.args {
			if asksPosition(arg) {
				return true
			}
		}
	case binaryExpr:
		return asksPosition(e.left) || asksPosition(e.right)
	case negateExpr:
		return asksPosition(e.operand)
	case unionExpr:
		return asksPosition(e.left) || asksPosition(e.right)
	case filterExpr:
		return asksPosition(e.input)
	case stepExpr:
		return e.input != nil && asksPosition(e.input)
	}
	return false
}

func (p *parser) step(input expr) (s stepExpr, err error) {
	s.input = input
	switch p.kind {
	case '.':
		s.axis, s.test.kind = selfAxis, anyNodeTest
		return s, p.next()
	case dotDot:
		s.axis, s.test.kind = parentAxis, anyNodeTest
		return s, p.next()
	case '@':
		s.axis = attributeAxis
		err = p.next()
	case axisName:
		var ok bool
		if s.axis, ok = axisOf(p.local); !ok {
			return s, p.invalid()
		}
		err = p.next()
	}
	if err != nil {
		return s, err
	}
	if s.test, err = p.nodeTest(); err != nil {
		return s, err
	}
	s.predicates, err = p.predicates(s)
	return s, err
}

func (p *parser) nodeTest() (t test, err error) {
	switch {
	case p.kind == '*':
		return t, p.next()
	case p.kind != name:
		return t, nodeSetExpected()
	case !p.lexer.call || !p.nodeTypeAhead():
		t.prefix, t.local = p.prefix, p.local
		if t.local == "*" {
			t.local = ""
		}
		if t.prefix != "" {
			p.needs = append(p.needs, need{what: needPrefix, prefix: t.prefix})
		}
		return t, p.next()
	}
	t.kind = map[string]testKind{
		"node": anyNodeTest, "text": textTest, "comment": commentTest, "processing-instruction": instructionTest,
	}[p.local]
	if err := p.next(); err != nil {
		return t, err
	}
	if err := p.pass('('); err != nil {
		return t, err
	}
	if t.kind == instructionTest && p.kind != ')' {
		if p.kind != literal {
			return t, p.invalid()
		}
		t.local = p.literal
		if err := p.next(); err != nil {
			return t, err
		}
	}
	return t, p.pass(')')
}

func (p *parser) functionCall() (expr, error) {
	c := callExpr{prefix: p.prefix, local: p.local}
	if err := p.next(); err != nil {
		return nil, err
	}
	if err := p.pass('('); err != nil {
		return nil, err
	}
	for p.kind != ')' {
		if len(c.args) > 0 {
			if err := p.pass(','); err != nil {
				return nil, err
			}
		}
		arg, err := p.expression()
		if err != nil {
			return nil, err
		}
		c.args = append(c.args, arg)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	if c.prefix == "" {
		c.fn = findFunction(c.local)
	}
	if c.fn == nil {
		p.needs = append(p.needs, need{needFunction, c.prefix, c.local, len(c.args)})
		return c, nil
	}
	if n := len(c.args); n < c.fn.least || n > c.fn.most {
		return nil, exception("Function '%s' in '%s' has an invalid number of arguments.", c.local, p.text)
	}
	if c.fn.nodeSet {
		for _, arg := range c.args {
			if !maySelect(arg) {
				return nil, exception("The argument to function '%s' in '%s' cannot be converted to a node-set.", c.local, p.text)
			}
		}
	}
	return c, nil
}
