package jwt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// maxDepth is how deep the JSON of a token may nest.
const maxDepth = 64

// members demands one JSON object in UTF-8 that does not nest too deep and has no
// member twice, so that no two readers understand it differently. visit, if it is
// not nil, gets the name and the JSON of every member.
func members(data []byte, visit func(name, value []byte) error) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	if !json.Valid(data) {
		return errors.New("not valid JSON")
	}
	// What follows relies on the data being valid.
	w := walk{data: data}
	if w.space(); w.data[w.at] != '{' {
		return errors.New("not a JSON object")
	}
	var room [16][]byte
	names := room[:0]
	var more map[string]bool
	for w.next(); w.data[w.at] != '}'; {
		name, err := w.name()
		if err != nil {
			return err
		}
		if more == nil && len(names) == len(room) {
			more = make(map[string]bool, 2*len(room))
			for _, n := range names {
				more[string(n)] = true
			}
		}
		twice := more[string(name)]
		for i := 0; i < len(names) && more == nil; i++ {
			twice = twice || bytes.Equal(names[i], name)
		}
		if twice {
			return fmt.Errorf("the member %q stands twice", name)
		}
		if more != nil {
			more[string(name)] = true
		} else {
			names = append(names, name)
		}
		w.next() // the colon
		value, err := w.value()
		if err != nil {
			return err
		}
		if visit != nil {
			if err := visit(name, value); err != nil {
				return err
			}
		}
		if w.space(); w.data[w.at] == ',' {
			w.next()
		}
	}
	return nil
}

// walk is a place in valid JSON.
type walk struct {
	data []byte
	at   int
}

func (w *walk) space() {
	for w.at < len(w.data) && (w.data[w.at] == ' ' || w.data[w.at] == '\t' || w.data[w.at] == '\n' || w.data[w.at] == '\r') {
		w.at++
	}
}

// next steps over a character of the structure and the space behind it.
func (w *walk) next() {
	w.at++
	w.space()
}

// name steps over a member's name and the space behind it.
func (w *walk) name() ([]byte, error) {
	start := w.at
	w.text()
	name := w.data[start+1 : w.at-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		var s string
		if err := json.Unmarshal(w.data[start:w.at], &s); err != nil {
			return nil, err
		}
		name = []byte(s)
	}
	w.space()
	return name, nil
}

// text steps over a string.
func (w *walk) text() {
	for w.at++; w.data[w.at] != '"'; w.at++ {
		if w.data[w.at] == '\\' {
			w.at++
		}
	}
	w.at++
}

// value steps over a value and returns it.
func (w *walk) value() ([]byte, error) {
	start := w.at
	// The member's own object is the first level.
	for depth := 1; ; {
		switch c := w.data[w.at]; c {
		case '"':
			w.text()
		case '{', '[':
			if depth++; depth > maxDepth {
				return nil, errors.New("nested too deep")
			}
			w.at++
			continue
		case '}', ']':
			if depth--; depth == 0 {
				// The end of the object, behind a number or a word.
				return bytes.TrimRight(w.data[start:w.at], " \t\r\n"), nil
			}
			w.at++
		case ',':
			if depth == 1 {
				return bytes.TrimRight(w.data[start:w.at], " \t\r\n"), nil
			}
			w.at++
			continue
		default:
			w.at++
			continue
		}
		if depth == 1 {
			return w.data[start:w.at], nil
		}
	}
}

// text returns the string that a member's JSON is; null is the empty one.
func text(value []byte) (string, error) {
	if value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1]), nil
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err
}
