package emulator_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"
)

// sign makes a JWT by hand; sign signs a SHA-256 digest.
func sign(t *testing.T, header, claims map[string]any, signer func(digest []byte) []byte) string {
	t.Helper()
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(header) + "." + part(claims)
	digest := sha256.Sum256([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(signer(digest[:]))
}

// signRS256 signs with an RSA key.
func signRS256(t *testing.T, key *rsa.PrivateKey, kid string, claims map[string]any) string {
	t.Helper()
	return sign(t, map[string]any{"alg": "RS256", "typ": "JWT", "kid": kid}, claims, func(digest []byte) []byte {
		s, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
