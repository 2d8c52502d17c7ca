package azurite_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/test/clients/azurite"
)

// Tokens of the local Azure are accepted by a server that was written by others.
func TestLocalTokensAreAccepted(t *testing.T) {
	server := azurite.Start(t, "acct")
	s, err := emulator.Start(emulator.Options{IdentityAddress: "127.0.0.1:0", HTTPSAddress: "127.0.0.1:0", Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: server.Roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasSuffix(address, ".blob.core.windows.net:443") {
				address = server.Address
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		},
	}
	client := &http.Client{Transport: transport}
	t.Cleanup(client.CloseIdleConnections)
	do := func(method, address, body string, headers map[string]string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range headers {
			r.Header.Set(name, value)
		}
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		b, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(b)
	}
	token := func(resource string) string {
		t.Helper()
		_, body := do("GET", s.IdentityEndpoint()+"?api-version=2019-08-01&resource="+resource, "", map[string]string{"X-IDENTITY-HEADER": s.IdentityHeader()})
		var answer struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.AccessToken == "" {
			t.Fatalf("%v in %s", err, body)
		}
		return answer.AccessToken
	}
	put := func(path, body, token string, more map[string]string) (*http.Response, string) {
		headers := map[string]string{"Authorization": "Bearer " + token, "x-ms-version": "2020-10-02", "x-ms-date": time.Now().UTC().Format(http.TimeFormat)}
		for k, v := range more {
			headers[k] = v
		}
		return do("PUT", "https://acct.blob.core.windows.net"+path, body, headers)
	}
	if r, body := put("/demo?restype=container", "", token("https://storage.azure.com/"), nil); r.StatusCode != http.StatusCreated {
		t.Fatalf("Create Container: %d %s", r.StatusCode, body)
	}
	for _, resource := range []string{"https://storage.azure.com/", "https://storage.azure.com", "https://acct.blob.core.windows.net"} {
		r, body := put("/demo/a.txt", "hello", token(resource), map[string]string{"x-ms-blob-type": "BlockBlob"})
		if r.StatusCode != http.StatusCreated || r.Header.Get("Content-MD5") != "XUFAKrxLKna5cZ2REBfFkg==" {
			t.Errorf("Put Blob with %s: %d %v %s", resource, r.StatusCode, r.Header, body)
		}
	}
	// Azurite does check them: a token for something else is refused.
	if r, _ := put("/demo/a.txt", "hello", token("https://vault.azure.net"), map[string]string{"x-ms-blob-type": "BlockBlob"}); r.StatusCode != http.StatusForbidden {
		t.Errorf("a token for Key Vault: %d", r.StatusCode)
	}
	if r, body := do("GET", "https://acct.blob.core.windows.net/demo/a.txt", "", map[string]string{"Authorization": "Bearer " + token("https://storage.azure.com/"), "x-ms-version": "2020-10-02"}); r.StatusCode != http.StatusOK || body != "hello" {
		t.Errorf("Get Blob: %d %q", r.StatusCode, body)
	}
}
