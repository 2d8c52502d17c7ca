package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// freshTokens is how many tokens requests have in turn where each is to be a new
// one: more than a gateway remembers.
const freshTokens = 20_000

// tokens are the callers' tokens, and the key that gateways check them with.
type tokens struct {
	key  *rsa.PrivateKey
	list []string
}

func newTokens() (*tokens, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	t := &tokens{key: key}
	for i := range freshTokens {
		token, err := t.sign(i)
		if err != nil {
			return nil, err
		}
		t.list = append(t.list, token)
	}
	return t, nil
}

func (t *tokens) sign(n int) (string, error) {
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64([]byte(`{"alg":"RS256","typ":"JWT","kid":"k1"}`)) + "." +
		b64(fmt.Appendf(nil, `{"iss":"https://issuer.test/","aud":"peers","sub":"caller-%d","exp":%d,"roles":["reader","writer"]}`, n, time.Now().Add(24*time.Hour).Unix()))
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, t.key, crypto.SHA256, sum[:])
	return text + "." + b64(sig), err
}

// one is a token.
func (t *tokens) one() string { return t.list[0] }

// script makes wrk send another token with each request.
func (t *tokens) script() string {
	var b strings.Builder
	b.WriteString("local tokens = {\n")
	for _, token := range t.list {
		fmt.Fprintf(&b, "%q,\n", token)
	}
	b.WriteString("}\nlocal n = 0\nrequest = function()\n  n = n % #tokens + 1\n  wrk.headers[\"Authorization\"] = \"Bearer \" .. tokens[n]\n  return wrk.format()\nend\n")
	return b.String()
}

// pem is the public key.
func (t *tokens) pem() string {
	der, err := x509.MarshalPKIXPublicKey(&t.key.PublicKey)
	if err != nil {
		panic(err) // of a key that was just made
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// modulus and exponent are the public key as JSON Web Keys have it.
func (t *tokens) modulus() string { return base64.RawURLEncoding.EncodeToString(t.key.N.Bytes()) }

func (t *tokens) exponent() string {
	return base64.RawURLEncoding.EncodeToString(big.NewInt(int64(t.key.E)).Bytes())
}
