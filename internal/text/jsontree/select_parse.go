package jsontree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
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

// maxPathDepth bounds filters within filters.
const maxPathDepth = 100

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

func (p *pathParser) badIndexer(at int) error {
	return jsonException("Unexpected character while parsing path indexer: %s", p.char(at))
}

// arrayIndexer parses indexes, a slice or a star.
func (p *pathParser) arrayIndexer(closing byte) (filter, error) {
	start, end := p.at, -1
	var indexes []int32
	slice := &sliceFilter{}
	colons := 0
	// number is the text since start, up to white space.
	number := func() (n int32, given bool, err error) {
		stop := p.at
		if end >= 0 {
			stop = end
		}
		if stop == start {
			return 0, false, nil
		}
		i, err := netfmt.ParseInt(p.text[start:stop], 32, netfmt.NumberInteger, netfmt.Invariant())
		return int32(i), true, err
	}
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == ' ':
			end = p.at
			p.eatSpace()
		case c == closing:
			n, given, err := number()
			switch {
			case err != nil:
				return nil, err
			case indexes == nil && colons > 0:
				if given && colons == 1 {
					slice.end, slice.hasEnd = n, true
				} else if given {
					slice.step, slice.hasStep = n, true
				}
				return slice, nil
			case !given:
				return nil, jsonException("Array index expected.")
			case indexes != nil:
				return &indexesFilter{append(indexes, n)}, nil
			}
			return &indexFilter{index: n}, nil
		case c == ',':
			n, given, err := number()
			if err != nil {
				return nil, err
			}
			if !given {
				return nil, jsonException("Array index expected.")
			}
			indexes = append(indexes, n)
			p.at++
			p.eatSpace()
			start, end = p.at, -1
		case c == '*':
			p.at++
			if err := p.more(openIndexer); err != nil {
				return nil, err
			}
			p.eatSpace()
			next, err := p.peek()
			if err != nil {
				return nil, err
			}
			if next != closing {
				return nil, jsonException("Unexpected character while parsing path indexer: *")
			}
			return &indexFilter{any: true}, nil
		case c == ':':
			n, given, err := number()
			if err != nil {
				return nil, err
			}
			switch {
			case !given:
			case colons == 0:
				slice.start, slice.hasStart = n, true
			case colons == 1:
				slice.end, slice.hasEnd = n, true
			default:
				slice.step, slice.hasStep = n, true
			}
			colons++
			p.at++
			p.eatSpace()
			start, end = p.at, -1
		default:
			r, size := utf8.DecodeRuneInString(p.text[p.at:])
			if r != '-' && !unicode.IsDigit(r) || end >= 0 {
				return nil, p.badIndexer(p.at)
			}
			p.at += size
		}
	}
	return nil, jsonException(openIndexer)
}

// quotedFields parses one or several names in single quotes.
func (p *pathParser) quotedFields(closing byte, scan bool) (filter, error) {
	var names []string
	for p.at < len(p.text) {
		name, err := p.quotedString()
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		p.eatSpace()
		if err := p.more(openIndexer); err != nil {
			return nil, err
		}
		switch p.text[p.at] {
		case closing:
			switch {
			case len(names) == 1:
				return newFieldFilter(name, false, scan), nil
			case scan:
				return &scanFilter{names: names}, nil
			}
			return &fieldsFilter{names: names}, nil
		case ',':
			p.at++
			p.eatSpace()
		default:
			return nil, p.badIndexer(p.at)
		}
	}
	return nil, jsonException(openIndexer)
}

// quotedString reads to the closing quote. The opening one is taken for granted.
func (p *pathParser) quotedString() (string, error) {
	var b strings.Builder
	for p.at++; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		switch {
		case c == '\'':
			p.at++
			return b.String(), nil
		case c != '\\' || p.at+1 >= len(p.text):
			b.WriteByte(c)
			continue
		}
		p.at++
		i := strings.IndexByte(`btnfr\"'/`, p.text[p.at])
		if i < 0 {
			return "", jsonException(`Unknown escape character: \%s`, p.char(p.at))
		}
		b.WriteByte("\b\t\n\f\r\\\"'/"[i])
	}
	return "", jsonException("Path ended with an open string.")
}
