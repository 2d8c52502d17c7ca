package policy

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/revocation"
)

// CheckCertificates lets policies and expressions check certificates: chains may end
// at ClientAuthorities, and whether they were revoked is asked through the host. It
// is called once, when the other fields are set.
func (h *Host) CheckCertificates() {
	h.Revocation = revocation.New(revocation.Options{Fetch: h.fetch, Now: func() time.Time { return h.Services.Now() }})
	h.Services.Roots = h.ClientAuthorities
	h.Services.Revoked = func(chain []*x509.Certificate) bool {
		// Nothing tells an expression that its caller has gone.
		ctx, cancel := context.WithTimeout(h.Background, h.Limits.Expression.Time)
		defer cancel()
		return h.Revocation.Check(ctx, chain) != ""
	}
}

// fetch returns what is at a URL, as far as bodies may be buffered. With a body it is
// a POST.
func (h *Host) fetch(ctx context.Context, url, contentType string, body []byte) ([]byte, error) {
	u, ok := message.ParseURL(url)
	if !ok {
		return nil, fmt.Errorf("%q is no URL", url)
	}
	req := &message.Request{Method: "GET", URL: u}
	if body != nil {
		req.Method, req.Body = "POST", message.BytesBody(body)
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := h.Send(ctx, req, SendOptions{})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.Status != 200 {
		return nil, fmt.Errorf("the answer has the status %d", resp.Status)
	}
	return resp.Body.Bytes(h.Limits.Body.BodyBuffer)
}
