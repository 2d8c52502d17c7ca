package caching_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

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
