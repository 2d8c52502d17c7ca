package ast

// stmt writes a statement.
func (p *printer) stmt(n Stmt) {
	switch n := n.(type) {
	case *Block:
		p.block(n)
	case *LocalDecl:
		p.localDecl(n)
		p.write(";")
	case *ExprStmt:
		p.node(n.X)
		p.write(";")
	case *Empty:
		p.write(";")
	case *If:
		p.ifStmt(n)
	case *While:
		p.header("while", n.Cond)
		p.body(n.Body)
	case *Do:
		p.write("do")
		p.body(n.Body)
		p.newline()
		p.header("while", n.Cond)
		p.write(";")
	case *For:
		p.forStmt(n)
	case *ForEach:
		p.foreach(n)
	case *Switch:
		p.header("switch", n.X)
		p.write(" {")
		for _, s := range n.Sections {
			p.newline()
			p.node(s)
		}
		p.newline()
		p.write("}")
	case *Try:
		p.try(n)
	case *Using:
		p.write("using (")
		if n.Decl != nil {
			p.localDecl(n.Decl)
		} else {
			p.node(n.X)
		}
		p.write(")")
		p.body(n.Body)
	case *Lock:
		p.header("lock", n.X)
		p.body(n.Body)
	case *Throw:
		p.jump("throw", n.X)
	case *Return:
		p.jump("return", n.X)
	case *Yield:
		if n.X == nil {
			p.write("yield break;")
		} else {
			p.jump("yield return", n.X)
		}
	case *Break:
		p.write("break;")
	case *Continue:
		p.write("continue;")
	case *Goto:
		p.gotoStmt(n)
	case *Labeled:
		p.name(n.Label.Text)
		p.write(": ")
		p.node(n.Stmt)
	case *CheckedBlock:
		if n.Unchecked {
			p.write("un")
		}
		p.write("checked ")
		p.block(n.Block)
	case *LocalFunc:
		p.localFunc(n)
	}
}

func (p *printer) block(b *Block) {
	p.write("{")
	p.indent++
	for _, s := range b.Stmts {
		p.newline()
		p.node(s)
	}
	p.indent--
	p.newline()
	p.write("}")
}

// body writes the statement that belongs to the one before it.
func (p *printer) body(s Stmt) {
	if b, ok := s.(*Block); ok {
		p.write(" ")
		p.block(b)
		return
	}
	p.indent++
	p.newline()
	p.node(s)
	p.indent--
}

// header writes `word (x)`.
func (p *printer) header(word string, x Expr) {
	p.write(word, " (")
	p.node(x)
	p.write(")")
}

// jump writes `word x;`.
func (p *printer) jump(word string, x Expr) {
	p.write(word)
	if x != nil {
		p.write(" ")
		p.node(x)
	}
	p.write(";")
}

func (p *printer) localDecl(n *LocalDecl) {
	if n.Const {
		p.write("const ")
	}
	p.node(n.Type)
	p.write(" ")
	list(p, n.Decls)
}

// ifStmt writes a chain of `else if` without recursion.
func (p *printer) ifStmt(n *If) {
	for {
		p.header("if", n.Cond)
		p.body(n.Then)
		if n.Else == nil {
			return
		}
		p.newline()
		p.write("else")
		next, chained := n.Else.(*If)
		if !chained {
			p.body(n.Else)
			return
		}
		p.write(" ")
		n = next
	}
}

func (p *printer) forStmt(n *For) {
	p.write("for (")
	if n.Decl != nil {
		p.localDecl(n.Decl)
	} else {
		list(p, n.Init)
	}
	p.write("; ")
	if n.Cond != nil {
		p.node(n.Cond)
	}
	p.write("; ")
	list(p, n.Post)
	p.write(")")
	p.body(n.Body)
}

func (p *printer) foreach(n *ForEach) {
	p.write("foreach (")
	if n.Target != nil {
		p.node(n.Target)
	} else {
		p.node(n.Type)
		p.write(" ")
		p.name(n.Name.Text)
	}
	p.write(" in ")
	p.node(n.X)
	p.write(")")
	p.body(n.Body)
}

func (p *printer) try(n *Try) {
	p.write("try ")
	p.block(n.Block)
	for _, c := range n.Catches {
		p.newline()
		p.node(c)
	}
	if n.Finally != nil {
		p.newline()
		p.write("finally ")
		p.block(n.Finally)
	}
}

func (p *printer) gotoStmt(n *Goto) {
	p.write("goto ")
	switch {
	case n.Label != nil:
		p.name(n.Label.Text)
	case n.Default:
		p.write("default")
	default:
		p.write("case ")
		p.node(n.Case)
	}
	p.write(";")
}

func (p *printer) localFunc(n *LocalFunc) {
	p.node(n.Return)
	p.write(" ")
	p.name(n.Name.Text)
	for i, t := range n.TypeParams {
		p.write([...]string{"<", ", "}[min(i, 1)])
		p.name(t.Text)
	}
	if n.TypeParams != nil {
		p.write(">")
	}
	p.write("(")
	list(p, n.Params)
	p.write(")")
	for _, c := range n.Constraints {
		p.write(" ")
		p.node(c)
	}
	if n.Block != nil {
		p.write(" ")
		p.block(n.Block)
		return
	}
	p.write(" => ")
	p.node(n.Body)
	p.write(";")
}
