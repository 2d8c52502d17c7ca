package gateway_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// hostile are expressions without an end, each stopped by one kind of budget.
var hostile = []struct {
	name, body, budget string
	// timed are those that the budget of time is to end; for the others it is out
	// of the way, as a slow machine must not reach it first.
	timed bool
}{
	{"time", `for (;;) { }`, "The expression used up its budget of time", true},
	// Each search ends by its own limit, and the clock goes on when that is caught.
	{"time of what is caught", `for (;;) try { Regex.IsMatch(new string('a', 64) + "!", "(a+)+$"); } catch (Exception) { }`, "The expression used up its budget of time", true},
	{"catching", `for (;;) try { for (;;) { } } catch (Exception) { }`, "The expression used up its budget of steps", false},
	{"steps", `for (;;) { }`, "The expression used up its budget of steps", false},
	{"sequence", `return Enumerable.Range(0, int.MaxValue).Where(n => n < 0).Count();`, "The expression used up its budget of steps", false},
	{"searches", `var s = new string('a', 1000000); var n = 0; for (;;) { n += s.IndexOf('b'); }`, "The expression used up its budget of steps", false},
	{"shared values", `object o = 1; for (var i = 0; i < 60; i++) { o = new { a = o, b = o }; } return o.GetHashCode();`, "The expression used up its budget of steps", false},
	{"strings", `var s = "a"; for (;;) { s += s; }`, "The expression used up its budget of memory", false},
	{"padding", `return "".PadLeft(int.MaxValue);`, "The expression used up its budget of memory", false},
	{"collections", `var l = new List<object>(); for (;;) { l.Add(new object[16]); }`, "The expression used up its budget of memory", false},
	{"JSON size", `return JArray.Parse("[" + string.Concat(Enumerable.Repeat("1,", 300000)) + "1]").Count;`, "The expression used up its budget of memory", false},
	{"JSON depth", `JContainer t = new JArray(); for (var i = 0; i < 50000; i++) { var outer = new JArray(); outer.Add(t); t = outer; } return t.ToString();`, "The expression used up its budget of memory", false},
	{"depth of JSON text", `return JArray.Parse(new string('[', 1000000)).Count;`, "The reader's MaxDepth of 1000 has been exceeded.", false},
	{"regex time", `return Regex.IsMatch(new string('a', 64) + "!", "(a+)+$");`, "The RegEx engine has timed out", false},
	{"recursion", `Func<int, int> f = null; f = n => f(n + 1) + 1; return f(0);`, "The expression used up its budget of depth", false},
	{"recursion through the library", `Func<int, int> f = null; f = n => new[] { n }.Select(x => f(x + 1)).First(); return f(0);`, "The expression used up its budget of depth", false},
}

// hostileMemory is the memory budget of these tests.
const hostileMemory = 16 << 20

// hostileGateway serves an operation for each hostile expression, by its index,
// and /harmless, with a budget.
func hostileGateway(t *testing.T, budget rt.Budget) *gateway.Gateway {
	t.Helper()
	operation := func(path, inbound string) *catalog.Operation {
		template, errs := catalog.ParseTemplate(path)
		if errs != nil {
			t.Fatal(errs)
		}
		return &catalog.Operation{
			Name: strings.Trim(path, "/"), Method: "GET", URLTemplate: path, Template: template,
			Policy: diag.NewSource(path, "<policies><inbound>"+inbound+"</inbound><backend/><outbound/><on-error><base/></on-error></policies>"),
		}
	}
	api := &catalog.API{
		Name: "shop", BaseName: "shop", Revision: "1", IsCurrent: true, IsOnline: true, Type: catalog.HTTP, Path: "shop",
		ServiceURL: "http://backend.test", KeyNames: catalog.DefaultKeyNames,
		Operations: []*catalog.Operation{operation("/harmless", `<return-response><set-body>@("served " + (6 * 7))</set-body></return-response>`)},
		Policy: diag.NewSource("policy.xml", `<policies><inbound/><backend/><outbound/><on-error>
			<set-header name="X-Source"><value>@(context.LastError.Source)</value></set-header>
			<set-header name="X-Reason"><value>@(context.LastError.Reason)</value></set-header>
			<set-header name="X-Message"><value>@(context.LastError.Message.Replace("\n", " ").Replace("\r", ""))</value></set-header>
		</on-error></policies>`),
	}
	for i, h := range hostile {
		api.Operations = append(api.Operations, operation(fmt.Sprintf("/%d", i), `<set-variable name="v" value="@{ `+escape.Replace(h.body)+` }"/>`))
	}
	service := &catalog.Service{Resources: catalog.Resources{APIs: []*catalog.API{api}}}
	library := bcl.Default()
	var l diag.List
	snapshot := gateway.Build(service, gateway.BuildOptions{Library: library, Registry: policies.Builtin()}, &l)
	for _, d := range l.All() {
		t.Fatal(d.Message)
	}
	services := host.Default()
	services.RegexTimeout = 50 * time.Millisecond
	g := gateway.New(&policy.Host{
		Services: services, TypeOf: library.TypeOf, Background: t.Context(), Log: slog.New(slog.DiscardHandler),
		Limits: policy.Limits{Expression: budget},
	})
	g.Swap(snapshot)
	return g
}

// escape makes code an attribute's value.
var escape = strings.NewReplacer(`&`, "&amp;", `"`, "&quot;", `<`, "&lt;")

// answer sends a request through the gateway.
func answer(g *gateway.Gateway, path string) (*message.Response, string) {
	u, _ := message.ParseURL("http://gateway.test/shop" + path)
	e := g.Handle(context.Background(), &message.Request{
		Method: "GET", URL: u, Header: message.NewHeader(message.Field{Name: "Host", Value: "gateway.test"}), RemoteText: "192.0.2.1",
	})
	defer e.Done(0)
	var text []byte
	if e.Response.Body != nil {
		r := e.Response.Body.Reader()
		text, _ = io.ReadAll(r)
	}
	// The gateway's own is not to be used after Done.
	return &message.Response{Status: e.Response.Status, Header: e.Response.Header.Clone()}, string(text)
}

// TestBudgets: a hostile expression fails its own request, with the error that
// on-error sees, and nobody else's.
func TestBudgets(t *testing.T) {
	g := hostileGateway(t, rt.Budget{Steps: 1_000_000, Memory: hostileMemory, Time: time.Hour, MaxDepth: 200})
	timed := hostileGateway(t, rt.Budget{Steps: math.MaxInt64, Memory: hostileMemory, Time: 50 * time.Millisecond, MaxDepth: 200})
	before := taken()
	stop := make(chan struct{})
	var neighbours sync.WaitGroup
	served := 0
	neighbours.Go(func() {
		for {
			if res, body := answer(g, "/harmless"); res.Status != 200 || body != "served 42" {
				t.Errorf("a neighbour gets %d %q", res.Status, body)
				return
			}
			served++
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	const most = 2
	slots := make(chan struct{}, most)
	t.Run("hostile", func(t *testing.T) {
		for i, h := range hostile {
			t.Run(h.name, func(t *testing.T) {
				t.Parallel()
				slots <- struct{}{}
				defer func() { <-slots }()
				g := g
				if h.timed {
					g = timed
				}
				res, _ := answer(g, fmt.Sprintf("/%d", i))
				if res.Status != 500 {
					t.Errorf("the answer is %d", res.Status)
				}
				if got := res.Header.Value("X-Reason"); got != policy.ReasonExpression {
					t.Errorf("the reason is %q", got)
				}
				if got := res.Header.Value("X-Source"); got != "set-variable" {
					t.Errorf("the source is %q", got)
				}
				if got := res.Header.Value("X-Message"); !strings.Contains(got, h.budget) {
					t.Errorf("the message is %q, want %q in it", got, h.budget)
				}
			})
		}
	})
	close(stop)
	neighbours.Wait()
	if served == 0 {
		t.Error("no neighbour was served")
	}
	// What the process asked of the system meanwhile: what runs at a time, with what
	// the collector leaves until it has run.
	if grown, limit := taken()-before, int64(128<<20+8*most*hostileMemory); grown > limit {
		t.Errorf("the process grew by %d MiB, want %d at most", grown>>20, limit>>20)
	}
}

// taken returns how much memory the process has asked of the system so far.
func taken() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
