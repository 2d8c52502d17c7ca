package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// typeContext says where a type stands: it decides what `?` and `[` behind the
// name mean.
type typeContext uint8

const (
	// plainType: `?` makes a nullable type, `[]` an array.
	plainType typeContext = iota
	// typeAfterOperator is the type after `is`, `as` and `case`: `?` belongs to
	// the type only when nothing follows that could be the branch of a
	// conditional.
	typeAfterOperator
	// newType is the type after `new`: the brackets are the creation's.
	newType
)

// typ parses a type.
func (p *parser) typ(ctx typeContext) ast.TypeExpr {
	if !p.enter() {
		defer p.leave()
		return &ast.BadType{At: p.nothing()}
	}
	defer p.leave()
	start := p.start()
	t := p.simpleType(ctx)
	if _, bad := t.(*ast.BadType); bad {
		return t
	}
	for {
		switch p.kind() {
		case token.Question:
			if !p.isNullableMark(ctx) {
				return t
			}
			p.advance()
			t = &ast.NullableType{At: p.from(start), Elem: t}
		case token.LBracket:
			if ctx == newType {
				return t
			}
			if k := p.kindAt(p.i + 1); k != token.RBracket && k != token.Comma {
				return t
			}
			t = p.arrayType(start, t)
		case token.Star:
			if ctx == plainType && p.kindAt(p.i+1) != token.Ident {
				p.refuse(p.spanOf(p.i), "CS0214 Pointers and fixed size buffers may only be used in an unsafe context")
				p.advance()
				continue
			}
			return t
		default:
			return t
		}
	}
}

// isNullableMark reports whether the current `?` belongs to the type before it.
func (p *parser) isNullableMark(ctx typeContext) bool {
	if p.kindAt(p.i-1) == token.Question {
		return false
	}
	next := p.kindAt(p.i + 1)
	switch ctx {
	case typeAfterOperator:
		return !p.startsExpr(p.i+1) && next != token.Dot && next != token.LBracket
	case newType:
		return next == token.LParen || next == token.LBrace || next == token.LBracket || !p.startsExpr(p.i+1)
	}
	return true
}

// arrayType parses the brackets of an array type.
func (p *parser) arrayType(start int, elem ast.TypeExpr) ast.TypeExpr {
	t := &ast.ArrayType{Elem: elem}
	for p.kind() == token.LBracket {
		if k := p.kindAt(p.i + 1); k != token.RBracket && k != token.Comma {
			break
		}
		open := p.i
		p.advance()
		rank := 1
		for p.got(token.Comma) {
			rank++
		}
		p.close(open, token.RBracket)
		t.Ranks = append(t.Ranks, rank)
	}
	t.At = p.from(start)
	return t
}

// simpleType parses a type without `?` and `[]`.
func (p *parser) simpleType(ctx typeContext) ast.TypeExpr {
	start := p.start()
	k := p.kind()
	switch {
	case k.IsPredefinedType():
		p.advance()
		return &ast.PredefinedType{At: p.from(start), Kind: k}
	case p.isName(p.i):
		return p.typeName(ctx)
	case k == token.LParen && ctx != newType:
		return p.tupleType()
	}
	at := p.expectedSpan()
	switch {
	case k == token.Void:
		at = p.spanOf(p.i)
		p.errorAt(at, "CS1547 Keyword 'void' cannot be used in this context")
		p.advance()
	case p.toks[p.i].Flags&token.Faulty == 0:
		p.errorAt(at, "CS1031 Type expected")
	}
	return &ast.BadType{At: p.nothing()}
}

// typeName parses a name, generic and qualified at will, as a type.
func (p *parser) typeName(ctx typeContext) ast.TypeExpr {
	start := p.start()
	var t ast.TypeExpr = p.typeNamePart(ctx, true)
	for p.kind() == token.Dot {
		p.advance()
		t = &ast.QualifiedName{Left: t, Name: p.typeNamePart(ctx, false)}
		t.(*ast.QualifiedName).At = p.from(start)
	}
	return t
}

// typeNamePart parses one part of a name in a type, where `<` opens type arguments;
// behind `is` and `as` it may also compare.
func (p *parser) typeNamePart(ctx typeContext, first bool) *ast.Name {
	start := p.start()
	n := &ast.Name{}
	if first {
		n.Alias = p.alias()
	}
	n.Ident = p.ident()
	if p.kind() == token.Less && (ctx != typeAfterOperator || p.hasTypeArgs()) {
		n.Args = p.typeArgs()
	}
	n.At = p.from(start)
	return n
}

// hasTypeArgs reports whether the current `<` opens a list of types.
func (p *parser) hasTypeArgs() bool {
	end, _ := p.scanTypeArgs(p.i, 0)
	return end > 0
}

// alias takes `name::` and returns the name, empty when there is none.
func (p *parser) alias() string {
	if p.kind() != token.Ident || p.kindAt(p.i+1) != token.DoubleColon {
		return ""
	}
	name := p.textOf(p.i)
	p.advance()
	p.advance()
	return name
}

// typeArgs parses `<A, B>`, or `<,>` with omitted arguments inside typeof: all are
// omitted or none.
func (p *parser) typeArgs() []ast.TypeExpr {
	missing := func() bool { return p.kind() == token.Comma || p.kind() == token.Greater }
	var args []ast.TypeExpr
	p.advance()
	omitted := p.unbound && missing()
	for {
		switch {
		case missing() && omitted:
			args = append(args, &ast.OmittedType{At: p.nothing()})
		case missing():
			p.errorAt(p.expectedSpan(), "CS1031 Type expected")
			args = append(args, &ast.BadType{At: p.nothing()})
		default:
			if omitted {
				p.errorAt(p.spanOf(p.i-1), "CS1031 Type expected")
			}
			args = append(args, p.typ(plainType))
		}
		if !p.got(token.Comma) {
			break
		}
	}
	p.expect(token.Greater)
	return args
}

// tupleType parses `(A a, B b)`.
func (p *parser) tupleType() ast.TypeExpr {
	start, open := p.start(), p.i
	t := &ast.TupleType{}
	p.advance()
	for {
		elemStart := p.start()
		e := &ast.TupleTypeElem{Type: p.typ(plainType)}
		if p.isName(p.i) {
			name := p.ident()
			e.Name = &name
		}
		e.At = p.from(elemStart)
		t.Elems = append(t.Elems, e)
		if !p.got(token.Comma) {
			break
		}
	}
	if len(t.Elems) < 2 {
		p.errorHere("CS8124 Tuple must contain at least two elements.")
	}
	p.close(open, token.RParen)
	t.At = p.from(start)
	return t
}

// declaredType parses the type of a declaration, where `var` asks for inference
// when a name or a list of names follows.
func (p *parser) declaredType() ast.TypeExpr {
	if p.isVar(p.i) {
		t := &ast.VarType{At: ast.At{Pos: p.spanOf(p.i)}}
		p.advance()
		return t
	}
	return p.typ(plainType)
}

// isVar reports whether token i is the word `var` in front of what it declares.
func (p *parser) isVar(i int) bool {
	return p.isWord(i, "var") && (p.isName(i+1) || p.kindAt(i+1) == token.LParen)
}

// startsExpr reports whether token i can start an expression.
func (p *parser) startsExpr(i int) bool {
	switch k := p.kindAt(i); k {
	case token.Ident:
		return p.isName(i)
	case token.Int, token.Real, token.Char, token.String, token.InterpolatedStart,
		token.LParen, token.Plus, token.Minus, token.Not, token.Tilde, token.Inc, token.Dec, token.Amp, token.Star,
		token.True, token.False, token.Null, token.New, token.Typeof, token.Sizeof, token.Default, token.Checked,
		token.Unchecked, token.Delegate, token.This, token.Base, token.Throw, token.Stackalloc,
		token.Arglist, token.MakeRef, token.RefType, token.RefValue, token.Static, token.Ref:
		return true
	default:
		return k.IsPredefinedType()
	}
}
