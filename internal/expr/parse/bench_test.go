package parse

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
)

// benchBody is a method body of about one KiB with what policies use most.
const benchBody = `
    string key = context.Request.Headers.GetValueOrDefault("Ocp-Apim-Subscription-Key", "");
    if (string.IsNullOrEmpty(key) || key.Length < 16) {
        return null;
    }
    JObject body = context.Request.Body.As<JObject>(preserveContent: true);
    var roles = ((Jwt)context.Variables["jwt"])?.Claims.GetValueOrDefault("roles", new string[0]);
    int limit = context.Variables.GetValueOrDefault<int>("limit", 10) * 2 + 1;
    foreach (var item in (JArray)body["items"]) {
        // keep what the caller may see
        if (roles.Any(r => r == (string)item["role"]) && (int)item["count"] <= limit) {
            item["seen"] = true;
            item["url"] = $"https://{context.Request.OriginalUrl.Host}/items/{item["id"]}";
        }
    }
    try {
        var hash = new HMACSHA256(Encoding.UTF8.GetBytes(key)).ComputeHash(Encoding.UTF8.GetBytes(body.ToString()));
        body.Add(new JProperty("signature", BitConverter.ToString(hash).Replace("-", "").ToLower()));
    } catch (Exception e) {
        return e.Message;
    }
    return body.ToString(Newtonsoft.Json.Formatting.None);
`

const benchCondition = `context.Response.StatusCode >= 400 && context.Request.Headers.GetValueOrDefault("X-Retry", "") == "yes"`

func BenchmarkBody(b *testing.B) {
	b.SetBytes(int64(len(benchBody)))
	b.ReportAllocs()
	for b.Loop() {
		var l diag.List
		Body(diag.NewSource("", benchBody), &l)
	}
}

func BenchmarkCondition(b *testing.B) {
	b.SetBytes(int64(len(benchCondition)))
	b.ReportAllocs()
	for b.Loop() {
		var l diag.List
		Expression(diag.NewSource("", benchCondition), &l)
	}
}

func BenchmarkScan(b *testing.B) {
	b.SetBytes(int64(len(benchBody)))
	b.ReportAllocs()
	for b.Loop() {
		scan.Tokens(benchBody)
	}
}

func BenchmarkExpressionEnd(b *testing.B) {
	text := "{" + benchBody + "}"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		scan.ExpressionEnd(text, 0)
	}
}

func TestBenchmarksParse(t *testing.T) {
	if _, l := parseCase("{", benchBody); l.Len() > 0 {
		t.Error(rendered(l))
	}
	if _, l := parseCase("(", benchCondition); l.Len() > 0 {
		t.Error(rendered(l))
	}
}

// TestAllocations: a text costs little more than its nodes.
func TestAllocations(t *testing.T) {
	src := diag.NewSource("", benchBody)
	tokens := strings.Count(benchBody, "") / 4
	got := testing.AllocsPerRun(20, func() {
		var l diag.List
		Body(src, &l)
	})
	if limit := float64(tokens) * 1.3; got > limit {
		t.Errorf("%v allocations for about %d tokens, limit %v", got, tokens, limit)
	}
}
