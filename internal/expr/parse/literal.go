package parse

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

func (p *parser) intLit() ast.Expr {
	t := p.toks[p.i]
	at := ast.At{Pos: p.spanOf(p.i)}
	x := &ast.IntLit{At: at}
	if t.Flags&token.Faulty == 0 {
		v, ok := scan.IntegerOf(p.text, t)
		if !ok {
			p.errorHere("CS1021 Integral constant is too large")
		}
		x.Value, x.Radix = v.Value, v.Radix
		if v.Unsigned {
			x.Suffix |= ast.SuffixU
		}
		if v.Long {
			x.Suffix |= ast.SuffixL
		}
	}
	p.advance()
	return x
}

func (p *parser) realLit() ast.Expr {
	t := p.toks[p.i]
	x := &ast.RealLit{At: ast.At{Pos: p.spanOf(p.i)}, Text: "0.0"}
	if t.Flags&token.Faulty == 0 {
		var suffix byte
		x.Text, suffix = scan.RealOf(p.text, t)
		name := "double"
		inRange := true
		switch suffix {
		case 'm':
			x.Suffix, name = ast.RealM, "decimal"
			inRange = fitsDecimal(x.Text)
		case 'f':
			x.Suffix, name = ast.RealF, "float"
			_, err := strconv.ParseFloat(x.Text, 32)
			inRange = err == nil
		default:
			if suffix == 'd' {
				x.Suffix = ast.RealD
			}
			_, err := strconv.ParseFloat(x.Text, 64)
			inRange = err == nil
		}
		if !inRange {
			p.errorHere("CS0594 Floating-point constant is outside the range of type '%s'", name)
		}
	}
	p.advance()
	return x
}

// fitsDecimal reports whether a real literal without suffix lies in the range of
// decimal, whose largest value has 29 digits. Digits beyond the precision do not
// matter here.
func fitsDecimal(text string) bool {
	const largest = "79228162514264337593543950335"
	exp := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(text[i+1:])
		if err != nil {
			// beyond any range, unless the value is zero or tiny
			return text[i+1] == '-' || strings.Trim(text[:i], "0.") == ""
		}
		exp, text = e, text[:i]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	point := len(whole) + exp
	digits := whole + fraction
	lead := len(digits) - len(strings.TrimLeft(digits, "0"))
	digits, point = digits[lead:], point-lead
	switch {
	case digits == "" || point < len(largest):
		return true
	case point > len(largest):
		return false
	}
	n := min(len(digits), len(largest))
	if c := strings.Compare(digits[:n]+strings.Repeat("0", len(largest)-n), largest); c != 0 {
		return c < 0
	}
	return len(digits) == n || digits[n] < '5'
}

func (p *parser) stringLit() ast.Expr {
	x := &ast.StringLit{At: ast.At{Pos: p.spanOf(p.i)}, Value: p.textOf(p.i)}
	if p.adjacent(p.i) && (p.isWord(p.i+1, "u8") || p.isWord(p.i+1, "U8")) {
		p.unavailable(p.spanOf(p.i+1), "UTF-8 string literals", "11.0")
		p.advance()
	}
	p.advance()
	return x
}

func (p *parser) charLit() ast.Expr {
	x := &ast.CharLit{At: ast.At{Pos: p.spanOf(p.i)}, Value: scan.CharOf(p.text, p.toks[p.i])}
	p.advance()
	return x
}

// interpolated parses an interpolated string.
func (p *parser) interpolated() ast.Expr {
	start := p.start()
	s := &ast.Interpolated{}
	p.advance()
	if !p.enter() {
		defer p.leave()
		s.At = p.from(start)
		return s
	}
	defer p.leave()
	// a hole starts a query-free context of its own
	queries := p.queries
	p.queries = 0
	for {
		switch p.kind() {
		case token.InterpolatedText:
			s.Parts = append(s.Parts, &ast.InterpolatedText{At: ast.At{Pos: p.spanOf(p.i)}, Value: p.textOf(p.i)})
			p.advance()
			continue
		case token.HoleStart:
			s.Parts = append(s.Parts, p.hole())
			continue
		case token.InterpolatedEnd:
			p.advance()
		}
		p.queries = queries
		s.At = p.from(start)
		return s
	}
}

// hole parses `{x,alignment:format}`.
func (p *parser) hole() *ast.Hole {
	start, open := p.start(), p.i
	h := &ast.Hole{}
	p.advance()
	h.X = p.expr()
	if p.got(token.Comma) {
		h.Alignment = p.expr()
	}
	if p.kind() == token.HoleFormat {
		h.Format, h.HasFormat = p.textOf(p.i), true
		p.advance()
	}
	if p.kind() != token.HoleEnd {
		if p.kind() != token.EOF {
			p.errorHere("CS1073 Unexpected token '%s'", p.raw())
		}
		if m := int(p.match[open]); m > p.i {
			p.i = m
		}
	}
	p.got(token.HoleEnd)
	h.At = p.from(start)
	return h
}
