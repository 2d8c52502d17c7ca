package scan

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// Text returns what an Ident, String, InterpolatedText or HoleFormat token stands
// for: the name without `@`, the decoded string. Surrogate escapes that make a
// pair become one character; a surrogate alone is kept as three bytes of
// generalised UTF-8. The result shares memory with text where nothing had to be
// decoded.
func Text(text string, t token.Token) string {
	lit := text[t.Start:t.End]
	switch t.Kind {
	case token.Ident:
		return identValue(text, t)
	case token.String:
		if t.Flags&token.Verbatim != 0 {
			lit = lit[1:]
		}
		lit = lit[1:]
		if n := len(lit); n > 0 && lit[n-1] == '"' {
			lit = lit[:n-1]
		}
	case token.HoleFormat:
		lit = lit[1:]
	}
	if t.Flags&token.Escaped == 0 {
		return lit
	}
	braces := t.Kind != token.String
	b := make([]byte, 0, len(lit))
	for i := 0; i < len(lit); {
		c := lit[i]
		switch {
		case c == '\\' && t.Flags&token.Verbatim == 0:
			r, n, _ := decodeEscape(lit[i:])
			b = appendUnit(b, r)
			i += n
			continue
		case c == '"', braces && (c == '{' || c == '}'):
			if i+1 < len(lit) && lit[i+1] == c {
				i++
			}
		}
		b = append(b, c)
		i++
	}
	return string(b)
}

// CharOf returns the UTF-16 unit of a Char token.
func CharOf(text string, t token.Token) uint16 {
	lit := text[t.Start:t.End]
	if len(lit) < 3 || t.Flags&token.Faulty != 0 {
		return 0
	}
	if lit[1] == '\\' {
		r, _, _ := decodeEscape(lit[1:])
		return uint16(r)
	}
	for _, r := range lit[1:] {
		return uint16(r)
	}
	return 0
}
