package ast

// queryPart writes the clauses of a query, and the parts of statements.
func (p *printer) queryPart(n Node) {
	switch n := n.(type) {
	case *QueryBody:
		for _, c := range n.Clauses {
			p.node(c)
			p.write(" ")
		}
		p.node(n.End)
		if n.Into != nil {
			p.write(" ")
			p.node(n.Into)
		}
	case *QueryContinuation:
		p.write("into ")
		p.name(n.Name.Text)
		p.write(" ")
		p.node(n.Body)
	case *FromClause:
		p.write("from ")
		p.rangeVariable(n.Type, n.Name)
		p.write(" in ")
		p.node(n.X)
	case *LetClause:
		p.write("let ")
		p.name(n.Name.Text)
		p.write(" = ")
		p.node(n.X)
	case *WhereClause:
		p.write("where ")
		p.node(n.X)
	case *JoinClause:
		p.write("join ")
		p.rangeVariable(n.Type, n.Name)
		p.write(" in ")
		p.node(n.X)
		p.write(" on ")
		p.node(n.Left)
		p.write(" equals ")
		p.node(n.Right)
		if n.Into != nil {
			p.write(" into ")
			p.name(n.Into.Text)
		}
	case *OrderByClause:
		p.write("orderby ")
		list(p, n.Orderings)
	case *Ordering:
		p.node(n.X)
		switch {
		case n.Descending:
			p.write(" descending")
		case n.Explicit:
			p.write(" ascending")
		}
	case *SelectClause:
		p.write("select ")
		p.node(n.X)
	case *GroupClause:
		p.write("group ")
		p.node(n.X)
		p.write(" by ")
		p.node(n.Key)
	default:
		p.stmtPart(n)
	}
}

func (p *printer) rangeVariable(t TypeExpr, name Ident) {
	if t != nil {
		p.node(t)
		p.write(" ")
	}
	p.name(name.Text)
}
