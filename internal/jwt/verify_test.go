package jwt

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

const claims = `{"sub":"me","exp":4102444800}`

// ringOf makes a ring of keys that are there.
func ringOf(t testing.TB, s RingSettings) *Ring {
	t.Helper()
	d := NewDirectory(Options{Transport: http.DefaultTransport})
	t.Cleanup(d.Close)
	s.Read = read
	return d.Ring(s)
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestAlgorithms: every algorithm that a key has verifies, and a changed byte does
// not.
func TestAlgorithms(t *testing.T) {
	k := makeKeys()
	one := must[*Key](t)
	long := must[*ecdsa.PrivateKey](t)
	p384, p521 := long(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)), long(ecdsa.GenerateKey(elliptic.P521(), rand.Reader))
	tests := []struct {
		alg  jose.SignatureAlgorithm
		sign any
		key  *Key
	}{
		{jose.RS256, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.RS384, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.RS512, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.PS256, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.PS384, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.PS512, k.rsa, one(public(nil, &k.rsa.PublicKey))},
		{jose.ES256, k.ec, one(public(nil, &k.ec.PublicKey))},
		{jose.ES384, p384, one(public(nil, &p384.PublicKey))},
		{jose.ES512, p521, one(public(nil, &p521.PublicKey))},
		{jose.HS256, k.secret, one(Symmetric("", k.secret))},
		{jose.HS384, append(k.secret, k.secret...), one(Symmetric("", append(k.secret, k.secret...)))},
		{jose.HS512, append(k.secret, k.secret...), one(Symmetric("", append(k.secret, k.secret...)))},
		{jose.RS256, k.rsa, one(RSA("", base64.RawURLEncoding.EncodeToString(k.rsa.N.Bytes()), base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.rsa.E)).Bytes())))},
	}
	for _, test := range tests {
		t.Run(string(test.alg), func(t *testing.T) {
			ring := ringOf(t, RingSettings{Keys: []*Key{test.key}})
			text := sign(t, test.alg, test.sign, "", claims)
			got, err := ring.Verify(t.Context(), text, false)
			if err != nil || got.View != claims || !got.Signed {
				t.Fatalf("%+v, %v", got, err)
			}
			parts := strings.Split(text, ".")
			bad := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"you"}`)) + "." + parts[2]
			if _, err := ring.Verify(t.Context(), bad, true); kindOf(err) != SignatureInvalid {
				t.Errorf("changed: %v", err)
			}
		})
	}
}

func kindOf(err error) Kind {
	var e *Error
	if !errors.As(err, &e) {
		return -1
	}
	return e.Kind
}

// TestAttacks: what has got past verifiers of tokens.
func TestAttacks(t *testing.T) {
	k := makeKeys()
	one := must[*Key](t)
	der, err := x509.MarshalPKIXPublicKey(&k.rsa.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	good := sign(t, jose.RS256, k.rsa, "a", claims)
	parts := strings.Split(good, ".")
	jws := must[*jose.JSONWebSignature](t)(jose.ParseSignedCompact(good, []jose.SignatureAlgorithm{jose.RS256}))
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	with := func(header string) string { return raw(header, claims, parts[2]) }
	resigned := func(payload string) string { return sign(t, jose.RS256, k.rsa, "a", payload) }
	embedded := func() string {
		s := must[jose.Signer](t)(jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: k.other}, &jose.SignerOptions{EmbedJWK: true}))
		return must[string](t)(must[*jose.JSONWebSignature](t)(s.Sign([]byte(claims))).CompactSerialize())
	}
	tests := []struct {
		name, token string
		want        Kind
	}{
		{"none", raw(`{"alg":"none"}`, claims, ""), Unsigned},
		{"None", raw(`{"alg":"None"}`, claims, ""), Unsigned},
		{"none with a signature", with(`{"alg":"none","kid":"a"}`), Unsigned},
		{"no algorithm", with(`{"kid":"a"}`), SignatureInvalid},
		{"signature cut off", parts[0] + "." + parts[1] + ".", Unsigned},
		{"signature shortened", good[:len(good)-8], SignatureInvalid},
		{"truncated base64", good[:len(good)-1], Malformed},
		{"the public key as the secret, PEM", sign(t, jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "a", claims), SignatureInvalid},
		{"the public key as the secret, DER", sign(t, jose.HS256, der, "a", claims), SignatureInvalid},
		{"the public key as the secret, no kid", sign(t, jose.HS256, der, "", claims), SignatureInvalid},
		{"the modulus as the secret", sign(t, jose.HS256, k.rsa.N.Bytes(), "", claims), SignatureInvalid},
		{"another key of the name", sign(t, jose.RS256, k.other, "a", claims), SignatureInvalid},
		{"another key", sign(t, jose.RS256, k.other, "z", claims), KeyNotFound},
		{"another key, no name", sign(t, jose.RS256, k.other, "", claims), SignatureInvalid},
		{"a key in the token", embedded(), SignatureInvalid},
		{"kid is a path", sign(t, jose.RS256, k.other, "../../../etc/passwd", claims), KeyNotFound},
		{"kid is SQL", sign(t, jose.HS256, k.secret, "' UNION SELECT 'key", claims), KeyNotFound},
		{"kid is long", sign(t, jose.RS256, k.other, strings.Repeat("k", 100000), claims), KeyNotFound},
		{"kid is a number", with(`{"alg":"RS256","kid":7}`), Malformed},
		{"algorithm twice", with(`{"alg":"RS256","alg":"none"}`), Malformed},
		{"critical unknown", with(`{"alg":"RS256","crit":["exp2"],"exp2":1}`), Malformed},
		{"critical b64", with(`{"alg":"RS256","crit":["b64"],"b64":false}`), Malformed},
		{"unknown algorithm", with(`{"alg":"RS1","kid":"a"}`), SignatureInvalid},
		{"header is a list", with(`["RS256"]`), Malformed},
		{"header nests deep", with(deep), Malformed},
		{"claims nest deep", resigned(deep), Malformed},
		{"claim twice", resigned(`{"sub":"me","sub":"you"}`), Malformed},
		{"claims are a list", resigned(`[]`), Malformed},
		{"claims are two objects", resigned(`{}{}`), Malformed},
		{"claims are no JSON", resigned(`{sub:'me'}`), Malformed},
		{"claims are no UTF-8", resigned("{\"sub\":\"\xff\"}"), Malformed},
		{"claims are empty", resigned(""), Malformed},
		{"a token in a token", resigned(good), Malformed},
		{"huge", strings.Repeat("a", MaxLength) + ".a.a", Malformed},
		{"JSON", jws.FullSerialize(), Malformed},
		{"line ends inside", parts[0] + ".\n" + parts[1] + "." + parts[2], Malformed},
		{"padded", good + "==", Malformed},
		{"scheme", "Bearer " + good, Malformed},
		{"two parts", parts[0] + "." + parts[1], Malformed},
		{"six parts", good + "." + good, Malformed},
		{"dots", strings.Repeat(".", 1000), Malformed},
		{"empty parts", "..", Malformed},
		{"encrypted, no key", "e30.a.a.a.a", Undecryptable},
		{"NUL", "a\x00.b.c", Malformed},
	}
	ring := ringOf(t, RingSettings{Keys: []*Key{one(public([]string{"a"}, &k.rsa.PublicKey))}})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ring.Verify(t.Context(), test.token, false)
			if got != nil || kindOf(err) != test.want {
				t.Fatalf("%+v, %d %v; want kind %d", got, kindOf(err), err, test.want)
			}
			if text := err.Error(); strings.ContainsAny(text, "\r\n\x00") || len(text) > 600 || len(test.token) > 40 && strings.Contains(text, test.token[:40]) {
				t.Errorf("the error says too much: %.700q", text)
			}
		})
	}
	if n := ring.directory.tokens.len(); n != 0 {
		t.Errorf("%d refused tokens are kept", n)
	}
}

// TestUnsigned: an unsigned token is taken only where it is asked for, and is not
// remembered as a verified one.
func TestUnsigned(t *testing.T) {
	ring := ringOf(t, RingSettings{})
	text := raw(`{"alg":"none"}`, claims, "")
	got, err := ring.Verify(t.Context(), text, true)
	if err != nil || got.Signed || got.View != claims {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := ring.Verify(t.Context(), text, false); kindOf(err) != Unsigned {
		t.Errorf("then, signed ones only: %v", err)
	}
	for _, bad := range []string{raw(`{"alg":"none"}`, claims, "AAAA"), raw(`{"alg":"RS256"}`, claims, "")} {
		if _, err := ring.Verify(t.Context(), bad, true); kindOf(err) != Unsigned {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestWrongKeys: keys that cannot verify are refused when they are read.
func TestWrongKeys(t *testing.T) {
	for _, test := range []struct{ name, key string }{
		{"a secret", `{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZg"}`},
		{"for encryption", `{"kty":"RSA","use":"enc","n":"` + strings.Repeat("_", 342) + `","e":"AQAB"}`},
		{"too short", `{"kty":"RSA","n":"_____w","e":"AQAB"}`},
		{"algorithm of another kind", `{"kty":"RSA","alg":"HS256","n":"` + strings.Repeat("_", 342) + `","e":"AQAB"}`},
		{"no key", `{}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if k, err := web([]byte(test.key)); err == nil {
				t.Errorf("became %+v", k)
			}
		})
	}
	if _, err := Symmetric("", nil); err == nil {
		t.Error("an empty secret is a key")
	}
	for _, e := range []string{"", "AA", "AQ", "________"} {
		if _, err := RSA("", strings.Repeat("_", 342), e); err == nil {
			t.Errorf("the exponent %q is taken", e)
		}
	}
}

// TestShortSecret: RFC 7518 wants secrets as long as the hash.
func TestShortSecret(t *testing.T) {
	secret := bytes.Repeat([]byte("s"), 47)
	input := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS384"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	m := hmac.New(sha512.New384, secret)
	m.Write([]byte(input))
	ring := ringOf(t, RingSettings{Keys: []*Key{must[*Key](t)(Symmetric("", secret))}})
	if _, err := ring.Verify(t.Context(), input+"."+base64.RawURLEncoding.EncodeToString(m.Sum(nil)), false); kindOf(err) != SignatureInvalid {
		t.Errorf("a short secret verifies: %v", err)
	}
}

// TestEncrypted: the key that opens a token is found, and what is in it is
// verified.
func TestEncrypted(t *testing.T) {
	k := makeKeys()
	verify := must[*Key](t)(public([]string{"a"}, &k.rsa.PublicKey))
	secret := must[*DecryptionKey](t)(DecryptionSecret(k.secret))
	private := must[*DecryptionKey](t)(DecryptionPrivate(k.other))
	ring := ringOf(t, RingSettings{Keys: []*Key{verify}, Decryption: []*DecryptionKey{secret, private}})
	inner := sign(t, jose.RS256, k.rsa, "a", claims)
	encrypt := func(alg jose.KeyAlgorithm, key any, enc jose.ContentEncryption, what string) string {
		e := must[jose.Encrypter](t)(jose.NewEncrypter(enc, jose.Recipient{Algorithm: alg, Key: key}, (&jose.EncrypterOptions{}).WithContentType("JWT")))
		return must[string](t)(must[*jose.JSONWebEncryption](t)(e.Encrypt([]byte(what))).CompactSerialize())
	}
	for _, test := range []struct {
		name, token string
		want        Kind // -1: good
	}{
		{"direct", encrypt(jose.DIRECT, k.secret, jose.A128CBC_HS256, inner), -1},
		{"wrapped", encrypt(jose.A256KW, k.secret, jose.A256CBC_HS512, inner), -1},
		{"RSA-OAEP", encrypt(jose.RSA_OAEP, &k.other.PublicKey, jose.A128CBC_HS256, inner), -1},
		{"RSA-OAEP-256", encrypt(jose.RSA_OAEP_256, &k.other.PublicKey, jose.A256GCM, inner), -1},
		{"RSA1_5", encrypt(jose.RSA1_5, &k.other.PublicKey, jose.A128CBC_HS256, inner), Malformed},
		{"another key", encrypt(jose.RSA_OAEP, &k.rsa.PublicKey, jose.A128CBC_HS256, inner), Undecryptable},
		{"password", encrypt(jose.PBES2_HS256_A128KW, "password", jose.A128CBC_HS256, inner), Malformed},
		{"unsigned inside", encrypt(jose.DIRECT, k.secret, jose.A128CBC_HS256, raw(`{"alg":"none"}`, claims, "")), Unsigned},
		{"claims inside", encrypt(jose.DIRECT, k.secret, jose.A128CBC_HS256, claims), Malformed},
		{"twice", encrypt(jose.DIRECT, k.secret, jose.A128CBC_HS256, encrypt(jose.DIRECT, k.secret, jose.A128CBC_HS256, inner)), Malformed},
		{"not encrypted", inner, -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ring.Verify(t.Context(), test.token, false)
			if kindOf(err) != test.want {
				t.Fatalf("%d %v", kindOf(err), err)
			}
			if test.want == -1 && (err != nil || got.View != claims) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// TestFormat: no verb prints a key or a token.
func TestNoSecretsInErrors(t *testing.T) {
	_, err := RSA("", "!secret!", "AQAB")
	if s := fmt.Sprintf("%v %+v", err, err); strings.Contains(s, "secret") {
		t.Error(s)
	}
}

func FuzzVerify(f *testing.F) {
	k := makeKeys()
	key, _ := public([]string{"a"}, &k.rsa.PublicKey)
	secret, _ := Symmetric("", k.secret)
	decrypt, _ := DecryptionSecret(k.secret)
	d := NewDirectory(Options{Transport: http.DefaultTransport})
	f.Cleanup(d.Close)
	ring := d.Ring(RingSettings{Keys: []*Key{key, secret}, Decryption: []*DecryptionKey{decrypt}, Read: read})
	good := sign(f, jose.HS256, k.secret, "a", claims)
	f.Add(good)
	f.Add(raw(`{"alg":"none"}`, claims, ""))
	f.Add("e30.a.a.a.a")
	f.Add(strings.Repeat(".", 10))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ring.Verify(t.Context(), text, false)
		if err == nil && strings.TrimRight(text, ".") != good && got.View == nil {
			t.Errorf("%q is taken", text)
		}
	})
}
