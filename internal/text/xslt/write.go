package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// writer writes the result of a transformation. Which method it has may be known
// only when the first element or text comes.
type writer struct {
	output  Output
	newLine string
	charge  func(int) error

	method method // nil until it is known
	early  []func() error

	out []byte
}

// method is how a result is written.
type method interface {
	sink
	finish() error
}

func newWriter(s *Stylesheet, o Options) *writer {
	w := &writer{output: s.output, newLine: o.NewLine, charge: o.Charge}
	if w.newLine == "" {
		w.newLine = "\n"
	}
	if w.output.Method != "" {
		w.choose(w.output.Method)
	}
	return w
}

func (w *writer) choose(name string) {
	w.output.Method = name
	switch name {
	case "html":
		w.method = &htmlWriter{w: w, indent: w.output.Indent == nil || *w.output.Indent, blockEnd: -1}
	case "text":
		w.method = &plainWriter{w}
	default:
		w.method = newXMLWriter(w)
	}
}

// settle chooses the method, and writes what came before it was known.
func (w *writer) settle(name string) error {
	w.choose(name)
	for _, f := range w.early {
		if err := f(); err != nil {
			return err
		}
	}
	w.early = nil
	return nil
}

func (w *writer) start(prefix string, name xmltree.Name, attributes []resultAttribute, spaces []declaration) error {
	if w.method == nil {
		guess := "xml"
		if name.Space == "" && strings.EqualFold(name.Local, "html") {
			guess = "html"
		}
		if err := w.settle(guess); err != nil {
			return err
		}
	}
	return w.method.start(prefix, name, attributes, spaces)
}

func (w *writer) end() error { return w.method.end() }

func (w *writer) text(s string, raw bool) error {
	if w.method == nil {
		if strings.Trim(s, " \t\r\n") == "" {
			w.early = append(w.early, func() error { return w.method.text(s, raw) })
			return nil
		}
		if err := w.settle("xml"); err != nil {
			return err
		}
	}
	return w.method.text(s, raw)
}

func (w *writer) comment(s string) error {
	if w.method == nil {
		w.early = append(w.early, func() error { return w.method.comment(s) })
		return nil
	}
	return w.method.comment(s)
}

func (w *writer) instruction(target, data string) error {
	if w.method == nil {
		w.early = append(w.early, func() error { return w.method.instruction(target, data) })
		return nil
	}
	return w.method.instruction(target, data)
}

func (w *writer) finish() (string, error) {
	if w.method == nil {
		if err := w.settle("xml"); err != nil {
			return "", err
		}
	}
	if err := w.method.finish(); err != nil {
		return "", err
	}
	if w.charge != nil {
		if err := w.charge(len(w.out)); err != nil {
			return "", err
		}
	}
	return string(w.out), nil
}

func (w *writer) string(parts ...string) {
	for _, s := range parts {
		w.out = append(w.out, s...)
	}
}

// escape writes a text with some characters replaced.
func (w *writer) escape(s string, replacement func(c byte) string) {
	from := 0
	for i := range len(s) {
		if r := replacement(s[i]); r != "" {
			w.string(s[from:i], r)
			from = i + 1
		}
	}
	w.string(s[from:])
}

// lines writes a text whose line ends become those of the result.
func (w *writer) lines(s string, replacement func(c byte) string) {
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	w.escape(s, func(c byte) string {
		if c == '\n' {
			return w.newLine
		}
		if replacement != nil {
			return replacement(c)
		}
		return ""
	})
}

func escapeText(c byte) string {
	switch c {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	}
	if c < 0x20 && c != '\t' && c != '\n' {
		return controlReference(c)
	}
	return ""
}

// escapeValue keeps tabs and line ends of attributes as references.
func escapeValue(c byte) string {
	switch c {
	case '"':
		return "&quot;"
	case '\t', '\n', '\r':
		return controlReference(c)
	}
	return escapeText(c)
}

func controlReference(c byte) string {
	const digits = "0123456789ABCDEF"
	if c < 0x10 {
		return "&#x" + digits[c:c+1] + ";"
	}
	return "&#x1" + digits[c&15:c&15+1] + ";"
}

func written(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// commentText puts spaces where hyphens may not stand.
func commentText(s string) string {
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "- -")
	}
	if strings.HasSuffix(s, "-") {
		s += " "
	}
	return s
}

// encodingName is the name in declarations.
func (w *writer) encodingName() string {
	if w.output.Encoding == "" {
		return "utf-8"
	}
	return strings.ToLower(w.output.Encoding)
}

// plainWriter is the method text.
type plainWriter struct{ w *writer }

func (p *plainWriter) start(string, xmltree.Name, []resultAttribute, []declaration) error { return nil }
func (p *plainWriter) end() error                                                         { return nil }
func (p *plainWriter) text(s string, _ bool) error                                        { p.w.lines(s, nil); return nil }
func (p *plainWriter) comment(string) error                                               { return nil }
func (p *plainWriter) instruction(string, string) error                                   { return nil }
func (p *plainWriter) finish() error                                                      { return nil }
