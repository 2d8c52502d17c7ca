package caching_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

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
		{"empty list", `new List<decimal>()`, `((List<decimal>)v).Count.ToString()`, "0"},
		{"token", `"` + token + `".AsJwt()`, `((Jwt)v).Issuer + " " + ((Jwt)v).Subject + " " + string.Join(",", ((Jwt)v).Audiences) + " " + ((Jwt)v).Claims["roles"][1] + " " + ((Jwt)v).ExpirationTime.Value.ToString("o") + " " + ((Jwt)v).Algorithm + " " + (((Jwt)v).NotBefore == null) + (((Jwt)v).Id == null)`, "me s a,b y 2033-05-18T03:33:20.0000000Z none TrueTrue"},
	} {
		t.Run(c.name, func(t *testing.T) {
			outside := memory.New(memory.Settings{})
			t.Cleanup(outside.Close)
			stores := outside.Stores()
			stores.Internal = &state.Caches{Values: stores.Values, Responses: stores.Responses}
			escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
			s := policytest.Setup{Section: policy.Inbound, Request: &message.Request{Method: "GET"}, Policies: `
				<set-variable name="before" value="@{ object v = ` + escape.Replace(c.expression) + `; return v.GetType().ToString() + ` + escape.Replace(c.test) + `; }" />
				<cache-store-value key="k" value="@(` + escape.Replace(c.expression) + `)" duration="60" />
				<cache-lookup-value key="k" variable-name="is" />
				<set-variable name="after" value="@{ object v = context.Variables[&quot;is&quot;]; return v.GetType().ToString() + ` + escape.Replace(c.test) + `; }" />`}
			x, b := s.Block(t)
			x.Host.State = stores
			x.Host.Log = slog.New(slog.DiscardHandler)
			if _, err := x.RunBlock(b); err != nil {
				t.Fatal(err)
			}
			before, _ := x.Context.Variables.Get("before")
			after, _ := x.Context.Variables.Get("after")
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
