package caching

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func storeDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-store", Summary: "Keeps the response in the response cache.",
		Sections: policy.Outbound, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &cacheStore{} },
	}
}

// cacheStore keeps the response, as it is now, for the requests that cache-lookup
// answers with it. Without a cache-lookup in inbound that found nothing it does
// nothing.
type cacheStore struct {
	// Seconds for which the response is kept; 0 or less keeps nothing (unverified).
	Duration expr.Value[int] `attr:"duration,required"`
	// Whether the response is kept, whatever its status. Without the attribute
	// responses with status 200 are.
	Response expr.Value[bool] `attr:"cache-response"`
	// cache-on, or do-not-cache, which keeps nothing and tells clients and caches on the
	// way to keep nothing either: from documentation of the service of 2014; it is still
	// in the service's schema.
	Mode cachingMode `attr:"caching-mode" default:"cache-on"`
}

type cachingMode string

// Values lists the modes.
func (cachingMode) Values() []string { return []string{"cache-on", "do-not-cache"} }

// KeepsResponses implements policy.Keeper.
func (*cacheStore) KeepsResponses() {}

// Check refuses a literal duration below zero.
func (p *cacheStore) Check(c *policy.Check) { checkDuration(c, &p.Duration) }

func checkDuration(c *policy.Check, duration *expr.Value[int]) {
	if n, ok := duration.Constant(); ok && n < 0 {
		c.Errorf(diag.InvalidValue, "duration", "the attribute duration: expected 0 or more seconds, not %d", n)
	}
}

// Run keeps the response. What cannot be kept is no error.
func (p *cacheStore) Run(x *policy.Exec) (policy.Flow, error) {
	r := x.Response()
	l := corresponding(x)
	if l == nil || r == nil {
		return policy.Next, nil
	}
	l.taken = true
	if p.Mode == "do-not-cache" {
		preventCaching(&r.Header)
		return policy.Next, nil
	}
	wanted := r.Status == 200
	if p.Response.IsSet() {
		var err error
		if wanted, err = p.Response.Eval(x.Frame()); err != nil {
			return policy.End, err
		}
	}
	seconds, err := p.Duration.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if !wanted || seconds <= 0 || !storable(r) {
		return policy.Next, nil
	}
	r.Body = r.Body.Coded(&r.Header, r.Flush)
	body, err := r.Body.Bytes(x.Host.Limits.Body.BodyBuffer)
	if err != nil {
		// The client gets what there is of the body.
		x.Host.Log.Debug("the response was not kept", "policy", "cache-store", "error", err)
		return policy.Next, nil
	}
	ttl := time.Duration(seconds) * time.Second
	k := keep(r, bytes.Clone(body), x.Now().Add(ttl))
	if h := x.Host; l.external {
		h.Go(func() { store(h.Background, h, l, k.encode(), k.size(), ttl) })
	} else {
		store(x.Ctx, h, l, k, k.size(), ttl)
	}
	l.downstreamHeaders(&r.Header, ttl)
	return policy.Next, nil
}

// store puts an entry into the cache. Exec is not at hand: the request may have
// ended.
func store(ctx context.Context, h *policy.Host, l *lookup, v any, size int64, ttl time.Duration) {
	err := l.cache.Set(ctx, l.key, v, size, ttl)
	switch {
	case errors.Is(err, state.ErrTooLarge):
		h.Log.Debug("the response was not kept", "policy", "cache-store", "error", err)
	case err != nil:
		h.Log.Warn("the cache did not take a response", "policy", "cache-store", "error", err)
	}
}

// corresponding returns what the cache-lookup of the same document left, else the
// last one that no cache-store has taken yet; nil without one.
func corresponding(x *policy.Exec) *lookup {
	last, _ := x.Lookups.(*lookup)
	var free *lookup
	for l := last; l != nil; l = l.next {
		if l.scope == x.RunningScope() {
			return l
		}
		if free == nil && !l.taken {
			free = l
		}
	}
	return free
}

// storable reports whether a response can stand for others: no part of one, and no
// stream without an end.
func storable(r *message.Response) bool {
	if r.Status == 206 || r.Status < 200 || r.Status == 304 || r.Body.Consumed() || r.Header.Has("Content-Range") {
		return false
	}
	t, _, _ := mime.ParseMediaType(r.Header.Value("Content-Type"))
	return t != "text/event-stream"
}
