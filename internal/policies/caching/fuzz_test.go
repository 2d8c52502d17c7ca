package caching_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// FuzzValue: whatever is in a cache that others write to, a look-up finds a value
// that expressions can use, or none.
func FuzzValue(f *testing.F) {
	outside := memory.New(memory.Settings{})
	f.Cleanup(outside.Close)
	stores := outside.Stores()
	stores.Internal = &state.Caches{Values: stores.Values, Responses: stores.Responses}
	run := func(t testing.TB, policies string) error {
		s := policytest.Setup{Section: policy.Inbound, Request: &message.Request{Method: "GET"}, Policies: policies}
		x, b := s.Block(t)
		x.Host.State, x.Host.Log = stores, slog.New(slog.DiscardHandler)
		x.Host.Limits.Expression = rt.Budget{Steps: 100_000, Memory: 16 << 20, MaxDepth: 100}
		_, err := x.RunBlock(b)
		return err
	}
	for _, expression := range []string{
		`"text"`, `1.50m`, `new Uri("http://a/")`, `DateTimeOffset.MinValue`, `new { A = 1, B = (1, "x") }`, `new Dictionary<string, List<int?>>(StringComparer.OrdinalIgnoreCase) { ["a"] = new List<int?> { 1, null } }`,
		`new HashSet<object> { 1, "x", null }`, `new Stack<string>(new [] { "a" })`, `new Queue<Guid>()`, `new int[,] { { 1 } }`, `new [] { "a", null }`, `new byte[] { 1 }`, `Tuple.Create(1, DayOfWeek.Friday)`,
		`new KeyValuePair<string, JToken>("a", JObject.Parse("{\"d\":[1.5,null]}"))`, `XDocument.Parse("<a b='1'>x<!--c--></a>")`, `new [] { 1 }.Select(n => n + 1)`, `new StringBuilder("x")`, `typeof(int)`,
		`"eyJhbGciOiJub25lIn0.eyJpc3MiOiJtZSIsImV4cCI6MjAwMDAwMDAwMCwicm9sZXMiOlsieCJdfQ.".AsJwt()`,
	} {
		escaped := attribute.Replace(expression)
		if err := run(f, `<cache-store-value key="k" value="@(`+escaped+`)" duration="60" />`); err != nil {
			f.Fatal(err)
		}
		v, found, err := stores.Values.Get(f.Context(), "k")
		if err != nil || !found {
			f.Fatalf("%s was not stored: %v", expression, err)
		}
		f.Add(v.([]byte))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := stores.Values.Set(t.Context(), "k", data, int64(len(data)), time.Minute); err != nil {
			t.Fatal(err)
		}
		for _, use := range []string{
			`context.Variables["v"].ToString() + context.Variables["v"].GetType()`, `JsonConvert.SerializeObject(context.Variables["v"])`, `context.Variables["v"].Equals(context.Variables["v"]) ? context.Variables["v"].GetHashCode() : 0`,
			`((IEnumerable<object>)context.Variables["v"]).Count()`,
		} {
			err := run(t, `<cache-lookup-value key="k" variable-name="v" default-value="none" /><set-variable name="use" value="@(`+attribute.Replace(use)+`)" />
				<cache-store-value key="again" value="@(context.Variables[&quot;v&quot;])" duration="60" />`)
			var exception *clr.Exception
			var exceeded *rt.Exceeded
			if err != nil && !errors.As(err, &exception) && !errors.As(err, &exceeded) {
				t.Error(err)
			}
		}
	})
}
