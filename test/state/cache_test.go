package state

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// typedValues are expressions, and what an expression finds in v, the value as
// another gateway reads it.
var typedValues = []struct{ expression, test string }{
	{`"2020-01-02T03:04:05Z"`, `((string)v).Length == 20`},
	{`-7`, `(int)v == -7`},
	{`7000000000`, `(long)v == 7000000000`},
	{`0.5`, `(double)v == 0.5`},
	{`12.50m`, `((decimal)v).ToString() == "12.50"`},
	{`true`, `(bool)v`},
	{`new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc)`, `((DateTime)v).ToString("o") == "2020-01-02T03:04:05.0000000Z"`},
	{`new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))`, `((DateTimeOffset)v).Offset.Hours == 2`},
	{`TimeSpan.FromSeconds(90)`, `((TimeSpan)v).TotalMinutes == 1.5`},
	{`new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")`, `((Guid)v).ToString() == "0f8fad5b-d9cb-469f-a165-70867728950e"`},
	{`new byte[] { 0, 255 }`, `((byte[])v)[1] == 255`},
	{`JObject.Parse("{\"d\":\"2020-01-02T03:04:05Z\",\"n\":1.50}")`, `((JObject)v)["d"].Type == JTokenType.Date && ((JObject)v)["n"].Type == JTokenType.Float`},
	{`new JObject(new JProperty("d", "2020-01-02T03:04:05Z"))`, `((JObject)v)["d"].Type == JTokenType.String`},
	{`new JArray(1, null, "x")`, `((JArray)v).Count == 3 && (string)((JArray)v)[2] == "x"`},
	{`new JValue(2.50m)`, `((JValue)v).Value is decimal`},
	{`XElement.Parse("<a b='1'> <c/></a>")`, `((XElement)v).Attribute("b").Value == "1" && ((XElement)v).Element("c").IsEmpty`},
	{`XDocument.Parse("<?xml version='1.0' encoding='utf-16'?><a/>")`, `((XDocument)v).Declaration.Encoding == "utf-16"`},
	{`new [] { "a", null }`, `((string[])v)[1] == null`},
	{`new List<int?> { 1, null }`, `!((List<int?>)v)[1].HasValue`},
	{`new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase) { ["a"] = new List<string> { "x" } }`, `((Dictionary<string, List<string>>)v)["A"][0] == "x"`},
	{`new HashSet<int> { 1, 2 }`, `((HashSet<int>)v).Contains(2)`},
	{`(1, "x")`, `(((int, string))v).Item2 == "x"`},
	{`Tuple.Create(1, "x")`, `((Tuple<int, string>)v).Item2 == "x"`},
	{`new { A = 1, B = "x" }`, `v.ToString() == "{ A = 1, B = x }"`},
	{`new Uri("https://example.com/a?b")`, `((Uri)v).Host == "example.com"`},
	{`DayOfWeek.Friday`, `(DayOfWeek)v == DayOfWeek.Friday`},
}

// TestTypedValues: what one gateway stores, another that never saw the type finds
// with the type it had.
func TestTypedValues(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
	var store, load strings.Builder
	for i, v := range typedValues {
		fmt.Fprintf(&store, `<cache-store-value key="k%d" value="@(%s)" duration="300" />`, i, escape.Replace(v.expression))
		fmt.Fprintf(&load, `<cache-lookup-value key="k%d" variable-name="v%d" />
			<set-variable name="result" value="@{ object v = context.Variables.GetValueOrDefault&lt;object&gt;(&quot;v%d&quot;); return context.Variables.GetValueOrDefault(&quot;result&quot;, &quot;&quot;) + (v != null &amp;&amp; (%s) ? &quot;1&quot; : &quot;0&quot;); }" />`, i, i, i, escape.Replace(v.test))
	}
	settings := `{ url: "unix://` + server.socket + `", timeout: 60s, connectTimeout: 60s }`
	// Two configurations: no gateway has compiled both expressions.
	one := start(t, 1, tree(settings, "http://127.0.0.1:1", map[string]string{"store": store.String() + `<return-response />`}, nil), ".")[0]
	two := start(t, 1, tree(settings, "http://127.0.0.1:1", map[string]string{
		"load": load.String() + `<return-response><set-body>@((string)context.Variables["result"])</set-body></return-response>`,
	}, nil), ".")[0]
	one.ready(t, sound)
	two.ready(t, sound)
	if a := one.fetch(t, "/a/store"); a.status != http.StatusOK {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	a := two.fetch(t, "/a/load")
	if len(a.body) != len(typedValues) {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	for i, v := range typedValues {
		if a.body[i] != '1' {
			t.Errorf("%s is not what it was: %s", v.expression, v.test)
		}
	}
}

// TestResponses: a response that one gateway has kept is the answer of all, for the
// requests that it is for.
func TestResponses(t *testing.T) {
	server := newRedis(t)
	server.start(t)
	asked := 0
	origin := newBackend(t, nil)
	origin.answers(func(w http.ResponseWriter, _ *http.Request) {
		origin.mu.Lock()
		asked++
		n := asked
		origin.mu.Unlock()
		w.Header().Set("X-Number", strconv.Itoa(n))
		w.Header().Set("Set-Cookie", "a=b")
		_, _ = io.WriteString(w, "body "+strconv.Itoa(n))
	})
	gateways := start(t, 3, tree(`{ url: "unix://`+server.socket+`", timeout: 60s, connectTimeout: 60s }`, origin.URL, map[string]string{
		"public": `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" downstream-caching-type="public">
			<vary-by-header>Accept</vary-by-header><vary-by-query-parameter>v;w</vary-by-query-parameter></cache-lookup>===<cache-store duration="300" />`,
		"private": `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" allow-private-response-caching="true">
			<vary-by-header>Authorization</vary-by-header></cache-lookup>===<cache-store duration="300" />`,
	}, nil), ".")
	for _, g := range gateways {
		g.ready(t, sound)
	}
	// Each row is a request at a gateway and the number of the answer it gets.
	rows := []struct {
		gateway int
		path    string
		fields  []string
		want    string
	}{
		{0, "/a/public?v=1", nil, "1"},
		{1, "/a/public?v=1", nil, "1"},
		{2, "/a/public?v=1&other=2", nil, "1"},
		{1, "/a/public?v=2", nil, "2"},
		{0, "/a/public?v=2", nil, "2"},
		{0, "/a/public?w=2", nil, "3"},
		{2, "/a/public?w=2", nil, "3"},
		{2, "/a/public?v=1", []string{"Accept", "text/plain"}, "4"},
		{0, "/a/public?v=1", []string{"Accept", "text/plain"}, "4"},
		{0, "/a/public?v=1", []string{"Authorization", "Bearer x"}, "5"},
		{1, "/a/public?v=1", []string{"Authorization", "Bearer x"}, "6"},
		{1, "/a/public?v=1", nil, "1"},
		{0, "/a/private", []string{"Authorization", "Bearer x"}, "7"},
		{1, "/a/private", []string{"Authorization", "Bearer x"}, "7"},
		{2, "/a/private", []string{"Authorization", "Bearer y"}, "8"},
		{2, "/a/private", nil, "9"},
		{0, "/a/private", nil, "9"},
	}
	kept, seen := 0, map[string]bool{}
	for i, row := range rows {
		a := gateways[row.gateway].fetch(t, row.path, row.fields...)
		if a.status != http.StatusOK || a.body != "body "+row.want || a.header.Get("X-Number") != row.want {
			t.Errorf("request %d, %s at gateway %d, gets %d %q, want answer %s", i, row.path, row.gateway, a.status, a.body, row.want)
		}
		// Gateways keep answers while the client has them already; those to requests with
		// Authorization only where that is allowed.
		allowed := row.path == "/a/private" || !slices.Contains(row.fields, "Authorization")
		if !seen[row.want] && allowed {
			kept++
			await(t, "the answer is kept", func() bool { return server.responses(t) >= kept })
		}
		seen[row.want] = true
	}
	if a := gateways[2].fetch(t, "/a/public?v=1"); a.header.Get("Set-Cookie") != "" || !strings.HasPrefix(a.header.Get("Cache-Control"), "public, max-age=") {
		t.Errorf("a response of the cache has the header %v", a.header)
	}
}
