package ast

// stmtPart writes the parts of statements.
func (p *printer) stmtPart(n Node) {
	switch n := n.(type) {
	case *Declarator:
		p.name(n.Name.Text)
		if n.Init != nil {
			p.write(" = ")
			p.node(n.Init)
		}
	case *SwitchSection:
		for i, l := range n.Labels {
			if i > 0 {
				p.newline()
			}
			p.node(l)
		}
		p.indent++
		for _, s := range n.Stmts {
			p.newline()
			p.node(s)
		}
		p.indent--
	case *SwitchLabel:
		if n.Default {
			p.write("default:")
			return
		}
		p.write("case ")
		p.node(n.Pattern)
		if n.When != nil {
			p.write(" when ")
			p.node(n.When)
		}
		p.write(":")
	case *Catch:
		p.write("catch ")
		if n.Type != nil {
			p.write("(")
			p.node(n.Type)
			if n.Name != nil {
				p.write(" ")
				p.name(n.Name.Text)
			}
			p.write(") ")
		}
		if n.Filter != nil {
			p.write("when (")
			p.node(n.Filter)
			p.write(") ")
		}
		p.block(n.Block)
	case *TypeConstraint:
		p.constraint(n)
	}
}

func (p *printer) constraint(n *TypeConstraint) {
	p.write("where ")
	p.name(n.Name.Text)
	sep := " : "
	item := func(s string) {
		p.write(sep, s)
		sep = ", "
	}
	if n.Class {
		item("class")
	}
	if n.Struct {
		item("struct")
	}
	for _, t := range n.Types {
		item("")
		p.node(t)
	}
	if n.Ctor {
		item("new()")
	}
}
