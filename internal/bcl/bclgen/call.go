package bclgen

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// call is a case about one member: its result and, where there are any, what its
// out parameters got and what became of the receiver.
func (g *Generator) call(m *member) Case {
	depth := g.r.IntN(3)
	keeps := g.keeps(m)
	if !m.outs() && !keeps && m.result != nil {
		n := g.invoke(m, depth)
		return Case{Kind: "(", Code: n.String(), Member: m.id, Parts: n.closed(nil)}
	}
	var body strings.Builder
	var shown, parts []string
	n := g.receiver(m, depth)
	if keeps {
		fmt.Fprintf(&body, "var r = %s; ", n)
		parts = append(n.closed(parts), n.String())
		n = text("r")
		shown = append(shown, "r")
	}
	var outs []string
	for _, p := range m.params {
		name := fmt.Sprintf("o%d", len(outs))
		switch {
		case p.Out:
			fmt.Fprintf(&body, "%s %s; ", typeName(p.Type), name)
			outs = append(outs, name)
		case p.Ref:
			v := g.expr(p.Type, depth, hint{m.owner, p.Name})
			parts = append(v.closed(parts), v.String())
			fmt.Fprintf(&body, "%s %s = %s; ", typeName(p.Type), name, v)
			outs = append(outs, name)
		}
	}
	shown = append(shown, outs...)
	g.access(n, m, depth, outs)
	parts = n.closed(parts)
	switch {
	case m.settable && g.chance(50):
		v := g.expr(m.result, depth, hint{m.owner, m.name})
		parts = append(v.closed(parts), v.String())
		fmt.Fprintf(&body, "%s = %s; ", n, v)
		if m.form == indexer || m.form == property {
			shown = append(shown, "\"set\"")
		}
	case m.result == nil:
		fmt.Fprintf(&body, "%s; ", n)
	default:
		fmt.Fprintf(&body, "var v = %s; ", n)
		shown = append([]string{"v"}, shown...)
	}
	if len(shown) == 0 {
		shown = []string{"1"}
	}
	fmt.Fprintf(&body, "return new object[] { %s };", strings.Join(shown, ", "))
	return Case{Kind: "{", Code: body.String(), Member: m.id, Parts: parts}
}

// keeps reports whether the receiver may change, so that it belongs to the answer.
func (g *Generator) keeps(m *member) bool {
	if m.form != method && m.form != indexer && m.form != property {
		return false
	}
	t := m.owner
	if m.static {
		return false
	}
	if t.IsValueType() || t.Special == types.String || t.Namespace == "Apim" || t.Namespace == "System" && t.Kind == types.Class && t.Name != "Random" {
		return false
	}
	return m.result == nil || m.settable || g.chance(60)
}

// free is an expression that is about no single member.
func (g *Generator) free() Case {
	switch k := g.r.IntN(18); {
	case k >= 15:
		return g.arithmetic()
	case k == 14:
		return g.formatted()
	case k >= 10:
		return g.chain()
	case k < 4:
		t := g.common[g.r.IntN(len(g.common))]
		n := g.expr(t, 2+g.r.IntN(3), hint{})
		return Case{Kind: "(", Code: n.String(), Parts: n.closed(nil)}
	case k < 6:
		return g.query()
	case k < 8:
		return g.ofContext()
	}
	return g.mixed()
}

// mixed concatenates, interpolates and compares values.
func (g *Generator) mixed() Case {
	n := text("")
	switch g.r.IntN(5) {
	case 0:
		n.add(`"" + `, g.some(2), " + ", g.some(2), " + ", g.some(1))
	case 1:
		n.add(`$"{`, g.hole(), `}|{`, g.hole(), g.one([]string{"", ",8", ",-8"}), `}"`)
	case 2:
		t := g.common[g.r.IntN(len(g.common))]
		n.add("object.Equals(", g.expr(t, 2, hint{}), ", ", g.expr(t, 2, hint{}), ")")
	case 3:
		t := g.common[g.r.IntN(len(g.common))]
		n.add("(", g.expr(g.names["bool"], 2, hint{}), " ? ", g.expr(t, 2, hint{}), " : ", g.expr(t, 2, hint{}), ")")
	default:
		n.add("JsonConvert.SerializeObject(new { a = ", g.some(2), ", b = ", g.some(1), ", c = new[] { ", g.expr(g.names["string"], 1, hint{}), " } })")
	}
	return Case{Kind: "(", Code: n.String(), Parts: n.closed(nil)}
}

// some is a value of any common type.
func (g *Generator) some(depth int) *node {
	return g.expr(g.common[g.r.IntN(len(g.common))], depth, hint{})
}

// hole is an interpolated value: in parentheses, and with a format where the type
// has one.
func (g *Generator) hole() *node {
	t := g.common[g.r.IntN(len(g.common))]
	n := join("(", g.expr(t, 1, hint{}), ")")
	// A quote or brace of a literal inside a hole would end the string for C# 7.
	return n
}

// query is LINQ in query syntax over random sequences.
func (g *Generator) query() Case {
	ints, texts := g.u.ArrayOf(g.names["int"], 1), g.u.ArrayOf(g.names["string"], 1)
	a, b := g.expr(ints, 1, hint{}), g.expr(texts, 1, hint{})
	forms := [][]any{
		{"(from x in ", a, " where x % 2 == 0 orderby x descending select x * 2).ToArray()"},
		{"(from x in ", a, " from y in ", b, " where y != null && x > y.Length select y + x).ToList()"},
		{"(from s in ", b, " group s by (s ?? \"\").Length into g orderby g.Key select g.Key + \":\" + string.Join(\",\", g)).ToArray()"},
		{"(from x in ", a, " join s in ", b, " on x equals (s ?? \"\").Length select s + x).ToArray()"},
		{"(from x in ", a, " join s in ", b, " on x equals (s ?? \"\").Length into g select x + \"/\" + g.Count()).ToArray()"},
		{"(from s in ", b, " let n = (s ?? \"\").Trim() orderby n.Length, n descending select new { n, l = n.Length }).ToArray()"},
		{"(from x in ", a, " select x into y where y > 0 select y.ToString(\"000\")).ToArray()"},
		{a, ".Zip(", b, ", (x, s) => s + x).ToArray()"},
		{a, ".GroupBy(x => x % 3).OrderBy(g => g.Key).Select(g => g.Key + \"=\" + g.Sum()).ToArray()"},
		{b, ".Where(s => s != null).ToDictionary(s => s, s => s.Length).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.ToString()).ToArray()"},
		{b, ".OrderBy(s => s).ThenBy(s => (s ?? \"\").Length).ToArray()"},
		{a, ".Aggregate(", b, ".Count(), (s, x) => s * 31 + x)"},
		{a, ".SelectMany(x => ", b, ", (x, s) => x + s).Distinct().Take(7).ToArray()"},
	}
	n := join(forms[g.r.IntN(len(forms))]...)
	return Case{Kind: "(", Code: n.String(), Parts: n.closed(nil)}
}
