package ast

import "github.com/gatehouse-project/gatehouse/internal/expr/token"

// expr writes an expression.
func (p *printer) expr(n Expr) {
	switch n := n.(type) {
	case *StringLit:
		p.stringLit(n.Value)
	case *CharLit:
		p.charLit(n.Value)
	case *IntLit:
		p.intLit(n)
	case *RealLit:
		p.write(n.Text, [...]string{RealNone: "", RealF: "f", RealD: "d", RealM: "m"}[n.Suffix])
	case *BoolLit:
		if n.Value {
			p.write("true")
		} else {
			p.write("false")
		}
	case *NullLit:
		p.write("null")
	case *Interpolated:
		p.write(`$"`)
		for _, part := range n.Parts {
			p.node(part)
		}
		p.write(`"`)
	case *PredefinedType:
		p.write(n.Kind.String())
	case *Name:
		p.fullName(n)
	case *Paren:
		p.write("(")
		p.node(n.X)
		p.write(")")
	case *Unary:
		p.unary(n)
	case *Postfix:
		p.node(n.X)
		p.write(n.Op.String())
	case *Cast:
		p.write("(")
		p.node(n.Type)
		p.write(")")
		p.node(n.X)
	case *Binary:
		first, chain := Spine(n)
		p.node(first)
		for _, b := range chain {
			p.write(" ", b.Op.String(), " ")
			p.node(b.Y)
		}
	case *Coalesce:
		p.infix(n.X, "??", n.Y)
	case *Conditional:
		p.infix(n.Cond, "?", n.Then)
		p.write(" : ")
		p.node(n.Else)
	case *Assign:
		p.infix(n.X, n.Op.String(), n.Y)
	case *Declared:
		p.node(n.Type)
		p.write(" ")
		p.node(n.Designation)
	case *Is:
		p.infix(n.X, "is", n.Type)
	case *IsPattern:
		p.infix(n.X, "is", n.Pattern)
	case *As:
		p.infix(n.X, "as", n.Type)
	case *ThrowExpr:
		p.write("throw ")
		p.node(n.X)
	case *Tuple:
		p.write("(")
		list(p, n.Elems)
		p.write(")")
	case *Lambda:
		p.lambda(n)
	case *AnonymousMethod:
		p.write("delegate ")
		if n.HasParams {
			p.write("(")
			list(p, n.Params)
			p.write(") ")
		}
		p.stmt(n.Block)
	case *Query:
		p.node(n.From)
		p.write(" ")
		p.node(n.Body)
	default:
		p.accessOrCreation(n)
	}
}

// accessOrCreation writes the chains of members and calls, and what starts with a
// keyword.
func (p *printer) accessOrCreation(n Expr) {
	switch n := n.(type) {
	case *Member:
		p.node(n.X)
		p.write(".")
		p.node(n.Name)
	case *Index:
		p.node(n.X)
		p.write("[")
		list(p, n.Args)
		p.write("]")
	case *Call:
		p.node(n.X)
		p.write("(")
		list(p, n.Args)
		p.write(")")
	case *ConditionalAccess:
		p.node(n.X)
		p.write("?")
		p.node(n.Access) // its ImplicitReceiver prints as nothing
	case *TypeOf:
		p.keywordCall("typeof", n.Type)
	case *SizeOf:
		p.keywordCall("sizeof", n.Type)
	case *NameOf:
		p.keywordCall("nameof", n.X)
	case *Default:
		if n.Type == nil {
			p.write("default")
		} else {
			p.keywordCall("default", n.Type)
		}
	case *Checked:
		if n.Unchecked {
			p.keywordCall("unchecked", n.X)
		} else {
			p.keywordCall("checked", n.X)
		}
	case *New:
		p.write("new ")
		p.node(n.Type)
		if n.HasArgs {
			p.write("(")
			list(p, n.Args)
			p.write(")")
		}
		if n.Init != nil {
			p.write(" ")
			p.node(n.Init)
		}
	case *NewArray:
		p.newArray(n)
	case *NewImplicitArray:
		p.write("new ")
		p.ranks([]int{n.Rank})
		p.write(" ")
		p.node(n.Init)
	case *ArrayInit:
		p.braces(len(n.Elems) > 0, func() { list(p, n.Elems) })
	case *NewAnonymous:
		p.write("new ")
		p.braces(len(n.Members) > 0, func() { list(p, n.Members) })
	}
}

func (p *printer) keywordCall(word string, n Node) {
	p.write(word, "(")
	p.node(n)
	p.write(")")
}

func (p *printer) infix(x Node, op string, y Node) {
	p.node(x)
	p.write(" ", op, " ")
	p.node(y)
}

func (p *printer) fullName(n *Name) {
	if n.Alias == "global" {
		p.write("global::")
	} else if n.Alias != "" {
		p.name(n.Alias)
		p.write("::")
	}
	p.name(n.Ident.Text)
	if n.Args != nil {
		p.write("<")
		for i, a := range n.Args {
			_, omitted := a.(*OmittedType)
			if i > 0 && omitted {
				p.write(",")
			} else if i > 0 {
				p.write(", ")
			}
			p.node(a)
		}
		p.write(">")
	}
}

func (p *printer) unary(n *Unary) {
	p.write(n.Op.String())
	if x, ok := n.X.(*Unary); ok && x.Op.String()[0] == n.Op.String()[0] {
		// `- -x` and not `--x`
		p.write(" ")
	}
	p.node(n.X)
}

func (p *printer) newArray(n *NewArray) {
	p.write("new ")
	p.node(n.Elem)
	if n.Sizes == nil {
		p.ranks(n.Ranks)
	} else {
		p.write("[")
		list(p, n.Sizes)
		p.write("]")
		p.ranks(n.Ranks[1:])
	}
	if n.Init != nil {
		p.write(" ")
		p.node(n.Init)
	}
}

func (p *printer) lambda(n *Lambda) {
	if len(n.Params) == 1 && !n.Typed {
		p.name(n.Params[0].Name.Text)
	} else {
		p.write("(")
		list(p, n.Params)
		p.write(")")
	}
	p.write(" ", token.Arrow.String(), " ")
	if n.Block != nil {
		p.stmt(n.Block)
	} else {
		p.node(n.Body)
	}
}

// braces writes `{ ... }`, or `{ }` when empty.
func (p *printer) braces(filled bool, contents func()) {
	p.write("{ ")
	if filled {
		contents()
		p.write(" ")
	}
	p.write("}")
}

// initPart writes the parts of initialisers and queries.
func (p *printer) initPart(n Node) {
	switch n := n.(type) {
	case *ObjectInit:
		p.braces(len(n.Members) > 0, func() { list(p, n.Members) })
	case *CollectionInit:
		p.braces(len(n.Elems) > 0, func() { list(p, n.Elems) })
	case *MemberInit:
		if n.Name != nil {
			p.name(n.Name.Text)
		} else {
			p.write("[")
			list(p, n.Index)
			p.write("]")
		}
		p.write(" = ")
		if n.Init != nil {
			p.node(n.Init)
		} else {
			p.node(n.Value)
		}
	case *ElementInit:
		if n.Braced {
			p.braces(len(n.Values) > 0, func() { list(p, n.Values) })
		} else {
			list(p, n.Values)
		}
	case *AnonymousMember:
		if !n.Projected {
			p.name(n.Name.Text)
			p.write(" = ")
		}
		p.node(n.X)
	default:
		p.queryPart(n)
	}
}
