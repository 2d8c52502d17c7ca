package servicebus_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/azure/servicebus"
)

func TestParseConnection(t *testing.T) {
	for _, test := range []struct{ name, text, problem string }{
		{"whole", "Endpoint=sb://Contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0==;EntityPath=hub", ""},
		{"other order", "SharedAccessKey=c2VjcmV0==; SharedAccessKeyName=send ;endpoint=sb://contoso.servicebus.windows.net;", ""},
		{"signature", "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessSignature=SharedAccessSignature sr=x", ""},
		{"no endpoint", "SharedAccessKeyName=send;SharedAccessKey=hidden", "it has no Endpoint"},
		{"bad endpoint", "Endpoint=nowhere;SharedAccessKeyName=send;SharedAccessKey=hidden", "its Endpoint is no URL"},
		{"no key", "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKey=hidden", "it has neither"},
		{"empty", "", "it has no Endpoint"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := servicebus.ParseConnection(test.text)
			switch {
			case test.problem == "" && err != nil:
				t.Fatal(err)
			case test.problem == "" && c.Namespace != "contoso.servicebus.windows.net":
				t.Errorf("namespace %q", c.Namespace)
			case test.problem != "" && (err == nil || !strings.HasPrefix(err.Error(), test.problem)):
				t.Errorf("%v, want %q", err, test.problem)
			case err != nil && strings.Contains(err.Error(), "hidden"):
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

// The signature of the documentation's own recipe: HMAC-SHA256, by the key's text,
// of the escaped URL and the expiry.
func TestSignature(t *testing.T) {
	c, err := servicebus.ParseConnection("Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=key")
	if err != nil {
		t.Fatal(err)
	}
	got := c.Signature("Hub", time.Unix(1700000000, 0))
	// printf 'https%%3A%%2F%%2Fcontoso.servicebus.windows.net%%2Fhub\n1700000000' | openssl dgst -sha256 -hmac key -binary | base64
	const want = "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fhub&sig=KGm9fEKm7%2FzVuR0IcyN%2FP2Ed2DS9Jtkjn6Ne8Sssgrs%3D&se=1700000000&skn=send"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
