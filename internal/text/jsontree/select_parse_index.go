package jsontree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

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
