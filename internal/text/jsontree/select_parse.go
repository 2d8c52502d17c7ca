package jsontree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// CompilePath parses a path. Paths that cannot be parsed throw
// Newtonsoft.Json.JsonException, a few System.FormatException or
// System.IndexOutOfRangeException, as in the original.
func CompilePath(path string) (*JSONPath, error) {
	p := &pathParser{text: path}
	filters, err := p.main()
	if err != nil {
		return nil, err
	}
	compiled := &JSONPath{filters: filters, simple: true}
	for _, f := range filters {
		switch f := f.(type) {
		case *fieldFilter:
			compiled.simple = compiled.simple && !f.any
		case *indexFilter:
			compiled.simple = compiled.simple && !f.any
		default:
			compiled.simple = false
		}
	}
	return compiled, nil
}

// pathParser follows Newtonsoft's JPath step by step, oddities included.
type pathParser struct {
	text  string
	at    int
	depth int // of filters within filters
}

// Bounds of a path, beyond which .NET would overflow its stack: filters within
// filters, steps, changes between && and ||.
const (
	maxPathDepth = 100
	maxPathSteps = 10_000
	maxGroups    = 1000
)

// peek returns the byte at the current place; beyond the end the indexer of
// strings throws.
func (p *pathParser) peek() (byte, error) {
	if p.at >= len(p.text) {
		return 0, clr.IndexOutOfRange()
	}
	return p.text[p.at], nil
}

// char is the character at an offset as messages show it.
func (p *pathParser) char(at int) string {
	c, size := utf8.DecodeRuneInString(p.text[at:])
	if c > 0xFFFF {
		return string(utf8.RuneError)
	}
	return p.text[at : at+size]
}

func (p *pathParser) eatSpace() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
}

func (p *pathParser) more(message string) error {
	if p.at >= len(p.text) {
		return jsonException("%s", message)
	}
	return nil
}

const openIndexer = "Path ended with open indexer."
const openQuery = "Path ended with open query."

func (p *pathParser) main() ([]filter, error) {
	start := p.at
	p.eatSpace()
	if p.at == len(p.text) {
		return nil, nil
	}
	if p.text[p.at] == '$' {
		if len(p.text) == 1 {
			return nil, nil
		}
		if p.at+1 >= len(p.text) {
			return nil, clr.IndexOutOfRange()
		}
		// Otherwise it is a name that begins with $.
		if c := p.text[p.at+1]; c == '.' || c == '[' {
			p.at++
			start = p.at
		}
	}
	filters, atEnd, err := p.path(nil, start, false)
	if err != nil || atEnd {
		return filters, err
	}
	last := p.at
	p.eatSpace()
	if p.at < len(p.text) {
		return nil, jsonException("Unexpected character while parsing path: %s", p.char(last))
	}
	return filters, nil
}

// path parses steps. atEnd says that the text ended with them.
func (p *pathParser) path(filters []filter, start int, inQuery bool) (_ []filter, atEnd bool, err error) {
	scan, afterIndexer, afterDot := false, false, false
	member := func(name string) {
		if p.at > start {
			filters = append(filters, newFieldFilter(name, name == "*", scan))
			scan = false
		}
	}
steps:
	for p.at < len(p.text) {
		if len(filters) > maxPathSteps {
			return nil, false, tooDeep()
		}
		switch c := p.text[p.at]; c {
		case '[', '(':
			member(p.text[start:p.at])
			f, err := p.indexer(c, scan)
			if err != nil {
				return nil, false, err
			}
			filters = append(filters, f)
			p.at++
			start = p.at
			afterIndexer, afterDot = true, false
		case ']', ')', ' ':
			break steps
		case '.':
			member(p.text[start:p.at])
			if p.at+1 < len(p.text) && p.text[p.at+1] == '.' {
				scan = true
				p.at++
			}
			p.at++
			start = p.at
			afterIndexer, afterDot = false, true
		default:
			if inQuery && strings.IndexByte("=<!>|&", c) >= 0 {
				break steps
			}
			if afterIndexer {
				return nil, false, jsonException("Unexpected character following indexer: %s", p.char(p.at))
			}
			p.at++
		}
	}
	atEnd = p.at >= len(p.text)
	if p.at > start {
		member(strings.TrimRightFunc(p.text[start:p.at], unicode.IsSpace))
	} else if afterDot && (atEnd || inQuery) {
		return nil, false, jsonException("Unexpected end while parsing path.")
	}
	return filters, atEnd, nil
}

func newFieldFilter(name string, any, scan bool) filter {
	if scan {
		return &scanFilter{names: []string{name}, any: any}
	}
	return &fieldFilter{name: name, any: any}
}

// indexer parses what stands in brackets and stops at the closing one.
func (p *pathParser) indexer(open byte, scan bool) (filter, error) {
	p.at++
	closing := byte(']')
	if open == '(' {
		closing = ')'
	}
	if err := p.more(openIndexer); err != nil {
		return nil, err
	}
	p.eatSpace()
	c, err := p.peek()
	switch {
	case err != nil:
		return nil, err
	case c == '\'':
		return p.quotedFields(closing, scan)
	case c == '?':
		return p.query(closing, scan)
	}
	return p.arrayIndexer(closing)
}
