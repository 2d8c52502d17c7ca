package keyvault_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/azure/keyvault"
)

func TestReferences(t *testing.T) {
	for _, c := range []struct {
		name, id         string
		sound, versioned bool
	}{
		{"no version", "https://contoso.vault.azure.net/secrets/api-key", true, false},
		{"slash at the end", "https://contoso.vault.azure.net/secrets/api-key/", true, false},
		{"version", "https://contoso.vault.azure.net/secrets/api-key/0123456789abcdef0123456789abcdef", true, true},
		{"port and case", "https://Contoso.Vault.azure.net:443/Secrets/Api-Key", true, false},
		{"China", "https://contoso.vault.azure.cn/secrets/a", true, false},
		{"another host", "https://vault.azure.net.example/secrets/a", false, false},
		{"host of nobody", "https://vault.azure.net/secrets/a", false, false},
		{"domain below", "https://a.b.vault.azure.net/secrets/a", false, false},
		{"another port", "https://contoso.vault.azure.net:8443/secrets/a", false, false},
		{"a user", "https://x@contoso.vault.azure.net/secrets/a", false, false},
		{"plain", "http://contoso.vault.azure.net/secrets/a", false, false},
		{"a key", "https://contoso.vault.azure.net/keys/a", false, false},
		{"no secret", "https://contoso.vault.azure.net/secrets/", false, false},
		{"dots", "https://contoso.vault.azure.net/secrets/..", false, false},
		{"escaped", "https://contoso.vault.azure.net/secrets/a%2f..%2fb", false, false},
		{"too deep", "https://contoso.vault.azure.net/secrets/a/b/c", false, false},
		{"empty", "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := keyvault.Reference{ID: c.id}
			if err := r.Check(); (err == nil) != c.sound || r.Versioned() != c.versioned {
				t.Errorf("%v, versioned %v", err, r.Versioned())
			}
		})
	}
}

// vault is a server that stands for every vault, and a client that reaches it.
func vault(t *testing.T, token keyvault.Token, handle http.HandlerFunc) *keyvault.Client {
	server := httptest.NewTLSServer(handle)
	t.Cleanup(server.Close)
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	client := keyvault.NewClient(transport, token)
	t.Cleanup(client.Close)
	return client
}

func asked(_ context.Context, clientID, resource string) (string, error) {
	return clientID + "|" + resource, nil
}

func TestRead(t *testing.T) {
	var got string
	client := vault(t, asked, func(w http.ResponseWriter, r *http.Request) {
		got = r.Host + r.URL.String() + " " + r.Header.Get("Authorization")
		fmt.Fprint(w, `{"value":"s3cr3t","contentType":"text/plain"}`)
	})
	for _, c := range []struct{ name, id, clientID, want string }{
		{"system-assigned", "https://contoso.vault.azure.net/secrets/api-key", "", "contoso.vault.azure.net/secrets/api-key?api-version=7.4 Bearer |https://vault.azure.net"},
		{"user-assigned", "https://contoso.vault.usgovcloudapi.net/secrets/k/0a", "me", "contoso.vault.usgovcloudapi.net/secrets/k/0a?api-version=7.4 Bearer me|https://vault.usgovcloudapi.net"},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, err := client.Read(t.Context(), keyvault.Reference{ID: c.id, ClientID: c.clientID})
			if err != nil || value != "s3cr3t" {
				t.Errorf("%q, %v", value, err)
			}
			if got != c.want {
				t.Errorf("asked %s, want %s", got, c.want)
			}
		})
	}
	if _, err := client.Read(t.Context(), keyvault.Reference{ID: "https://contoso.example/secrets/k"}); err == nil || !strings.Contains(err.Error(), "vault.azure.net") {
		t.Errorf("another host: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, body, want string
		status, attempts int
	}{
		{"not there", `{"error":{"code":"SecretNotFound","message":"of s3cr3t"}}`, "the vault answered 404 SecretNotFound", 404, 1},
		{"not allowed", `{"error":{"code":"Forbidden","message":"x","innererror":{"code":"ForbiddenByRbac"}}}`, "the vault answered 403 Forbidden (ForbiddenByRbac)", 403, 1},
		{"not JSON", `<html>s3cr3t`, "the vault answered 401", 401, 1},
		{"odd code", `{"error":{"code":"s3cr3t\n"}}`, "the vault answered 400", 400, 1},
		{"redirect", ``, "the vault answered 302", 302, 1},
		{"no value", `{"id":"s3cr3t"}`, "the vault's answer is not a secret", 200, 1},
		{"empty", `{"value":""}`, "the secret is empty", 200, 1},
		{"too long", strings.Repeat(" ", 300<<10), "the vault's answer is not a secret", 200, 1},
		{"throttled for long", `{"error":{"code":"Throttled"}}`, "the vault answered 429 Throttled", 429, 1},
		{"failing", ``, "the vault answered 503", 503, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			attempts := 0
			client := vault(t, asked, func(w http.ResponseWriter, r *http.Request) {
				attempts++
				if c.status == 429 || attempts > 1 {
					w.Header().Set("Retry-After", "60")
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			})
			// Less time than Retry-After asks for.
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			_, err := client.Read(ctx, keyvault.Reference{ID: "https://contoso.vault.azure.net/secrets/k"})
			if err == nil || err.Error() != c.want || strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("%v, want %s", err, c.want)
			}
			if attempts != c.attempts {
				t.Errorf("%d attempts, want %d", attempts, c.attempts)
			}
		})
	}
}

func TestReadAgain(t *testing.T) {
	attempts := 0
	client := vault(t, asked, func(w http.ResponseWriter, r *http.Request) {
		if attempts++; attempts == 1 {
			w.WriteHeader(500)
			return
		}
		fmt.Fprint(w, `{"value":"v"}`)
	})
	if value, err := client.Read(t.Context(), keyvault.Reference{ID: "https://contoso.vault.azure.net/secrets/k"}); err != nil || value != "v" || attempts != 2 {
		t.Errorf("%q, %v after %d attempts", value, err, attempts)
	}
}

func TestNoToken(t *testing.T) {
	none := errors.New("no identity")
	client := vault(t, func(context.Context, string, string) (string, error) { return "", none }, func(http.ResponseWriter, *http.Request) {
		t.Error("the vault was asked without a token")
	})
	if _, err := client.Read(t.Context(), keyvault.Reference{ID: "https://contoso.vault.azure.net/secrets/k"}); !errors.Is(err, none) {
		t.Error(err)
	}
}
