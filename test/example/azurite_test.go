package example

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/test/clients/azurite"
)

// TestAzurite runs the example's blob policy, unmodified, against a storage server
// that others have written, over HTTPS with tokens, reached through `hosts`.
func TestAzurite(t *testing.T) {
	storage := azurite.Start(t, "acct")
	r := start(t, variant{
		hosts:       map[string]string{"*.blob.core.windows.net": fmt.Sprintf("{ address: %q, ca: %q }", storage.Address, storage.CertificatePath)},
		namedValues: map[string]string{"storage-account": "acct", "container": "from-a-policy"},
	})
	op := find(t, "write-blob")

	// Azurite has no container yet; its refusal is the caller's.
	if got := r.call(t, op); got.status != http.StatusNotFound || !strings.Contains(got.body, "ContainerNotFound") {
		t.Fatalf("without a container: %d %s", got.status, got.body)
	}
	c := newStorageClient(t, storage, r.token(t, op.resource))
	if got := c.do(t, "PUT", "/from-a-policy?restype=container"); got.status != http.StatusCreated {
		t.Fatalf("creating the container: %d %s", got.status, got.body)
	}
	put := r.call(t, op)
	checkAnswer(t, op, put)
	got := c.do(t, "GET", "/from-a-policy/a%20b%2Fc%C3%BC.bin")
	if got.status != http.StatusOK || got.body != op.body || got.header.Get("Content-Type") != op.contentType {
		t.Errorf("the blob is %+v", got)
	}
	if etag := got.header.Get("ETag"); etag == "" || etag != put.header.Get("ETag") {
		t.Errorf("the caller got the ETag %q, the blob has %q", put.header.Get("ETag"), etag)
	}
	if list := r.take(); len(list) != 0 {
		t.Errorf("these went elsewhere: %+v", list)
	}
}

// TestAzuriteRefusesOtherAudiences: Azurite looks at the token's audience, so that
// the test above shows that it was right.
func TestAzuriteRefusesOtherAudiences(t *testing.T) {
	storage := azurite.Start(t, "acct")
	r := start(t, variant{
		rewrite: func(_, text string) string {
			return strings.Replace(text, `resource="https://storage.azure.com/"`, `resource="https://vault.azure.net"`, 1)
		},
		hosts:       map[string]string{"*.blob.core.windows.net": fmt.Sprintf("{ address: %q, ca: %q }", storage.Address, storage.CertificatePath)},
		namedValues: map[string]string{"storage-account": "acct"},
	})
	got := r.call(t, find(t, "write-blob"))
	if got.status != http.StatusForbidden || !strings.Contains(got.body, "AuthenticationFailed") {
		t.Errorf("the caller got %d %s", got.status, got.body)
	}
}

// token asks the local identity endpoint for a token, as a program beside the
// gateway would.
func (r *running) token(t *testing.T, resource string) string {
	t.Helper()
	azure := r.server.Azure()
	req, err := http.NewRequestWithContext(t.Context(), "GET", azure.IdentityEndpoint()+"?api-version=2019-08-01&resource="+resource, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-IDENTITY-HEADER", azure.IdentityHeader())
	got := exchange(t, r.client, req)
	token, _ := decode(t, got.body).(map[string]any)["access_token"].(string)
	if token == "" {
		t.Fatalf("no token: %d %s", got.status, got.body)
	}
	return token
}

// storageClient talks to Azurite past the gateway.
type storageClient struct {
	http.Client
	token string
}

func newStorageClient(t *testing.T, s *azurite.Server, token string) *storageClient {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: s.Roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.Address)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &storageClient{http.Client{Transport: transport}, token}
}

func (c *storageClient) do(t *testing.T, method, path string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "https://acct.blob.core.windows.net"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("x-ms-version", "2020-10-02")
	req.Header.Set("x-ms-date", time.Now().UTC().Format(http.TimeFormat))
	return exchange(t, &c.Client, req)
}
