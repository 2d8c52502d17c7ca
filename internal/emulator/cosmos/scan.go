package cosmos

import (
	"fmt"
	"strconv"
	"strings"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenString
	tokenNumber
	tokenParameter
	tokenSymbol
)

type token struct {
	kind tokenKind
	text string
	at   int
}

// scanQuery splits a query into tokens.
func scanQuery(text string) ([]token, error) {
	var out []token
	for i := 0; i < len(text); {
		c := text[i]
		start := i
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
			continue
		case isLetter(c) || c == '@':
			for i++; i < len(text) && (isLetter(text[i]) || isDigit(text[i])); i++ {
			}
			kind := tokenWord
			if c == '@' {
				kind = tokenParameter
			}
			out = append(out, token{kind, text[start:i], start})
			continue
		case isDigit(c):
			for i++; i < len(text) && (isDigit(text[i]) || text[i] == '.' || text[i] == 'e' || text[i] == 'E' || (text[i] == '-' || text[i] == '+') && (text[i-1] == 'e' || text[i-1] == 'E')); i++ {
			}
			if _, err := strconv.ParseFloat(text[start:i], 64); err != nil {
				return nil, fmt.Errorf("syntax error, incorrect number near '%s'", text[start:i])
			}
			out = append(out, token{tokenNumber, text[start:i], start})
			continue
		case c == '\'' || c == '"':
			var b strings.Builder
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' && i+1 < len(text) {
					i++
					b.WriteString(unescape(text[i]))
					continue
				}
				b.WriteByte(text[i])
			}
			if i >= len(text) {
				return nil, fmt.Errorf("syntax error, unterminated string near '%s'", text[start:])
			}
			i++
			out = append(out, token{tokenString, b.String(), start})
			continue
		}
		n := 1
		if i+1 < len(text) {
			switch text[i : i+2] {
			case "!=", "<>", "<=", ">=", "||":
				n = 2
			}
		}
		if !strings.Contains("()[].,*=<>!+-/%|", text[i:i+1]) {
			return nil, fmt.Errorf("syntax error, invalid token '%s'", text[i:i+1])
		}
		out = append(out, token{tokenSymbol, text[i : i+n], start})
		i += n
	}
	return append(out, token{tokenEnd, "", len(text)}), nil
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80 }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func unescape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	}
	return string(c)
}
