package policy

import (
	"context"
	"crypto/x509"
	"log/slog"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/azure/eventhubs"
	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/gatewaylog"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/metric"
	"github.com/gatehouse-project/gatehouse/internal/revocation"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Host is what the gateway lends to policies; it is shared by all requests and
// not changed after creation.
type Host struct {
	// Send carries a request to a backend or another service.
	Send Sender
	// Identity gives tokens of the managed identity.
	Identity *identity.Manager
	State    state.Stores
	// Authorizations are the connections of the credential manager.
	Authorizations *authorization.Manager
	// Events sends to event hubs in the background.
	Events *eventhubs.Publisher
	// Insights sends telemetry to Application Insights in the background; nil sends none.
	Insights *applicationinsights.Publisher
	// GatewayLog takes what is logged of requests; nil takes nothing.
	GatewayLog *gatewaylog.Log
	// Metrics collects what emit-metric adds.
	Metrics *metric.Samples
	// Services are what expressions reach beyond their arguments.
	Services *host.Services
	Limits   Limits
	// TypeOf is the library's; see rt.Env.
	TypeOf func(any) *rt.Type
	// Type finds a type of the class library by its full name in C#; nil finds none.
	Type func(name string) (*rt.Type, error)
	// Spelling returns the name of a type for Type, in this process or another.
	Spelling func(*rt.Type) string
	Log      *slog.Logger
	// SkipBackendHostName makes forward-request accept a backend's certificate for
	// another host name where there is no backend entity, as the service does
	// (platform/backends.md); the setting compatibility.skipBackendHostName.
	SkipBackendHostName bool
	// QuotedJSONP makes jsonp hand the function a text that holds the JSON
	// (policies/jsonp.md); the setting compatibility.quotedJSONP.
	QuotedJSONP bool
	// ClientAuthorities are trusted for the certificates of clients, besides those of
	// the system; nil for none.
	ClientAuthorities *x509.CertPool
	// Revocation finds out whether certificates were revoked; see CheckCertificates.
	Revocation *revocation.Checker
	// Background runs what goes on after the request has ended; it is cancelled
	// when the gateway stops.
	Background context.Context
	// Go runs a function that outlives its request; the gateway waits for it when
	// it stops. When too many run, it waits for one to end.
	Go func(func())
}

// Limits bound what a request may cost.
type Limits struct {
	// Body bounds buffered bodies.
	Body apim.Limits
	// Expression is the budget of each evaluation.
	Expression rt.Budget
	// WebSockets is how many connections of WebSocket APIs there may be, 0 for any
	// number.
	WebSockets int64
}

// Sender carries a request and returns the answer as soon as its header is
// there. The body of the answer must be closed or read to its end. ctx bounds
// the whole exchange.
type Sender func(ctx context.Context, req *message.Request, opts SendOptions) (*message.Response, error)

// SendOptions say how a request is sent.
type SendOptions struct {
	// HeaderTimeout bounds the wait for the header of the answer; 0 is no limit.
	HeaderTimeout time.Duration
	// HTTP2 asks for HTTP/2; HTTP2Only refuses anything else.
	HTTP2, HTTP2Only bool
	// ContinueTimeout bounds the wait for 100 Continue when the request expects
	// it; 0 sends the body at once.
	ContinueTimeout time.Duration
	// Backend is the backend entity whose credentials and TLS rules apply, nil
	// for none.
	Backend *catalog.Backend
	// Proxy is the HTTP proxy to go through, nil for that of Backend, if any.
	Proxy *Proxy
	// Certificate is what is shown when the other side asks for one, in place of
	// those of Backend; nil for them. It has its key.
	Certificate *catalog.Certificate
	// SkipHostName accepts a certificate for another host name where there is no
	// backend entity.
	SkipHostName bool
}

// Exec is the state of one request on its way through a program. It is used by
// one goroutine at a time.
type Exec struct {
	// Ctx ends when the client goes away or the gateway stops.
	Ctx  context.Context
	Host *Host
	// Context is what expressions see.
	Context *apim.Context
	// Program is what runs; Section the section that runs now.
	Program *Program
	Section Section

	// API, Operation, Product and Subscription are nil when there is none.
	API          *catalog.API
	Operation    *catalog.Operation
	Product      *catalog.Product
	Subscription *catalog.Subscription

	// Recording is the telemetry of the request, nil when no diagnostic wants any.
	Recording *Recording
	// Entry is what is logged of the request, nil when nothing is.
	Entry *Entry

	*Target
	// Building is the message that a container such as send-request builds; nil
	// outside of one.
	Building *Building

	tallies map[tallyKey]int64
	step    *Step
	target  Target

	// url and answer are what the first SetURL and the first SetResponse fill: most
	// requests need no other.
	url    apim.URL
	answer apim.Response

	// turn is nil while there are no branches; leads says that x began the turns,
	// forked that there were branches. branch ends when the branch that x is has been
	// given up; it is nil where x is none.
	turn   *turn
	branch context.Context
	leads  bool
	forked bool

	// sent is the first request that Copy made, made the first of NewResponse.
	sent     message.Request
	made     message.Response
	building Building

	*memory
}

// memory is what an Exec has for one request after the other.
type memory struct {
	// deferred run at the end of outbound, after the exchange ended run when the
	// response was sent; onSend change the response on its way to the client.
	deferred []deferred
	after    []func(x *Exec, bytes int64)
	onSend   []func(*message.Response)

	frame rt.Frame
	env   rt.Env

	// sentFields is for the header of Exec.sent, madeFields for that of Exec.made.
	sentFields [16]message.Field
	madeFields [8]message.Field
}

// begin makes the memory ready for a request.
func (m *memory) begin(h *Host, c *apim.Context) {
	m.deferred, m.after, m.onSend = m.deferred[:0], m.after[:0], m.onSend[:0]
	m.env.Reset(h.TypeOf, h.Services)
	m.frame.Env, m.frame.Context = &m.env, c
}

// Target is where a request goes, and what is known of its answer before there is
// one. The branches of a request share it.
type Target struct {
	// Base is the backend's base URL and Rest the path below it; the request's
	// URL is both together (set-backend-service.md).
	Base    message.URL
	HasBase bool
	Rest    string
	// Backend is the backend entity chosen by set-backend-service, nil for none;
	// BackendScope is the scope whose document chose it.
	Backend      *backend.Target
	BackendScope Scope
	// Fabric is what set-backend-service says of a Service Fabric service, nil for
	// nothing.
	Fabric *FabricCall
	// Proxy is the HTTP proxy that forward-request goes through, nil for none; it
	// takes the place of the backend entity's.
	Proxy *Proxy
	// Certificate is what forward-request shows to the backend, nil for what the
	// backend entity says.
	Certificate *catalog.Certificate
	// HostSet says that a policy set the Host header for the backend.
	HostSet bool
	// Pending is the response that is sent when no backend was called and nothing
	// else answered: what set-status set before there was a response.
	Pending *message.Response
	// Lookups is what cache-lookup leaves for cache-store; nil when there was none.
	Lookups any

	// answered is the scope of the policy that called Answer, 0 for none.
	answered Scope
}

// Proxy is an HTTP proxy. Username and Password are secrets; both are empty when it
// asks for none.
type Proxy struct {
	// URL is its address, http://host:port.
	URL                string
	Username, Password string
}

// Building is a message that parts of a container change.
type Building struct {
	// Exactly one of Request and Response is set.
	Request  *message.Request
	Response *message.Response
	// Options say how a Request is sent.
	Options SendOptions
}

// Reset makes x ready for a request. Host and Context must be set afterwards or
// kept.
func (x *Exec) Reset(ctx context.Context, h *Host, c *apim.Context) {
	m := x.memory
	if m == nil {
		m = &memory{}
	}
	m.begin(h, c)
	// Cleared where it is: a literal would be made beside and copied.
	*x = Exec{}
	x.Ctx, x.Host, x.Context, x.Target, x.memory = ctx, h, c, &x.target, m
}

// Handshake reports whether the request is the handshake of a WebSocket API.
func (x *Exec) Handshake() bool { return x.API != nil && x.API.Type == catalog.WebSocket }

// Frame returns the frame to evaluate an expression in, with a full budget.
func (x *Exec) Frame() *rt.Frame {
	x.env.Budget = x.Host.Limits.Expression
	return &x.frame
}

// Request and Response are the messages of the pipeline.
func (x *Exec) Request() *message.Request { return x.Context.Request.Message }

// Copy returns a copy of the request whose header can be changed.
func (x *Exec) Copy() *message.Request {
	in := x.Request()
	req, fields := &x.sent, x.sentFields[:0]
	if req.Method != "" {
		// The one before may still be under way.
		req, fields = &message.Request{}, nil
	}
	*req = message.Request{Method: in.Method, URL: in.URL, Header: in.Header.CloneTo(fields), Body: in.Body, Upgrade: in.Upgrade, TakesTrailers: in.TakesTrailers}
	return req
}

// NewResponse returns an empty response, 200, to answer with.
func (x *Exec) NewResponse() *message.Response {
	r, fields := &x.made, x.madeFields[:0]
	if r.Status != 0 {
		// The one before may be the answer.
		r, fields = &message.Response{}, make([]message.Field, 0, len(x.madeFields))
	}
	*r = message.Response{Status: 200, Reason: "OK", Header: message.NewHeader(fields...)}
	return r
}

// RunParts runs the parts of a container, which change the message m, and returns m
// with the options that they set.
func (x *Exec) RunParts(parts *Block, m Building) (Building, error) {
	outer, kept := x.Building, x.building
	x.building = m
	x.Building = &x.building
	_, err := x.RunBlock(parts)
	m = x.building
	x.Building, x.building = outer, kept
	return m, err
}

// Response returns the response, nil when there is none yet.
func (x *Exec) Response() *message.Response {
	if x.Context.Response == nil {
		return nil
	}
	return x.Context.Response.Message
}

// SetResponse replaces the response.
func (x *Exec) SetResponse(r *message.Response) {
	view := &x.answer
	if view.Message != nil {
		// An expression may have kept the one before in a variable.
		view = &apim.Response{}
	}
	if x.turn != nil {
		r.Body.Share(x.turn)
	}
	view.Init(r, &x.Host.Limits.Body)
	x.Context.Response = view
}

// OnResponse reports whether policies of the section work on the response.
func (x *Exec) OnResponse() bool { return x.Section&(Outbound|OnError) != 0 }

// Header returns the header that set-header and its kin work on: that of the
// message being built, else that of the section's message. In inbound and
// backend it is the request's; in outbound and on-error the response's.
func (x *Exec) Header() *message.Header {
	switch {
	case x.Building != nil && x.Building.Request != nil:
		return &x.Building.Request.Header
	case x.Building != nil:
		return &x.Building.Response.Header
	case x.OnResponse():
		return &x.response().Header
	}
	return &x.Request().Header
}

// Body returns the body that set-body and its kin work on.
func (x *Exec) Body() **message.Body {
	switch {
	case x.Building != nil && x.Building.Request != nil:
		return &x.Building.Request.Body
	case x.Building != nil:
		return &x.Building.Response.Body
	case x.OnResponse():
		return &x.response().Body
	}
	return &x.Request().Body
}

// response returns the response, making an empty one where there is none.
func (x *Exec) response() *message.Response {
	if x.Context.Response == nil {
		x.SetResponse(&message.Response{Status: 200, Reason: "OK"})
	}
	return x.Context.Response.Message
}

// OwnQuery returns the query of the request's URL without that of the base URL,
// which SetURL puts in front again.
func (x *Exec) OwnQuery() (query string, has bool) {
	u := &x.Request().URL
	base := x.Base.Query
	if base == "" {
		return u.Query, u.HasQuery
	}
	rest, found := strings.CutPrefix(u.Query, base)
	if !found || rest != "" && rest[0] != '&' {
		// A policy has changed the part of the base.
		return u.Query, u.HasQuery
	}
	rest = strings.TrimPrefix(rest, "&")
	return rest, rest != ""
}

// SetURL sets the request's URL from Base, Rest and a query.
func (x *Exec) SetURL(query string, hasQuery bool) {
	u := x.Base
	u.Path = JoinPath(x.Base.Path, x.Rest)
	u.Query, u.HasQuery = query, hasQuery
	if q := x.Base.Query; q != "" {
		// A query in the base URL comes first.
		u.Query = q
		if query != "" {
			u.Query += "&" + query
		}
	}
	x.ReplaceURL(u)
}

// ReplaceURL sets the request's URL as a whole, keeping Base and Rest in step
// where that is possible.
func (x *Exec) ReplaceURL(u message.URL) {
	x.Request().URL = u
	view := &x.url
	if view.Scheme != "" || view.Path != "" {
		view = &apim.URL{}
	}
	view.URL = u
	x.Context.Request.URL = view
}

// JoinPath appends a path to the path of a base URL with one slash between.
func JoinPath(base, rest string) string {
	base = strings.TrimSuffix(base, "/")
	if rest == "" {
		if base == "" {
			return "/"
		}
		return base
	}
	if rest[0] != '/' {
		rest = "/" + rest
	}
	return base + rest
}

// Deferred runs fn at the end of outbound, or when the request ended otherwise
// (unverified), with the response at hand: counters that depend on it.
func (x *Exec) Deferred(fn func(x *Exec) error) {
	x.deferred = append(x.deferred, deferred{x.step, fn})
}

// deferred is what a step put off.
type deferred struct {
	step *Step
	run  func(x *Exec) error
}

// AfterExchange runs fn when the response has been sent, with the number of body
// bytes that went in both directions.
func (x *Exec) AfterExchange(fn func(x *Exec, bytes int64)) { x.after = append(x.after, fn) }

// OnSend runs fn on the response just before it is sent.
func (x *Exec) OnSend(fn func(*message.Response)) { x.onSend = append(x.onSend, fn) }

// SetVariable sets a context variable to a boxed value.
func (x *Exec) SetVariable(name string, value any) { x.Context.Variables.Set(name, value) }

// Now returns the current time.
func (x *Exec) Now() time.Time { return x.Host.Services.Now() }

// RunningScope returns the scope of the document whose policy runs now.
func (x *Exec) RunningScope() Scope { return x.step.Scope }

// Finish makes r the response and ends the request.
func (x *Exec) Finish(r *message.Response) Flow {
	x.SetResponse(r)
	return End
}

// RequestID returns the id of the request as text.
func (x *Exec) RequestID() string { return x.Context.RequestID.String() }

// WithContext replaces Ctx until the result is called.
func (x *Exec) WithContext(ctx context.Context) (restore func()) {
	old := x.Ctx
	x.Ctx = ctx
	return func() { x.Ctx = old }
}
