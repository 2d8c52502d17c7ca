package gateway

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// StatusPath is the path that tells that the gateway serves, as the self-hosted
// gateway has it.
const StatusPath = "/status-0123456789abcdef"

// Gateway answers requests from its current snapshot. It is safe for concurrent
// use.
type Gateway struct {
	host     *policy.Host
	snapshot atomic.Pointer[Snapshot]
	// states are used again by other requests.
	states sync.Pool
	// sockets counts the connections of WebSocket APIs, handshakes under way included.
	sockets atomic.Int64
}

// New returns a gateway that serves nothing until Swap.
func New(h *policy.Host) *Gateway { return &Gateway{host: h} }

// Swap makes a snapshot the current one and returns the one before. Requests under
// way keep theirs.
func (g *Gateway) Swap(s *Snapshot) *Snapshot { return g.snapshot.Swap(s) }

// Snapshot returns the current snapshot, nil before the first Swap.
func (g *Gateway) Snapshot() *Snapshot { return g.snapshot.Load() }

// Exchange is one answered request.
type Exchange struct {
	// Response is what to send; its body has to be closed.
	Response *message.Response
	gateway  *Gateway
	state    *state // nil when nothing is left to be done
	// panicked says that the state is not for another request.
	panicked bool
}

// Done ends the exchange; bytes is the number of body bytes that went in both
// directions. Nothing of the exchange may be used after it.
func (e *Exchange) Done(bytes int64) {
	st := e.state
	if st == nil {
		return
	}
	e.state = nil
	st.exec.Recording.Finish(&st.exec)
	st.exec.Entry.Finish(&st.exec, bytes)
	policy.Finished(&st.exec, bytes)
	e.gateway.leaveSocket(st)
	if !e.panicked && !st.exec.Shared() {
		e.gateway.states.Put(st)
	}
}

// Handle answers a request. It never returns an error: what fails is answered as
// the service answers it. A panic is a mistake of this program; it is answered
// with 500 and logged.
func (g *Gateway) Handle(ctx context.Context, req *message.Request) (e *Exchange) {
	path, sound := cleanPath(req.URL.Path)
	if sound {
		req.URL.Path = path
	}
	if path == StatusPath {
		return &Exchange{Response: &message.Response{Status: 200, Reason: "OK"}}
	}
	s := g.snapshot.Load()
	if s == nil {
		return &Exchange{Response: &message.Response{Status: 503, Reason: "Service Unavailable"}}
	}
	st := g.begin(ctx, s, req)
	x := &st.exec
	defer func() {
		if v := recover(); v != nil {
			e = g.panicked(st, v)
		}
	}()
	x.Log()
	st.exchange = Exchange{gateway: g, state: st}
	if sound {
		st.exchange.Response = g.serve(s, st, req)
	} else {
		x.Record(s.telemetry)
		st.exchange.Response = policy.Fail(x, badPath())
	}
	x.Recording.Answered(x, st.exchange.Response)
	x.Entry.Answered(x, st.exchange.Response)
	if st.exchange.Response.Status != 101 {
		g.leaveSocket(st)
	}
	return &st.exchange
}

// panicked answers a request that made the gateway panic. What was put off until the
// response is known, or sent, still happens: calls and bytes are counted.
func (g *Gateway) panicked(st *state, v any) (e *Exchange) {
	x := &st.exec
	e = &Exchange{gateway: g, state: st, panicked: true}
	g.host.Log.Error("a request made the gateway panic", "request", x.RequestID(), "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	x.Program = nil
	defer func() {
		if v := recover(); v != nil {
			g.host.Log.Error("the gateway panicked again", "request", x.RequestID(), "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			e.Response = &message.Response{Status: 500, Reason: "Internal Server Error"}
		}
	}()
	e.Response = policy.Fail(x, policy.Internal(policy.ReasonGatewayFailure, "The gateway failed.", nil))
	x.Recording.Answered(x, e.Response)
	x.Entry.Answered(x, e.Response)
	return e
}

// badPath is the error of a request whose path cannot be read. No policy runs: none
// could trust what it sees (unverified: what the service says).
func badPath() error {
	return &policy.Error{Source: "configuration", Reason: policy.ReasonOperationNotFound, Message: "The path of the URL is not valid.", Status: 400}
}

// state is what every request has, in one piece of memory. Requests use it one
// after the other: what outlives its request may hold nothing of it, or says so
// (policy.Exec.Fork).
type state struct {
	exchange  Exchange
	exec      policy.Exec
	context   apim.Context
	request   apim.Request
	original  apim.URL
	matched   apim.Texts
	variables apim.Variables
	// socket says that the request counts as a WebSocket connection.
	socket bool

	host    *policy.Host
	start   time.Time
	elapsed func() clr.TimeSpan // sinceStart
}

// sinceStart is context.Elapsed.
func (st *state) sinceStart() clr.TimeSpan {
	return clr.TimeSpan(st.host.Services.Now().Sub(st.start) / 100)
}

// begin makes the state of a request.
func (g *Gateway) begin(ctx context.Context, s *Snapshot, req *message.Request) *state {
	st, _ := g.states.Get().(*state)
	if st == nil {
		st = &state{host: g.host}
		st.elapsed = st.sinceStart
	}
	st.start = g.host.Services.Now()
	st.original = apim.URL{URL: req.URL}
	st.variables.Reset()
	st.context = apim.Context{
		Deployment: s.deployment, GraphQL: emptyGraphQL, RequestID: newID(), Timestamp: clr.DateTimeFromTime(st.start.UTC()),
		Elapsed: st.elapsed, Variables: &st.variables, Request: &st.request,
	}
	// The client's URL stays as it is; the request's own changes with policies.
	st.request.Init(req, &g.host.Limits.Body)
	st.request.Original, st.request.URL = &st.original, &st.original
	st.request.Matched = noParameters
	st.exec.Reset(ctx, g.host, &st.context)
	if g.host.Log.Enabled(ctx, slog.LevelDebug) {
		id := st.context.RequestID
		st.context.Trace = func(text string) { g.host.Log.Debug(text, "source", "context.Trace", "request", id.String()) }
	}
	return st
}

var (
	noParameters = apim.NewTexts(true)
	emptyGraphQL = &apim.GraphQL{Arguments: &apim.GraphQLData{}, Parent: &apim.GraphQLData{}}
)

// newID returns a random GUID, version 4. It identifies and is no secret; the
// generator is the runtime's, which cannot be foreseen either (ChaCha8).
func newID() clr.Guid {
	var id clr.Guid
	binary.LittleEndian.PutUint64(id[:8], rand.Uint64())
	binary.LittleEndian.PutUint64(id[8:], rand.Uint64())
	id[6] = id[6]&0x0F | 0x40
	id[8] = id[8]&0x3F | 0x80
	return id
}

// serve is the pipeline around the program: match, preflight, key, run
// (00-documents-and-pipeline.md section 4).
func (g *Gateway) serve(s *Snapshot, st *state, req *message.Request) *message.Response {
	x := &st.exec
	rt, known := s.router.find(req, req.Method, &st.matched)
	if (!known || rt.operation == nil) && isPreflight(req) {
		if r := g.preflight(s, x, req); r != nil {
			return r
		}
	}
	if !known || rt.operation == nil {
		for _, step := range s.unmatched() {
			if r := step.AnswerUnmatched(x); r != nil {
				return r
			}
		}
		if known {
			x.API, x.Context.API = rt.api.API, rt.api.view
			x.Record(rt.api.telemetry)
		} else {
			x.Record(s.telemetry)
		}
		if !s.failure.Invalid {
			x.Program = s.failure
		}
		return policy.Fail(x, policy.OperationNotFound())
	}
	// An operation that answers every method does not count as one of OPTIONS.
	if isPreflight(req) && rt.operation.Method != "OPTIONS" {
		if r := g.preflight(s, x, req); r != nil {
			return r
		}
	}
	asked := req.URL
	g.enter(x, rt)
	a, refused := s.check(req, asked, rt)
	if refused != nil {
		if x.Program = rt.operation.program(nil); x.Program.Invalid {
			x.Program = nil
		}
		return policy.Fail(x, refused)
	}
	g.admit(s, x, a)
	x.Program = rt.operation.program(a.product)
	if x.Program.Invalid || rt.api.Invalid {
		return g.unsound(x, rt)
	}
	if x.Handshake() && !g.takeSocket(st) {
		return policy.Fail(x, tooManySockets())
	}
	return policy.Run(x)
}

// enter makes the matched operation the request's.
func (g *Gateway) enter(x *policy.Exec, rt route) {
	a := rt.api
	x.API, x.Operation = a.API, rt.operation.Operation
	x.Context.API, x.Context.Operation = a.view, rt.operation.view
	x.Record(a.telemetry)
	x.Context.Request.Matched = rt.matched
	x.Base, x.HasBase, x.Rest = a.base, a.hasBase, rt.rest
	if w := a.Workspace; w != nil {
		x.Context.Workspace = &apim.Workspace{ID: w.Name, Name: w.DisplayName}
	}
	req := x.Request()
	u := req.URL
	switch a.Type {
	case catalog.WebSocket:
	case catalog.SOAP:
		u.Query, u.HasQuery = withoutSOAPAction(u.Query, u.HasQuery)
		req.Upgrade = ""
	default:
		// unverified: other APIs do not pass an upgrade on.
		req.Upgrade = ""
	}
	if !a.hasBase {
		// Without a backend the path alone is the backend's.
		x.Base = message.URL{Scheme: u.Scheme, Host: u.Host, Port: u.Port}
	}
	x.SetURL(u.Query, u.HasQuery)
}

// admit makes subscription, product and user the request's.
func (g *Gateway) admit(s *Snapshot, x *policy.Exec, a access) {
	if a.subscription != nil {
		x.Subscription = a.subscription.Subscription
		x.Context.Subscription = a.subscription.context
		x.Context.User = a.subscription.user
	}
	if a.product != nil {
		x.Product = a.product
		x.Context.Product = s.products[a.product]
	}
}

// unsound answers for an API with errors, which --keep-going lets be loaded.
func (g *Gateway) unsound(x *policy.Exec, rt route) *message.Response {
	g.host.Log.Error("a request was refused because the configuration of the API has errors; gatehouse validate lists them",
		"api", rt.api.Name, "operation", rt.operation.Name, "request", x.RequestID())
	x.Program = nil
	return policy.Fail(x, policy.Internal(policy.ReasonGatewayFailure, "The configuration of the API has errors.", nil))
}

func isPreflight(req *message.Request) bool {
	return req.Method == "OPTIONS" && req.Header.Has("Origin") && req.Header.Has("Access-Control-Request-Method")
}

// preflight lets the cors policies answer; nil when no policy does, and the
// request goes its normal way.
func (g *Gateway) preflight(s *Snapshot, x *policy.Exec, req *message.Request) *message.Response {
	// unverified: the operation of the method that is asked for decides.
	matched := new(apim.Texts)
	rt, known := s.router.find(req, strings.ToUpper(req.Header.Value("Access-Control-Request-Method")), matched)
	if !known {
		return nil
	}
	if rt.operation == nil {
		if rt, known = s.router.find(req, "", matched); !known || rt.operation == nil {
			return nil
		}
	}
	product := rt.api.open
	// A product's cors can be found only by a key in the query.
	if key, ok := queryGet(req.URL.Query, rt.api.KeyNames.Query); ok {
		if sub := s.keys[key]; sub != nil && sub.State == catalog.Active && sub.Covers(rt.api.API) {
			product = sub.Product
		}
	}
	p := rt.operation.program(product)
	if p == nil || p.Invalid || len(p.Cors) == 0 {
		return nil
	}
	g.enter(x, rt)
	x.Section, x.Program = policy.Inbound, p
	for _, cors := range p.Cors {
		ok, err := cors.Preflight(x)
		if err != nil {
			return policy.Fail(x, err)
		}
		if ok {
			return x.Response()
		}
	}
	return &message.Response{Status: 200, Reason: "OK"}
}
