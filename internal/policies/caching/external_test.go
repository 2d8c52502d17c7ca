package caching_test

import (
	"log/slog"
	"strings"
	"testing"
	"unsafe"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// attribute escapes an expression for an attribute.
var attribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")

// TestExternalCollections: lists keep their type and those of their elements, and
// tokens all that they say.
func TestExternalCollections(t *testing.T) {
	const token = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJtZSIsInN1YiI6InMiLCJhdWQiOlsiYSIsImIiXSwiZXhwIjoyMDAwMDAwMDAwLCJyb2xlcyI6WyJ4IiwieSJdfQ."
	for _, c := range []struct{ name, expression, test, want string }{
		{"strings", `new [] { "a", "", null, "ä" }`, `string.Join("|", ((string[])v).Select(s => s ?? "null"))`, "a||null|ä"},
		{"no strings", `new string[0]`, `((string[])v).Length.ToString()`, "0"},
		{"list of strings", `new List<string> { "a", null, "b" }`, `string.Join("|", ((List<string>)v).Select(s => s ?? "null"))`, "a|null|b"},
		{"list of numbers", `new List<int> { 1, 2 }`, `(((List<int>)v).Sum() + ((List<int>)v).Count).ToString()`, "5"},
		{"list of nullables", `new List<int?> { 1, null }`, `string.Join("|", ((List<int?>)v).Select(n => n.HasValue ? n.ToString() : "null"))`, "1|null"},
		{"list of anything", `new List<object> { 1, "x", 2.50m, null, new List<string> { "in" } }`, `string.Join("|", ((List<object>)v).Select(o => o == null ? "null" : o.GetType().Name)) + ((List<string>)((List<object>)v)[4])[0]`, "Int32|String|Decimal|null|List`1in"},
		{"list of tokens", `new List<JObject> { JObject.Parse("{\"a\":1}") }`, `((List<JObject>)v)[0]["a"].ToString()`, "1"},
		{"dictionary", `new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 }`, `string.Join("|", ((Dictionary<string, int>)v).Select(p => p.Key + p.Value))`, "b1|a2"},
		{"dictionary of dictionaries", `new Dictionary<int, Dictionary<string, JObject>> { [1] = new Dictionary<string, JObject> { ["x"] = JObject.Parse("{\"d\":\"2020-01-02\"}"), ["y"] = null } }`, `((Dictionary<int, Dictionary<string, JObject>>)v)[1]["x"].ToString(Newtonsoft.Json.Formatting.None) + (((Dictionary<int, Dictionary<string, JObject>>)v)[1]["y"] == null)`, `{"d":"2020-01-02"}True`},
		{"dictionary without case", `new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Key"] = "v" }`, `((Dictionary<string, string>)v)["kEY"] + (((Dictionary<string, string>)v).Comparer == StringComparer.OrdinalIgnoreCase)`, "vTrue"},
		{"set", `new HashSet<string> { "b", "a" }`, `string.Join("|", (HashSet<string>)v) + ((HashSet<string>)v).Contains("a") + ((HashSet<string>)v).Contains("A")`, "b|aTrueFalse"},
		{"set without case", `new HashSet<string>(new [] { "b", null }, StringComparer.InvariantCultureIgnoreCase)`, `(((HashSet<string>)v).Contains("B") + "" + ((HashSet<string>)v).Contains(null)) + ((HashSet<string>)v).Count`, "TrueTrue2"},
		{"queue", `new Queue<int>(new [] { 1, 2, 3 })`, `((Queue<int>)v).Dequeue() + "" + ((Queue<int>)v).Count`, "12"},
		{"stack", `new Stack<int>(new [] { 1, 2, 3 })`, `((Stack<int>)v).Pop() + "" + ((Stack<int>)v).Pop()`, "32"},
		{"pair", `new KeyValuePair<string, int?>("k", null)`, `((KeyValuePair<string, int?>)v).Key + ((KeyValuePair<string, int?>)v).Value.HasValue`, "kFalse"},
		{"tuple", `(1, "x", (decimal?)null)`, `(((int, string, decimal?))v).Item2 + (((int, string, decimal?))v).Item3.HasValue`, "xFalse"},
		{"tuple of tuples", `((1, 2), new List<(int, string)> { (3, "y") })`, `(((ValueTuple<ValueTuple<int, int>, List<(int, string)>>)v).Item1.Item2 + ((ValueTuple<ValueTuple<int, int>, List<(int, string)>>)v).Item2[0].Item2)`, "2y"},
		{"tuple of nine", `(1, 2, 3, 4, 5, 6, 7, 8, "nine")`, `v.ToString()`, "(1, 2, 3, 4, 5, 6, 7, 8, nine)"},
		{"Tuple", `Tuple.Create(1, "x", new List<int> { 5 })`, `((Tuple<int, string, List<int>>)v).Item3[0].ToString() + v`, "5(1, x, System.Collections.Generic.List`1[System.Int32])"},
		{"anonymous", `new { A = 1, B = new { C = "x" } }`, `v.ToString() + JsonConvert.SerializeObject(v)`, `{ A = 1, B = { C = x } }{"A":1,"B":{"C":"x"}}`},
		{"list of anonymous", `(new [] { new { A = 1 }, new { A = 2 } }).ToList()`, `JsonConvert.SerializeObject(v)`, `[{"A":1},{"A":2}]`},
		{"numbers", `new [] { 1, 2 }`, `((int[])v).Sum().ToString()`, "3"},
		{"nullable numbers", `new int?[] { 1, null }`, `((int?[])v)[1].HasValue + "" + ((int?[])v)[0]`, "False1"},
		{"table", `new int[,] { { 1, 2 }, { 3, 4 } }`, `((int[,])v)[1, 0] + "" + ((int[,])v).Length`, "34"},
		{"table of bytes", `new byte[2, 1] { { 1 }, { 255 } }`, `((byte[,])v)[1, 0].ToString()`, "255"},
		{"empty table", `new string[0, 3]`, `((string[,])v).GetLength(1) + "" + ((string[,])v).GetLength(0)`, "30"},
		{"jagged", `new [] { new [] { "a" }, null }`, `((string[][])v)[0][0] + (((string[][])v)[1] == null)`, "aTrue"},
		{"objects", `new object[] { 1, null, "x", new [] { 2.5m } }`, `((decimal[])((object[])v)[3])[0].ToString() + ((object[])v).Length`, "2.54"},
		{"tokens", `new [] { JToken.Parse("1.0"), JValue.CreateNull() }`, `((JToken[])v)[0].ToString() + ((JToken[])v)[1].Type`, "1Null"},
		{"enum", `DayOfWeek.Friday`, `((DayOfWeek)v).ToString()`, "Friday"},
		{"list of enums", `new List<DayOfWeek?> { DayOfWeek.Friday, null }`, `((List<DayOfWeek?>)v)[0].ToString() + ((List<DayOfWeek?>)v)[1].HasValue`, "FridayFalse"},
		{"uri", `new Uri("HTTP://Example.com:80/a%20b?q#f")`, `((Uri)v).AbsoluteUri + ((Uri)v).OriginalString`, "http://example.com/a%20b?q#fHTTP://Example.com:80/a%20b?q#f"},
		{"relative uri", `new Uri("a/b?c", UriKind.Relative)`, `((Uri)v).ToString() + ((Uri)v).IsAbsoluteUri`, "a/b?cFalse"},
		{"headers", `context.Request.Headers`, `((IReadOnlyDictionary<string, string[]>)v)["x-a"][1] + ((IReadOnlyDictionary<string, string[]>)v).GetValueOrDefault("X-A", "")`, "21,2"},
		{"url", `context.Request.OriginalUrl`, `((IUrl)v).ToString() + ((IUrl)v).Query["q"][0]`, "https://api.example.com/p?q=11"},
		{"query parameters", `context.Request.OriginalUrl.Query`, `((IReadOnlyDictionary<string, string[]>)v)["Q"][0]`, "1"},
		{"builder", `new StringBuilder("äb").Append('c')`, `((StringBuilder)v).Append("!").ToString()`, "äbc!"},
		{"sequence", `new [] { 1, 2, 3 }.Where(n => n > 1).Select(n => "n" + n)`, `string.Join("|", (IEnumerable<string>)v)`, "n2|n3"},
		{"sequence of numbers", `Enumerable.Range(1, 3).Reverse()`, `((IEnumerable<int>)v).Sum().ToString()`, "6"},
		{"attribute", `new XAttribute(XName.Get("a", "urn:n"), "1")`, `((XAttribute)v).Name.NamespaceName + ((XAttribute)v).Value`, "urn:n1"},
		{"element with line ends", `new XElement("a", "1\r\n2", new XElement("b"), new XCData("]"))`, `((XElement)v).Value.Length + ((XElement)v).ToString(SaveOptions.DisableFormatting)`, "5<a>1\n2<b /><![CDATA[]]]></a>"},
		{"document with a declaration", `XDocument.Parse("<?xml version='1.0' encoding='utf-16'?><!--c--><a/>")`, `((XDocument)v).Declaration.Encoding + ((XDocument)v).FirstNode`, "utf-16<!--c-->"},
		{"elements", `XElement.Parse("<a><b>1</b><b>2</b></a>").Elements("b").ToList()`, `((List<XElement>)v)[1].Value`, "2"},
		{"date-like text", `JObject.Parse("{\"a\":\"2020-01-02T03:04:05Z\"}")`, `((JObject)v)["a"].Type.ToString()`, "Date"},
		{"date-like text left alone", `new JObject(new JProperty("a", "2020-01-02T03:04:05Z"))`, `((JObject)v)["a"].Type + ((JObject)v).ToString(Newtonsoft.Json.Formatting.None)`, `String{"a":"2020-01-02T03:04:05Z"}`},
		{"token of a decimal", `new JObject(new JProperty("m", 2.50m), new JProperty("g", Guid.Empty), new JProperty("t", TimeSpan.FromSeconds(1)))`, `((JObject)v)["m"].ToString() + ((JObject)v)["g"].Type + ((JObject)v)["t"].Type + ((JValue)((JObject)v)["m"]).Value.GetType().Name`, "2.50GuidTimeSpanDecimal"},
		{"property", `new JProperty("p", 1)`, `((JProperty)v).Name + ((JProperty)v).Value`, "p1"},
		{"empty list", `new List<decimal>()`, `((List<decimal>)v).Count.ToString()`, "0"},
		{"token", `"` + token + `".AsJwt()`, `((Jwt)v).Issuer + " " + ((Jwt)v).Subject + " " + string.Join(",", ((Jwt)v).Audiences) + " " + ((Jwt)v).Claims["roles"][1] + " " + ((Jwt)v).ExpirationTime.Value.ToString("o") + " " + ((Jwt)v).Algorithm + " " + (((Jwt)v).NotBefore == null) + (((Jwt)v).Id == null)`, "me s a,b y 2033-05-18T03:33:20.0000000Z none TrueTrue"},
	} {
		t.Run(c.name, func(t *testing.T) {
			outside := memory.New(memory.Settings{})
			t.Cleanup(outside.Close)
			stores := outside.Stores()
			stores.Internal = &state.Caches{Values: stores.Values, Responses: stores.Responses}
			s := policytest.Setup{Section: policy.Inbound, Request: &message.Request{
				Method: "GET", URL: message.URL{Scheme: "https", Host: "api.example.com", Port: 443, Path: "/p", Query: "q=1", HasQuery: true},
				Header: message.NewHeader(message.Field{Name: "X-A", Value: "1"}, message.Field{Name: "x-a", Value: "2"}),
			}, Policies: `
				<set-variable name="before" value="@{ object v = ` + attribute.Replace(c.expression) + `; return v.GetType().ToString() + ` + attribute.Replace(c.test) + `; }" />
				<cache-store-value key="k" value="@(` + attribute.Replace(c.expression) + `)" duration="60" />
				<cache-lookup-value key="k" variable-name="is" />
				<set-variable name="after" value="@{ object v = context.Variables[&quot;is&quot;]; return v.GetType().ToString() + ` + attribute.Replace(c.test) + `; }" />`}
			x, b := s.Block(t)
			x.Host.State = stores
			x.Host.Log = slog.New(slog.DiscardHandler)
			if _, err := x.RunBlock(b); err != nil {
				t.Fatal(err)
			}
			before, _ := x.Context.Variables.Get("before")
			after, _ := x.Context.Variables.Get("after")
			if strings.HasPrefix(c.name, "sequence") {
				// What was computed is not computed again: another type of sequence.
				_, before, _ = strings.Cut(before.(string), "]")
				_, after, _ = strings.Cut(after.(string), "]")
			}
			if before != after || !strings.HasSuffix(after.(string), c.want) {
				t.Errorf("%v came back as %v, want %s", before, after, c.want)
			}
			if v, _, _ := stores.Values.Get(t.Context(), "k"); v == nil {
				t.Error("nothing went outside")
			} else if _, isBytes := v.([]byte); !isBytes {
				t.Errorf("%T went outside", v)
			}
		})
	}
}

// TestOwnTexts: a part of a text that is cached does not keep the whole of it.
func TestOwnTexts(t *testing.T) {
	inside := memory.New(memory.Settings{})
	t.Cleanup(inside.Close)
	s := policytest.Setup{Section: policy.Inbound, Request: &message.Request{Method: "GET"}, Policies: `
		<set-variable name="all" value="@(new string('x', 10000))" />
		<cache-store-value key="k" value="@(((string)context.Variables["all"]).Substring(5, 3))" duration="60" />`}
	x, b := s.Block(t)
	x.Host.State = inside.Stores()
	if _, err := x.RunBlock(b); err != nil {
		t.Fatal(err)
	}
	v, _, err := x.Host.State.Values.Get(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	all, _ := x.Context.Variables.Get("all")
	part, whole := v.(string), all.(string)
	offset := uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.StringData(whole)))
	if part != "xxx" || offset < uintptr(len(whole)) {
		t.Errorf("%q is cached, %d bytes into the whole", part, offset)
	}
}

// TestNotExternal: what stands for something of this process or request is not
// stored outside; nothing else goes wrong.
func TestNotExternal(t *testing.T) {
	for name, expression := range map[string]string{
		"context":          `context`,
		"request":          `context.Request`,
		"variables":        `context.Variables`,
		"delegate":         `(Func<int>)(() => 1)`,
		"list of requests": `new List<object> { 1, context.Request }`,
		"view":             `new Dictionary<string, int> { ["a"] = 1 }.Keys`,
		"own comparer":     `new HashSet<XNode>(new XNodeEqualityComparer())`,
		"null":             `null`,
		"tuple":            `(1, context)`,
	} {
		t.Run(name, func(t *testing.T) {
			outside := memory.New(memory.Settings{})
			t.Cleanup(outside.Close)
			stores := outside.Stores()
			stores.Internal = &state.Caches{Values: stores.Values, Responses: stores.Responses}
			s := policytest.Setup{Section: policy.Inbound, Request: &message.Request{Method: "GET"}, Policies: `
				<cache-store-value key="k" value="@(` + expression + `)" duration="60" />
				<cache-lookup-value key="k" variable-name="is" default-value="none" />`}
			x, b := s.Block(t)
			x.Host.State = stores
			x.Host.Log = slog.New(slog.DiscardHandler)
			if _, err := x.RunBlock(b); err != nil {
				t.Fatal(err)
			}
			if is, _ := x.Context.Variables.Get("is"); is != "none" {
				t.Errorf("%v was stored", is)
			}
		})
	}
}

// TestExternalValues: values keep their type in a cache that takes bytes only, and
// caching-type="internal" stays in this process.
func TestExternalValues(t *testing.T) {
	outside, inside := memory.New(memory.Settings{}), memory.New(memory.Settings{})
	t.Cleanup(outside.Close)
	t.Cleanup(inside.Close)
	stores, here := outside.Stores(), inside.Stores()
	stores.Internal = &state.Caches{Values: here.Values, Responses: here.Responses}
	for name, expression := range map[string]string{
		"text": `"ä"`, "empty": `""`, "bool": `true`, "int": `-7`, "long": `7000000000`, "double": `0.5`,
		"date": `new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)`, "span": `TimeSpan.FromSeconds(90)`,
		"guid": `new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")`, "object": `JObject.Parse("{\"a\":[1,null]}")`,
		"decimal": `12.50m`, "negative decimal": `-79228162514264337593543950335m`, "decimal of zeros": `0.000m`,
		"offset": `new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromMinutes(-330)).AddTicks(7)`, "local date": `new DateTime(5, DateTimeKind.Local)`,
		"char": `'ä'`, "float": `0.1f`, "sbyte": `(sbyte)-5`, "byte": `(byte)250`, "short": `(short)-300`, "ushort": `(ushort)65535`, "uint": `4000000000u`, "ulong": `18446744073709551615ul`,
		"NaN": `double.NaN`, "least long": `long.MinValue`,
		"value": `JToken.Parse("1.5")`, "element": `XElement.Parse("<a> <b>1</b></a>")`, "document": `XDocument.Parse("<a/>")`,
	} {
		t.Run(name, func(t *testing.T) {
			run := func(policies string) *policy.Exec {
				s := policytest.Setup{Policies: policies, Section: policy.Inbound, Request: &message.Request{Method: "GET"}}
				x, b := s.Block(t)
				x.Host.State = stores
				if _, err := x.RunBlock(b); err != nil {
					t.Fatal(err)
				}
				return x
			}
			run(`<cache-store-value key="k" value="@(` + expression + `)" duration="60" />`)
			if v, _, err := stores.Values.Get(t.Context(), "k"); err != nil {
				t.Fatal(err)
			} else if _, isBytes := v.([]byte); !isBytes {
				t.Errorf("%T went outside", v)
			}
			x := run(`<set-variable name="was" value="@(` + expression + `)" /><cache-lookup-value key="k" variable-name="is" />
				<set-variable name="same" value="@(context.Variables["was"].ToString() == context.Variables["is"].ToString() && context.Variables["was"].GetType() == context.Variables["is"].GetType())" />`)
			if same, _ := x.Context.Variables.Get("same"); same != true {
				was, _ := x.Context.Variables.Get("was")
				is, _ := x.Context.Variables.Get("is")
				t.Errorf("%T %v came back as %T %v", was, was, is, is)
			}
			run(`<cache-store-value key="inside" value="@(` + expression + `)" duration="60" caching-type="internal" />`)
			if _, found, err := stores.Values.Get(t.Context(), "inside"); err != nil || found {
				t.Errorf("an internal value went outside: %v", err)
			}
		})
	}
}
