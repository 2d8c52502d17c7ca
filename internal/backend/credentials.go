package backend

import (
	"context"
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Apply adds the entity's credentials to a request (platform/backends.md,
// Properties); certificates are the transport's. tokens is asked for the token of
// a managed identity, whose error is returned.
//
// unverified: credentials replace headers and query parameters of the same names.
func (t *Target) Apply(ctx context.Context, tokens *identity.Manager, req *message.Request) error {
	c := &t.Entity.Credentials
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
			req.URL.Query += escape(q.Name) + "=" + escape(v)
			req.URL.HasQuery = true
		}
	}
	if mi := c.ManagedIdentity; mi != nil {
		token, err := tokens.Token(ctx, "", mi.ClientID, mi.Resource)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", token.Bearer)
	}
	return nil
}

// NeedsToken reports whether Apply may have to wait for a token.
func (t *Target) NeedsToken() bool { return t.Entity.Credentials.ManagedIdentity != nil }

// RemoveFrom takes the credentials out of a header that goes to another host.
func (t *Target) RemoveFrom(h *message.Header) {
	for _, c := range t.Entity.Credentials.Headers {
		h.Del(c.Name)
	}
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// withoutParameter removes a parameter from a query.
func withoutParameter(query, name string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if decoded, err := url.QueryUnescape(key); err == nil {
			key = decoded
		}
		if pair != "" && !strings.EqualFold(key, name) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}
