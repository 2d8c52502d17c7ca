package node

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxDepth is how deep values may nest. Artefacts of the service stay under 30.
const maxDepth = 200

// JSON reads a JSON document (RFC 8259; a byte order mark is allowed). It
// reports mistakes with the given code and returns what could be read, or nil
// when that is nothing. A trailing comma, a missing comma, a comment and a
// repeated name are reported and read over, so that one run finds them all.
func JSON(src *diag.Source, code diag.Code, l *diag.List) *Value {
	p := jsonParser{src: src, text: src.Text, list: l, code: code}
	if strings.HasPrefix(p.text, "\ufeff") {
		p.at = len("\ufeff")
	}
	p.space()
	if p.at == len(p.text) {
		p.errorf(diag.Span{Start: 0, End: 0}, "the file is empty; a JSON document is needed")
		return nil
	}
	v := p.value(0)
	if p.failed {
		return v
	}
	p.space()
	if p.at < len(p.text) {
		p.errorf(p.here(), "text after the end of the JSON document")
	}
	return v
}

type jsonParser struct {
	src    *diag.Source
	text   string
	at     int
	list   *diag.List
	code   diag.Code
	failed bool // nothing after this point can be trusted
}

func (p *jsonParser) errorf(span diag.Span, format string, args ...any) {
	p.list.Errorf(p.code, p.src, span, format, args...)
}

// fail reports an error from which the parser does not recover.
func (p *jsonParser) fail(span diag.Span, format string, args ...any) *Value {
	if !p.failed {
		p.errorf(span, format, args...)
	}
	p.failed = true
	return nil
}

// here is the span of the next character.
func (p *jsonParser) here() diag.Span {
	_, n := utf8.DecodeRuneInString(p.text[p.at:])
	return diag.Span{Start: p.at, End: p.at + n}
}

func (p *jsonParser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		case '/':
			if !p.comment() {
				return
			}
		default:
			return
		}
	}
}

// comment reads over a comment, which JSON does not have.
func (p *jsonParser) comment() bool {
	rest, start := p.text[p.at:], p.at
	switch {
	case strings.HasPrefix(rest, "//"):
		p.at += lineEnd(rest)
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			return false
		}
		p.at += end + 4
	default:
		return false
	}
	p.errorf(diag.Span{Start: start, End: p.at}, "JSON has no comments; remove this one")
	return true
}

// lineEnd returns the offset of the first line end in s, or its length.
func lineEnd(s string) int {
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		return i
	}
	return len(s)
}

func (p *jsonParser) value(depth int) *Value {
	p.space()
	if p.at == len(p.text) {
		return p.fail(p.here(), "the document ends where a value should stand")
	}
	if depth > maxDepth {
		return p.fail(p.here(), "values nest deeper than %d", maxDepth)
	}
	switch c := p.text[p.at]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		start := p.at
		text, ok := p.string()
		if !ok {
			return nil
		}
		return p.scalar(String, text, start)
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func (p *jsonParser) scalar(kind Kind, text string, start int) *Value {
	return &Value{Kind: kind, Text: text, Source: p.src, Span: diag.Span{Start: start, End: p.at}, weight: 1}
}

func (p *jsonParser) word() *Value {
	start := p.at
	for p.at < len(p.text) && (isLetter(p.text[p.at]) || p.text[p.at] == '_') {
		p.at++
	}
	switch word := p.text[start:p.at]; word {
	case "true", "false":
		return p.scalar(Bool, word, start)
	case "null":
		return p.scalar(Null, "", start)
	case "":
		if p.text[p.at] == '\'' {
			return p.fail(p.here(), "JSON strings stand in double quotes")
		}
		return p.fail(p.here(), "%q is not the start of a JSON value", p.text[p.here().Start:p.here().End])
	default:
		return p.fail(diag.Span{Start: start, End: p.at}, "%q is not a JSON value; a string stands in double quotes", word)
	}
}

func (p *jsonParser) number() *Value {
	start := p.at
	digits := func() bool {
		from := p.at
		for p.at < len(p.text) && isDigit(p.text[p.at]) {
			p.at++
		}
		return p.at > from
	}
	next := func(set string) bool {
		if p.at < len(p.text) && strings.IndexByte(set, p.text[p.at]) >= 0 {
			p.at++
			return true
		}
		return false
	}
	next("-")
	zero := p.at < len(p.text) && p.text[p.at] == '0'
	first := p.at
	ok := digits() && (!zero || p.at == first+1)
	if ok && next(".") {
		ok = digits()
	}
	if ok && next("eE") {
		next("+-")
		ok = digits()
	}
	if !ok {
		return p.fail(diag.Span{Start: start, End: max(p.at, start+1)}, "%q is not a JSON number", p.text[start:p.at])
	}
	return p.scalar(Number, p.text[start:p.at], start)
}

func (p *jsonParser) array(depth int) *Value {
	v := &Value{Kind: Array, Source: p.src, weight: 1}
	start := p.at
	p.at++
	p.items(']', "list", start, func() bool {
		item := p.value(depth + 1)
		if item == nil {
			return false
		}
		v.Items = append(v.Items, item)
		v.weight += item.weight
		return true
	})
	v.Span = diag.Span{Start: start, End: p.at}
	return v
}

func (p *jsonParser) object(depth int) *Value {
	v := &Value{Kind: Object, Source: p.src, weight: 1}
	start := p.at
	p.at++
	seen := names{}
	p.items('}', "object", start, func() bool {
		nameStart := p.at
		if p.text[p.at] != '"' {
			p.fail(p.here(), "a name in double quotes should stand here")
			return false
		}
		name, ok := p.string()
		if !ok {
			return false
		}
		span := diag.Span{Start: nameStart, End: p.at}
		p.space()
		if p.at == len(p.text) || p.text[p.at] != ':' {
			p.fail(p.here(), "a colon is missing after %q", name)
			return false
		}
		p.at++
		value := p.value(depth + 1)
		if value == nil {
			return false
		}
		if !seen.add(name) {
			p.errorf(span, "%q stands twice in this object", name)
		}
		v.Members = append(v.Members, Member{Name: name, NameSpan: span, Value: value})
		v.weight += value.weight
		return true
	})
	v.Span = diag.Span{Start: start, End: p.at}
	return v
}

// items reads what stands between two brackets. one reads one item and returns
// false when reading must end.
func (p *jsonParser) items(end byte, what string, start int, one func() bool) {
	for first := true; !p.failed; first = false {
		p.space()
		if p.at == len(p.text) {
			p.fail(diag.Span{Start: start, End: start + 1}, "this %s is not closed", what)
			return
		}
		if p.text[p.at] == end {
			p.at++
			return
		}
		if !first {
			if p.text[p.at] == ',' {
				comma := p.at
				p.at++
				p.space()
				if p.at < len(p.text) && p.text[p.at] == end {
					p.errorf(diag.Span{Start: comma, End: comma + 1}, "JSON allows no comma before a closing bracket")
					continue
				}
			} else if c := p.text[p.at]; c == '}' || c == ']' || c == ':' {
				p.fail(p.here(), "%q does not fit here; this %s is still open", string(c), what)
				return
			} else {
				p.errorf(diag.Span{Start: p.at, End: p.at + 1}, "a comma is missing before this")
			}
		}
		if p.at == len(p.text) {
			continue
		}
		if !one() {
			p.failed = true
			return
		}
	}
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
