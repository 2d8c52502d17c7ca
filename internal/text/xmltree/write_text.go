package xmltree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// appendText writes text of an element. Every kind of line end becomes the
// writer's.
func (w *writer) appendText(out []byte, s string) ([]byte, error) {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf && asciiClass[c]&classText != 0 && c != '>' || c == '\t' || c == ']' {
			i++
			continue
		}
		replacement, n, err := textEscape(s, i, w.options.NewLine)
		if err != nil {
			return out, err
		}
		if replacement != "" {
			out = append(append(out, s[start:i]...), replacement...)
			start = i + n
		}
		i += n
	}
	return append(out, s[start:]...), nil
}

// textEscape looks at the character at s[i], which needs attention: it returns
// what to write instead (empty: the character itself) and how many bytes it takes.
func textEscape(s string, i int, newLine string) (replacement string, n int, err error) {
	switch s[i] {
	case '<':
		return "&lt;", 1, nil
	case '>':
		return "&gt;", 1, nil
	case '&':
		return "&amp;", 1, nil
	}
	return lineEnd(s, i, newLine)
}

// lineEnd is textEscape for places where markup is not escaped.
func lineEnd(s string, i int, newLine string) (replacement string, n int, err error) {
	switch s[i] {
	case '\n':
		return newLine, 1, nil
	case '\r':
		if strings.HasPrefix(s[i+1:], "\n") {
			return newLine, 2, nil
		}
		return newLine, 1, nil
	}
	n, err = checkChar(s[i:])
	return "", n, err
}

// appendValue writes an attribute's value, where line ends and tabs must be
// references to survive.
func appendValue(out []byte, s string) ([]byte, error) {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf && asciiClass[c]&classValue != 0 && c != '>' {
			i++
			continue
		}
		replacement := ""
		switch c {
		case '<':
			replacement = "&lt;"
		case '>':
			replacement = "&gt;"
		case '&':
			replacement = "&amp;"
		case '"':
			replacement = "&quot;"
		case '\t':
			replacement = "&#x9;"
		case '\n':
			replacement = "&#xA;"
		case '\r':
			replacement = "&#xD;"
		default:
			n, err := checkChar(s[i:])
			if err != nil {
				return out, err
			}
			i += n
			continue
		}
		out = append(append(out, s[start:i]...), replacement...)
		i++
		start = i
	}
	return append(out, s[start:]...), nil
}

// section writes the inside of a CDATA section; one that holds ]]> is cut in two.
func (w *writer) section(s string) error {
	return w.raw(strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>"))
}

// comment writes the inside of a comment, with a space after a hyphen that may
// not stand where it is.
func (w *writer) comment(s string) error {
	for {
		i := strings.Index(s, "--")
		if i < 0 {
			break
		}
		if err := w.raw(s[:i+1]); err != nil {
			return err
		}
		w.out = append(w.out, ' ')
		s = s[i+1:]
	}
	if err := w.raw(s); err != nil {
		return err
	}
	if strings.HasSuffix(s, "-") {
		w.out = append(w.out, ' ')
	}
	return nil
}

// instruction writes the data of a processing instruction.
func (w *writer) instruction(s string) error {
	return w.raw(strings.ReplaceAll(s, "?>", "? >"))
}

// raw writes text that is not escaped.
func (w *writer) raw(s string) error {
	start := 0
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0x20 && c < utf8.RuneSelf || c == '\t' {
			i++
			continue
		}
		replacement, n, err := lineEnd(s, i, w.options.NewLine)
		if err != nil {
			return err
		}
		if replacement != "" {
			w.out = append(append(w.out, s[start:i]...), replacement...)
			start = i + n
		}
		i += n
	}
	w.out = append(w.out, s[start:]...)
	return nil
}

func checkChars(s string) error {
	for i := 0; i < len(s); {
		n, err := checkChar(s[i:])
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// checkChar refuses the character at the start of s if XML has no place for it;
// otherwise it returns its length.
func checkChar(s string) (int, error) {
	r, n := decode(s)
	if isXMLChar(r) && !(r == utf8.RuneError && n == 1) {
		return n, nil
	}
	switch {
	case r >= 0xD800 && r < 0xDC00 && len(s) == n:
		return 0, argument("The surrogate pair is invalid. Missing a low surrogate character.")
	case r >= 0xD800 && r < 0xDC00:
		next, _ := decode(s[n:])
		if next > 0xFFFF {
			next = 0xD800 + (next-0x10000)>>10
		}
		return 0, argument("The surrogate pair (0x%X, 0x%X) is invalid. A high surrogate character (0xD800 - 0xDBFF) must always be paired with a low surrogate character (0xDC00 - 0xDFFF).", r, next)
	case r >= 0xDC00 && r < 0xE000:
		return 0, argument("Invalid high surrogate character (0x%s). A high surrogate character must have a value from range (0xD800 - 0xDBFF).", fmt.Sprintf("%X", r))
	}
	return 0, argument("%s", invalidChar(r))
}
