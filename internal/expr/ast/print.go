package ast

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// Print returns n as C#. For a tree that the parser returned without errors,
// parsing the result gives an equal tree, places aside; a tree built by hand needs
// its own Paren nodes where precedence asks for them. Missing parts print as
// nothing. Comments and the spelling of literals (verbatim strings, escapes,
// digit separators) are not kept.
func Print(n Node) string {
	var p printer
	p.node(n)
	return p.b.String()
}

// PrintBody returns the statements of a block without its braces, as they stand in
// `@{...}`.
func PrintBody(b *Block) string {
	var p printer
	for i, s := range b.Stmts {
		if i > 0 {
			p.newline()
		}
		p.node(s)
	}
	return p.b.String()
}

// printer collects text.
type printer struct {
	b strings.Builder
	// indent is the number of tabs at the start of a line.
	indent int
	// flat tells that line ends are not allowed: inside a hole.
	flat int
}

func (p *printer) write(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

func (p *printer) newline() {
	if p.flat > 0 {
		p.b.WriteByte(' ')
		return
	}
	p.b.WriteByte('\n')
	for range p.indent {
		p.b.WriteByte('\t')
	}
}

// name writes an identifier, with `@` where it could be taken for a keyword.
func (p *printer) name(id string) {
	if token.Lookup(id) != token.Ident || token.IsContextual(id) {
		p.b.WriteByte('@')
	}
	p.b.WriteString(id)
}

// list writes nodes with commas between them.
func list[T Node](p *printer, nodes []T) {
	for i, n := range nodes {
		if i > 0 {
			p.write(", ")
		}
		p.node(n)
	}
}

// node writes any node.
func (p *printer) node(n Node) {
	switch n := n.(type) {
	case nil:
	case Expr:
		p.expr(n)
	case Stmt:
		p.stmt(n)
	case TypeExpr:
		p.typ(n)
	default:
		p.part(n)
	}
}

// ranks writes the brackets of an array type.
func (p *printer) ranks(ranks []int) {
	for _, r := range ranks {
		p.write("[", strings.Repeat(",", r-1), "]")
	}
}

// typ writes a type. Names and keywords are expressions as well.
func (p *printer) typ(t TypeExpr) {
	switch t := t.(type) {
	case *QualifiedName:
		p.node(t.Left)
		p.write(".")
		p.node(t.Name)
	case *ArrayType:
		p.node(t.Elem)
		p.ranks(t.Ranks)
	case *NullableType:
		p.node(t.Elem)
		p.write("?")
	case *TupleType:
		p.write("(")
		list(p, t.Elems)
		p.write(")")
	case *VarType:
		p.write("var")
	}
}

// part writes what is neither expression, statement nor type.
func (p *printer) part(n Node) {
	switch n := n.(type) {
	case Ident:
		p.name(n.Text)
	case *Ident:
		p.name(n.Text)
	case *Argument:
		if n.Name != nil {
			p.name(n.Name.Text)
			p.write(": ")
		}
		p.write(modes[n.Mode])
		p.node(n.X)
	case *TupleTypeElem:
		p.node(n.Type)
		if n.Name != nil {
			p.write(" ")
			p.name(n.Name.Text)
		}
	case *Param:
		p.param(n)
	case *ConstantPattern:
		p.node(n.X)
	case *DeclarationPattern:
		p.node(n.Type)
		p.write(" ")
		p.node(n.Designation)
	case *VarPattern:
		p.write("var ")
		p.node(n.Designation)
	case *SingleDesignation:
		p.designated(n.Name.Text)
	case *DiscardDesignation:
		p.write("_")
	case *ParenDesignation:
		p.write("(")
		list(p, n.Elems)
		p.write(")")
	case *InterpolatedText:
		p.interpolatedText(n.Value)
	case *Hole:
		p.hole(n)
	default:
		p.initPart(n)
	}
}

// designated writes a variable that a pattern or an expression declares; a plain
// `_` would be a discard.
func (p *printer) designated(name string) {
	if name == "_" {
		p.write("@")
	}
	p.name(name)
}

// modes are the words in front of arguments and parameters, by ArgMode; never
// changed.
var modes = [...]string{ByValue: "", ByRef: "ref ", ByOut: "out ", ByIn: "in "}

func (p *printer) param(n *Param) {
	p.write(modes[n.Mode])
	if n.Params {
		p.write("params ")
	}
	if n.Type != nil {
		p.node(n.Type)
		p.write(" ")
	}
	p.name(n.Name.Text)
	if n.Default != nil {
		p.write(" = ")
		p.node(n.Default)
	}
}
