package server_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// envelope is an item as Application Insights gets it.
type envelope struct {
	Name, IKey string
	SampleRate float64
	Tags       map[string]string
	Data       struct {
		BaseType string
		BaseData map[string]any
	}
}

// ingestion takes telemetry over HTTPS.
type ingestion struct {
	mu    sync.Mutex
	items []envelope
	bad   []string
}

func (in *ingestion) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if r.Method != "POST" || r.URL.Path != "/v2.1/track" || r.Header.Get("Content-Type") != "application/x-json-stream" {
		in.bad = append(in.bad, r.Method+" "+r.URL.Path+" "+r.Header.Get("Content-Type"))
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		in.bad = append(in.bad, err.Error())
		return
	}
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var e envelope
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			in.bad = append(in.bad, err.Error())
			continue
		}
		in.items = append(in.items, e)
	}
	_, _ = w.Write([]byte(`{"itemsReceived": 1, "itemsAccepted": 1, "errors": []}`))
}

const instrumentationKey = "11111111-2222-3333-4444-555555555555"

// insights serves an API at /a whose requests are recorded as a diagnostic of the
// service and one of the API say, sends requests, and returns the items once the
// server has stopped.
func insights(t *testing.T, service, api, policy string, send func(url string)) []envelope {
	t.Helper()
	in := &ingestion{}
	address, trust := secureBackend(t, true, in.ServeHTTP)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Trace", r.Header.Get("traceparent"))
		w.Header().Set("X-Legacy", r.Header.Get("Request-Id"))
		if r.URL.Path == "/missing" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte("answer"))
	}))
	t.Cleanup(backend.Close)
	var log logs
	tree := map[string]string{
		"apis/a/apiInformation.json": information("a", backend.URL, `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/a/specification.json": `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {
			"/ok": {"get": {"operationId": "get", "responses": {}}, "post": {"operationId": "post", "responses": {}}},
			"/missing": {"get": {"operationId": "missing", "responses": {}}}, "/fails": {"get": {"operationId": "fails", "responses": {}}}}}`,
		"apis/a/policy.xml": policy,
		"loggers/insights/loggerInformation.json": `{"properties": {"loggerType": "applicationInsights",
			"credentials": {"connectionString": "InstrumentationKey=` + instrumentationKey + `;IngestionEndpoint=` + address + `/"}}}`,
		"diagnostics/applicationinsights/diagnosticInformation.json": `{"properties": {"loggerId": "/loggers/insights"` + service + `}}`,
	}
	if api != "" {
		tree["apis/a/diagnostics/applicationinsights/diagnosticInformation.json"] = `{"properties": {"loggerId": "/loggers/insights"` + api + `}}`
	}
	s := startTree(t, tree, options{log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), adjust: func(c *config.Settings) {
		trust(c)
		c.Service.Name, c.Service.Region = "contoso", "West Europe"
	}})
	send(s.Addresses()[0])
	closeServer(t, s)
	if strings.Contains(log.String(), instrumentationKey) {
		t.Errorf("the log holds the key:\n%s", log.String())
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, text := range in.bad {
		t.Errorf("the service got %s", text)
	}
	for _, e := range in.items {
		if e.IKey != instrumentationKey || e.Tags["ai.cloud.role"] != "contoso West Europe" {
			t.Errorf("an item of %q, %v", e.IKey, e.Tags)
		}
	}
	return in.items
}

// of returns the items of a type.
func of(items []envelope, base string) []envelope {
	var out []envelope
	for _, e := range items {
		if e.Data.BaseType == base {
			out = append(out, e)
		}
	}
	return out
}

// visit asks for a URL with header fields, name and value in turn.
func visit(t *testing.T, method, url, body string, fields ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

const tracing = `<policies><inbound><base />
	<trace source="s" severity="verbose"><message>quiet</message></trace>
	<trace source="s" severity="error"><message>loud</message><metadata name="n" value="@(1 + 1 + "")" /></trace>
	<emit-metric name="Request" namespace="my-metrics" value="@(2.5)"><dimension name="API ID" /></emit-metric>
	<choose><when condition="@(context.Operation.Id == "fails")"><set-variable name="x" value="@(int.Parse("x"))" /></when></choose>
</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`

// TestInsights: a request is recorded with its parts, as the diagnostic of the API
// says in the place of the service's (diagnostics-and-loggers.md, tests 2 to 4); of the
// traces the error is sent, the verbose one is not (trace.md, test 1).
func TestInsights(t *testing.T) {
	const trace = "0af7651916cd43dd8448eb211c80319c"
	var passed string
	items := insights(t, `, "sampling": {"samplingType": "fixed", "percentage": 0}`, `, "metrics": true, "verbosity": "information", "logClientIp": true,
		"httpCorrelationProtocol": "W3C", "frontend": {
			"request": {"headers": ["X-One", "X-Secret"], "body": {"bytes": 4}, "dataMasking": {"headers": [{"value": "x-secret", "mode": "Mask"}], "queryParams": [{"value": "code", "mode": "Mask"}, {"value": "gone", "mode": "Hide"}]}},
			"response": {"headers": ["X-Legacy", "X-Trace"], "body": {"bytes": 3}}}, "backend": {"response": {"body": {"bytes": 8192}}}`,
		tracing, func(url string) {
			r := visit(t, "POST", url+"/a/ok?code=1&x=2&gone=3&subscription-key=4", "abcdef",
				"X-One", "1", "X-Secret", "s", "traceparent", "00-"+trace+"-b7ad6b7169203331-01")
			passed = r.Header.Get("X-Trace")
			if r.StatusCode != 200 {
				t.Errorf("the answer is %s", r.Status)
			}
		})
	request, dependency := of(items, "RequestData"), of(items, "RemoteDependencyData")
	if len(items) != 4 || len(request) != 1 || len(dependency) != 1 {
		t.Fatalf("%d items: %+v", len(items), items)
	}
	for _, e := range items {
		if e.Tags["ai.operation.id"] != trace || e.Tags["ai.operation.name"] != "a;rev=1 - post" || e.Tags["ai.location.ip"] != "127.0.0.1" {
			t.Errorf("%s has tags %v", e.Name, e.Tags)
		}
	}
	r := request[0].Data.BaseData
	url, _ := r["url"].(string)
	_, url, _ = strings.Cut(url, "/a/ok")
	got := []any{r["name"], r["responseCode"], r["success"], url, request[0].Tags["ai.operation.parentId"]}
	if diff := cmp.Diff([]any{"a;rev=1 - post", "200", true, "?code=hidden&x=2&subscription-key=hidden", "b7ad6b7169203331"}, got); diff != "" {
		t.Errorf("the request: %s", diff)
	}
	properties, _ := r["properties"].(map[string]any)
	for name, want := range map[string]any{
		"Request-X-One": "1", "Request-X-Secret": "hidden", "Request-Body": "abcd", "Response-Body": "ans", "Response-X-Trace": passed,
		"API Name": "a", "Operation Name": "post", "Service Name": "contoso", "Region": "West Europe", "Response-X-Legacy": "",
	} {
		if properties[name] != want {
			t.Errorf("the property %s is %v, want %v", name, properties[name], want)
		}
	}
	d := dependency[0]
	if want := "00-" + trace + "-" + d.Data.BaseData["id"].(string) + "-01"; passed != want {
		t.Errorf("the backend got traceparent %q, want %q", passed, want)
	}
	if target, _ := d.Data.BaseData["data"].(string); !strings.HasSuffix(target, "/ok?code=1&x=2&gone=3&subscription-key=hidden") {
		t.Errorf("the call is recorded as %s", target)
	}
	if body := d.Data.BaseData["properties"].(map[string]any)["Response-Body"]; body != "answer" || d.Tags["ai.operation.parentId"] != r["id"] || d.Data.BaseData["resultCode"] != "200" {
		t.Errorf("the dependency is %+v", d)
	}
	message, metric := of(items, "MessageData")[0].Data.BaseData, of(items, "MetricData")[0].Data.BaseData
	want := map[string]any{"ver": 2.0, "message": "loud", "severityLevel": 3.0, "properties": map[string]any{"source": "s", "n": "2"}}
	if diff := cmp.Diff(want, message); diff != "" {
		t.Error(diff)
	}
	want = map[string]any{"ver": 2.0, "properties": map[string]any{"API ID": "a"}, "metrics": []any{
		map[string]any{"ns": "my-metrics", "name": "Request", "value": 2.5, "count": 1.0, "min": 2.5, "max": 2.5}}}
	if diff := cmp.Diff(want, metric); diff != "" {
		t.Error(diff)
	}
}

// TestInsightsSampling: nothing of what is not sampled is sent but errors, if they
// always are, and traces; metrics only where the diagnostic has them
// (diagnostics-and-loggers.md, test 1).
func TestInsightsSampling(t *testing.T) {
	send := func(url string) {
		visit(t, "GET", url+"/a/ok", "")
		visit(t, "GET", url+"/a/missing", "")
		visit(t, "GET", url+"/a/fails", "", "Request-Id", "|root.1.")
		visit(t, "GET", url+"/nothing", "")
	}
	const none = `, "sampling": {"samplingType": "fixed", "percentage": 0}, "operationNameFormat": "Url"`
	if items := insights(t, none, "", tracing, send); len(items) != 3 || len(of(items, "MessageData")) != 3 {
		t.Errorf("without errors there are %+v", items)
	}
	items := insights(t, none+`, "alwaysLog": "allErrors", "verbosity": "verbose"`, "", tracing, send)
	if n := len(of(items, "MessageData")); n != 6 {
		t.Errorf("there are %d traces", n)
	}
	var got []string
	for _, e := range of(items, "RequestData") {
		got = append(got, e.Tags["ai.operation.name"]+" "+e.Data.BaseData["responseCode"].(string))
		if e.SampleRate != 100 || e.Data.BaseData["success"] != false {
			t.Errorf("%+v", e)
		}
	}
	// A request's items are made when its answer is out, so the next one may be first.
	slices.Sort(got)
	if diff := cmp.Diff([]string{"GET /a/fails 500", "GET /a/missing 404", "GET /nothing 404"}, got); diff != "" {
		t.Error(diff)
	}
	got = nil
	for _, e := range of(items, "ExceptionData") {
		x := e.Data.BaseData["exceptions"].([]any)[0].(map[string]any)
		got = append(got, x["typeName"].(string))
		if x["typeName"] == "ExpressionValueEvaluationFailure" && (e.Tags["ai.operation.id"] != "root" || e.Data.BaseData["properties"].(map[string]any)["Source"] != "set-variable") {
			t.Errorf("%+v", e)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"ExpressionValueEvaluationFailure", "HTTP 404", "OperationNotFound"}, got); diff != "" {
		t.Error(diff)
	}
}
