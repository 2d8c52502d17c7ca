package xslt

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// sortKey is an xsl:sort.
type sortKey struct {
	expr                       *xpath.Bound
	order, dataType, caseOrder *valueTemplate // nil for the default
}

func (c *compiler) sorts(e *xmltree.Element) []sortKey {
	var all []sortKey
	other := false
	for child := range xmltree.Elements(e) {
		if !isXSL(child, "sort") {
			other = other || !isXSL(child, "with-param")
			continue
		}
		if other {
			c.errorf(child, "'%s' cannot follow other content of the '%s' element.", c.written(child), c.written(e))
		}
		c.attributes(child, "select", "order", "data-type", "case-order", "lang")
		c.empty(child)
		k := sortKey{}
		if a := attribute(child, "select"); a != nil {
			k.expr = c.expression(child, a)
		} else if b, err := c.bound(child, "."); err == nil {
			k.expr = b
		}
		k.order = c.oneOf(child, "order", "ascending", "descending")
		k.dataType = c.oneOf(child, "data-type", "text", "number")
		k.caseOrder = c.oneOf(child, "case-order", "upper-first", "lower-first")
		all = append(all, k)
	}
	return all
}

// oneOf compiles an attribute whose value is one of two.
func (c *compiler) oneOf(e *xmltree.Element, name string, values ...string) *valueTemplate {
	a := attribute(e, name)
	if a == nil {
		return nil
	}
	t := c.avt(e, a)
	if s, ok := t.constant(); ok && !slices.Contains(values, s) && !strings.Contains(s, ":") && !c.forward {
		c.errorf(a, "'%s' is an invalid value for the '%s' attribute.", s, name)
	}
	return t
}

// sortValues are the values of a node by which it is sorted.
type sortValues struct {
	node    xpath.Node
	texts   []string
	numbers []float64
}

// sorted sorts nodes; those that are equal keep their order.
func (x *run) sorted(nodes xpath.NodeSet, keys []sortKey, f *frame) (xpath.NodeSet, error) {
	if len(keys) == 0 {
		return nodes, nil
	}
	type direction struct{ descending, number, upperFirst bool }
	how := make([]direction, len(keys))
	for i, k := range keys {
		for _, setting := range []struct {
			t    *valueTemplate
			want string
			to   *bool
		}{{k.order, "descending", &how[i].descending}, {k.dataType, "number", &how[i].number}, {k.caseOrder, "upper-first", &how[i].upperFirst}} {
			if setting.t == nil {
				continue
			}
			s, err := setting.t.eval(x, f)
			if err != nil {
				return nil, err
			}
			*setting.to = s == setting.want
		}
	}
	if err := x.charge(len(nodes) * (48 + 40*len(keys))); err != nil {
		return nil, err
	}
	all := make([]sortValues, len(nodes))
	for i, n := range nodes {
		all[i] = sortValues{n, make([]string, len(keys)), make([]float64, len(keys))}
		own := *f
		own.at = xpath.Context{Node: n, Position: i + 1, Size: len(nodes)}
		for k := range keys {
			v, err := x.eval(keys[k].expr, &own)
			if err != nil {
				return nil, err
			}
			if how[k].number {
				all[i].numbers[k] = xpath.Number(v)
			} else {
				all[i].texts[k] = xpath.Text(v)
			}
		}
	}
	if x.options.Step != nil {
		// About as many comparisons as sorting takes.
		if err := x.options.Step(len(nodes) * int(math.Log2(float64(len(nodes)+1))+1)); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b sortValues) int {
		for k := range keys {
			var d int
			if how[k].number {
				d = compareNumbers(a.numbers[k], b.numbers[k])
			} else {
				d = compareTexts(a.texts[k], b.texts[k], how[k].upperFirst)
			}
			if how[k].descending {
				d = -d
			}
			if d != 0 {
				return d
			}
		}
		return 0
	})
	out := make(xpath.NodeSet, len(all))
	for i := range all {
		out[i] = all[i].node
	}
	return out, nil
}

// compareNumbers puts what is no number first.
func compareNumbers(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a):
		return -1
	case math.IsNaN(b):
		return 1
	}
	return cmp.Compare(a, b)
}

// compareTexts compares as the culture en-US does, roughly: hyphens count last,
// then marks and signs before digits before letters, accents and case only when the
// rest is the same, small letters first.
func compareTexts(a, b string, upperFirst bool) int {
	if d := compareLevel(a, b, baseWeight); d != 0 {
		return d
	}
	if d := compareLevel(a, b, accentWeight); d != 0 {
		return d
	}
	d := compareLevel(a, b, caseWeight)
	if upperFirst {
		d = -d
	}
	if d != 0 {
		return d
	}
	return strings.Compare(b, a) // a hyphen after none
}

func compareLevel(a, b string, weight func(rune) int) int {
	ra, rb := []rune(a), []rune(b)
	i, j := 0, 0
	for {
		for i < len(ra) && ignorable(ra[i]) {
			i++
		}
		for j < len(rb) && ignorable(rb[j]) {
			j++
		}
		switch {
		case i == len(ra) && j == len(rb):
			return 0
		case i == len(ra):
			return -1
		case j == len(rb):
			return 1
		}
		if d := weight(ra[i]) - weight(rb[j]); d != 0 {
			return d
		}
		i, j = i+1, j+1
	}
}

func ignorable(r rune) bool { return r == '-' || r == '\'' || r == 0xAD }

func baseWeight(r rune) int {
	r, _ = plainLetter(unicode.ToLower(r))
	switch {
	case unicode.IsSpace(r):
		return int(r)
	case unicode.IsDigit(r):
		return 1<<24 + int(r)
	case unicode.IsLetter(r):
		return 1<<25 + int(r)
	}
	return 1<<20 + int(r)
}

func accentWeight(r rune) int {
	_, accent := plainLetter(unicode.ToLower(r))
	return accent
}

func caseWeight(r rune) int {
	if unicode.IsUpper(r) {
		return 1
	}
	return 0
}
