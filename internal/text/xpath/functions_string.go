package xpath

import (
	"math"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

func inLanguage(have, want string) bool {
	return len(have) >= len(want) && strings.EqualFold(have[:len(want)], want) &&
		(len(have) == len(want) || have[len(want)] == '-')
}

// two evaluates two texts.
func (ev *evaluation) two(c Context, args []expr) (a, b string, err error) {
	if a, err = ev.stringOf(args[0], c); err != nil {
		return "", "", err
	}
	b, err = ev.stringOf(args[1], c)
	return a, b, err
}

func concat(ev *evaluation, c Context, args []expr) (Value, error) {
	var b strings.Builder
	for _, arg := range args {
		s, err := ev.stringOf(arg, c)
		if err != nil {
			return nil, err
		}
		if err := ev.charge(len(s)); err != nil {
			return nil, err
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

func startsWith(ev *evaluation, c Context, args []expr) (Value, error) {
	a, b, err := ev.two(c, args)
	return strings.HasPrefix(a, b), err
}

func contains(ev *evaluation, c Context, args []expr) (Value, error) {
	a, b, err := ev.two(c, args)
	return strings.Contains(a, b), err
}

func substringBefore(ev *evaluation, c Context, args []expr) (Value, error) {
	a, b, err := ev.two(c, args)
	before, _, found := strings.Cut(a, b)
	if !found {
		before = ""
	}
	return before, err
}

func substringAfter(ev *evaluation, c Context, args []expr) (Value, error) {
	a, b, err := ev.two(c, args)
	_, after, _ := strings.Cut(a, b)
	return after, err
}

// substring counts UTF-16 units from 1 and rounds its numbers.
func substring(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.stringOf(args[0], c)
	if err != nil {
		return nil, err
	}
	start, err := ev.numberOf(args[1], c)
	if err != nil {
		return nil, err
	}
	length := math.Inf(1)
	if len(args) == 3 {
		if length, err = ev.numberOf(args[2], c); err != nil {
			return nil, err
		}
	}
	from := round(start)
	to := from + round(length) // the first position that is not taken any more
	if len(args) == 2 {
		to = math.Inf(1)
	}
	if math.IsNaN(from) || math.IsNaN(to) {
		return "", nil
	}
	total := float64(xmltree.UnitCount(s))
	first := max(from, 1)
	last := min(to, total+1)
	if first >= last {
		return "", nil
	}
	if err := ev.charge(len(s)); err != nil {
		return nil, err
	}
	if len(s) == int(total) {
		return s[int(first)-1 : int(last)-1], nil
	}
	return xmltree.FromUnits(xmltree.ToUnits(s)[int(first)-1 : int(last)-1]), nil
}

func stringLength(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.argument(c, args)
	return float64(xmltree.UnitCount(s)), err
}

func normalizeSpace(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.argument(c, args)
	if err != nil {
		return nil, err
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' })
	out := strings.Join(words, " ")
	return out, ev.charge(len(out))
}

// translate replaces UTF-16 units one by one; those without a partner are dropped.
func translate(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.stringOf(args[0], c)
	if err != nil {
		return nil, err
	}
	from, to, err := ev.two(c, args[1:])
	if err != nil {
		return nil, err
	}
	if err := ev.charge(len(s)); err != nil {
		return nil, err
	}
	partners := map[rune]rune{}
	targets := xmltree.ToUnits(to)
	for i, u := range xmltree.ToUnits(from) {
		if _, ok := partners[u]; ok {
			continue
		}
		if partners[u] = -1; i < len(targets) {
			partners[u] = targets[i]
		}
	}
	var out []rune
	for _, u := range xmltree.ToUnits(s) {
		p, ok := partners[u]
		switch {
		case !ok:
			out = append(out, u)
		case p >= 0:
			out = append(out, p)
		}
	}
	return xmltree.FromUnits(out), nil
}
