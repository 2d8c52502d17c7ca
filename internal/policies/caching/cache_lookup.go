package caching

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func lookupDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-lookup", Summary: "Answers a GET request from the response cache.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, OncePerSection: true, NotInFragment: true, NoHandshake: true,
		New: func() policy.Policy { return &cacheLookup{} },
	}
}

// cacheLookup answers a GET request with an earlier response that cache-store kept.
// The rest of inbound and the whole of backend do not run then; outbound goes on
// after cache-store. Requests with an Authorization header are left alone unless
// allow-private-response-caching says otherwise.
type cacheLookup struct {
	// Whether each user, by the owner of the subscription, has responses of their own.
	ByDeveloper expr.Value[bool] `attr:"vary-by-developer,required"`
	// Whether users of the same groups share responses that others do not get.
	ByGroups expr.Value[bool] `attr:"vary-by-developer-groups,required"`
	// Which cache is used.
	Type cachingType `attr:"caching-type" default:"prefer-external"`
	// Whether clients, or caches on the way to them, may keep the response: none,
	// private or public.
	Downstream expr.Value[downstreamType] `attr:"downstream-caching-type" default:"none"`
	// Whether they have to ask again when its time is over.
	Revalidate expr.Value[bool] `attr:"must-revalidate" default:"true"`
	// Whether requests with an Authorization header take part.
	Private expr.Value[bool] `attr:"allow-private-response-caching" default:"false"`
	// A request header whose value tells responses apart.
	Headers []expr.Value[string] `elem:"vary-by-header"`
	// Query parameters whose values tell responses apart, separated by semicolons.
	// Without any, all of the query counts but the subscription key.
	Query []expr.Value[string] `elem:"vary-by-query-parameter"`

	headers, query names
}

// downstreamType says who may keep a response besides this gateway.
type downstreamType string

const (
	downstreamNone    downstreamType = "none"
	downstreamPrivate downstreamType = "private"
	downstreamPublic  downstreamType = "public"
)

// Values lists the types.
func (downstreamType) Values() []string {
	return []string{string(downstreamNone), string(downstreamPrivate), string(downstreamPublic)}
}

// Check refuses a cache that the gateway does not have.
func (p *cacheLookup) Check(c *policy.Check) {
	p.Type.check(c)
	for i := range p.Headers {
		text, _ := p.Headers[i].Constant()
		for _, name := range appendNames(nil, text) {
			c.HeaderName("vary-by-header", i, "", name)
		}
	}
}

// Prepare reads the names that are literal.
func (p *cacheLookup) Prepare(*policy.Check) {
	p.headers, p.query = namesOf(p.Headers), namesOf(p.Query)
}

// lookup is what a cache-lookup that found nothing leaves for cache-store.
type lookup struct {
	key      string
	cache    state.Cache
	external bool
	// vary are the headers that tell responses apart.
	vary       []string
	downstream downstreamType
	revalidate bool
	// scope is that of the policy's document; next was left by a policy before.
	scope policy.Scope
	next  *lookup
	// taken says that a cache-store has come across it.
	taken bool
}

// Run looks for a response. A cache that does not answer is a miss.
func (p *cacheLookup) Run(x *policy.Exec) (policy.Flow, error) {
	req := x.Request()
	if req.Method != "GET" {
		return policy.Next, nil
	}
	if req.Header.Has("Authorization") {
		if ok, err := p.Private.Eval(x.Frame()); err != nil || !ok {
			return policy.Next, err
		}
	}
	l := lookup{scope: x.RunningScope()}
	var err error
	if l.downstream, err = p.Downstream.Eval(x.Frame()); err != nil {
		return policy.End, err
	}
	if l.revalidate, err = p.Revalidate.Eval(x.Frame()); err != nil {
		return policy.End, err
	}
	if l.vary, err = p.headers.eval(x); err != nil {
		return policy.End, err
	}
	if l.key, err = p.key(x, l.vary); err != nil {
		return policy.End, err
	}
	l.cache, l.external = p.Type.responses(x)
	now := x.Now()
	if k := l.find(x, now); k != nil && k.acceptable(&req.Header) {
		x.Entry.FromCache()
		return x.Answer(k.answer(x, &l, now)), nil
	}
	// So that the backend sends all of the response.
	for _, name := range conditions {
		req.Header.Del(name)
	}
	missed := l // only misses need memory that lasts
	missed.next, _ = x.Lookups.(*lookup)
	x.Lookups = &missed
	return policy.Next, nil
}

// conditions are the headers that a miss takes out of the request (cache-lookup.md,
// semantics 6; unverified: others than Cache-Control).
var conditions = [...]string{"Cache-Control", "Pragma", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"}

// find returns the kept response of the key, nil without one.
func (l *lookup) find(x *policy.Exec, now time.Time) *kept {
	v, found, err := l.cache.Get(x.Ctx, l.key)
	if err != nil {
		x.Host.Log.Warn("the cache does not answer", "policy", "cache-lookup", "error", err)
	}
	if err != nil || !found {
		return nil
	}
	k, ok := v.(*kept)
	if data, isBytes := v.([]byte); isBytes {
		k, ok = decodeKept(data)
	}
	if !ok || !now.Before(k.expires) {
		return nil
	}
	return k
}

// downstream writes what clients and caches on the way may do with a response that
// has so much time left (cache-lookup.md, semantics 7; unverified: the texts).
func (l *lookup) downstreamHeaders(h *message.Header, left time.Duration) {
	if l.downstream == downstreamNone {
		preventCaching(h)
		return
	}
	h.Del("Expires")
	h.Del("Age")
	h.Del("Pragma")
	h.Set("Cache-Control", cacheControl(l.downstream, int64(left/time.Second), l.revalidate))
	l.varyHeader(h)
}

// preventCaching tells clients and caches on the way to keep nothing.
func preventCaching(h *message.Header) {
	h.Del("Expires")
	h.Set("Cache-Control", "no-store")
}

// varyHeader tells caches on the way what responses differ by, so that they do not
// give one caller what was meant for another.
func (l *lookup) varyHeader(h *message.Header) {
	var missing []string
	for _, name := range l.vary {
		// A computed name may be anything.
		if message.ValidName(name) && !listed(h, "Vary", name) && !slices.ContainsFunc(missing, func(m string) bool { return message.EqualName(m, name) }) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		h.Add("Vary", strings.Join(missing, ", "))
	}
}

// listed reports whether the fields of a name list a name, or *.
func listed(h *message.Header, field, name string) bool {
	for f := range h.All() {
		if !message.EqualName(f.Name, field) {
			continue
		}
		for item := range strings.SplitSeq(f.Value, ",") {
			if item = strings.TrimSpace(item); item == "*" || message.EqualName(item, name) {
				return true
			}
		}
	}
	return false
}
