package expression

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

type args = []*node.Value

func textOf(v *node.Value) (string, error) {
	if v.Kind != node.String {
		return "", &Error{Message: fmt.Sprintf("a text is needed, not %s", described(v))}
	}
	return v.Text, nil
}

// piece is a text and the value it came from.
type piece struct {
	text string
	from *diag.Source
	at   int
}

// pieceOf is the text of a value with its place.
func (ev *Evaluator) pieceOf(v *node.Value, text string) piece {
	if v.Kind != node.String || text != v.Text || v.Source == nil {
		return piece{text: text, from: ev.Origin.Source, at: -1}
	}
	return piece{text: text, from: v.TextSource(v.Source.Name)}
}

// assemble puts texts together and keeps where each came from, so that a policy
// document in which a value was replaced has its lines and columns still.
func (ev *Evaluator) assemble(pieces []piece) (*node.Value, error) {
	var out strings.Builder
	var segments []diag.Segment
	for _, p := range pieces {
		if p.text == "" {
			continue
		}
		if rest, ok := strings.CutPrefix(p.text, "https://"); ok && strings.Contains(rest, StandIn()) && strings.HasSuffix(out.String(), "://") {
			// The scheme stands there already, so the value is a host.
			if p.text = rest; p.at >= 0 {
				p.at += len("https://")
			}
		}
		s := diag.Segment{At: out.Len(), From: p.from, Span: diag.Span{Start: p.at, End: p.at + len(p.text)}, Exact: true}
		if p.at < 0 || p.from == nil {
			s = diag.Segment{At: out.Len(), From: ev.Origin.Source, Span: ev.Origin.Span}
		}
		segments = append(segments, s)
		if err := ev.made(len(p.text)); err != nil {
			return nil, err
		}
		out.WriteString(p.text)
	}
	text := out.String()
	if len(text) > maxString {
		return nil, &Error{Message: fmt.Sprintf("a text has more than %d bytes", maxString)}
	}
	if text == "" || ev.Origin.Source == nil {
		return ev.Text(text), nil
	}
	src := diag.Derive(ev.Origin.Source.Name, text, segments)
	return &node.Value{Kind: node.String, Text: text, Source: src, Span: diag.Span{End: len(text)}}, nil
}

// fresh returns a new text and counts it.
func (ev *Evaluator) fresh(s string) (*node.Value, error) {
	if err := ev.made(len(s)); err != nil {
		return nil, err
	}
	return ev.Text(s), nil
}

// concat joins lists, or the texts of anything else.
func concat(ev *Evaluator, a args) (*node.Value, error) {
	if len(a) > 0 && a[0].Kind == node.Array {
		var out []*node.Value
		for _, v := range a {
			if v.Kind != node.Array {
				return nil, &Error{Message: fmt.Sprintf("lists are joined with lists, not with %s", described(v))}
			}
			if err := ev.made(16 * len(v.Items)); err != nil {
				return nil, err
			}
			out = append(out, v.Items...)
		}
		return ev.List(out), nil
	}
	pieces := make([]piece, 0, len(a))
	for _, v := range a {
		s, err := ev.display(v)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, ev.pieceOf(v, s))
	}
	return ev.assemble(pieces)
}

// display is the text of a value inside of another text. Booleans are written as
// .NET writes them, which is what the service's format and concat give.
func (ev *Evaluator) display(v *node.Value) (string, error) {
	switch v.Kind {
	case node.String, node.Number:
		return v.Text, nil
	case node.Bool:
		return strings.ToUpper(v.Text[:1]) + v.Text[1:], nil
	case node.Null:
		return "", nil
	}
	return ev.encode(v)
}

func (ev *Evaluator) encode(v *node.Value) (string, error) {
	out, err := node.AppendJSON(nil, v, maxString)
	if err != nil {
		return "", &Error{Message: fmt.Sprintf("the value has more than %d bytes as a text", maxString)}
	}
	return string(out), ev.made(len(out))
}

func toString(ev *Evaluator, a args) (*node.Value, error) {
	if a[0].Kind == node.String {
		return a[0], nil
	}
	s, err := ev.display(a[0])
	if err != nil {
		return nil, err
	}
	return ev.fresh(s)
}

// format is String.Format with plain items {0}; widths and formats of numbers
// are not known here.
func format(ev *Evaluator, a args) (*node.Value, error) {
	f, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	var pieces []piece
	src := a[0].TextSource("")
	if a[0].Source != nil {
		src = a[0].TextSource(a[0].Source.Name)
	}
	plain := func(from, to int) {
		pieces = append(pieces, piece{text: f[from:to], from: src, at: from})
	}
	for i := 0; i < len(f); {
		n := strings.IndexAny(f[i:], "{}")
		if n < 0 {
			plain(i, len(f))
			break
		}
		plain(i, i+n)
		i += n
		if i+1 < len(f) && f[i+1] == f[i] {
			plain(i, i+1)
			i += 2
			continue
		}
		end := strings.IndexByte(f[i:], '}')
		if f[i] == '}' || end < 0 {
			return nil, &Error{Message: fmt.Sprintf("a bracket of the format %.40q is not paired; one in the text is written twice", f)}
		}
		item := f[i+1 : i+end]
		number, rest, _ := strings.Cut(item, ":")
		at, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || at < 0 || at+1 >= len(a) {
			return nil, &Error{Message: fmt.Sprintf("the format has {%.20s}, and there are %d values", item, len(a)-1)}
		}
		s, err := ev.formatted(a[at+1], rest)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, ev.pieceOf(a[at+1], s))
		i += end + 1
	}
	return ev.assemble(pieces)
}

func (ev *Evaluator) formatted(v *node.Value, how string) (string, error) {
	s, err := ev.display(v)
	if err != nil || how == "" {
		return s, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	width, bad := strconv.Atoi(how[1:])
	if err != nil || v.Kind != node.Number || bad != nil || width > 99 || (how[0] != 'D' && how[0] != 'd') && strings.Trim(how, "0") != "" {
		return "", &Error{Message: fmt.Sprintf("the format %.20q is not supported", how), NotSupported: true}
	}
	if strings.Trim(how, "0") == "" {
		width = len(how)
	}
	if n < 0 {
		width++
	}
	return fmt.Sprintf("%0*d", width, n), nil
}

func replace(ev *Evaluator, a args) (*node.Value, error) {
	if u, ok := ev.unknown[a[0]]; ok && !u.Partial {
		return a[0], nil
	}
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	old, err := textOf(a[1])
	if err != nil {
		return nil, err
	}
	with, err := textOf(a[2])
	if err != nil {
		return nil, err
	}
	if old == "" {
		return nil, &Error{Message: "the text to replace is empty"}
	}
	if !strings.Contains(s, old) {
		return a[0], nil
	}
	src := a[0].TextSource("")
	if a[0].Source != nil {
		src = a[0].TextSource(a[0].Source.Name)
	}
	put := ev.pieceOf(a[2], with)
	var pieces []piece
	for i := 0; ; {
		n := strings.Index(s[i:], old)
		if n < 0 {
			pieces = append(pieces, piece{text: s[i:], from: src, at: i})
			return ev.assemble(pieces)
		}
		pieces = append(pieces, piece{text: s[i : i+n], from: src, at: i}, put)
		i += n + len(old)
		if err := ev.made(len(with)); err != nil {
			return nil, err
		}
	}
}

// mapText makes a function of one of texts. Places are kept where the length is.
func mapText(f func(string) string) func(*Evaluator, args) (*node.Value, error) {
	return func(ev *Evaluator, a args) (*node.Value, error) {
		s, err := textOf(a[0])
		if err != nil {
			return nil, err
		}
		out := f(s)
		if out == s {
			return a[0], nil
		}
		return ev.fresh(out)
	}
}

func compareText(f func(s, t string) bool) func(*Evaluator, args) (*node.Value, error) {
	return func(ev *Evaluator, a args) (*node.Value, error) {
		s, err := textOf(a[0])
		if err != nil {
			return nil, err
		}
		t, err := textOf(a[1])
		if err != nil {
			return nil, err
		}
		return ev.Bool(f(strings.ToLower(s), strings.ToLower(t))), nil
	}
}

func join(ev *Evaluator, a args) (*node.Value, error) {
	sep, err := textOf(a[1])
	if err != nil {
		return nil, err
	}
	if a[0].Kind != node.Array {
		return nil, &Error{Message: fmt.Sprintf("a list is needed, not %s", described(a[0]))}
	}
	var pieces []piece
	for i, v := range a[0].Items {
		if i > 0 {
			pieces = append(pieces, ev.pieceOf(a[1], sep))
		}
		s, err := ev.display(v)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, ev.pieceOf(v, s))
	}
	return ev.assemble(pieces)
}

// split cuts at any of the separators given.
func split(ev *Evaluator, a args) (*node.Value, error) {
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	separators := []*node.Value{a[1]}
	if a[1].Kind == node.Array {
		separators = a[1].Items
	}
	var out []*node.Value
	start := 0
	for i := 0; i < len(s); {
		cut := 0
		for _, sep := range separators {
			t, err := textOf(sep)
			if err != nil {
				return nil, err
			}
			if t != "" && strings.HasPrefix(s[i:], t) {
				cut = len(t)
				break
			}
		}
		if cut == 0 {
			i++
			continue
		}
		out = append(out, ev.Text(s[start:i]))
		i += cut
		start = i
		if err := ev.Step(1); err != nil {
			return nil, err
		}
	}
	return ev.List(append(out, ev.Text(s[start:]))), ev.made(len(s))
}

// substring counts UTF-16 units, as .NET does.
func substring(ev *Evaluator, a args) (*node.Value, error) {
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	units := utf16.Encode([]rune(s))
	start, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	n := int64(len(units)) - start
	if len(a) == 3 && a[2].Kind != node.Null {
		if n, err = integer(a[2]); err != nil {
			return nil, err
		}
	}
	if start < 0 || n < 0 || start > int64(len(units)) || n > int64(len(units))-start {
		return nil, &Error{Message: fmt.Sprintf("the text has %d characters; %d from %d are not in it", len(units), n, start)}
	}
	return ev.fresh(string(utf16.Decode(units[start : start+n])))
}

func padLeft(ev *Evaluator, a args) (*node.Value, error) {
	s, err := ev.display(a[0])
	if err != nil {
		return nil, err
	}
	width, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	pad := " "
	if len(a) == 3 {
		if pad, err = textOf(a[2]); err != nil {
			return nil, err
		}
	}
	if width < 0 || width > 10_000 || len([]rune(pad)) != 1 {
		return nil, &Error{Message: "a width up to 10000 and one character to pad with are needed"}
	}
	return ev.fresh(strings.Repeat(pad, max(0, int(width)-len([]rune(s)))) + s)
}
