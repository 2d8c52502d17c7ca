package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// isQuery reports whether a query expression starts at index i: `from x in`, `from
// T x in`. A variable may be called from, so a name has to follow.
func (p *parser) isQuery(i int) bool {
	if !p.isWord(i, "from") {
		return false
	}
	if p.kindAt(i + 1).IsPredefinedType() {
		return true
	}
	if p.kindAt(i+1) != token.Ident {
		return false
	}
	switch p.kindAt(i + 2) {
	case token.Semicolon, token.Comma, token.Assign:
		return false
	}
	return true
}

// query parses a query expression.
func (p *parser) query() ast.Expr {
	start := p.start()
	p.queries++
	q := &ast.Query{From: p.fromClause()}
	q.Body = p.queryBody()
	p.queries--
	q.At = p.from(start)
	return q
}

// queryBody parses clauses up to the end of the query.
func (p *parser) queryBody() *ast.QueryBody {
	start := p.start()
	b := &ast.QueryBody{}
	if !p.enter() {
		defer p.leave()
		b.At = p.from(start)
		b.End = &ast.SelectClause{At: b.At, X: &ast.BadExpr{At: b.At}}
		return b
	}
	defer p.leave()
	for c := p.queryClause(); c != nil; c = p.queryClause() {
		b.Clauses = append(b.Clauses, c)
	}
	b.End = p.endClause()
	if p.isWord(p.i, "into") {
		into := &ast.QueryContinuation{}
		at := p.start()
		p.advance()
		into.Name = p.ident()
		into.Body = p.queryBody()
		into.At = p.from(at)
		b.Into = into
	}
	b.At = p.from(start)
	return b
}

// queryClause parses one clause in the middle of a query, nil when there is none.
func (p *parser) queryClause() ast.QueryClause {
	start := p.start()
	if p.kind() != token.Ident {
		return nil
	}
	switch p.raw() {
	case "from":
		return p.fromClause()
	case "let":
		p.advance()
		c := &ast.LetClause{Name: p.ident()}
		p.expect(token.Assign)
		c.X = p.expr()
		c.At = p.from(start)
		return c
	case "where":
		p.advance()
		x := p.expr()
		return &ast.WhereClause{At: p.from(start), X: x}
	case "join":
		return p.joinClause(start)
	case "orderby":
		p.advance()
		c := &ast.OrderByClause{}
		for {
			c.Orderings = append(c.Orderings, p.ordering())
			if !p.got(token.Comma) {
				break
			}
		}
		c.At = p.from(start)
		return c
	}
	return nil
}

// fromClause parses `from T x in e`; the current token is `from`.
func (p *parser) fromClause() *ast.FromClause {
	start := p.start()
	c := &ast.FromClause{}
	p.advance()
	c.Type, c.Name = p.rangeVariable()
	p.queryWord(token.In.String(), p.got(token.In))
	c.X = p.expr()
	c.At = p.from(start)
	return c
}

// rangeVariable parses the variable that a clause declares, with a type or not.
func (p *parser) rangeVariable() (ast.TypeExpr, ast.Ident) {
	if p.isName(p.i) && p.kindAt(p.i+1) == token.In {
		return nil, p.ident()
	}
	if shape, end := p.scanType(p.i); shape != notType && p.isName(end) {
		return p.typ(plainType), p.ident()
	}
	return nil, p.ident()
}

// joinClause parses `join T x in e on a equals b into g`.
func (p *parser) joinClause(start int) ast.QueryClause {
	c := &ast.JoinClause{}
	p.advance()
	c.Type, c.Name = p.rangeVariable()
	p.queryWord(token.In.String(), p.got(token.In))
	c.X = p.expr()
	p.queryWord("on", p.gotWord("on"))
	c.Left = p.expr()
	p.queryWord("equals", p.gotWord("equals"))
	c.Right = p.expr()
	if p.gotWord("into") {
		name := p.ident()
		c.Into = &name
	}
	c.At = p.from(start)
	return c
}

// ordering parses one key of orderby.
func (p *parser) ordering() *ast.Ordering {
	start := p.start()
	o := &ast.Ordering{X: p.expr()}
	switch {
	case p.gotWord("ascending"):
		o.Explicit = true
	case p.gotWord("descending"):
		o.Explicit, o.Descending = true, true
	}
	o.At = p.from(start)
	return o
}

// endClause parses `select e` or `group e by k`, with which a query must end.
func (p *parser) endClause() ast.QueryClause {
	start := p.start()
	switch {
	case p.gotWord("select"):
		x := p.expr()
		return &ast.SelectClause{At: p.from(start), X: x}
	case p.gotWord("group"):
		c := &ast.GroupClause{X: p.expr()}
		p.queryWord("by", p.gotWord("by"))
		c.Key = p.expr()
		c.At = p.from(start)
		return c
	}
	at := p.expectedSpan()
	p.errorAt(at, "CS0742 A query body must end with a select clause or a group clause")
	return &ast.SelectClause{At: p.nothing(), X: &ast.BadExpr{At: p.nothing()}}
}

// gotWord moves behind the contextual keyword word.
func (p *parser) gotWord(word string) bool {
	if !p.isWord(p.i, word) {
		return false
	}
	p.advance()
	return true
}

// queryWord reports that a word of a clause is missing unless found.
func (p *parser) queryWord(word string, found bool) {
	if found {
		return
	}
	at := p.expectedSpan()
	switch word {
	case "on":
		p.errorAt(at, "CS0743 Expected contextual keyword 'on'")
	case "equals":
		p.errorAt(at, "CS0744 Expected contextual keyword 'equals'")
	case "by":
		p.errorAt(at, "CS0745 Expected contextual keyword 'by'")
	default:
		p.errorAt(at, "CS1003 Syntax error, '%s' expected", word)
	}
}
