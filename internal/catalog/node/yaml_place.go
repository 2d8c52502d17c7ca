package node

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// The YAML library gives the line and the column of a token's start, both
// counted from 1, columns in characters. Its byte offsets and its ends are not
// usable (they are off after CR LF, escapes and comments), so ends are found in
// the text.

// lineStarts returns the offset of the first byte of each line. CR LF, LF and a
// lone CR end a line; a byte order mark is no part of the first line.
func lineStarts(text string) []int {
	first := len(text) - len(strings.TrimPrefix(text, "\ufeff"))
	lines := []int{first}
	for i := first; i < len(text); i++ {
		switch {
		case text[i] == '\n', text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			lines = append(lines, i+1)
		}
	}
	return lines
}

// offset returns the byte offset of a line and column.
func (p *yamlParser) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(p.lines) {
		return len(p.src.Text)
	}
	at := p.lines[line-1]
	for ; column > 1 && at < len(p.src.Text) && p.src.Text[at] != '\n'; column-- {
		_, n := utf8.DecodeRuneInString(p.src.Text[at:])
		at += n
	}
	return at
}

func (p *yamlParser) tokenSpan(t *token.Token) diag.Span {
	if t == nil || t.Position == nil {
		return diag.Span{}
	}
	start := p.offset(t.Position.Line, t.Position.Column)
	return diag.Span{Start: start, End: p.scalarEnd(start, t.Value)}
}

// span returns the place of a node: of a collection its first token, which the
// caller extends over the children.
func (p *yamlParser) span(n ast.Node) diag.Span {
	switch n := n.(type) {
	case nil:
		return diag.Span{}
	case *ast.LiteralNode:
		start := p.tokenSpan(n.Start).Start
		return diag.Span{Start: start, End: p.blockEnd(start)}
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return p.span(n.Values[0]) // Start is the first colon
		}
		return p.collection(n.Start, n.End, n.IsFlowStyle)
	case *ast.SequenceNode:
		return p.collection(n.Start, n.End, n.IsFlowStyle)
	case *ast.MappingValueNode:
		if n.Key != nil {
			return p.tokenSpan(n.Key.GetToken())
		}
	case *ast.NullNode:
		span := p.tokenSpan(n.GetToken())
		if span.Start >= len(p.src.Text) || !strings.HasPrefix(p.src.Text[span.Start:], n.GetToken().Value) || n.GetToken().Value == "" {
			span.End = span.Start
		}
		return span
	case *ast.AliasNode:
		span := p.tokenSpan(n.GetToken())
		if n.Value != nil {
			span = span.Join(p.tokenSpan(n.Value.GetToken()))
		}
		return span
	}
	return p.tokenSpan(n.GetToken())
}

func (p *yamlParser) collection(start, end *token.Token, flow bool) diag.Span {
	span := p.tokenSpan(start)
	if !flow {
		span.End = span.Start
		return span
	}
	if last := p.tokenSpan(end); end != nil && last.End > span.Start {
		span.End = last.Start + 1
	}
	return span
}

// scalarEnd finds the end of a scalar that starts at an offset and was decoded
// to value.
func (p *yamlParser) scalarEnd(start int, value string) int {
	rest := p.src.Text[min(start, len(p.src.Text)):]
	switch {
	case rest == "":
		return start
	case rest[0] == '"':
		for i := 1; i < len(rest); i++ {
			switch rest[i] {
			case '\\':
				i++
			case '"':
				return start + i + 1
			}
		}
	case rest[0] == '\'':
		for i := 1; i < len(rest); i++ {
			if rest[i] == '\'' {
				if i+1 < len(rest) && rest[i+1] == '\'' {
					i++
					continue
				}
				return start + i + 1
			}
		}
	case value != "" && strings.HasPrefix(rest, value):
		return start + len(value)
	}
	// A plain scalar over several lines, or a token of the library's own
	// making: to the end of the first line.
	return start + len(strings.TrimRight(rest[:lineEnd(rest)], " \t"))
}

// blockEnd finds the end of the block scalar whose indicator stands at start:
// the lines that follow and are indented more than the line of the indicator.
func (p *yamlParser) blockEnd(start int) int {
	line := len(p.lines)
	for line > 1 && p.lines[line-1] > start {
		line--
	}
	limit := p.indent(line)
	end := start + lineEnd(p.src.Text[min(start, len(p.src.Text)):])
	for next := line + 1; next <= len(p.lines); next++ {
		text := p.src.Text[p.lines[next-1]:]
		text = text[:lineEnd(text)]
		if strings.TrimLeft(text, " ") != "" {
			if p.indent(next) <= limit {
				break
			}
			end = p.lines[next-1] + len(text)
		}
	}
	return end
}

// indent counts the spaces at the start of a line, and list dashes that start
// it, since a block scalar in a list is indented more than the dash.
func (p *yamlParser) indent(line int) int {
	text := p.src.Text[p.lines[line-1]:]
	return len(text) - len(strings.TrimLeft(text, " "))
}
