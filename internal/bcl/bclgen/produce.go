package bclgen

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// hint is what an expression is for: it chooses among literals.
type hint struct {
	owner *types.Type
	name  string
}

// expr returns a primary expression of a type, at most depth calls high.
func (g *Generator) expr(t *types.Type, depth int, h hint) *node {
	if t.Refused != "" {
		if t.Kind == types.Enum {
			return text("0")
		}
		return text("null")
	}
	if t.Special == types.Int32 && sized(h) {
		return text(g.one(hinted(t, h)))
	}
	if n := g.local(t); n != nil {
		return n
	}
	if t.CanBeNull() && t.Kind != types.Nullable && t.Kind != types.Delegate && g.chance(3) {
		return text("((" + typeName(t) + ")null)")
	}
	if list := g.makers[t]; depth > 0 && len(list) > 0 && g.chance(55) {
		return g.invoke(list[g.r.IntN(len(list))], depth-1)
	}
	if n := g.leaf(t, depth, h); n != nil {
		return n
	}
	if list := g.makers[t]; len(list) > 0 && depth > -3 {
		return g.invoke(list[g.r.IntN(len(list))], depth-1)
	}
	return text("default(" + typeName(t) + ")")
}

// local is a parameter of a lambda, more often than not.
func (g *Generator) local(t *types.Type) *node {
	var list []string
	for _, v := range g.scope {
		if v.typ == t {
			list = append(list, v.name)
		}
	}
	if len(list) == 0 || g.chance(30) {
		return nil
	}
	return &node{parts: []any{g.one(list)}, open: true}
}

// leaf is a literal, or made of expressions without a call of a member.
func (g *Generator) leaf(t *types.Type, depth int, h hint) *node {
	if pool := hinted(t, h); len(pool) > 0 && g.chance(88) {
		return text(g.one(pool))
	}
	if pool := g.pools[t]; len(pool) > 0 {
		return text(g.one(pool))
	}
	switch t.Kind {
	case types.Enum:
		if len(t.Values) == 0 {
			return nil
		}
		n := t.Values[g.r.IntN(len(t.Values))].Name
		if n == "TrimEntries" {
			n = "None" // newer than the oracle
		}
		return text(typeName(t) + "." + n)
	case types.Nullable:
		if g.chance(20) {
			return text("((" + typeName(t) + ")null)")
		}
		return join("(("+typeName(t)+")", g.expr(t.Elem, depth, h), ")")
	case types.Array:
		if t.Rank > 1 {
			return text("new " + typeName(t.Elem) + "[2" + strings.Repeat(",2", t.Rank-1) + "]")
		}
		n := text("new " + typeName(t) + " { ")
		g.items(n, t.Elem, depth, h)
		n.add(" }")
		return n
	case types.Delegate:
		return g.lambda(t, depth)
	case types.Tuple:
		n := text("(")
		for i, f := range t.Fields {
			if i > 0 {
				n.add(", ")
			}
			n.add(g.expr(f.Type, depth-1, hint{}))
		}
		n.add(")")
		return n
	}
	switch {
	case t.Special == types.Object:
		c := g.common[g.r.IntN(len(g.common))]
		return join("((object)", g.expr(c, depth-1, h), ")")
	case t.Def != nil:
		return g.collection(t, depth, h)
	}
	return nil
}

// items adds up to four elements to a list.
func (g *Generator) items(n *node, t *types.Type, depth int, h hint) {
	for i := range g.r.IntN(5) {
		if i > 0 {
			n.add(", ")
		}
		n.add(g.expr(t, depth-1, h))
	}
}

// collection is a list, dictionary or comparer for a constructed type.
func (g *Generator) collection(t *types.Type, depth int, h hint) *node {
	cast := "((" + typeName(t) + ")"
	switch t.Name {
	case "IEnumerable", "IList", "ICollection", "IReadOnlyList", "IReadOnlyCollection":
		if t.Args[0].Def != nil && t.Args[0].Name == "KeyValuePair" {
			args := t.Args[0].Args
			return join(cast, g.dictionary(args[0], args[1], depth), ")")
		}
		kind := "new List<" + typeName(t.Args[0]) + "> { "
		if g.chance(60) {
			kind = "new " + typeName(g.u.ArrayOf(t.Args[0], 1)) + " { "
		}
		n := text(cast + kind)
		g.items(n, t.Args[0], depth, h)
		n.add(" })")
		return n
	case "List", "HashSet":
		n := text("new " + typeName(t) + " { ")
		g.items(n, t.Args[0], depth, h)
		n.add(" }")
		return n
	case "Queue", "Stack":
		n := text("new " + typeName(t) + "(new " + typeName(g.u.ArrayOf(t.Args[0], 1)) + " { ")
		g.items(n, t.Args[0], depth, h)
		n.add(" })")
		return n
	case "ISet":
		n := text(cast + "new HashSet<" + typeName(t.Args[0]) + "> { ")
		g.items(n, t.Args[0], depth, h)
		n.add(" })")
		return n
	case "Dictionary":
		return g.dictionary(t.Args[0], t.Args[1], depth)
	case "IDictionary", "IReadOnlyDictionary":
		return join(cast, g.dictionary(t.Args[0], t.Args[1], depth), ")")
	case "IGrouping":
		return join("new[] { 1, 2, 3, 4 }.GroupBy(x => " + g.keyed(t.Args[0]) + ", x => " + g.keyed(t.Args[1]) + ").First()")
	case "ILookup", "Lookup":
		return join("((" + typeName(t) + ")new[] { 1, 2, 3, 4 }.ToLookup(x => " + g.keyed(t.Args[0]) + ", x => " + g.keyed(t.Args[1]) + "))")
	case "IOrderedEnumerable":
		seq := g.u.ArrayOf(t.Args[0], 1)
		return join(g.leaf(seq, depth, h), ".OrderBy(x => x)")
	case "IComparer", "IEqualityComparer":
		if t.Args[0].Special == types.String {
			return text("StringComparer." + g.one([]string{"Ordinal", "OrdinalIgnoreCase", "InvariantCulture", "CurrentCulture", "InvariantCultureIgnoreCase", "CurrentCultureIgnoreCase"}))
		}
		return text(strings.TrimPrefix(t.Name, "I") + "<" + typeName(t.Args[0]) + ">.Default")
	}
	return nil
}

// keyed is a function of the int x that gives a type.
func (g *Generator) keyed(t *types.Type) string {
	switch t.Special {
	case types.Int32:
		return g.one([]string{"x % 2", "x", "x / 3"})
	case types.String:
		return g.one([]string{`"k" + x % 2`, "x.ToString()"})
	}
	return "(" + typeName(t) + ")(object)x"
}

func (g *Generator) dictionary(k, v *types.Type, depth int) *node {
	n := text("new Dictionary<" + typeName(k) + ", " + typeName(v) + "> { ")
	keys := map[string]bool{}
	for range g.r.IntN(4) {
		key := g.expr(k, 0, hint{name: "key"})
		if keys[key.String()] {
			continue
		}
		if len(keys) > 0 {
			n.add(", ")
		}
		keys[key.String()] = true
		n.add("{ ", key, ", ", g.expr(v, depth-1, hint{}), " }")
	}
	n.add(" }")
	return n
}

// lambda is a function; its parameters are typed so that overloads do not compete.
func (g *Generator) lambda(t *types.Type, depth int) *node {
	before := len(g.scope)
	var params []string
	for _, p := range t.Invoke.Params {
		if p.Out || p.Ref {
			return nil
		}
		g.next++
		name := "x" + strconv.Itoa(g.next)
		params = append(params, typeName(p.Type)+" "+name)
		g.scope = append(g.scope, variable{name, p.Type})
	}
	head := "((" + typeName(t) + ")((" + strings.Join(params, ", ") + ") => "
	var n *node
	if r := t.Invoke.Return; r == nil || r.Kind == types.Void {
		n = text(head + "{ }))")
	} else {
		body := g.expr(r, max(depth-1, 1), hint{name: "result"})
		n = join(head, body, "))")
	}
	g.scope = g.scope[:before]
	if before == 0 {
		n.open = false
	}
	return n
}

// invoke calls a member and gives its result as a primary expression.
func (g *Generator) invoke(m *member, depth int) *node {
	switch m.form {
	case constructor:
		n := text("new " + typeName(m.owner) + "(")
		g.arguments(n, m, m.params, depth, nil)
		n.add(")")
		return n
	case operator:
		return g.operator(m, depth)
	case conversion:
		a := g.expr(m.params[0].Type, depth, hint{m.owner, "value"})
		return join("(("+typeName(m.result)+")", a, ")")
	}
	n := g.receiver(m, depth)
	g.access(n, m, depth, nil)
	return n
}

func (g *Generator) operator(m *member, depth int) *node {
	a := g.expr(m.params[0].Type, depth, hint{m.owner, "left"})
	if m.name == "true" || m.name == "false" {
		return join("(", a, " ? 1 : 0)")
	}
	if len(m.params) == 1 {
		if m.name == "++" || m.name == "--" {
			return join("(", a, " "+m.name[:1]+" 1)")
		}
		return join("("+m.name, a, ")")
	}
	return join("(", a, " "+m.name+" ", g.expr(m.params[1].Type, depth, hint{m.owner, "right"}), ")")
}

// receiver is what stands before the dot.
func (g *Generator) receiver(m *member, depth int) *node {
	switch {
	case m.extension && m.owner.Namespace != "System.Xml.XPath" && g.extended(m):
		return g.expr(m.params[0].Type, depth, hint{m.owner, m.params[0].Name})
	case m.static:
		return text(typeName(m.owner))
	}
	return g.expr(m.owner, depth, hint{m.owner, "this"})
}

// extended reports whether an extension method is called as one.
func (g *Generator) extended(m *member) bool {
	m2 := m.owner.Name
	return m2 != "" && m.params[0].Type.Special != types.Object
}

// access adds the member after its receiver; outs are the names of the variables
// for out parameters.
func (g *Generator) access(n *node, m *member, depth int, outs []string) {
	params := m.params
	if m.extension && m.owner.Namespace != "System.Xml.XPath" && g.extended(m) {
		params = params[1:]
	}
	switch m.form {
	case indexer:
		n.add("[")
		g.arguments(n, m, params, depth, nil)
		n.add("]")
		return
	case property:
		n.add("." + m.name)
		return
	}
	n.add("." + m.name)
	if len(m.args) > 0 && g.needsArgs(m) {
		names := make([]string, len(m.args))
		for i, a := range m.args {
			names[i] = typeName(a)
		}
		n.add("<" + strings.Join(names, ", ") + ">")
	}
	n.add("(")
	g.arguments(n, m, params, depth, outs)
	n.add(")")
}

// needsArgs reports whether the type arguments are written: always where they
// cannot be inferred, and now and then.
func (g *Generator) needsArgs(m *member) bool {
	return g.chance(20) || len(m.params) == 0 || m.owner.Namespace == "Newtonsoft.Json.Linq" || m.owner.Namespace == "Newtonsoft.Json" ||
		m.owner.Namespace == "Apim" || m.name == "Cast" || m.name == "OfType" || m.name == "Empty"
}

func (g *Generator) arguments(n *node, m *member, params []types.Param, depth int, outs []string) {
	for i, p := range params {
		if p.Optional && (g.chance(60) || refused(p.Type)) || p.Params && refused(p.Type) {
			return
		}
		if i > 0 {
			n.add(", ")
		}
		if p.Out {
			n.add("out " + outs[0])
			outs = outs[1:]
			continue
		}
		if p.Ref {
			n.add("ref " + outs[0])
			outs = outs[1:]
			continue
		}
		h := hint{m.owner, p.Name}
		if p.Params && g.chance(60) {
			for k := range 1 + g.r.IntN(3) {
				if k > 0 {
					n.add(", ")
				}
				n.add(g.expr(p.Type.Elem, depth, h))
			}
			continue
		}
		n.add(g.expr(p.Type, depth, h))
	}
}
