package bclgen

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// pools are the literals of a type for no particular use. All are primary
// expressions; those that C# would fold and refuse at compile time hide behind a
// call where it matters.
var pools = []struct {
	typ   string
	texts []string
}{
	{"string", []string{
		`""`, `"a"`, `"abc"`, `"ABC"`, `" x "`, `"Hello, World"`, `"\u00C4\u00D6 \u00DF"`, `"\u00E9"`, `"\uD83D\uDE00!"`, `"a,b,,c"`, `"42"`, `"-7"`, `"1.5"`,
		`"true"`, `"null"`, `"A\tB\nC"`, `"\u0130i"`, `"line1\r\nline2"`, `"aaa"`, `"b"`, `"a b c"`, `"\\d+"`, `"<a>&\"'"`, `"key=value;k2=v2"`, `"e\u0301"`,
	}},
	{"int", []string{"0", "1", "2", "3", "4", "5", "7", "(-1)", "10", "31", "100", "255", "(-128)", "1000", "int.MaxValue", "int.MinValue"}},
	{"long", []string{"0L", "1L", "(-1L)", "42L", "1577934245L", "123456789012L", "long.MaxValue", "long.MinValue", "int.MaxValue"}},
	{"uint", []string{"0u", "1u", "42u", "uint.MaxValue"}}, {"ulong", []string{"0ul", "1ul", "42ul", "ulong.MaxValue"}},
	{"short", []string{"((short)0)", "((short)-1)", "((short)42)", "short.MaxValue"}}, {"ushort", []string{"((ushort)0)", "((ushort)65)", "ushort.MaxValue"}},
	{"byte", []string{"((byte)0)", "((byte)1)", "((byte)65)", "byte.MaxValue"}}, {"sbyte", []string{"((sbyte)0)", "((sbyte)-1)", "sbyte.MaxValue"}},
	{"double", []string{
		"0.0", "1.0", "(-1.0)", "0.5", "1.5", "2.25", "(-2.75)", "3.14159", "1e10", "1e-5", "123456.789", "0.1", "1e15", "1e20", "100.0",
		"double.NaN", "double.PositiveInfinity", "double.NegativeInfinity", "double.MaxValue", "double.Epsilon",
	}},
	{"float", []string{"0f", "1f", "(-1.5f)", "0.1f", "3.25f", "1e10f", "float.NaN", "float.MaxValue"}},
	{"decimal", []string{"0m", "1m", "1.10m", "(-2.5m)", "0.001m", "123456789.123456789m", "decimal.MaxValue", "decimal.MinValue", "100m", "3.000m"}},
	{"bool", []string{"true", "false"}},
	{"char", []string{`'a'`, `'A'`, `'z'`, `'0'`, `' '`, `','`, `'\n'`, `'\u00E9'`, `'\u00DF'`, `'\0'`, `'\u0660'`, `'\uD83D'`, `'\uDE00'`, `'-'`}},
	{"DateTime", []string{
		"new DateTime(2020, 1, 2, 3, 4, 5)", "new DateTime(2020, 2, 29)", "new DateTime(1999, 12, 31, 23, 59, 59, 999)", "new DateTime(2024, 7, 4, 15, 30, 0, 120, DateTimeKind.Utc)",
		"DateTime.MinValue", "DateTime.MaxValue", `DateTime.Parse("2021-03-04T05:06:07Z")`, "new DateTime(637135202451234567L)", "new DateTime(2020, 1, 31, 0, 0, 0, DateTimeKind.Local)",
	}},
	{"DateTimeOffset", []string{
		"new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))", "DateTimeOffset.FromUnixTimeSeconds(1577934245)", "DateTimeOffset.MinValue",
		"new DateTimeOffset(2019, 12, 31, 23, 30, 0, 500, TimeSpan.FromMinutes(-330))", `DateTimeOffset.Parse("2021-03-04T05:06:07.1234567+05:30")`,
	}},
	{"TimeSpan", []string{
		"TimeSpan.Zero", "new TimeSpan(1, 2, 3)", "new TimeSpan(1, 2, 3, 4, 5)", "TimeSpan.FromSeconds(90)", "new TimeSpan(-5, 0, 0)", "TimeSpan.FromDays(400)", "new TimeSpan(1L)", "TimeSpan.MaxValue",
	}},
	{"Guid", []string{`new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")`, "Guid.Empty", `Guid.Parse("{7C9E6679-7425-40DE-944B-E07FC1F90AE7}")`}},
	{"byte[]", []string{
		`Encoding.UTF8.GetBytes("abc")`, "new byte[] { 1, 2, 255 }", "new byte[0]", `Convert.FromBase64String("AQIDBAUGBwgJCgsMDQ4PEBESExQ=")`, "new byte[16]",
		`Encoding.Unicode.GetBytes("h\u00E9\uD83D\uDE00")`, "new byte[] { 0xC3, 0x28, 0xE2, 0x82, 0xF0 }",
	}},
	{"char[]", []string{"new[] { 'a', 'b', ',' }", `"a,b c".ToCharArray()`, "new char[0]", "new[] { ' ', 'x' }"}},
	{"string[]", []string{`new[] { "a", "B", "b", "A" }`, `new[] { "x", null, "" }`, "new string[0]", `"b,a,,c".Split(',')`, `new[] { "one", "two", "three", "four" }`}},
	{"int[]", []string{"new[] { 3, 1, 2 }", "new int[0]", "new[] { 1, 1, 2, 3, 5 }", "new[] { -1, 0, 7, 7 }"}},
	{"System.Array", []string{"((Array)new[] { 3, 1, 2 })", `((Array)new[] { "b", "a" })`, "((Array)new byte[] { 1, 2, 3, 4 })", "((Array)new int[2, 3])"}},
	{"Newtonsoft.Json.Linq.JToken", []string{
		`JToken.Parse("{\"a\":1,\"b\":[true,null,\"x\"],\"c\":{\"d\":1.5}}")`, `JToken.Parse("[1,\"two\",3.0,null,{\"k\":\"v\"}]")`, `((JToken)"text")`, "((JToken)42)", "((JToken)1.5)", "((JToken)true)",
		`JToken.Parse("{\"t\":\"2020-01-02T03:04:05Z\",\"u\":\"2020-01-02T03:04:05.120+02:00\",\"l\":\"2020-01-02\"}")`, `JToken.Parse("null")`, `((JToken)new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc))`,
		`JToken.Parse("[[1,2],[3,[4]],{\"x\":{\"y\":[{\"id\":1},{\"id\":2}]}}]")`,
	}},
	{"Newtonsoft.Json.Linq.JObject", []string{
		`JObject.Parse("{\"a\":1,\"A\":\"x\",\"b\":[1,2,3],\"n\":null}")`, `new JObject { { "k", 1 }, { "l", "m" } }`, "new JObject()", `new JObject(new JProperty("p", new JArray(1, "2")), new JProperty("q", null))`,
		`JObject.Parse("{'single':'quoted', un_quoted: 0x1F, // c\n oct: 012, dup: 1, dup: 2,}")`, `JObject.FromObject(new { name = "n", when = new DateTime(2020, 1, 2), list = new[] { 1, 2 } })`,
		`JObject.Parse("{\"store\":{\"book\":[{\"id\":1,\"price\":8.95,\"t\":\"A\"},{\"id\":2,\"price\":12.99,\"t\":\"B\"}],\"a.b\":{\"c d\":5}}}")`,
	}},
	{"Newtonsoft.Json.Linq.JArray", []string{`JArray.Parse("[1,2,3]")`, `new JArray("a", 1, null, true)`, "new JArray()", `JArray.Parse("[{\"a\":1},{\"a\":2,\"b\":3},[4]]")`, `new JArray(new JArray(1, 2), 3)`}},
	{"Newtonsoft.Json.Linq.JValue", []string{`new JValue("s")`, "new JValue(5L)", "new JValue(1.25)", "JValue.CreateNull()", "new JValue(true)", "new JValue(new DateTime(2020, 1, 2, 3, 4, 5))", `new JValue(Guid.Empty)`, "new JValue(1.10m)"}},
	{"Newtonsoft.Json.Linq.JProperty", []string{`new JProperty("n", 1)`, `new JProperty("arr", new JArray(1, 2))`, `JObject.Parse("{\"x\":{\"y\":1},\"z\":2}").Property("x")`}},
	{"Newtonsoft.Json.Linq.JContainer", []string{`((JContainer)JObject.Parse("{\"a\":{\"b\":[1,2]}}"))`, `((JContainer)JArray.Parse("[1,[2,3],{\"x\":null}]"))`}},
	{"System.Xml.Linq.XElement", []string{
		`XElement.Parse("<a x='1' y='z'><b>t</b><c/><b>u<d>5</d>v</b><!--n--></a>")`, `new XElement("e", 1, "t", new XAttribute("k", true))`, `new XElement("empty")`,
		`XElement.Parse("<r xmlns='urn:d' xmlns:p='urn:p'><p:q p:w='2'>1.5</p:q><s><![CDATA[<&>]]></s><?pi data?></r>")`, `XElement.Parse("<n>42</n>")`, `XElement.Parse("<w xml:space='preserve'> <i/> </w>")`,
	}},
	{"System.Xml.Linq.XDocument", []string{
		`XDocument.Parse("<?xml version='1.0' encoding='utf-8'?><!--c--><r a='1'><s>x</s><s>y</s></r>")`, `new XDocument(new XDeclaration("1.0", "utf-8", "yes"), new XElement("root", new XElement("k", 3)))`, "new XDocument()",
	}},
	{"System.Xml.Linq.XContainer", []string{`((XContainer)XElement.Parse("<a><b i='1'/><b i='2'>t</b>x</a>"))`, `((XContainer)XDocument.Parse("<r><s/></r>"))`}},
	{"System.Xml.Linq.XNode", []string{`XElement.Parse("<a><b/>t<c/></a>").FirstNode`, `((XNode)new XText("a<b"))`, `((XNode)new XComment("c"))`, `XElement.Parse("<a><b/>t<c/></a>").LastNode`, `((XNode)XElement.Parse("<m>1</m>"))`}},
	{"System.Xml.Linq.XObject", []string{`((XObject)new XAttribute("a", 1))`, `((XObject)XElement.Parse("<m><n/></m>").FirstNode)`}},
	{"System.Xml.Linq.XAttribute", []string{`new XAttribute("a", "v")`, `XElement.Parse("<a x='1' y='2' z='3'/>").Attribute("y")`, `new XAttribute("n", 1.5)`, `new XAttribute(XNamespace.Xmlns + "p", "urn:p")`}},
	{"System.Xml.Linq.XName", []string{`((XName)"a")`, `((XName)"b")`, `((XName)"x")`, `(XNamespace.Get("urn:p") + "q")`, `XName.Get("s", "urn:d")`}},
	{"System.Xml.Linq.XNamespace", []string{"XNamespace.None", "XNamespace.Xml", `XNamespace.Get("urn:p")`, `((XNamespace)"urn:d")`}},
	{"System.Xml.XmlNode", []string{`((Func<XmlNode>)(() => { var d = new XmlDocument(); d.LoadXml("<a x='1'><b>t</b><c>u</c></a>"); return d.DocumentElement; }))()`}},
	{"System.Xml.XmlDocument", []string{`((Func<XmlDocument>)(() => { var d = new XmlDocument(); d.LoadXml("<a x='1'><b>t</b><!--n--><c>u</c></a>"); return d; }))()`}},
	{"System.Xml.XmlElement", []string{`((Func<XmlElement>)(() => { var d = new XmlDocument(); d.LoadXml("<a x='1'><b y='2'>t</b><c>u</c></a>"); return d.DocumentElement; }))()`}},
	{"System.Xml.XmlReader", []string{`XmlReader.Create(new StringReader("<a x='1'><b>t</b><c/></a>"))`, `((Func<XmlReader>)(() => { var r = XmlReader.Create(new StringReader("<a x='1'><b>7</b><c/></a>")); r.MoveToContent(); return r; }))()`}},
	{"System.Text.Encoding", []string{"Encoding.UTF8", "Encoding.ASCII", "Encoding.Unicode", "Encoding.BigEndianUnicode", "Encoding.UTF32", `Encoding.GetEncoding("iso-8859-1")`, `Encoding.GetEncoding("windows-1252")`}},
	{"System.Text.StringBuilder", []string{`new StringBuilder("abc")`, "new StringBuilder()", `new StringBuilder("Hello, World")`}},
	{"System.Uri", []string{
		`new Uri("https://User@Contoso.com:8443/a/b%20c/d.html?x=1&y=%C3%A9#frag")`, `new Uri("http://h/")`, `new Uri("/rel/path?q=1", UriKind.Relative)`, `new Uri("https://h/a b?x=\u00E9")`,
		`new Uri("ftp://files.example.org/dir/")`, `new Uri("file:///c:/x/y.txt")`, `new Uri("https://[::1]:443/p/../q/./r")`, `new Uri("urn:isbn:0451450523")`, `new Uri("mailto:a@b.c?subject=x")`,
	}},
	{"System.Text.RegularExpressions.Regex", []string{`new Regex("(?<l>[a-z]+)(\\d*)")`, `new Regex("\\s*,\\s*")`, `new Regex("^a|b$", RegexOptions.IgnoreCase | RegexOptions.Multiline)`, `new Regex("(a)(b)?")`}},
	{"System.Text.RegularExpressions.Match", []string{`Regex.Match("ab12 cd", "(?<l>[a-z]+)(\\d*)")`, `Regex.Match("x", "y")`, `Regex.Match("aXbX", "(?:(.)X)+")`}},
	{"System.Type", []string{
		"typeof(int)", "typeof(string)", "typeof(double)", "typeof(bool)", "typeof(DateTime)", "typeof(DayOfWeek)", "typeof(Guid)", "typeof(decimal)", "typeof(int?)", "typeof(object)",
		"typeof(JToken)", "typeof(JObject)", "typeof(string[])", "typeof(List<int>)", "typeof(Dictionary<string, object>)",
	}},
	{"System.TimeZoneInfo", []string{`TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")`, `TimeZoneInfo.FindSystemTimeZoneById("America/New_York")`, `TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")`, "TimeZoneInfo.Utc"}},
	{"System.Security.Cryptography.X509Certificates.X509Certificate2", []string{smallCertificate, certificate, longCertificate}},
	{"System.Security.Cryptography.X509Certificates.X509Certificate", []string{"((X509Certificate)" + certificate + ")"}},
	{"System.Security.Cryptography.RSA", []string{rsaKey}},
	{"System.Security.Cryptography.AsymmetricAlgorithm", []string{"((AsymmetricAlgorithm)" + rsaKey + ")"}},
	{"System.Random", []string{"new Random(42)", "new Random(7)"}},
	{"System.Exception", []string{`new Exception("boom")`, `new FormatException("f")`, `new ArgumentException("m", "p")`, `new Exception("outer", new InvalidOperationException("inner"))`}},
	{"System.IO.TextReader", []string{`new StringReader("line1\nline2\r\nend")`}}, {"System.IO.StringReader", []string{`new StringReader("line1\nline2\r\nend")`}},
	{"System.IO.TextWriter", []string{"new StringWriter()"}}, {"System.IO.StringWriter", []string{"new StringWriter()"}},
	{"System.Security.Cryptography.HashAlgorithm", []string{"SHA256.Create()", "MD5.Create()", "SHA1.Create()", "SHA384.Create()", `new HMACSHA256(Encoding.UTF8.GetBytes("k"))`}},
	{"System.Net.IPAddress", []string{`IPAddress.Parse("10.1.2.3")`, `IPAddress.Parse("::1")`, `IPAddress.Parse("127.0.0.1")`}},
	{"Apim.IExpressionContext", []string{"context"}},
	{"Apim.IResponse", []string{"context.Response", `((IResponse)context.Variables["response"])`}},
	{"Apim.Jwt", []string{`((Jwt)context.Variables["jwt"])`, `context.Request.Headers.GetValueOrDefault("Authorization").AsJwt()`}},
	{"Apim.Authorization", []string{`((Authorization)context.Variables["authorization"])`}},
	{"Apim.IMessageBody", []string{"context.Request.Body", "context.Response.Body", `((IResponse)context.Variables["response"]).Body`}},
}

// hinted returns the literals for a use of a type, nil if there are none for it.
func hinted(t *types.Type, h hint) []string {
	owner := ""
	if h.owner != nil {
		owner = h.owner.Name
	}
	name := strings.ToLower(h.name)
	switch t.Special {
	case types.String:
		return textFor(owner, name)
	case types.Int32:
		return numberFor(owner, name)
	}
	if t.Kind == types.Array && t.Elem.Special == types.Byte && (name == "key" || name == "iv" || name == "rgbkey" || name == "rgbiv") {
		return []string{`Encoding.UTF8.GetBytes("0123456789abcdef")`, "new byte[16]", "new byte[8]", "new byte[24]"}
	}
	return nil
}
