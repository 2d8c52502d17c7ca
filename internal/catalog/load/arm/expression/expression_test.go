package expression_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/arm/expression"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// host knows one parameter that is not known, and an object.
type host struct{}

func (host) Call(ev *expression.Evaluator, c *expression.Call) (*node.Value, error) {
	switch c.Name {
	case "unknown":
		return ev.MakeUnknown(expression.StandIn("x"), expression.Unknown{What: "x"}, ev.Origin), nil
	case "object":
		var l diag.List
		return node.JSON(diag.NewSource("", `{"a": {"B": [1, "two"]}, "z": null}`), diag.ConfigSyntax, &l), nil
	}
	return nil, nil
}

// eval returns a result as JSON, or what is wrong.
func eval(text string) string {
	src := diag.NewSource("t.json", text)
	origin := &node.Value{Kind: node.String, Text: text, Source: src, Span: diag.Span{End: len(text)}}
	session := expression.NewSession()
	ev := &expression.Evaluator{Session: session, Host: host{}, Origin: origin, Source: src}
	e, err := expression.Parse(text)
	if err != nil {
		return "error: " + err.Error()
	}
	v, err := ev.Eval(e)
	if err != nil {
		return "error: " + err.Error()
	}
	out, err := node.AppendJSON(nil, v, 1<<20)
	if err != nil {
		return "error: " + err.Error()
	}
	if u, ok := session.Unknown(v); ok {
		if u.Partial {
			return "partial: " + string(out)
		}
		return "unknown: " + string(out)
	}
	return string(out)
}

func TestEval(t *testing.T) {
	for _, tt := range []struct{ expr, want string }{
		{"'it''s'", `"it's"`},
		{"dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')", `"2023-04-07 14:53:14Z"`},
		{"dateTimeAdd('2020-04-07 14:53:14Z', '-P9D', 'yyyy/MM/dd')", `"2020/03/29"`},
		{"dateTimeAdd('2020-04-07 14:53:14Z', 'PT1H', 'u')", `"2020-04-07 15:53:14Z"`},
		{"dateTimeAdd(unknown(), 'P1Y')", `unknown: "x.unknown.invalid"`},
		{"dateTimeAdd('soon', 'P1Y')", `error: dateTimeAdd: a date such as 2030-01-02T03:04:05Z is needed, not "soon"`},
		{"dateTimeAdd('2020-04-07', 'P')", `error: dateTimeAdd: a duration such as P1Y or -PT1H is needed, not "P"`},
		{"dateTimeFromEpoch(1683040573)", `"2023-05-02T15:16:13Z"`},
		{"dateTimeToEpoch(dateTimeAdd('2023-05-02T15:16:13Z', 'P1Y'))", "1714662973"},
		{"parseCidr('10.144.0.0/20')", `{"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20}`},
		{"parseCidr('fdad:3236:5555::/48').lastUsable", `"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff"`},
		{"cidrSubnet('10.144.0.0/20', 24, 4)", `"10.144.4.0/24"`},
		{"cidrSubnet('fdad:3236:5555::/48', 52, 1)", `"fdad:3236:5555:1000::/52"`},
		{"cidrSubnet('10.144.0.0/20', 24, 16)", "error: cidrSubnet: 10.144.0.0/20 has no subnet 16 with the prefix 24"},
		{"cidrHost('10.144.3.0/24', 0)", `"10.144.3.1"`},
		{"cidrHost('10.144.3.0/24', 254)", "error: cidrHost: 10.144.3.0/24 has no host 254"},
		{" concat ( 'a' , 1 , true() ) ", `"a1True"`},
		{"concat(createArray(1), createArray(2, 3))", "[1,2,3]"},
		{"format('{0}-{1}-{{}}-{0}', 'a', 2)", `"a-2-{}-a"`},
		{"format('{0:D3}{0:00}', 7)", `"00707"`},
		{"format('{0', 'a')", `error: format: a bracket of the format "{0" is not paired; one in the text is written twice`},
		{"format('{1}', 'a')", "error: format: the format has {1}, and there are 1 values"},
		{"replace('a-b-c', '-', '')", `"abc"`},
		{"toLower('ÄB')", `"äb"`},
		{"trim('  a ')", `"a"`},
		{"base64ToString(base64('grün'))", `"grün"`},
		{"base64ToJson(base64('{\"a\": 1}')).a", "1"},
		{"dataUriToString(dataUri('a b'))", `"a b"`},
		{"uri('https://a.example/x/y.json', 'z.json')", `"https://a.example/x/z.json"`},
		{"uri('https://a.example/x/', 'z.json')", `"https://a.example/x/z.json"`},
		{"uriComponent('a b/c?')", `"a%20b%2Fc%3F"`},
		{"uriComponentToString('a%20b')", `"a b"`},
		{"string(object())", `"{\"a\":{\"B\":[1,\"two\"]},\"z\":null}"`},
		{"join(split('a,b;c', createArray(',', ';')), '+')", `"a+b+c"`},
		{"substring('hello', 1, 3)", `"ell"`},
		{"substring('hello', 4, 3)", "error: substring: the text has 5 characters; 3 from 4 are not in it"},
		{"padLeft(7, 3, '0')", `"007"`},
		{"startsWith('Hello', 'he')", "true"},
		{"indexOf('Hello', 'LO')", "3"},
		{"lastIndexOf('abab', 'ab')", "2"},
		// The version 5 UUID of "a-b" in the name space that the service documents.
		{"guid('a', 'b')", `"2d796349-8c7e-55ec-9624-54ece82ed031"`},
		{"length(uniqueString('a'))", "13"},
		{"equals(uniqueString('a', 'b'), uniqueString('a', 'b'))", "true"},
		{"json('{\"a\": [1]}').a[0]", "1"},
		{"json('{')", "error: json: the text is no JSON: this object is not closed"},
		{"object().A.b[1]", `"two"`},
		{"object()['a'].b[0]", "1"},
		{"object().b", `error: the object has no property "b"`},
		{"object().?b", "null"},
		{"object().z.?y", "null"},
		{"object().a.b[?7]", "null"},
		{"object().a.b[7]", "error: there is no item 7; the list has 2"},
		{"tryGet(object(), 'a', 'b', 1)", `"two"`},
		{"tryGet(object(), 'q', 'b')", "null"},
		{"if(true(), 'a', first(1))", `"a"`},
		{"and(false(), first(1))", "false"},
		{"or(false(), true())", "true"},
		{"not(equals(createObject('a', 1, 'b', 2), createObject('B', 2, 'A', 1)))", "false"},
		{"coalesce(object().z, null(), 'x')", `"x"`},
		{"empty('')", "true"}, {"empty(createArray(0))", "false"}, {"empty(null())", "true"},
		{"contains('abc', 'b')", "true"}, {"contains(createArray('a'), 'A')", "false"}, {"contains(object(), 'A')", "true"},
		{"first('ab')", `"a"`}, {"last(createArray(1, 2))", "2"}, {"first(createArray())", "null"},
		{"skip(range(1, 4), 2)", "[3,4]"}, {"take('abc', 2)", `"ab"`}, {"take(range(0, 2), 9)", "[0,1]"},
		{"union(createObject('a', 1), createObject('b', 2), createObject('A', 3))", `{"a":3,"b":2}`},
		{"union(createArray(1, 2), createArray(2, 3))", "[1,2,3]"},
		{"intersection(createArray(1, 2), createArray(2, 3))", "[2]"},
		{"flatten(createArray(createArray(1), createArray(2)))", "[1,2]"},
		{"items(createObject('b', 1, 'a', 2))", `[{"key":"a","value":2},{"key":"b","value":1}]`},
		{"objectKeys(object())", `["a","z"]`},
		{"shallowMerge(createArray(createObject('a', 1), createObject('a', 2)))", `{"a":2}`},
		{"range(0, 10001)", "error: range: a range has at most 10000 items, not 10001"},
		{"int('7')", "7"}, {"bool('1')", "true"}, {"bool('x')", `error: bool: true or false is needed, not a string ("x")`},
		{"add(div(7, 2), mod(7, 2))", "4"}, {"div(1, 0)", "error: div: division by zero"}, {"sub(-1, 2)", "-3"}, {"mul(2, 3)", "6"},
		{"less(1, 2)", "true"}, {"greaterOrEquals('a', 'b')", "false"}, {"max(createArray(1, 5, 3))", "5"}, {"min(4, 2)", "2"},
		{"map(range(0, 3), lambda('i', mul(lambdaVariables('i'), 2)))", "[0,2,4]"},
		{"filter(range(0, 4), lambda('i', less(lambdaVariables('i'), 2)))", "[0,1]"},
		{"reduce(range(1, 3), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))", "6"},
		{"sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))", "[1,2,3]"},
		{"toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', length(lambdaVariables('x'))))", `{"a":1,"b":1}`},
		{"groupBy(createArray('a', 'b', 'a'), lambda('x', lambdaVariables('x')))", `{"a":["a","a"],"b":["b"]}`},
		{"mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))", `{"a":2}`},
		{"map(createArray(1), lambda('x', lambdaVariables('y')))", `error: no lambda around this has a variable "y"`},

		{"unknown()", `unknown: "x.unknown.invalid"`},
		{"unknown().endpoint", `unknown: "https://endpoint.x.unknown.invalid"`},
		{"concat('https://', unknown().host, '/a')", `partial: "https://host.x.unknown.invalid/a"`},
		{"toUpper(concat('a', unknown()))", `partial: "AX.UNKNOWN.INVALID"`},
		{"replace(unknown(), 'a', 'b')", `unknown: "x.unknown.invalid"`},
		{"if(unknown(), 1, 2)", `unknown: "x.unknown.invalid"`},
		{"or(unknown(), true())", "true"},
		{"length(unknown())", `unknown: "x.unknown.invalid"`},
		{"length(createArray(unknown()))", "1"},

		{"concatt('a')", `error: there is no function "concatt"; did you mean "concat"?`},
		{"cidrSubnet('10.0.0.0/8', 16, 1)", `"10.1.0.0/16"`},
		{"loadDirectoryFileInfo('x')", "error: the function loadDirectoryFileInfo is not supported"},
		{"replace('a')", "error: replace takes 3 arguments, not 1"},
		{"'open", "error: this text is not closed"},
		{"concat('a'", "error: the call of concat is not closed"},
		{"concat('a' 'b')", `error: a comma or a closing bracket is missing before "'"`},
		{"a", `error: "a" is no function call; a text stands in single quotes, a function is called with (…)`},
		{"'a' 'b'", `error: "'" does not fit here; the expression is complete before it`},
		{"", "error: the expression ends where a value should stand"},
		{"(1)", "error: template expressions have no brackets of their own and no operators; use functions such as add and and"},
	} {
		t.Run(tt.expr, func(t *testing.T) {
			if got := eval("[" + tt.expr + "]"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestIsExpression(t *testing.T) {
	for text, want := range map[string]bool{"[a]": true, "[[a]": false, "[a] b": false, "a": false, "[": false, "[]": true} {
		if got := expression.IsExpression(text); got != want {
			t.Errorf("IsExpression(%q) is %v", text, got)
		}
	}
	if got := expression.Unescape("[[a]"); got != "[a]" {
		t.Errorf("Unescape gives %q", got)
	}
}

// TestBudgets checks that what grows ends with an error.
func TestBudgets(t *testing.T) {
	for _, tt := range []struct{ name, expr, want string }{
		{"doubling", strings.Repeat("concat(", 40) + "'0123456789012345'" + strings.Repeat(")", 40), ""},
		{"brackets", strings.Repeat("first(", 1000) + "'a'" + strings.Repeat(")", 1000), "brackets nest deeper"},
		{"nested loops", "map(range(0, 10000), lambda('a', map(range(0, 10000), lambda('b', lambdaVariables('b')))))", "larger than"},
		{"growing text", "reduce(range(0, 60), '0123456789', lambda('a', 'b', concat(lambdaVariables('a'), lambdaVariables('a'))))", "a text has more than"},
		{"growing list", "reduce(range(0, 60), createArray(1), lambda('a', 'b', concat(lambdaVariables('a'), lambdaVariables('a'))))", "larger than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := eval("[" + tt.expr + "]")
			if tt.want != "" && !strings.Contains(got, tt.want) || tt.want == "" && strings.HasPrefix(got, "error") {
				t.Errorf("got %.200s", got)
			}
		})
	}
}

// TestPlaces checks that a text that was put together resolves to its parts.
func TestPlaces(t *testing.T) {
	text := `[replace(concat('abc', '{x}', 'def'), '{x}', 'YY')]`
	src := diag.NewSource("t.json", text)
	origin := &node.Value{Kind: node.String, Text: text, Source: src, Span: diag.Span{End: len(text)}}
	e, err := expression.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	v, err := (&expression.Evaluator{Session: expression.NewSession(), Host: host{}, Origin: origin, Source: src}).Eval(e)
	if err != nil || v.Text != "abcYYdef" {
		t.Fatalf("got %v, %v", v, err)
	}
	for part, want := range map[string]string{"bc": "bc", "Y": "Y", "ef": "ef"} {
		at := strings.Index(v.Text, part)
		loc := v.TextSource("x").Resolve(diag.Span{Start: at, End: at + len(part)})[0]
		if got := loc.Source.Text[loc.Span.Start:loc.Span.End]; got != want || loc.Source != src {
			t.Errorf("%q resolves to %q", part, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"[concat('a', parameters('b')[0].c)]", "[format('{0}/{1:D2}', 'x', 1)]", "[map(range(0, 3), lambda('i', lambdaVariables('i')))]",
		"[reduce(range(0, 3), '', lambda('a', 'b', concat(lambdaVariables('a'), 'x')))]", "[json('{\"a\": 1}').?b]", "[substring('äöü', 1, 1)]",
		"[replace(unknown(), 'x', object().a.b[1])]", "[tryGet(object(), 'a')]", "[a.b.c('x')]", "['''']", "[-1.5]", "[split('', '')]", "[first(createArray())]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		e, err := expression.Parse(text)
		if err != nil {
			if e, ok := err.(*expression.Error); !ok || e.At.Start < 0 || e.At.End > len(text) || e.At.Start > e.At.End {
				t.Fatalf("%q: an error outside of the text: %+v", text, err)
			}
			return
		}
		if at := e.Span(); at.Start < 1 || at.End > len(text)-1 || at.Start > at.End {
			t.Fatalf("%q: the expression stands at %+v", text, at)
		}
		eval(text)
	})
}
