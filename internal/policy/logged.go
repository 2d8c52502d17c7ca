package policy

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/gatewaylog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Entry is what the log of requests says of one (platform/diagnostics-and-loggers.md,
// GatewayLogs). A nil *Entry collects nothing. It is safe for concurrent use.
type Entry struct {
	start         time.Time
	method, proto string
	tls           string
	url           message.URL
	ip            string
	// size and sent are the lengths of the bodies of request and answer, -1 if unknown.
	size, sent int64
	// rules are those of the diagnostic azuremonitor, nil for none: then every request
	// is logged, without headers and bodies.
	rules            *catalog.Diagnostic
	asked, answered  gatewaylog.Texts
	question, answer string
	status           int
	// hit says that cache-lookup answered.
	hit bool

	mu          sync.Mutex
	backend     *gatewaylog.Backend
	backendTime time.Duration
	called      bool
	traces      []gatewaylog.Trace
}

// Log begins the entry of the request, as it came from the client.
func (x *Exec) Log() {
	if x.Host.GatewayLog == nil {
		return
	}
	req := x.Request()
	x.Entry = &Entry{start: x.Now(), method: req.Method, proto: req.Proto, tls: req.TLSVersion, url: req.URL, ip: remote(req), size: req.Body.Length()}
}

// follow takes the rules of a diagnostic over, before any policy has run.
func (e *Entry) follow(x *Exec, rules *catalog.Diagnostic) {
	if e == nil || rules == nil || e.rules != nil {
		return
	}
	e.rules = rules
	req := x.Request()
	e.asked, e.question = shown(x, rules.FrontendRequest, &req.Header, req.Body, false)
}

// shown are headers and the start of a body that rules want.
func shown(x *Exec, m catalog.DiagnosticMessage, h *message.Header, b *message.Body, endless bool) (gatewaylog.Texts, string) {
	var out gatewaylog.Texts
	for name, value := range wanted(m, h) {
		if out == nil {
			out = gatewaylog.Texts{}
		}
		out[name] = value
	}
	if m.BodyBytes == 0 || endless || streams(x) {
		return out, ""
	}
	return out, string(b.Peek(m.BodyBytes))
}

// FromCache notes that a kept response answers.
func (e *Entry) FromCache() {
	if e != nil {
		e.hit = true
	}
}

// call notes a call that is about to be made; the result is to be told how it went.
func (e *Entry) call(x *Exec, req *message.Request, source string) func(*message.Response) {
	if e == nil || source == "send-one-way-request" {
		return func(*message.Response) {}
	}
	start := x.Now()
	var b *gatewaylog.Backend
	if source == "forward-request" {
		b = &gatewaylog.Backend{Method: req.Method, URL: e.masked(x, req.URL, false)}
		if x.Context.Backend != nil {
			b.ID = x.Context.Backend.ID
		}
		if e.rules != nil {
			b.RequestHeaders, b.RequestBody = shown(x, e.rules.BackendRequest, &req.Header, req.Body, false)
		}
	}
	return func(resp *message.Response) {
		if b != nil && resp != nil {
			b.ResponseCode, b.Protocol = resp.Status, resp.Proto
			if e.rules != nil {
				b.ResponseHeaders, b.ResponseBody = shown(x, e.rules.BackendResponse, &resp.Header, resp.Body, resp.Status == 101)
			}
		}
		took := x.Now().Sub(start)
		e.mu.Lock()
		defer e.mu.Unlock()
		e.called, e.backendTime = true, e.backendTime+took
		if b != nil {
			e.backend = b
		}
	}
}

// Trace notes what a trace policy writes, if its severity is at least the verbosity of
// the rules, which is information without any.
func (e *Entry) Trace(at time.Time, severity, source, text string, metadata map[string]string) {
	if e == nil {
		return
	}
	least := "information"
	if e.rules != nil {
		least = e.rules.Verbosity
	}
	if rank(severity) < rank(least) {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.traces = append(e.traces, gatewaylog.Trace{Elapsed: at.Sub(e.start).Milliseconds(), Source: source, Severity: severity, Message: text, Metadata: metadata})
}

// masked writes a URL as the rules say; without rules, without the values of its
// query, as new diagnostics of the service are made. A key is a secret in any case.
func (e *Entry) masked(x *Exec, u message.URL, frontend bool) string {
	hidden := ""
	if x.API != nil {
		hidden = x.API.KeyNames.Query
	}
	rules := []catalog.DataMask{{Name: "*", Hide: true}}
	if e.rules != nil {
		rules = e.rules.BackendRequest.MaskQuery
		if frontend {
			rules = e.rules.FrontendRequest.MaskQuery
		}
	}
	return maskURL(u, rules, hidden)
}

// Answered notes what the client will get.
func (e *Entry) Answered(x *Exec, resp *message.Response) {
	if e == nil {
		return
	}
	e.status, e.sent = resp.Status, resp.Body.Length()
	if e.rules != nil {
		e.answered, e.answer = shown(x, e.rules.FrontendResponse, &resp.Header, resp.Body, resp.Status == 101)
	}
}

// Finish writes the entry. It is called once, after the answer was sent; bytes is the
// number of body bytes that went in both directions.
func (e *Entry) Finish(x *Exec, bytes int64) {
	if e == nil {
		return
	}
	last := x.Context.LastError
	failed := e.status >= 400 && (last == nil || last.Reason != ReasonClientConnectionFailure)
	if d := e.rules; d != nil && !(failed && d.AlwaysLogErrors) {
		if d.Verbosity == "error" && !failed || rand.Float64()*100 >= d.SamplingPercentage {
			return
		}
	}
	x.Host.GatewayLog.Write(e.record(x, bytes, failed))
}

// sizes divides the bytes that went in both directions. Where neither length was known
// all of them are the answer's.
func (e *Entry) sizes(bytes int64) (request, response int64) {
	switch {
	case e.size >= 0:
		request = min(e.size, bytes)
	case e.sent >= 0:
		request = max(bytes-e.sent, 0)
	}
	return request, bytes - request
}

func (e *Entry) record(x *Exec, bytes int64, failed bool) *gatewaylog.Record {
	now := x.Now()
	r := &gatewaylog.Record{
		Level: 4, Success: !failed, Time: e.start.UTC(), Operation: "Microsoft.ApiManagement/GatewayLogs", Category: "GatewayLogs",
		Duration: now.Sub(e.start).Milliseconds(), CallerIP: e.ip, CorrelationID: x.RequestID(),
		Properties: gatewaylog.Properties{
			Method: e.method, URL: e.masked(x, e.url, true), ResponseCode: e.status, Cache: "none", ClientProtocol: e.proto, ClientTLS: e.tls,
			RequestHeaders: e.asked, RequestBody: e.question, ResponseHeaders: e.answered, ResponseBody: e.answer,
		},
	}
	if failed {
		r.Level = 2
	}
	r.Properties.RequestSize, r.Properties.ResponseSize = e.sizes(bytes)
	if d := x.Context.Deployment; d != nil {
		r.Location = d.Region
	}
	p := &r.Properties
	switch {
	case e.hit:
		p.Cache = "hit"
	case x.Lookups != nil:
		p.Cache = "miss"
	}
	if x.API != nil {
		p.APIID, p.APIRevision = x.API.BaseName, x.API.Revision
	}
	if x.Operation != nil {
		p.OperationID = x.Operation.Name
	}
	if x.Context.Product != nil {
		p.ProductID = x.Context.Product.ID
	}
	if x.Context.User != nil {
		p.UserID = x.Context.User.ID
	}
	if x.Context.Subscription != nil {
		p.SubscriptionID = x.Context.Subscription.ID
	}
	if x.Context.Workspace != nil {
		p.WorkspaceID = x.Context.Workspace.ID
	}
	if last := x.Context.LastError; last != nil {
		p.LastError = &gatewaylog.LastError{
			Elapsed: r.Duration, Source: last.Source, Reason: last.Reason, Message: last.Message, Scope: last.Scope, Section: last.Section, Path: last.Path, PolicyID: last.PolicyID,
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	p.Backend, p.Traces = e.backend, e.traces
	if e.called {
		took := e.backendTime.Milliseconds()
		p.BackendTime = &took
	}
	return r
}
