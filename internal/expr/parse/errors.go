package parse

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// errorAt reports a syntax error. A second error at the same token says nothing
// new and is dropped.
func (p *parser) errorAt(span diag.Span, format string, args ...any) {
	p.report(diag.ExpressionSyntax, span, format, args...)
}

// errorHere reports a syntax error at the current token.
func (p *parser) errorHere(format string, args ...any) {
	p.errorAt(p.spanOf(p.i), format, args...)
}

// refuse reports C# that expressions cannot use.
func (p *parser) refuse(span diag.Span, format string, args ...any) {
	p.report(diag.ExpressionNotSupported, span, format, args...)
}

// unavailable reports a feature of a newer version of C# in the compiler's words.
func (p *parser) unavailable(span diag.Span, feature, version string) {
	p.refuse(span, "CS8370 Feature '%s' is not available in C# 7.3. Please use language version %s or greater.", feature, version)
}

func (p *parser) report(code diag.Code, span diag.Span, format string, args ...any) {
	if p.errTok == p.i {
		return
	}
	p.errTok = p.i
	p.reportAlways(code, span, format, args...)
}

// reportAlways reports without regard to what was reported at this token before.
func (p *parser) reportAlways(code diag.Code, span diag.Span, format string, args ...any) {
	if p.isBroken(span.Start) || p.errors >= maxErrors {
		return
	}
	p.errors++
	if p.hint != "" {
		format, args, p.hint = "%s%s", []any{fmt.Sprintf(format, args...), p.hint}, ""
	}
	p.list.Errorf(code, p.src, span, format, args...)
	if p.errors == maxErrors {
		p.giveUp()
	}
}

// giveUp ends the run: everything that is open finds the end of the text.
func (p *parser) giveUp() {
	p.errors = maxErrors
	p.i = len(p.toks) - 1
}

// enter counts a level of nesting and reports when there are too many; the caller
// must then return without parsing anything. Each enter, failed or not, needs a
// leave.
func (p *parser) enter() bool {
	p.depth++
	if p.depth <= MaxDepth {
		return true
	}
	p.reportAlways(diag.ExpressionSyntax, p.spanOf(p.i), "CS8078 An expression is too long or complex to compile")
	p.giveUp()
	return false
}

func (p *parser) leave() { p.depth-- }

// expectedSpan is the place for a message that something is missing before the
// current token: the current token, or the end of the previous one when that
// ended its line.
func (p *parser) expectedSpan() diag.Span {
	end := p.prevEnd()
	if p.kind() == token.EOF || scan.HasNewline(p.text[min(end, p.start()):p.start()]) {
		return diag.Span{Start: end, End: end}
	}
	return p.spanOf(p.i)
}

// expect takes a token of kind k or reports that it is missing.
func (p *parser) expect(k token.Kind) bool {
	if p.got(k) {
		return true
	}
	p.missing(k)
	return false
}

// missing reports that a token of kind k is missing before the current one.
func (p *parser) missing(k token.Kind) {
	at := p.expectedSpan()
	switch k {
	case token.Semicolon:
		p.errorAt(at, "CS1002 ; expected")
	case token.RParen:
		p.errorAt(at, "CS1026 ) expected")
	case token.LBrace:
		p.errorAt(at, "CS1514 { expected")
	case token.RBrace:
		p.errorAt(at, "CS1513 } expected")
	case token.In:
		p.errorAt(at, "CS1515 'in' expected")
	default:
		p.errorAt(at, "CS1003 Syntax error, '%s' expected", k)
	}
}

// close takes the bracket k that ends what was opened at token open. When it is
// missing and its partner stands further on in the same statement, the tokens
// between are skipped.
func (p *parser) close(open int, k token.Kind) {
	if p.got(k) {
		return
	}
	p.missing(k)
	partner := int(p.match[open])
	if partner < p.i {
		return
	}
	for i := p.i; i < partner; i++ {
		switch p.toks[i].Kind {
		case token.Semicolon:
			return
		case token.LParen, token.LBrace, token.LBracket, token.HoleStart:
			if m := int(p.match[i]); m > i && m < partner {
				i = m
			}
		}
	}
	p.i = partner
	p.advance()
}

// badExpr reports that no expression starts at the current token.
func (p *parser) badExpr() ast.Expr {
	at := p.expectedSpan()
	switch t := p.toks[p.i]; {
	case t.Flags&token.Faulty != 0:
		// the scanner has reported it
	case t.Kind == token.EOF:
		p.errorAt(at, "CS1525 Invalid expression term '%s'", p.closer)
	case t.Kind == token.HoleEnd, t.Kind == token.HoleFormat:
		p.errorAt(at, "CS1733 Expected expression")
	default:
		p.errorAt(at, "CS1525 Invalid expression term '%s'", p.raw())
	}
	return &ast.BadExpr{At: p.nothing()}
}
