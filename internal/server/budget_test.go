package server_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// budgets are expressions that never end by themselves or take more than they may,
// one for each kind of budget, and what is said of them.
var budgets = []struct{ name, body, message string }{
	{"steps", `for (;;) { }`, "The expression used up its budget of steps"},
	{"strings", `var s = "a"; for (;;) { s += s; }`, "The expression used up its budget of memory"},
	{"a text that is put together", `return string.Join(new string('x', 100000), new object[1000]);`, "The expression used up its budget of memory"},
	{"collections", `var l = new List<object>(); for (;;) { l.Add(new object[16]); }`, "The expression used up its budget of memory"},
	{"size of JSON", `return JArray.Parse("[" + string.Concat(Enumerable.Repeat("1,", 300000)) + "1]").Count;`, "The expression used up its budget of memory"},
	{"depth of JSON", `return JArray.Parse(new string('[', 1000000)).Count;`, "The reader's MaxDepth of 1000 has been exceeded."},
	{"time of a regular expression", `return Regex.IsMatch(new string('a', 64) + "!", "(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(20));`, "The RegEx engine has timed out"},
	{"recursion", `Func<int, int> f = null; f = n => f(n + 1) + 1; return f(0);`, "The expression used up its budget of depth"},
}

// TestExpressionBudgets: over HTTP, an expression that goes over a budget fails its
// own request with ExpressionValueEvaluationFailure, while neighbours are served.
func TestExpressionBudgets(t *testing.T) {
	var cases strings.Builder
	for _, b := range budgets {
		cases.WriteString(`<when condition="@(context.Request.Headers.GetValueOrDefault("X-Case") == "` + b.name + `")"><set-variable name="v" value="@{ ` + b.body + ` }"/></when>`)
	}
	document := `<policies><inbound><choose>` + cases.String() + `</choose>
		<return-response><set-body>@("served " + (6 * 7))</set-body></return-response></inbound><backend/><outbound/>
		<on-error>
			<set-header name="X-Reason" exists-action="override"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header>
			<set-header name="X-Message" exists-action="override"><value>@(context.LastError.Message.Replace("\n", " ").Replace("\r", ""))</value></set-header>
		</on-error></policies>`
	s := serveWith(t, document, "http://127.0.0.1:1", func(c *config.Settings) {
		c.Limits.Expression = config.ExpressionLimits{Steps: 1_000_000, Memory: 16 << 20, Time: time.Hour}
	})
	ask := func(name string) (status int, reason, message, body string, err error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Addresses()[0]+"/", nil)
		if err != nil {
			return 0, "", "", "", err
		}
		req.Header.Set("X-Case", name)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, "", "", "", err
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("X-Reason"), resp.Header.Get("X-Message"), string(text), err
	}
	stop := make(chan struct{})
	var neighbours sync.WaitGroup
	served := 0
	neighbours.Go(func() {
		for {
			if status, _, _, body, err := ask("none"); err != nil || status != http.StatusOK || body != "served 42" {
				t.Errorf("a neighbour gets %d %q, error %v", status, body, err)
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
	for _, b := range budgets {
		t.Run(b.name, func(t *testing.T) {
			status, reason, message, _, err := ask(b.name)
			if err != nil {
				t.Fatal(err)
			}
			if status != http.StatusInternalServerError || reason != "set-variable ExpressionValueEvaluationFailure" {
				t.Errorf("the answer is %d with %q", status, reason)
			}
			if !strings.Contains(message, b.message) {
				t.Errorf("the message is %q, want %q in it", message, b.message)
			}
		})
	}
	close(stop)
	neighbours.Wait()
	if served == 0 {
		t.Error("no neighbour was served")
	}
}
