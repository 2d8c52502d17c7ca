package jwt

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// keys are made once: RSA keys take long.
type testKeys struct {
	rsa, other *rsa.PrivateKey
	ec         *ecdsa.PrivateKey
	secret     []byte
}

var makeKeys = sync.OnceValue(func() testKeys {
	k := testKeys{secret: []byte("0123456789abcdef0123456789abcdef")}
	var err [3]error
	k.rsa, err[0] = rsa.GenerateKey(rand.Reader, 2048)
	k.other, err[1] = rsa.GenerateKey(rand.Reader, 2048)
	k.ec, err[2] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for _, e := range err {
		if e != nil {
			panic(e)
		}
	}
	return k
})

// sign makes a token.
func sign(t testing.TB, alg jose.SignatureAlgorithm, key any, kid, payload string) string {
	t.Helper()
	opts := (&jose.SignerOptions{}).WithType("JWT")
	if kid != "" {
		opts = opts.WithHeader("kid", kid)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	text, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// raw makes a token of texts.
func raw(header, payload, signature string) string {
	e := base64.RawURLEncoding
	return e.EncodeToString([]byte(header)) + "." + e.EncodeToString([]byte(payload)) + "." + signature
}

// read is RingSettings.Read for tests: the payload.
func read(c Content) (any, error) { return c.Payload, nil }

// provider is an identity provider on a TLS server.
type provider struct {
	*httptest.Server
	mu      sync.Mutex
	keys    []jose.JSONWebKey
	issuer  string
	status  int // 0 for 200
	configs int // how often the configuration was asked for
	keySets int
	hold    chan struct{} // unless nil, answers wait for it
	body    string        // in place of the keys
}

func newProvider(t testing.TB) *provider {
	p := &provider{issuer: "https://issuer.test/"}
	p.Server = httptest.NewTLSServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	hold := p.hold
	p.mu.Unlock()
	if hold != nil {
		<-hold
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status != 0 {
		w.WriteHeader(p.status)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		p.configs++
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": p.issuer, "jwks_uri": p.URL + "/keys"})
	case "/keys":
		p.keySets++
		if p.body != "" {
			_, _ = io.WriteString(w, p.body)
			return
		}
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: p.keys})
	case "/loop":
		http.Redirect(w, r, "/loop", http.StatusFound)
	case "/plain":
		http.Redirect(w, r, "http://other.test/", http.StatusFound)
	default:
		w.WriteHeader(404)
	}
}

func (p *provider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *provider) fetches() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.configs
}

func (p *provider) config() string { return p.URL + "/.well-known/openid-configuration" }

// public is a key as a set has it.
func publicKey(kid string, key any) jose.JSONWebKey {
	return jose.JSONWebKey{Key: key, KeyID: kid, Use: "sig"}
}

// directory trusts the provider's certificate.
func (p *provider) directory(t testing.TB) *Directory {
	tr := p.Client().Transport
	d := NewDirectory(Options{Transport: tr})
	t.Cleanup(func() {
		d.Close()
		tr.(*http.Transport).CloseIdleConnections()
	})
	return d
}

func source(t testing.TB, d *Directory, url string) *Source {
	t.Helper()
	s, err := d.Source(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// age makes what a source knows older.
func (s *Source) age(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetched = s.fetched.Add(-by)
	if !s.forced.IsZero() {
		s.forced = s.forced.Add(-by)
	}
	if !s.blocked.IsZero() {
		s.blocked = s.blocked.Add(-by)
	}
	s.due.Add(-int64(by))
}

// settled waits for the fetch under way, if any.
func (s *Source) settled() {
	s.mu.Lock()
	done := s.flight
	s.mu.Unlock()
	if done != nil {
		<-done
	}
}
