package main

import (
	"crypto"
	"crypto/hmac"
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
	// secret signs the shared ones, with HS256.
	secret string
	shared []string
}

func newTokens() (*tokens, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	t := &tokens{key: key, secret: rand.Text() + rand.Text()}
	for i := range freshTokens {
		token, err := t.sign(i)
		if err != nil {
			return nil, err
		}
		t.list = append(t.list, token)
		t.shared = append(t.shared, t.signShared(i))
	}
	return t, nil
}

func (t *tokens) sign(n int) (string, error) {
	text := unsigned(`{"alg":"RS256","typ":"JWT","kid":"k1"}`, n)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, t.key, crypto.SHA256, sum[:])
	return text + "." + b64(sig), err
}

func (t *tokens) signShared(n int) string {
	text := unsigned(`{"alg":"HS256","typ":"JWT"}`, n)
	mac := hmac.New(sha256.New, []byte(t.secret))
	mac.Write([]byte(text))
	return text + "." + b64(mac.Sum(nil))
}

var b64 = base64.RawURLEncoding.EncodeToString

// unsigned is header and claims of the n-th token.
func unsigned(header string, n int) string {
	return b64([]byte(header)) + "." +
		b64(fmt.Appendf(nil, `{"iss":"https://issuer.test/","aud":"peers","sub":"caller-%d","exp":%d,"roles":["reader","writer"]}`, n, time.Now().Add(24*time.Hour).Unix()))
}

// one is a token.
func (t *tokens) one() string { return t.list[0] }

// script makes wrk send another token with each request.
func script(list []string) string {
	var b strings.Builder
	b.WriteString("local tokens = {\n")
	for _, token := range list {
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
