package liquid

import (
	"fmt"
	"strings"
	"unicode"
)

// node is a part of a parsed template.
type node interface {
	render(r *renderer) error
}

// tag is a tag as it is written.
type tag struct {
	name, markup  string
	start, length int
}

func (t *tag) fail(format string, args ...any) *SyntaxError {
	return &SyntaxError{Message: fmt.Sprintf(format, args...), Offset: t.start, Length: t.length}
}

// maxNesting is how deep blocks may be nested in a template. Rendering stops much
// earlier at blocks with a scope of their own; see maxScopes.
const maxNesting = 200

// parser builds nodes from tokens.
type parser struct {
	tokens    []token
	next      int
	depth     int
	usesRegex bool
}

// Template is a parsed template. It is immutable.
type Template struct {
	nodes []node
	size  int // of the text in it
	regex *regexCache
}

// Parse reads a template. It refuses what DotLiquid refuses, and the tags that
// need other templates.
func Parse(text string) (*Template, *SyntaxError) {
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	t := &Template{}
	for i := range tokens {
		if tokens[i].kind == textToken {
			t.size += len(tokens[i].text)
		}
	}
	if err := p.block(nil, &t.nodes, nil); err != nil {
		return nil, err
	}
	if p.usesRegex {
		t.regex = newRegexCache()
	}
	return t, nil
}

// branch handles a tag that is no tag by itself, such as else. It returns where
// the nodes behind it go, or nil if the block does not know it either.
type branch func(t *tag) (*[]node, *SyntaxError)

// block parses up to the end of a block. open is the tag that began it, nil for
// the whole template.
func (p *parser) block(open *tag, nodes *[]node, other branch) *SyntaxError {
	if p.depth++; p.depth > maxNesting {
		return open.fail("blocks are nested more than %d deep", maxNesting)
	}
	defer func() { p.depth-- }()
	for p.next < len(p.tokens) {
		token := &p.tokens[p.next]
		p.next++
		switch token.kind {
		case textToken:
			*nodes = append(*nodes, textNode(token.text))
		case outputToken:
			inner := token.text[2 : len(token.text)-2]
			if strings.IndexByte(inner, '\n') >= 0 {
				return brokenLine(token, "{{ }}")
			}
			*nodes = append(*nodes, p.output(inner))
		case tagToken:
			t, err := parseTag(token)
			if err != nil {
				return err
			}
			if open != nil && t.name == "end"+open.name {
				return nil
			}
			n, known, err := p.tag(t)
			if err != nil {
				return err
			}
			if known {
				*nodes = append(*nodes, n)
				continue
			}
			var to *[]node
			if other != nil {
				if to, err = other(t); err != nil {
					return err
				}
			}
			if to == nil {
				return unknownTag(t, open)
			}
			nodes = to
		}
	}
	if open != nil {
		return open.fail("the tag %s is not closed by end%s", open.name, open.name)
	}
	return nil
}

func brokenLine(t *token, what string) *SyntaxError {
	return &SyntaxError{Message: "a line break inside of " + what + "; put it on one line", Offset: t.start, Length: t.end - t.start}
}

// parseTag takes a tag apart into name and markup.
func parseTag(token *token) (*tag, *SyntaxError) {
	inner := strings.TrimLeftFunc(token.text[2:len(token.text)-2], unicode.IsSpace)
	name := word(inner)
	if name == "" {
		return nil, &SyntaxError{Message: "a tag {% %} without a name", Offset: token.start, Length: token.end - token.start}
	}
	markup := strings.TrimLeftFunc(inner[len(name):], unicode.IsSpace)
	if strings.IndexByte(markup, '\n') >= 0 {
		return nil, brokenLine(token, "{% %}")
	}
	return &tag{name: name, markup: markup, start: token.start, length: token.end - token.start}, nil
}

func unknownTag(t, open *tag) *SyntaxError {
	switch {
	case open != nil && t.name == "else":
		return t.fail("the tag %s does not take an else", open.name)
	case open != nil && t.name == "end":
		return t.fail("'end' does not close the tag %s; use end%s", open.name, open.name)
	case open != nil && strings.HasPrefix(t.name, "end"):
		return t.fail("unknown tag '%s'; the tag %s is closed by end%s", t.name, open.name, open.name)
	}
	return t.fail("unknown tag '%s'", t.name)
}

// tag parses a tag with its content. known is false for names that are no tags.
func (p *parser) tag(t *tag) (n node, known bool, err *SyntaxError) {
	switch t.name {
	case "assign":
		n, err = p.assign(t)
	case "capture":
		n, err = p.capture(t)
	case "increment", "decrement":
		n, err = parseCounter(t)
	case "if", "unless":
		n, err = p.conditional(t)
	case "case":
		n, err = p.choice(t)
	case "for", "JSONArrayFor":
		n, err = p.loop(t)
	case "tablerow":
		n, err = p.tableRow(t)
	case "break":
		n = interruptNode{errBreak}
	case "continue":
		n = interruptNode{errContinue}
	case "cycle":
		n, err = parseCycle(t)
	case "ifchanged":
		n, err = p.ifChanged(t)
	case "comment", "raw", "literal":
		n, err = p.verbatim(t)
	case "include", "extends", "block":
		err = t.fail("the tag %s needs other templates, and there are none here", t.name)
	default:
		return nil, false, nil
	}
	return n, true, err
}

// verbatim parses a block whose content is not looked at.
func (p *parser) verbatim(open *tag) (node, *SyntaxError) {
	var content strings.Builder
	for p.next < len(p.tokens) {
		token := &p.tokens[p.next]
		p.next++
		if token.kind == tagToken {
			if t, err := parseTag(token); err == nil && t.name == "end"+open.name {
				if open.name == "comment" {
					return textNode(""), nil
				}
				return textNode(content.String()), nil
			}
		}
		content.WriteString(token.text)
	}
	return nil, open.fail("the tag %s is not closed by end%s", open.name, open.name)
}
