package bclgen

import "fmt"

// chain is what policies do with sequences: a source, some operators of LINQ with
// functions over its elements, and an end. The elements are ints, strings or tokens.
func (g *Generator) chain() Case {
	elem := g.one([]string{"int", "string", "JToken"})
	n := g.source(elem)
	ordered := false
	for range 1 + g.r.IntN(4) {
		elem, ordered = g.link(n, elem, ordered)
	}
	g.finish(n, elem)
	return Case{Kind: "(", Code: n.String(), Parts: n.closed(nil)}
}

// tokenArrays are arrays of JSON whose elements the functions of links can read.
var tokenArrays = []string{
	`JArray.Parse("[{\"id\":1,\"name\":\"b\",\"tags\":[\"x\",\"y\"]},{\"id\":2,\"name\":\"a\",\"tags\":[]},{\"id\":2,\"name\":null}]")`,
	`JArray.Parse("[3,1,2,null,\"4\"]")`, `((JArray)JObject.Parse("{\"items\":[{\"id\":7,\"name\":\"Z\"},{\"name\":\"z\",\"id\":\"8\"}]}")["items"])`,
	`JObject.Parse("{\"a\":{\"id\":1},\"b\":{\"id\":3,\"name\":\"q\"}}").PropertyValues()`, `new JArray()`, `JObject.Parse("{\"a\":[{\"id\":5}],\"b\":{\"c\":[{\"id\":6}]}}").SelectTokens("$..id")`,
}

// source is a sequence to begin with.
func (g *Generator) source(elem string) *node {
	switch elem {
	case "int":
		if g.chance(30) {
			return text("Enumerable.Range(" + g.one([]string{"0", "1", "-3"}) + ", " + g.one([]string{"0", "1", "5", "9"}) + ")")
		}
		return join(g.expr(g.u.ArrayOf(g.names["int"], 1), 1, hint{}))
	case "string":
		if g.chance(30) {
			return join("(", g.expr(g.names["string"], 1, hint{}), ` ?? "a;b;;c").Split(`, g.one([]string{"','", "' '", "new[] { ',', ';' }, StringSplitOptions.RemoveEmptyEntries", "new[] { \", \" }, 2, StringSplitOptions.None"}), ")")
		}
		return join(g.expr(g.u.ArrayOf(g.names["string"], 1), 1, hint{}))
	}
	return text(g.one(tokenArrays))
}

// element is a function of an element x that gives a type: what is compared, keyed
// and selected.
func (g *Generator) element(from, to string) string {
	list := map[string][]string{
		"int>int":       {"x", "x * 2", "-x", "x % 3", "x / 2", "x & 1", "Math.Abs(x % 5)"},
		"int>string":    {"x.ToString()", `"k" + x % 2`, `x.ToString("000")`, `$"{x:X2}"`, "new string('z', Math.Abs(x % 4))", "Convert.ToString(x, 2)"},
		"int>bool":      {"x > 1", "x % 2 == 0", "x != 0 && 10 / x > 1", "x < 0 || x > 100"},
		"int>JToken":    {"(JToken)x", `(JToken)new JObject { ["id"] = x }`, "(JToken)new JArray(x, x + 1)"},
		"string>int":    {"(x ?? \"\").Length", "x.Length", "string.CompareOrdinal(x, \"b\") > 0 ? 1 : 0", "(x ?? \"\").IndexOf('a')", "x.GetTypeCode() == TypeCode.String ? 1 : 2", "int.Parse(x)"},
		"string>string": {"x", "x?.ToUpper()", "(x ?? \"null\").Trim()", "x + x", "x.Substring(0, 1)", "x?.Replace(\"a\", \"<a>\")", "string.IsNullOrEmpty(x) ? \"-\" : x.PadLeft(4, '.')", "Uri.EscapeDataString(x ?? \"\")"},
		"string>bool":   {"x != null", "!string.IsNullOrWhiteSpace(x)", "(x ?? \"\").Contains(\"a\")", "x == \"b\"", "x.StartsWith(\"a\", StringComparison.OrdinalIgnoreCase)", "Regex.IsMatch(x ?? \"\", \"^[a-z]\")"},
		"string>JToken": {"(JToken)x", "(JToken)new JValue(x)", `(JToken)new JObject(new JProperty("name", x))`},
		"JToken>int":    {`(int)x["id"]`, `(int?)x["id"] ?? -1`, `x.Type == JTokenType.Object ? x.Count() : 0`, `x.Value<int>("id")`, `(x as JObject)?.Count ?? 0`, "(int)x", "(int)x.Type"},
		"JToken>string": {`(string)x["name"]`, "x.ToString()", "x.ToString(Formatting.None)", "x.Path", `x.Value<string>("name") ?? "none"`, "x.Type.ToString()", "(x as JObject)?[\"name\"]?.ToString()", "(string)x"},
		"JToken>bool":   {`x["id"] != null`, "x.HasValues", "x.Type != JTokenType.Null", `(string)x["name"] == "a"`, `x is JObject`, `x is JValue v && v.Value != null`},
		"JToken>JToken": {"x", `x["id"]`, `x.SelectToken("tags[0]")`, "x.Parent", `(JToken)x.ToString()`, "x.DeepClone()", "x.First"},
	}[from+">"+to]
	return g.one(list)
}

// link adds an operator and returns what the elements are then.
func (g *Generator) link(n *node, elem string, ordered bool) (string, bool) {
	count := g.one([]string{"0", "1", "2", "5", "-1"})
	if ordered && g.chance(40) {
		n.add(g.one([]string{".ThenBy", ".ThenByDescending"}), "(x => ", g.element(elem, g.one([]string{"int", "string"})), ")")
		return elem, true
	}
	other := g.one([]string{"int", "string", "JToken"})
	key := g.one([]string{"int", "string", "bool"})
	switch g.r.IntN(16) {
	case 0, 1:
		n.add(".Where(x => ", g.element(elem, "bool"), ")")
	case 2, 3:
		n.add(".Select(x => ", g.element(elem, other), ")")
		return other, false
	case 4:
		n.add(g.one([]string{".OrderBy", ".OrderByDescending"}), "(x => ", g.element(elem, g.one([]string{"int", "string"})), ")")
		return elem, true
	case 5:
		n.add(g.one([]string{".Skip(", ".Take("}), count, ")")
	case 6:
		n.add(g.one([]string{".TakeWhile", ".SkipWhile", ".Where"}), "((x, i) => ", g.element(elem, "bool"), " && i < 3)")
	case 7:
		n.add(g.one([]string{".Reverse()", ".Distinct()", ".ToList()", ".ToArray()", ".DefaultIfEmpty()", ".AsEnumerable()", ".Cast<object>().OfType<" + elem + ">()"}))
	case 8:
		n.add(g.one([]string{".Concat(", ".Union(", ".Except(", ".Intersect("}), g.source(elem), ")")
	case 9:
		n.add(".GroupBy(x => ", g.element(elem, key), ").Select(g => g.", g.one([]string{"Count()", "Count() * 10", "Distinct().Count()"}), ")")
		return "int", false
	case 10:
		n.add(".GroupBy(x => ", g.element(elem, key), ", x => ", g.element(elem, other), `).Select(g => g.Key + "=" + string.Join("|", g))`)
		return "string", false
	case 11:
		n.add(".SelectMany(x => new[] { ", g.element(elem, other), ", ", g.element(elem, other), " })")
		return other, false
	case 12:
		n.add(".Zip(", g.source(other), `, (x, y) => x + "/" + y)`)
		return "string", false
	case 13:
		n.add(".Select((x, i) => i + \":\" + ", g.one([]string{"x", "(" + g.element(elem, "string") + ")"}), ")")
		return "string", false
	case 14:
		n.add(".Join(", g.source(other), ", x => ", g.element(elem, "int"), ", x => ", g.element(other, "int"), `, (x, y) => x + "+" + y)`)
		return "string", false
	default:
		n.add(g.one([]string{".Append(", ".Prepend("}), map[string]string{"int": "7", "string": `"end"`, "JToken": "(JToken)7"}[elem], ")")
	}
	return elem, false
}

// finish ends a chain with a value, or leaves the sequence as it is.
func (g *Generator) finish(n *node, elem string) {
	ends := []string{
		".Count()", ".Any()", ".First()", ".FirstOrDefault()", ".Last()", ".LastOrDefault()", ".Single()", ".SingleOrDefault()", ".ElementAt(1)", ".ElementAtOrDefault(2)", ".ToArray()", ".ToList()", "",
		".Count(x => " + g.element(elem, "bool") + ")", ".Any(x => " + g.element(elem, "bool") + ")", ".All(x => " + g.element(elem, "bool") + ")", ".First(x => " + g.element(elem, "bool") + ")",
		".FirstOrDefault(x => " + g.element(elem, "bool") + ")", ".Sum(x => " + g.element(elem, "int") + ")", ".Min(x => " + g.element(elem, "int") + ")", ".Max(x => " + g.element(elem, "string") + ")",
		".Average(x => " + g.element(elem, "int") + ")", ".Aggregate(\"\", (s, x) => s + \"(\" + x + \")\")", ".Aggregate((x, y) => y)",
		".ToDictionary(x => " + g.element(elem, "string") + ", x => " + g.element(elem, "int") + ")", ".ToLookup(x => " + g.element(elem, "string") + ").Select(g => g.Key + g.Count())",
		".GroupBy(x => " + g.element(elem, "int") + ").ToDictionary(g => g.Key, g => g.ToList())", ".Select(x => new { a = " + g.element(elem, "int") + ", b = " + g.element(elem, "string") + " }).ToArray()",
	}
	wraps := []string{`string.Join(",", %s)`, `string.Concat(%s)`, "new JArray(%s)", "JsonConvert.SerializeObject(%s)", "JArray.FromObject(%s).ToString(Formatting.None)", `new JObject { ["r"] = new JArray(%s) }.ToString()`, "new HashSet<" + elem + ">(%s).Count", "(%s) is IEnumerable<object>"}
	if g.chance(35) {
		var before, after string
		wrap := g.one(wraps)
		for i := range wrap {
			if wrap[i] == '%' {
				before, after = wrap[:i], wrap[i+2:]
			}
		}
		inner := join(n.parts...)
		n.parts = []any{before, inner, after}
		return
	}
	n.add(g.one(ends))
}

// arithmetic is operators between numbers of all types, with the conversions that C#
// makes, as constants and as variables.
func (g *Generator) arithmetic() Case {
	kinds := []string{"int", "long", "double", "decimal", "byte", "float", "short", "ulong", "uint", "char", "sbyte", "ushort"}
	a, b := g.one(kinds), g.one(kinds)
	x, y := g.one(g.pools[g.names[a]]), g.one(g.pools[g.names[b]])
	op := g.one([]string{"+", "-", "*", "/", "%", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "<<", ">>"})
	if op == "<<" || op == ">>" {
		b, y = "int", g.one([]string{"0", "1", "5", "31", "32", "33", "63", "(-1)"})
	}
	target := g.one(kinds)
	switch g.r.IntN(7) {
	case 0:
		return Case{Kind: "(", Code: x + " " + op + " " + y}
	case 1:
		return Case{Kind: "{", Code: fmt.Sprintf("var a = %s; var b = %s; return a %s b;", x, y, op)}
	case 2:
		return Case{Kind: "{", Code: fmt.Sprintf("%s a = %s; %s? b = %s; return (%s)(a %s b);", a, x, b, g.one([]string{y, y, "null"}), target, g.one([]string{"+", "-", "*", "/", "%"}))}
	case 3:
		return Case{Kind: "{", Code: fmt.Sprintf("%s a = %s; return %s((%s)a);", a, x, g.one([]string{"checked", "unchecked"}), target)}
	case 4:
		return Case{Kind: "{", Code: fmt.Sprintf("%s a = %s; a %s= %s; return a;", a, x, g.one([]string{"+", "-", "*", "/", "%"}), y)}
	case 5:
		return Case{Kind: "{", Code: fmt.Sprintf("%s a = %s; var b = a%s; return new object[] { a, b, %sa };", a, x, g.one([]string{"++", "--"}), g.one([]string{"++", "--", "-", "+", "~"}))}
	}
	return Case{Kind: "{", Code: fmt.Sprintf("object a = %s; %s; return \"none\";", x, g.one([]string{
		"if (a is int i) return i + 1", "if (a is long l && l > 0) return l", "if (a is double) return (double)a * 2", "switch (a) { case int i when i > 3: return i; case long l: return l; case char c: return c; case double d: return d; default: return a.GetType() == typeof(decimal) }",
		"var d = a as decimal?; if (d != null) return d * 2", "return (" + target + ")a", "return Convert.ToInt32(a)", "return a.Equals(" + y + ")", "return $\"{a:N2}|{a,12}|{a,-12:0.0}|\"", "return string.Format(\"{0:X}\", a)",
	}))}
}

// formatted interpolates variables with widths and formats.
func (g *Generator) formatted() Case {
	a, b := g.common[g.r.IntN(len(g.common))], g.common[g.r.IntN(len(g.common))]
	format := func(name string) string {
		f := g.one(formatFor(name))
		return f[1 : len(f)-1]
	}
	n := text("var a = ")
	n.add(g.expr(a, 1, hint{}), "; var b = ", g.expr(b, 1, hint{}), "; return $\"[{a:", format(a.Name), "}]|{b,", g.one([]string{"8", "-8", "0"}), "}|{a}{b:", format(b.Name), "}\";")
	return Case{Kind: "{", Code: n.String(), Parts: n.closed(nil)}
}
