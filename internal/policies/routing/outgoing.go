package routing

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// byURL maps base URLs to the backend entities that have them. A request to such a
// URL uses the entity though no policy names it (platform/backends.md, Selection 2).
// What this version cannot use is left out.
func byURL(r *catalog.Resources) map[string]*catalog.Backend {
	if r == nil {
		return nil
	}
	out := map[string]*catalog.Backend{}
	for _, b := range r.Backends {
		u, ok := message.ParseURL(b.URL)
		if !ok || unusable(b) != "" {
			continue
		}
		if key := baseKey(u); out[key] == nil {
			out[key] = b
		}
	}
	return out
}

// baseKey is what base URLs are compared by.
//
// unverified: for two base URLs to be one, scheme, host, port and path have to be equal, a slash at the end
// aside.
func baseKey(u message.URL) string {
	return u.Scheme + "://" + u.Address() + strings.TrimSuffix(u.Path, "/")
}

// outgoing makes the request that goes to the backend: a copy of the request with
// the backend's Host, the caller's address in X-Forwarded-For, and the
// credentials of the backend entity b, which may be nil.
func outgoing(x *policy.Exec, b *catalog.Backend) (*message.Request, error) {
	in := x.Request()
	req := &message.Request{Method: in.Method, URL: in.URL, Header: in.Header.Clone(), Body: in.Body}
	if !x.HostSet {
		req.Header.Del("Host")
	}
	if ip := x.Context.Request.IPAddress(); ip != "" {
		// The caller's address is added after those of proxies before it.
		if prior := req.Header.Values("X-Forwarded-For"); len(prior) > 0 {
			ip = strings.Join(prior, ", ") + "," + ip
		}
		req.Header.Set("X-Forwarded-For", ip)
	}
	if b != nil {
		return req, credentials(x, b, req)
	}
	return req, nil
}

// withoutParameter removes a parameter from a query.
func withoutParameter(query, name string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if k, _, _ := strings.Cut(pair, "="); pair != "" && !strings.EqualFold(apim.Unescape(k), name) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// credentials adds what a backend entity demands (platform/backends.md).
//
// unverified: the credentials of an entity replace headers and query parameters of the same names.
func credentials(x *policy.Exec, b *catalog.Backend, req *message.Request) error {
	c := &b.Credentials
	if c.AuthorizationScheme != "" {
		req.Header.Set("Authorization", strings.TrimSpace(c.AuthorizationScheme+" "+c.AuthorizationParameter))
	}
	for _, h := range c.Headers {
		req.Header.Del(h.Name)
		for _, v := range h.Values {
			req.Header.Add(h.Name, v)
		}
	}
	for _, q := range c.Query {
		req.URL.Query = withoutParameter(req.URL.Query, q.Name)
		for _, v := range q.Values {
			if req.URL.Query != "" {
				req.URL.Query += "&"
			}
			req.URL.Query += url.QueryEscape(q.Name) + "=" + strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
			req.URL.HasQuery = true
		}
	}
	if mi := c.ManagedIdentity; mi != nil {
		var t *identity.Token
		var err error
		x.Away(func() { t, err = x.Host.Identity.Token(x.Ctx, "", mi.ClientID, mi.Resource) })
		if err != nil {
			return policy.Internal(policy.ReasonGatewayFailure, err.Error(), err)
		}
		req.Header.Set("Authorization", t.Bearer)
	}
	return nil
}

// bodyError is the error of a body that could not be buffered.
func bodyError(err error, limit int64) error {
	switch {
	case errors.Is(err, message.ErrBodyTooLarge):
		return &apim.TooLarge{Limit: limit}
	case message.IsClientFault(err):
		return err
	}
	return &policy.Error{Reason: policy.ReasonClientConnectionFailure, Message: "The request body could not be read.", Status: 400, Public: "Bad request", Cause: err}
}

// resolve makes an absolute URL of a Location.
func resolve(base message.URL, location string) (message.URL, bool) {
	if u, ok := message.ParseURL(location); ok {
		return u, true
	}
	if strings.HasPrefix(location, "//") {
		return message.ParseURL(base.Scheme + ":" + location)
	}
	b, err := url.Parse(base.String())
	if err != nil {
		return base, false
	}
	r, err := url.Parse(location)
	if err != nil {
		return base, false
	}
	return message.ParseURL(b.ResolveReference(r).String())
}
