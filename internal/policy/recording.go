package policy

import (
	"encoding/hex"
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/metric"
)

// Recording is the telemetry of one request (platform/diagnostics-and-loggers.md).
// A nil *Recording records nothing. It is safe for concurrent use.
type Recording struct {
	*Telemetry
	publisher *applicationinsights.Publisher
	start     time.Time
	// operation is the id of everything that belongs together, parent what the caller
	// named as its own part of it, id this request's.
	operation, parent, id string
	name                  string
	sampled               bool
	// tags are those of parts of the request.
	tags map[string]string
	// asked and answered are what the request item says.
	asked    asked
	status   int
	answered map[string]string

	mu sync.Mutex
	// held are the calls so far: whether they are sent may depend on the answer.
	held []*applicationinsights.Item
	done bool
}

type asked struct {
	method, url, ip string
	properties      map[string]string
}

// maxHeld bounds the calls of one request that wait for its end.
const maxHeld = 200

// Record begins to record the request, as it came from the client, when t says so.
func (x *Exec) Record(t *Telemetry) {
	if t == nil {
		return
	}
	x.Entry.follow(x, t.logged)
	if t.diagnostic == nil || x.Host.Insights == nil || x.Recording != nil {
		return
	}
	req, d := x.Request(), t.diagnostic
	r := &Recording{Telemetry: t, publisher: x.Host.Insights, start: x.Now()}
	r.correlate(x, req)
	r.sampled = sampled(r.operation, d.SamplingPercentage)
	r.asked = asked{method: req.Method, ip: remote(req), properties: map[string]string{}}
	hidden := ""
	if x.API != nil {
		// A key is a secret whatever the diagnostic says.
		hidden = x.API.KeyNames.Query
	}
	r.asked.url = maskURL(req.URL, d.FrontendRequest.MaskQuery, hidden)
	r.name = req.Method + " " + req.URL.Path
	if d.OperationNameFormat != "Url" && x.API != nil && x.Operation != nil {
		// unverified: the revision of an API that has none other.
		r.name = x.API.Name + " - " + x.Operation.Name
		if !strings.Contains(x.API.Name, ";rev=") {
			r.name = x.API.Name + ";rev=1 - " + x.Operation.Name
		}
	}
	message := d.FrontendRequest
	if streams(x) {
		message.BodyBytes = 0
	}
	describe(r.asked.properties, "Request", message, &req.Header, req.Body)
	r.tags = map[string]string{
		applicationinsights.TagOperationID: r.operation, applicationinsights.TagOperationName: r.name,
		applicationinsights.TagParentID: r.id, applicationinsights.TagVersion: "gatehouse",
	}
	if deployment := x.Context.Deployment; deployment != nil && deployment.ServiceName != "" {
		r.tags[applicationinsights.TagCloudRole] = strings.TrimSpace(deployment.ServiceName + " " + deployment.Region)
	}
	if d.LogClientIP && r.asked.ip != "" {
		r.tags[applicationinsights.TagClientIP] = r.asked.ip
	}
	x.Recording = r
}

// streams reports whether the messages of the request's API have no end to wait for.
func streams(x *Exec) bool {
	return x.API != nil && (x.API.Type == catalog.GRPC || x.API.Type == catalog.WebSocket)
}

func remote(req *message.Request) string {
	if req.RemoteText != "" {
		return req.RemoteText
	}
	if req.Remote.IsValid() {
		return req.Remote.Addr().String()
	}
	return ""
}

// item makes an item of a part of the request.
func (r *Recording) item(at time.Time, data applicationinsights.Data) *applicationinsights.Item {
	return &applicationinsights.Item{Time: at, Tags: r.tags, Data: data}
}

// Trace records a message of the policy trace, unless the diagnostic wants only what
// matters more. Sampling leaves it alone (trace.md, semantics 3 and 5).
func (r *Recording) Trace(at time.Time, severity, text string, properties map[string]string) {
	if r == nil || rank(severity) < rank(r.diagnostic.Verbosity) {
		return
	}
	level := applicationinsights.Verbose
	switch severity {
	case "information":
		level = applicationinsights.Information
	case "error":
		level = applicationinsights.Error
	}
	r.publisher.Publish(r.to, r.item(at, &applicationinsights.Trace{Message: text, Severity: level, Properties: properties}))
}

// rank orders severities and verbosities.
func rank(s string) int {
	switch s {
	case "information":
		return 1
	case "error":
		return 2
	}
	return 0
}

// Metric records a sample of emit-metric, when the diagnostic has metrics
// (emit-metric.md, semantics 2).
func (r *Recording) Metric(at time.Time, namespace, name string, dimensions []metric.Dimension, value float64) {
	if r == nil || !r.diagnostic.Metrics {
		return
	}
	properties := make(map[string]string, len(dimensions))
	for _, d := range dimensions {
		properties[d.Name] = d.Value
	}
	r.publisher.Publish(r.to, r.item(at, &applicationinsights.Metric{Namespace: namespace, Name: name, Value: value, Properties: properties}))
}

// call is a call to another service while it is under way.
type call struct {
	r     *Recording
	id    string
	start time.Time
	data  applicationinsights.Dependency
}

// call begins to record a call. That of forward-request carries the ids that
// correlate it, and its messages are recorded as the diagnostic says; others may be
// to anybody.
func (r *Recording) call(x *Exec, req *message.Request, source string) *call {
	if r == nil {
		return nil
	}
	c := &call{r: r, id: spanID(), start: x.Now()}
	hidden := ""
	if x.API != nil {
		// The caller's key goes on to the backend, and is a secret there too.
		hidden = x.API.KeyNames.Query
	}
	c.data = applicationinsights.Dependency{
		ID: r.full(c.id), Name: req.Method + " " + req.URL.Path, Target: req.URL.HostPort(), Type: "HTTP",
		Data: maskURL(req.URL, r.diagnostic.BackendRequest.MaskQuery, hidden), Properties: map[string]string{},
	}
	if source != "forward-request" {
		c.data.Properties["Policy"] = source
		return c
	}
	r.pass(&req.Header, c.id)
	message := r.diagnostic.BackendRequest
	if streams(x) {
		message.BodyBytes = 0
	}
	describe(c.data.Properties, "Request", message, &req.Header, req.Body)
	return c
}

// end records how a call went.
func (c *call) end(x *Exec, resp *message.Response, source string) {
	if c == nil {
		return
	}
	r := c.r
	if c.data.Duration = x.Now().Sub(c.start); resp != nil {
		c.data.ResultCode, c.data.Success = strconv.Itoa(resp.Status), resp.Status < 400
		if source == "forward-request" {
			message := r.diagnostic.BackendResponse
			if streams(x) || resp.Status == 101 {
				message.BodyBytes = 0
			}
			describe(c.data.Properties, "Response", message, &resp.Header, resp.Body)
		}
	}
	item := r.item(c.start, &c.data)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.done && len(r.held) < maxHeld {
		r.held = append(r.held, item)
	}
}

// Answered records what the client will get.
func (r *Recording) Answered(x *Exec, resp *message.Response) {
	if r == nil {
		return
	}
	message := r.diagnostic.FrontendResponse
	if streams(x) || resp.Status == 101 {
		message.BodyBytes = 0
	}
	r.answered = map[string]string{}
	describe(r.answered, "Response", message, &resp.Header, resp.Body)
	r.status = resp.Status
}

// Finish records the request and how it failed, if it did. It is called once, after
// the answer was sent.
func (r *Recording) Finish(x *Exec) {
	if r == nil {
		return
	}
	failed := r.status >= 400 || x.Context.LastError != nil
	rate := r.diagnostic.SamplingPercentage
	send := r.sampled
	if failed && r.diagnostic.AlwaysLogErrors {
		send, rate = true, 100
	}
	r.mu.Lock()
	items := r.held
	r.held, r.done = nil, true
	r.mu.Unlock()
	if !send {
		return
	}
	properties := r.properties(x)
	request := r.item(r.start, &applicationinsights.Request{
		ID: r.full(r.id), Name: r.name, URL: r.asked.url, Duration: x.Now().Sub(r.start), Status: r.status,
		// A client that goes away is no error.
		Success: r.status < 400 || x.Context.LastError != nil && x.Context.LastError.Reason == ReasonClientConnectionFailure, Properties: properties,
	})
	request.Tags = make(map[string]string, len(r.tags))
	for k, v := range r.tags {
		request.Tags[k] = v
	}
	delete(request.Tags, applicationinsights.TagParentID)
	if r.parent != "" {
		request.Tags[applicationinsights.TagParentID] = r.parent
	}
	items = append(items, request)
	if failed {
		items = append(items, r.exception(x))
	}
	for _, i := range items {
		i.SampleRate = rate
	}
	r.publisher.Publish(r.to, items...)
}

// exception says why a request failed: what on-error saw, or else the status.
func (r *Recording) exception(x *Exec) *applicationinsights.Item {
	e := &applicationinsights.Exception{Type: "HTTP " + strconv.Itoa(r.status), Message: message.Reason(r.status), Properties: map[string]string{}}
	if le := x.Context.LastError; le != nil {
		e.Type, e.Message = le.Reason, le.Message
		for name, value := range map[string]string{"Source": le.Source, "Scope": le.Scope, "Section": le.Section, "Path": le.Path, "PolicyId": le.PolicyID} {
			if value != "" {
				e.Properties[name] = value
			}
		}
	}
	return r.item(x.Now(), e)
}

// properties are what is known of a request (unverified: the names beyond those that
// the page lists).
func (r *Recording) properties(x *Exec) map[string]string {
	out := r.asked.properties
	for k, v := range r.answered {
		out[k] = v
	}
	set := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	set("HTTP Method", r.asked.method)
	set("Service Type", "API Management")
	set("Request Id", x.RequestID())
	if d := x.Context.Deployment; d != nil {
		set("Region", d.Region)
		set("Service ID", d.ServiceID)
		set("Service Name", d.ServiceName)
	}
	if x.API != nil {
		set("API Name", x.API.Name)
	}
	if x.Operation != nil {
		set("Operation Name", x.Operation.Name)
	}
	if p := x.Context.Product; p != nil {
		set("Product Name", p.Name)
	}
	if s := x.Context.Subscription; s != nil {
		set("Subscription Name", s.ID)
	}
	if u := x.Context.User; u != nil {
		set("User", u.ID)
	}
	return out
}

// describe adds headers and the start of a body to properties.
func describe(properties map[string]string, which string, m catalog.DiagnosticMessage, h *message.Header, b *message.Body) {
	for name, value := range wanted(m, h) {
		properties[which+"-"+name] = value
	}
	if m.BodyBytes > 0 {
		if head := b.Peek(m.BodyBytes); len(head) > 0 {
			properties[which+"-Body"] = string(head)
		}
	}
}

// wanted are the headers that a diagnostic names, masked as it says.
func wanted(m catalog.DiagnosticMessage, h *message.Header) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for _, name := range m.Headers {
			values := h.Values(name)
			if len(values) == 0 {
				continue
			}
			hide, masked := masks(m.MaskHeaders, name)
			value := strings.Join(values, ",")
			if masked {
				value = maskWord
			}
			if !hide && !yield(name, value) {
				return
			}
		}
	}
}

// spanID is a new id of a part of an operation: it identifies and is no secret.
func spanID() string {
	var b [8]byte
	for n := rand.Uint64() | 1; n != 0; n >>= 8 { // all zeros is no id
		b[7], b[6], b[5], b[4], b[3], b[2], b[1], b[0] = b[6], b[5], b[4], b[3], b[2], b[1], b[0], byte(n)
	}
	return hex.EncodeToString(b[:])
}
