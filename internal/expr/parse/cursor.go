package parse

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// kind returns the kind of the current token.
func (p *parser) kind() token.Kind { return p.toks[p.i].Kind }

// kindAt returns the kind of the token with index i, EOF behind the end.
func (p *parser) kindAt(i int) token.Kind {
	if i >= len(p.toks) {
		return token.EOF
	}
	return p.toks[i].Kind
}

// advance moves to the next token; EOF is never passed.
func (p *parser) advance() {
	if p.i < len(p.toks)-1 {
		p.i++
	}
}

// got moves behind the current token when it is of kind k.
func (p *parser) got(k token.Kind) bool {
	if p.kind() != k {
		return false
	}
	p.advance()
	return true
}

// start returns the offset of the current token.
func (p *parser) start() int { return int(p.toks[p.i].Start) }

// prevEnd returns the end of the token before the current one.
func (p *parser) prevEnd() int {
	if p.i == 0 {
		return 0
	}
	return int(p.toks[p.i-1].End)
}

// spanOf returns the place of the token with index i.
func (p *parser) spanOf(i int) diag.Span {
	return diag.Span{Start: int(p.toks[i].Start), End: int(p.toks[i].End)}
}

// from returns the place from start to the end of the last token taken. It is
// empty when nothing was taken.
func (p *parser) from(start int) ast.At {
	return ast.At{Pos: diag.Span{Start: start, End: max(start, p.prevEnd())}}
}

// nothing is the place of something that is missing: an empty one behind the last
// token taken.
func (p *parser) nothing() ast.At {
	return ast.At{Pos: diag.Span{Start: p.prevEnd(), End: p.prevEnd()}}
}

// textOf returns what the token with index i stands for.
func (p *parser) textOf(i int) string { return scan.Text(p.text, p.toks[i]) }

// raw returns the current token as it is written.
func (p *parser) raw() string {
	t := p.toks[p.i]
	return p.text[t.Start:t.End]
}

// isWord reports whether token i is the contextual keyword word: an identifier
// written without `@` and escapes.
func (p *parser) isWord(i int, word string) bool {
	if i >= len(p.toks) {
		return false
	}
	t := p.toks[i]
	return t.Kind == token.Ident && t.Flags&(token.At|token.Escaped) == 0 && p.text[t.Start:t.End] == word
}

// isName reports whether token i is an identifier, and in a query not one of the
// words of queries.
func (p *parser) isName(i int) bool {
	if p.kindAt(i) != token.Ident {
		return false
	}
	if p.queries == 0 || p.toks[i].Flags&(token.At|token.Escaped) != 0 {
		return true
	}
	t := p.toks[i]
	return !isQueryWord(p.text[t.Start:t.End])
}

// isQueryWord reports whether name is reserved inside query expressions.
func isQueryWord(name string) bool {
	switch name {
	case "from", "where", "select", "group", "join", "let", "orderby", "into", "on", "equals", "by", "ascending", "descending":
		return true
	}
	return false
}

// adjacent reports whether nothing stands between token i and the next.
func (p *parser) adjacent(i int) bool {
	return i+1 < len(p.toks) && p.toks[i].End == p.toks[i+1].Start
}

// ident takes an identifier, or reports that one is missing.
func (p *parser) ident() ast.Ident {
	if !p.isName(p.i) {
		at := p.expectedSpan()
		if k := p.kind(); k.IsKeyword() {
			p.errorAt(at, "CS1041 Identifier expected; '%s' is a keyword", k)
		} else {
			p.errorAt(at, "CS1001 Identifier expected")
		}
		return ast.Ident{At: p.nothing()}
	}
	id := ast.Ident{At: ast.At{Pos: p.spanOf(p.i)}, Text: p.textOf(p.i)}
	p.advance()
	return id
}

// matchBrackets finds the partner of each opening bracket. A bracket that closes
// another kind than the innermost open one ends the inner ones without partner,
// if one of its own kind is open at all.
func matchBrackets(toks []token.Token) []int32 {
	match := make([]int32, len(toks))
	var stack []int32
	var open [4]int // by class
	for i := range toks {
		match[i] = -1
		class, opening := bracket(toks[i].Kind)
		switch {
		case class < 0:
		case opening:
			stack = append(stack, int32(i))
			open[class]++
		case open[class] > 0:
			for {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				c, _ := bracket(toks[top].Kind)
				open[c]--
				if c == class {
					match[top] = int32(i)
					break
				}
			}
		}
	}
	return match
}

// bracket tells which class of brackets k belongs to, -1 for none.
func bracket(k token.Kind) (class int, opening bool) {
	switch k {
	case token.LParen:
		return 0, true
	case token.RParen:
		return 0, false
	case token.LBrace:
		return 1, true
	case token.RBrace:
		return 1, false
	case token.LBracket:
		return 2, true
	case token.RBracket:
		return 2, false
	case token.HoleStart:
		return 3, true
	case token.HoleEnd:
		return 3, false
	}
	return -1, false
}
