package xpath

// maxDepth is how deep parentheses and predicates may be nested, as in .NET.
const maxDepth = 200

// maxLength is the length of an expression in bytes.
const maxLength = 1 << 16

// Expr is a compiled expression. It is immutable.
type Expr struct {
	text string
	root expr
	// needs are the prefixes, variables and functions that an environment has to
	// supply, in the order in which .NET asks for them.
	needs []need
}

type need struct {
	what          needKind
	prefix, local string
	args          int // of a function
}

type needKind uint8

const (
	needPrefix needKind = iota
	needVariable
	needFunction
)

// Compile parses an expression.
func Compile(text string) (*Expr, error) {
	if len(text) > maxLength {
		return nil, tooComplex()
	}
	p := parser{lexer: lexer{text: text}}
	if err := p.next(); err != nil {
		return nil, err
	}
	root, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.kind != end {
		return nil, p.invalid()
	}
	return &Expr{text: text, root: root, needs: p.needs}, nil
}

// String returns the text of the expression.
func (e *Expr) String() string { return e.text }

type parser struct {
	lexer
	depth int
	needs []need
}

func (p *parser) pass(k kind) error {
	if p.kind != k {
		return p.invalid()
	}
	return p.next()
}

func (p *parser) expression() (expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, tooComplex()
	}
	e, err := p.binary(0)
	p.depth--
	return e, err
}

// operator returns the level of the operator at the current token, from 0 for or
// to 5 for *, div and mod, and -1 for none.
func (p *parser) operator() (level int, op kind) {
	switch p.kind {
	case '=', notEqual:
		return 2, p.kind
	case '<', '>', lessEqual, greaterEqual:
		return 3, p.kind
	case '+', '-':
		return 4, p.kind
	case '*':
		return 5, p.kind
	case name:
		if p.prefix != "" {
			break
		}
		switch p.local {
		case "or":
			return 0, opOr
		case "and":
			return 1, opAnd
		case "div":
			return 5, opDiv
		case "mod":
			return 5, opMod
		}
	}
	return -1, 0
}

// binary reads operators of the given level and those that bind tighter.
func (p *parser) binary(level int) (expr, error) {
	if level > 5 {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	for err == nil {
		at, op := p.operator()
		if at != level {
			return left, nil
		}
		if err = p.next(); err != nil {
			break
		}
		var right expr
		right, err = p.binary(level + 1)
		left = binaryExpr{op, left, right}
	}
	return nil, err
}

func (p *parser) unary() (expr, error) {
	minus := false
	for p.kind == '-' {
		minus = !minus
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	e, err := p.union()
	if err == nil && minus {
		return negateExpr{e}, nil
	}
	return e, err
}

func (p *parser) union() (expr, error) {
	left, err := p.path()
	for err == nil && p.kind == '|' {
		if err = p.next(); err != nil {
			break
		}
		var right expr
		if right, err = p.path(); err != nil {
			break
		}
		if !maySelect(left) || !maySelect(right) {
			return nil, nodeSetExpected()
		}
		left = unionExpr{left, right}
	}
	return left, err
}

// maySelect reports whether an expression can give a node-set.
func maySelect(e expr) bool { return e.typ() == nodeSetType || e.typ() == anyType }

// path reads a location path, or a primary expression and the path behind it.
func (p *parser) path() (expr, error) {
	if !p.primaryAhead() {
		return p.locationPath()
	}
	e, err := p.primary()
	if err != nil {
		return nil, err
	}
	predicates, err := p.predicates(e)
	if err != nil {
		return nil, err
	}
	if predicates != nil {
		e = filterExpr{e, predicates}
	}
	if p.kind != '/' && p.kind != slashSlash {
		return e, nil
	}
	deep := p.kind == slashSlash
	if err := p.next(); err != nil {
		return nil, err
	}
	if !maySelect(e) {
		return nil, nodeSetExpected()
	}
	return p.relativePath(e, deep)
}

func (p *parser) primaryAhead() bool {
	switch p.kind {
	case literal, number, '$', '(':
		return true
	case name:
		return p.call && !p.nodeTypeAhead()
	}
	return false
}

func (p *parser) nodeTypeAhead() bool {
	if p.prefix != "" {
		return false
	}
	switch p.local {
	case "node", "text", "comment", "processing-instruction":
		return true
	}
	return false
}

func (p *parser) primary() (expr, error) {
	switch p.kind {
	case literal:
		e := literalExpr{p.literal}
		return e, p.next()
	case number:
		e := numberExpr{p.number}
		return e, p.next()
	case '$':
		if err := p.next(); err != nil {
			return nil, err
		}
		if p.kind != name {
			return nil, p.invalid()
		}
		e := variableExpr{p.prefix, p.local}
		p.needs = append(p.needs, need{what: needVariable, prefix: p.prefix, local: p.local})
		return e, p.next()
	case '(':
		if err := p.next(); err != nil {
			return nil, err
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		if e.typ() == nodeSetType {
			e = filterExpr{input: e} // predicates behind it count the whole set
		}
		return e, p.pass(')')
	}
	return p.functionCall()
}

// predicates reads any number of [ ]. Only node-sets may have them.
func (p *parser) predicates(input expr) ([]expr, error) {
	var all []expr
	for p.kind == '[' {
		if !maySelect(input) {
			return nil, nodeSetExpected()
		}
		if err := p.next(); err != nil {
			return nil, err
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		if err := p.pass(']'); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
