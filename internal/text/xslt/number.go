package xslt

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// numberElement is xsl:number.
type numberElement struct {
	level                     string
	count, from               []*xpath.BoundPattern
	value                     *xpath.Bound
	format, groupSep, groupBy *valueTemplate
}

func (c *compiler) number(e *xmltree.Element) instruction {
	c.attributes(e, "level", "count", "from", "value", "format", "lang", "letter-value", "grouping-separator", "grouping-size")
	c.empty(e)
	n := &numberElement{level: "single"}
	if a := attribute(e, "level"); a != nil {
		switch n.level = a.Value(); n.level {
		case "single", "multiple", "any":
		default:
			c.errorf(a, "'%s' is an invalid value for the 'level' attribute.", a.Value())
		}
	}
	if a := attribute(e, "count"); a != nil {
		n.count, _ = c.pattern(e, a)
	}
	if a := attribute(e, "from"); a != nil {
		n.from, _ = c.pattern(e, a)
	}
	if a := attribute(e, "value"); a != nil {
		n.value = c.expression(e, a)
	}
	if a := attribute(e, "format"); a != nil {
		n.format = c.avt(e, a)
	}
	if a := attribute(e, "grouping-separator"); a != nil {
		n.groupSep = c.avt(e, a)
	}
	if a := attribute(e, "grouping-size"); a != nil {
		n.groupBy = c.avt(e, a)
	}
	return n
}

func (n *numberElement) run(x *run, f *frame) error {
	var list []float64
	if n.value != nil {
		v, err := x.eval(n.value, f)
		if err != nil {
			return err
		}
		d := math.Floor(xpath.Number(v) + 0.5)
		if d < 0.5 || math.IsInf(d, 0) || math.IsNaN(d) {
			// What is no number of a list is written as it is.
			return x.out.text(xpath.Text(xpath.Number(v)), false)
		}
		list = []float64{d}
	} else {
		places, err := n.places(x, f)
		if err != nil {
			return err
		}
		for _, p := range places {
			list = append(list, float64(p))
		}
	}
	format, sep, size := "1", "", 0
	for _, s := range []struct {
		t  *valueTemplate
		to *string
	}{{n.format, &format}, {n.groupSep, &sep}} {
		if s.t == nil {
			continue
		}
		var err error
		if *s.to, err = s.t.eval(x, f); err != nil {
			return err
		}
	}
	if n.groupBy != nil {
		s, err := n.groupBy.eval(x, f)
		if err != nil {
			return err
		}
		size, _ = strconv.Atoi(s) // not a number: no groups
	}
	return x.out.text(formatList(list, format, sep, size), false)
}

// counts reports whether a node is one of those counted for the node at.
func (n *numberElement) counts(x *run, f *frame, m, at xpath.Node) (bool, error) {
	if n.count == nil {
		return sameKind(m, at), x.step()
	}
	return x.matchesAny(n.count, f, m)
}

func (x *run) matchesAny(patterns []*xpath.BoundPattern, f *frame, n xpath.Node) (bool, error) {
	for _, p := range patterns {
		if ok, err := p.Matches(&x.session, f, n); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// sameKind reports whether nodes are of one type and name.
func sameKind(a, b xpath.Node) bool {
	kind := func(n xpath.Node) xmltree.NodeType {
		if t := n.Object.NodeType(); t != xmltree.CDATANode {
			return t
		}
		return xmltree.TextNode
	}
	return kind(a) == kind(b) && a.Name() == b.Name()
}

// places finds the numbers of the current node.
func (n *numberElement) places(x *run, f *frame) ([]int, error) {
	at := f.at.Node
	if n.level == "any" {
		return n.anywhere(x, f, at)
	}
	if inside, err := n.inside(x, f, at); !inside || err != nil {
		return nil, err
	}
	var list []int
	for m, ok := at, true; ok; m, ok = m.Parent() {
		if m != at {
			stop, err := x.matchesAny(n.from, f, m)
			if err != nil {
				return nil, err
			}
			if stop {
				break
			}
		}
		counted, err := n.counts(x, f, m, at)
		if err != nil {
			return nil, err
		}
		if !counted {
			continue
		}
		place := 1
		for p, ok := m.PreviousSibling(); ok; p, ok = p.PreviousSibling() {
			if counted, err = n.counts(x, f, p, at); err != nil {
				return nil, err
			}
			if counted {
				place++
			}
		}
		list = append([]int{place}, list...)
		if n.level == "single" {
			break
		}
	}
	return list, nil
}

// inside reports whether a node of from is the node or one around it, as it must be
// for .NET to count at all.
func (n *numberElement) inside(x *run, f *frame, at xpath.Node) (bool, error) {
	if n.from == nil {
		return true, nil
	}
	for m, ok := at, true; ok; m, ok = m.Parent() {
		if found, err := x.matchesAny(n.from, f, m); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// anywhere counts the nodes before the current one, back to one of from.
func (n *numberElement) anywhere(x *run, f *frame, at xpath.Node) ([]int, error) {
	place, started := 0, n.from == nil
	for m, ok := at, true; ok; m, ok = before(m) {
		counted, err := n.counts(x, f, m, at)
		if err != nil {
			return nil, err
		}
		if counted {
			place++
		}
		stop, err := x.matchesAny(n.from, f, m)
		if err != nil {
			return nil, err
		}
		if stop && m != at {
			if counted {
				place-- // the one of from is not counted
			}
			started = true
			break
		}
	}
	if place == 0 || !started {
		return nil, nil
	}
	return []int{place}, nil
}

// before returns the node before another in document order, attributes left out.
func before(n xpath.Node) (xpath.Node, bool) {
	p, ok := n.PreviousSibling()
	if !ok {
		return n.Parent()
	}
	for {
		children := p.Children()
		if len(children) == 0 {
			return p, true
		}
		p = children[len(children)-1]
	}
}

// formatList writes numbers by a format string (XSLT 1.0, section 7.7.1).
func formatList(list []float64, format, sep string, size int) string {
	prefix, tokens, seps, suffix := formatTokens(format)
	var b strings.Builder
	b.WriteString(prefix)
	for i, v := range list {
		if i > 0 {
			// The separator before a number is the one before its token; numbers
			// beyond the tokens use the last.
			switch {
			case len(seps) == 0:
				b.WriteString(".")
			default:
				b.WriteString(seps[min(i-1, len(seps)-1)])
			}
		}
		b.WriteString(formatOne(v, tokens[min(i, len(tokens)-1)], sep, size))
	}
	b.WriteString(suffix)
	return b.String()
}

func formatTokens(format string) (prefix string, tokens, seps []string, suffix string) {
	var cur strings.Builder
	alnum := false
	flush := func() {
		s := cur.String()
		cur.Reset()
		switch {
		case alnum:
			tokens = append(tokens, s)
		case len(tokens) == 0:
			prefix = s
		default:
			suffix = s
		}
	}
	for i, r := range format {
		is := unicode.IsLetter(r) || unicode.IsNumber(r)
		if i > 0 && is != alnum {
			flush()
			if is && len(tokens) > 0 {
				seps = append(seps, suffix)
				suffix = ""
			}
		}
		alnum = is
		cur.WriteRune(r)
	}
	if cur.Len() > 0 {
		flush()
	}
	if len(tokens) == 0 {
		// A format without a token has 1, and its text before and behind it.
		return prefix, []string{"1"}, nil, prefix
	}
	return prefix, tokens, seps, suffix
}

func formatOne(v float64, token, sep string, size int) string {
	n := int64(v)
	small := v < 1<<53
	switch token {
	case "A", "a":
		if small && n > 0 {
			return letters(n, rune(token[0]))
		}
	case "I", "i":
		if n > 0 && n < 32768 && small {
			s := roman(int(n))
			if token == "i" {
				s = strings.ToLower(s)
			}
			return s
		}
	}
	s := strconv.FormatFloat(v, 'f', 0, 64)
	zero, width := '0', 1
	if r := []rune(token); unicode.IsDigit(r[len(r)-1]) {
		last := r[len(r)-1]
		start := last
		for unicode.IsDigit(start-1) && last-start < 9 {
			start--
		}
		all := true
		for _, d := range r[:len(r)-1] {
			all = all && d == last-1
		}
		if all && last-1 >= start {
			zero, width = last-1, len(r)
		}
	}
	if len(s) < width && width < 300 {
		s = strings.Repeat("0", width-len(s)) + s
	}
	var b strings.Builder
	for i, c := range s {
		if sep != "" && size > 0 && i > 0 && (len(s)-i)%size == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(zero + c - '0')
	}
	return b.String()
}

func letters(n int64, first rune) string {
	var out []byte
	for n > 0 {
		n--
		out = append([]byte{byte(int64(first) + n%26)}, out...)
		n /= 26
	}
	return string(out)
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		value int
		text  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for n >= r.value {
			b.WriteString(r.text)
			n -= r.value
		}
	}
	return b.String()
}
