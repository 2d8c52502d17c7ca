package jwt

import (
	"fmt"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// TestHeaders: only headers of tokens that were verified are remembered, a bounded
// number of them, and a header that is known says nothing about the signature.
func TestHeaders(t *testing.T) {
	key, err := Symmetric("a", makeKeys().secret)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(Options{})
	t.Cleanup(d.Close)
	ring := d.Ring(RingSettings{Keys: []*Key{key}, Read: read})
	good := sign(t, jose.HS256, makeKeys().secret, "a", `{"sub":"ada"}`)
	forged := sign(t, jose.HS256, []byte("another secret, of 32 bytes too."), "a", `{"sub":"eve"}`)
	if _, err := ring.Verify(t.Context(), forged, false); kindOf(err) != SignatureInvalid || len(d.headers.known) != 0 {
		t.Fatalf("a forged token: %v, and its header is kept", err)
	}
	if _, err := ring.Verify(t.Context(), good, false); err != nil || len(d.headers.known) != 1 {
		t.Fatalf("a good token: %v, %d headers", err, len(d.headers.known))
	}
	if _, err := ring.Verify(t.Context(), forged, false); kindOf(err) != SignatureInvalid {
		t.Fatalf("a forged token with a known header: %v", err)
	}
	for i := range 2 * maxHeaders {
		d.headers.keep(fmt.Sprint(i), &header{})
	}
	if n := len(d.headers.known); n > maxHeaders {
		t.Errorf("%d headers", n)
	}
}

// TestType: what the header says of the type.
func TestType(t *testing.T) {
	for header, want := range map[string]string{
		`{"alg":"none"}`:                "none",
		`{"alg":"none","typ":null}`:     "none",
		`{"alg":"none","typ":"at+jwt"}`: `"at+jwt"`,
		`{"alg":"none","typ":""}`:       `""`,
		`{"alg":"none","typ":5}`:        `"5"`,
		`{"alg":"none","typ":["JWT"]}`:  "malformed",
	} {
		got := "none"
		d := NewDirectory(Options{})
		t.Cleanup(d.Close)
		ring := d.Ring(RingSettings{Read: func(c Content) (any, error) {
			if c.Type != nil {
				got = fmt.Sprintf("%q", *c.Type)
			}
			return nil, nil
		}})
		if _, err := ring.Verify(t.Context(), raw(header, `{}`, ""), true); err != nil {
			if kindOf(err) != Malformed {
				t.Error(err)
			}
			got = "malformed"
		}
		if got != want {
			t.Errorf("%s: %s, not %s", header, got, want)
		}
	}
}
