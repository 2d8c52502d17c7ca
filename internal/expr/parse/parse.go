package parse

import (
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// Limits. The longest published expression has 8,000 characters and nests 15
// levels deep.
const (
	// MaxText is the longest text in bytes, the size of the largest policy
	// document that the service takes.
	MaxText = 512 << 10
	// MaxDepth is how deep expressions, statements and types may nest.
	MaxDepth = 500
	// MaxHeight is the height of the highest tree that is returned. It exceeds
	// MaxDepth because chains of binary operators and of member accesses do not
	// nest and still grow the tree.
	MaxHeight = 20_000
)

// maxErrors is how many errors of one text are reported.
const maxErrors = 50

// Expression parses the text between the brackets of `@(...)` and reports what is
// wrong with it to l. The result is never nil; it is fit for binding only when
// nothing was reported.
func Expression(src *diag.Source, l *diag.List) ast.Expr {
	p, ok := newParser(src, l, token.RParen)
	if !ok {
		return &ast.BadExpr{At: ast.At{Pos: diag.Span{End: len(src.Text)}}}
	}
	if p.beginsStatement() {
		p.hint = "; statements stand between the braces of @{ ... }"
	}
	x := p.expr()
	if p.kind() != token.EOF {
		if p.kind() == token.Semicolon && p.toks[p.i+1].Kind == token.EOF {
			p.hint = "; an expression has no semicolon: leave it out, or write statements in @{ ... }"
		}
		p.missing(token.RParen)
	}
	if !p.checkHeight(x) {
		return &ast.BadExpr{At: ast.At{Pos: diag.Span{End: len(src.Text)}}}
	}
	return x
}

// beginsStatement reports whether the text begins as only statements do.
func (p *parser) beginsStatement() bool {
	switch p.kind() {
	case token.Return, token.If, token.For, token.Foreach, token.While, token.Do, token.Switch, token.Try, token.Using:
		return true
	}
	if len(p.toks) < 4 || p.toks[1].Kind != token.Ident || p.toks[2].Kind != token.Assign {
		return false
	}
	return p.toks[0].Kind == token.Ident || p.toks[0].Kind.IsPredefinedType()
}

// Body parses the text between the brackets of `@{...}`, the statements of a
// method body, and reports what is wrong with it to l. The result is never nil and
// spans the whole text; it is fit for binding only when nothing was reported.
func Body(src *diag.Source, l *diag.List) *ast.Block {
	whole := ast.At{Pos: diag.Span{End: len(src.Text)}}
	p, ok := newParser(src, l, token.RBrace)
	if !ok {
		return &ast.Block{At: whole}
	}
	b := &ast.Block{At: whole}
	for {
		b.Stmts = append(b.Stmts, p.stmts()...)
		if p.kind() == token.EOF {
			break
		}
		p.errorHere("CS1022 Type or namespace definition, or end-of-file expected")
		p.advance()
	}
	if !p.checkHeight(b) {
		return &ast.Block{At: whole}
	}
	return b
}

// parser holds the state of one run.
type parser struct {
	src  *diag.Source
	text string
	list *diag.List

	toks []token.Token
	// match holds, for each opening bracket, the index of the token that closes
	// it, or -1.
	match []int32
	// i is the index of the current token; the last token is EOF.
	i int

	// depth is the number of constructs that are open around the current token.
	depth int
	// queries counts the query expressions around the current token, in which
	// the words of queries are no identifiers.
	queries int
	// yields says that the function being parsed has a yield statement.
	yields bool
	// unbound tells that type arguments may be omitted: inside typeof.
	unbound bool

	// hint is what the first error says besides.
	hint string
	// errors counts what was reported, errTok is the token of the last error.
	errors int
	errTok int
	// broken are the places that follow from errors of the scanner: from a
	// literal that does not end to the first token behind its line.
	broken []diag.Span
	// closer is the bracket that stands behind the text.
	closer token.Kind
}

// newParser scans the text; ok is false when it cannot be parsed at all.
func newParser(src *diag.Source, l *diag.List, closer token.Kind) (p *parser, ok bool) {
	text := src.Text
	if len(text) > MaxText {
		l.Errorf(diag.ExpressionSyntax, src, diag.Span{Start: MaxText, End: len(text)},
			"the expression is %d bytes long; the limit is %d", len(text), MaxText)
		return nil, false
	}
	if at := invalidUTF8(text); at >= 0 {
		l.Errorf(diag.ExpressionSyntax, src, diag.Span{Start: at, End: at + 1}, "the expression is not valid UTF-8")
		return nil, false
	}
	toks, errs := scan.Tokens(text)
	p = &parser{src: src, text: text, list: l, errTok: -1, closer: closer}
	if len(errs) > 0 {
		p.scanErrors(errs, toks)
		// nothing can be done with what starts no token
		kept := toks[:0]
		for _, t := range toks {
			if t.Kind != token.Invalid {
				kept = append(kept, t)
			}
		}
		toks = kept
	}
	p.toks = toks
	p.match = matchBrackets(toks)
	return p, true
}

// scanErrors reports what the scanner found. Behind a literal that does not end, the
// rest of its line is likely read wrongly, and what is missing there is in it.
func (p *parser) scanErrors(errs []scan.Error, toks []token.Token) {
	next := 0
	for _, e := range errs {
		if p.isBroken(e.Span.Start) {
			continue
		}
		p.list.Errorf(e.Code, p.src, e.Span, "%s", e.Message)
		if !e.Unterminated {
			continue
		}
		end, before := len(p.text), 0
		for ; next < len(toks); next++ {
			if next > 0 {
				before = int(toks[next-1].End)
			}
			if at := int(toks[next].Start); at > e.Span.End && scan.HasNewline(p.text[before:at]) {
				end = at
				break
			}
		}
		p.broken = append(p.broken, diag.Span{Start: e.Span.Start, End: end})
	}
}

// isBroken reports whether an error at the offset follows from one of the scanner.
func (p *parser) isBroken(at int) bool {
	for _, s := range p.broken {
		if at >= s.Start && at <= s.End {
			return true
		}
	}
	return false
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// checkHeight reports a tree that is too high for the recursion of those who use
// it.
func (p *parser) checkHeight(n ast.Node) bool {
	// each level takes a token of its own
	if len(p.toks) <= MaxHeight || ast.Height(n, MaxHeight) <= MaxHeight {
		return true
	}
	p.list.Errorf(diag.ExpressionSyntax, p.src, n.Span(), "CS8078 An expression is too long or complex to compile")
	return false
}
