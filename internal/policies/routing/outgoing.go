package routing

import (
	"errors"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// outgoing makes the request that goes to the backend: a copy of the request with
// the backend's Host, the caller's address in X-Forwarded-For, and the
// credentials of the backend entity.
func outgoing(x *policy.Exec) (*message.Request, error) {
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
	if x.BackendID != nil {
		return req, credentials(x, x.BackendID, req)
	}
	return req, nil
}

// credentials adds what a backend entity demands (platform/backends.md).
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
		for _, v := range q.Values {
			add := url.QueryEscape(q.Name) + "=" + strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
			if req.URL.Query != "" {
				add = "&" + add
			}
			req.URL.Query += add
			req.URL.HasQuery = true
		}
	}
	if mi := c.ManagedIdentity; mi != nil {
		t, err := x.Host.Identity.Token(x.Ctx, "", mi.ClientID, mi.Resource)
		if err != nil {
			return policy.Internal(policy.ReasonGatewayFailure, err.Error(), err)
		}
		req.Header.Set("Authorization", t.Bearer)
	}
	return nil
}

// bodyError is the error of a body that could not be buffered.
func bodyError(err error, limit int64) error {
	if errors.Is(err, message.ErrBodyTooLarge) {
		return &apim.TooLarge{Limit: limit}
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
