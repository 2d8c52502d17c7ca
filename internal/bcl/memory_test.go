package bcl

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// greedy are expressions that take memory until their budget is used up, each in
// another part of the library.
var greedy = []struct{ name, body string }{
	{"+=", `var s = "a"; for (;;) s += s;`},
	{"+= little by little", `var s = new string('a', 10000); for (;;) s += "x";`},
	{"interpolation", `var s = "a"; for (;;) s = $"{s}{s}";`},
	{"Format", `var s = "a"; for (;;) s = string.Format("{0}{0}", s);`},
	{"Concat of objects", `object s = "a"; for (;;) s = string.Concat(s, s, 1);`},
	{"Join of objects", `return string.Join(new string('x', 100000), new object[1000]);`},
	{"Join of a sequence", `return string.Join(",", Enumerable.Repeat("abc", int.MaxValue));`},
	{"Join of numbers", `return string.Join(",", Enumerable.Range(0, int.MaxValue));`},
	{"Replace", `var s = new string('a', 10000); return s.Replace("a", s).Replace("a", s);`},
	{"Replace without case", `var s = new string('a', 3000); return s.Replace("A", s, StringComparison.OrdinalIgnoreCase).Replace("A", s, StringComparison.OrdinalIgnoreCase);`},
	{"PadLeft", `var n = 0; for (;;) n += "".PadLeft(100000).Length;`},
	{"Split", `var s = new string(',', 100000); var n = 0; for (;;) n += s.Split(',').Length;`},
	{"ToCharArray", `var s = new string(',', 100000); var n = 0; for (;;) n += s.ToCharArray().Length;`},
	{"ToUpper", `var s = new string('a', 100000); var n = 0; for (;;) n += s.ToUpper().Length;`},
	{"Substring of a wide text", `var s = new string('é', 100000); var n = 0; for (;;) n += s.Substring(1).Insert(5, "x").Remove(7, 1).Length;`},
	{"StringBuilder", `var b = new StringBuilder(); for (;;) b.Append("abcdefghijklmnopqrstuvwxyz");`},
	{"StringBuilder, long pieces", `var b = new StringBuilder(); var s = new string('a', 100000); for (;;) b.Append(s);`},
	{"StringBuilder, lines", `var b = new StringBuilder(); for (;;) b.AppendLine("x").AppendFormat("{0:00000000}", 1);`},
	{"StringBuilder.Insert", `var b = new StringBuilder("abc"); for (;;) b.Insert(1, b.ToString());`},
	{"StringBuilder.Replace", `var b = new StringBuilder("aa"); for (;;) b.Replace("a", "aa");`},
	{"StringBuilder.ToString", `var b = new StringBuilder(new string('a', 100000)); var n = 0; for (;;) n += b.ToString().Length;`},
	{"StringWriter", `var w = new StringWriter(); for (;;) w.Write("aaaaaaaaaaaaaaaaaaaa");`},
	{"text of an exception", `var s = new string('a', 100000); Exception e = null; for (var i = 0; i < 3000; i++) e = new Exception(s, e); return e.ToString();`},
	{"exceptions", `var l = new List<object>(); for (;;) l.Add(new ArgumentException("a", "b"));`},
	{"thrown exceptions", `var l = new List<object>(); for (;;) try { int.Parse("x"); } catch (Exception e) { l.Add(e); }`},
	{"List", `var l = new List<int>(); for (;;) l.Add(1);`},
	{"Dictionary", `var d = new Dictionary<int, int>(); for (var i = 0; ; i++) d[i] = i;`},
	{"HashSet", `var d = new HashSet<string>(); for (var i = 0; ; i++) d.Add("a" + i);`},
	{"Queue", `var q = new Queue<object>(); for (;;) q.Enqueue(new object());`},
	{"arrays", `var n = 0; for (;;) n += new int[100000].Length;`},
	{"small arrays", `var l = new List<object>(); for (;;) l.Add(new int[1]);`},
	{"closures", `var l = new List<Func<int>>(); for (var i = 0; ; i++) { var k = i; l.Add(() => k); }`},
	{"anonymous objects", `var l = new List<object>(); for (;;) l.Add(new { a = 1, b = "x" });`},
	{"tuples", `var l = new List<object>(); for (;;) l.Add((1, "x"));`},
	{"System.Tuple", `var l = new List<object>(); for (;;) l.Add(Tuple.Create(1, "x"));`},
	{"boxes", `var l = new List<object>(); for (var i = 1000; ; i++) l.Add(i);`},
	{"dates", `var l = new List<object>(); for (;;) l.Add(DateTime.UtcNow);`},
	{"dates as texts", `var l = new List<object>(); for (;;) l.Add(DateTime.UtcNow.ToString("o"));`},
	{"numbers as texts", `var l = new List<object>(); for (var i = 1000; ; i++) l.Add(i.ToString());`},
	{"decimals", `var l = new List<object>(); for (var i = 1m; ; i++) l.Add(i);`},
	{"Uri", `var l = new List<object>(); for (;;) l.Add(new Uri("http://host/path?query"));`},
	{"Uri, escaped", `var s = new string('é', 1000); var l = new List<object>(); for (;;) l.Add(new Uri("http://host/" + s).AbsoluteUri);`},
	{"EscapeDataString", `var s = new string('é', 10000); var n = 0; for (;;) n += Uri.EscapeDataString(s).Length;`},
	{"UrlEncode", `var s = new string('é', 100000); var n = 0; for (;;) n += WebUtility.UrlEncode(s).Length;`},
	{"HtmlEncode", `var s = new string('<', 100000); var n = 0; for (;;) n += WebUtility.HtmlEncode(s).Length;`},
	{"HtmlDecode", `var s = string.Concat(Enumerable.Repeat("&lt;", 25000)); var n = 0; for (;;) n += WebUtility.HtmlDecode(s).Length;`},
	{"ToBase64String", `var b = new byte[100000]; var n = 0; for (;;) n += Convert.ToBase64String(b).Length;`},
	{"FromBase64String", `var s = Convert.ToBase64String(new byte[100000]); var n = 0; for (;;) n += Convert.FromBase64String(s).Length;`},
	{"GetBytes", `var s = new string('é', 100000); var n = 0; for (;;) n += Encoding.UTF32.GetBytes(s).Length;`},
	{"GetString", `var b = new byte[100000]; var n = 0; for (;;) n += Encoding.Unicode.GetString(b).Length;`},
	{"BitConverter", `var b = new byte[100000]; var n = 0; for (;;) n += BitConverter.ToString(b).Length;`},
	{"hashes", `var b = new byte[10]; var l = new List<object>(); for (;;) l.Add(SHA256.Create().ComputeHash(b));`},
	{"Range.ToArray", `return Enumerable.Range(0, int.MaxValue).ToArray();`},
	{"Range.ToList", `return Enumerable.Range(0, int.MaxValue).Select(x => x + 1).ToList();`},
	{"OrderBy", `return Enumerable.Range(0, int.MaxValue).OrderBy(x => -x).First();`},
	{"GroupBy", `return Enumerable.Range(0, int.MaxValue).GroupBy(x => x % 100000).First();`},
	{"Distinct", `return Enumerable.Range(0, int.MaxValue).Distinct().Count();`},
	{"ToDictionary", `return Enumerable.Range(0, int.MaxValue).ToDictionary(x => x);`},
	{"Regex.Replace", `return Regex.Replace(new string('a', 100000), "a", new string('x', 100));`},
	{"Regex.Replace with a function", `return Regex.Replace(new string('a', 300000), "a", m => m.Value + m.Value + m.Value + m.Value);`},
	{"Regex.Matches", `return Regex.Matches(new string('a', 300000), "a").Count;`},
	{"JArray.Parse", `return JArray.Parse("[" + string.Concat(Enumerable.Repeat("1,", 300000)) + "1]").Count;`},
	{"JObject.Parse", `return JObject.Parse("{" + string.Concat(Enumerable.Range(0, 30000).Select(i => "a" + i + ":'x',")) + "}").Count;`},
	{"JObject", `var l = new JArray(); for (;;) l.Add(new JObject(new JProperty("a", 1), new JProperty("b", "x")));`},
	{"JObject by index", `var o = new JObject(); for (var i = 0; ; i++) o["a" + i] = i;`},
	{"JArray of texts", `var l = new JArray(); for (;;) l.Add("x");`},
	{"DeepClone", `var o = JObject.Parse("{a:[1,2,3,{b:'x'}]}"); var l = new List<object>(); for (;;) l.Add(o.DeepClone());`},
	{"JSON of a deep array", `JContainer t = new JArray(); for (var i = 0; i < 20000; i++) { var outer = new JArray(); outer.Add(t); t = outer; } return t.ToString();`},
	{"JSON of a wide array", `var a = new JArray(Enumerable.Repeat("a text of some length", 30000)); var n = 0; for (;;) n += a.ToString().Length;`},
	{"JSON of a wide array, compact", `var a = new JArray(Enumerable.Repeat("a text of some length", 30000)); var n = 0; for (;;) n += a.ToString(Formatting.None).Length;`},
	{"SerializeObject", `var a = Enumerable.Repeat(new { a = 1, b = "x" }, int.MaxValue); return JsonConvert.SerializeObject(a);`},
	{"SerializeObject of a long text", `var s = new string('\u0001', 1000000); var n = 0; for (;;) n += JsonConvert.SerializeObject(s).Length;`},
	{"DeserializeObject", `var s = "[" + string.Concat(Enumerable.Repeat("1,", 50000)) + "1]"; var n = 0; for (;;) n += JsonConvert.DeserializeObject<List<int>>(s).Count;`},
	{"FromObject", `var l = Enumerable.Repeat(1, 10000).ToList(); var all = new List<object>(); for (;;) all.Add(JToken.FromObject(l));`},
	{"SelectTokens", `var o = JArray.Parse("[" + string.Concat(Enumerable.Repeat("[1],", 10000)) + "[1]]"); var l = new List<object>(); for (;;) l.Add(o.SelectTokens("$..*").ToList());`},
	{"Path", `JContainer t = new JArray(); for (var i = 0; i < 200; i++) { var outer = new JArray(); outer.Add(t); t = outer; } JToken inner = t; while (inner.HasValues) inner = inner.First; var n = 0; for (;;) n += inner.Path.Length;`},
	{"XElement", `var e = new XElement("a"); for (;;) e.Add(new XElement("b", new XAttribute("c", 1), "text"));`},
	{"XElement.Parse", `return XElement.Parse("<a>" + string.Concat(Enumerable.Repeat("<b/>", 200000)) + "</a>").Elements().Count();`},
	{"XML of a deep element", `var e = new XElement("a"); for (var i = 0; i < 20000; i++) { var p = new XElement("a"); p.Add(e); e = p; } return e.ToString();`},
	{"XML of a wide element", `var e = new XElement("a", Enumerable.Repeat("<text>", 30000).Select(s => new XElement("b", s))); var n = 0; for (;;) n += e.ToString().Length;`},
	{"value of an element", `var e = new XElement("a", Enumerable.Repeat("text", 30000).Select(s => new XElement("b", s))); var n = 0; for (;;) n += e.Value.Length;`},
	{"XmlDocument", `var d = new XmlDocument(); d.LoadXml("<a/>"); for (;;) d.DocumentElement.AppendChild(d.CreateElement("b"));`},
	{"OuterXml", `var d = new XmlDocument(); d.LoadXml("<a>" + string.Concat(Enumerable.Repeat("<b>text</b>", 20000)) + "</a>"); var n = 0; for (;;) n += d.OuterXml.Length;`},
	{"iterators", `IEnumerable<int> Count() { for (var i = 0; ; i++) yield return i; } var l = new List<object>(); for (;;) { var e = Count().GetEnumerator(); e.MoveNext(); l.Add(e); }`},
	{"sequences", `var l = new List<object>(); for (;;) l.Add(Enumerable.Range(0, 3).Select(x => x).Where(x => x > 1));`},
	{"Guid", `var l = new List<object>(); for (;;) l.Add(Guid.NewGuid().ToString());`},
	{"Random", `var l = new List<object>(); for (;;) l.Add(new Random(5));`},
	{"Regex objects", `var l = new List<object>(); for (;;) l.Add(new Regex("a"));`},
	{"multicast", `Action a = () => { }; for (;;) a += a;`},
}

// greedyBudget is the memory budget of TestMemory.
const greedyBudget = 4 << 20

// TestMemory: all that an evaluation takes from the system is bounded by a small
// multiple of its budget, garbage included.
func TestMemory(t *testing.T) {
	for _, test := range greedy {
		t.Run(test.name, func(t *testing.T) {
			var l diag.List
			p := expr.Compile(diag.NewSource(test.name, test.body), expr.Body, nil, &expr.Env{Universe: Default().Universe}, &l)
			if p == nil {
				t.Fatal(l.All()[0].Message)
			}
			services := host.Default()
			services.RegexTimeout = time.Hour
			f := &rt.Frame{Env: &rt.Env{
				Budget: rt.Budget{Steps: 1 << 40, Memory: greedyBudget, MaxDepth: 100},
				TypeOf: Default().TypeOf, Services: services,
			}}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := expr.Eval[any](p, f)
			runtime.ReadMemStats(&after)
			var over *rt.Exceeded
			if !errors.As(err, &over) || over.What != "memory" {
				t.Fatalf("it ends with %v", err)
			}
			taken := after.TotalAlloc - before.TotalAlloc
			if taken > 5*greedyBudget/2 {
				t.Errorf("it takes %.1f times its budget", float64(taken)/greedyBudget)
			}
		})
	}
}
