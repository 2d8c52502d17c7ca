package server_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

const tenant = "10000000-0000-0000-0000-000000000001"

// provider is an identity provider at login.microsoftonline.com with an RSA key "r"
// and an EC key "e".
type provider struct {
	rsa, foreign *rsa.PrivateKey
	ec           *ecdsa.PrivateKey
	address, ca  string
	// jwk is the RSA key as it is published; fetched counts what is asked for beside
	// that.
	jwk     string
	fetched atomic.Int64
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	a := &provider{}
	fail := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	a.rsa, err = rsa.GenerateKey(rand.Reader, 2048)
	fail(err)
	a.foreign, err = rsa.GenerateKey(rand.Reader, 2048)
	fail(err)
	a.ec, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fail(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"login.microsoftonline.com"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.rsa.Public(), a.rsa)
	fail(err)
	a.ca = filepath.Join(t.TempDir(), "ca.pem")
	fail(os.WriteFile(a.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	point, err := a.ec.PublicKey.Bytes()
	fail(err)
	a.jwk = fmt.Sprintf(`{"kty":"RSA","kid":"r","use":"sig","n":"%s","e":"AQAB"}`, part(a.rsa.N.Bytes()))
	keys := fmt.Sprintf(`{"keys":[%s,{"kty":"EC","kid":"e","use":"sig","crv":"P-256","x":"%s","y":"%s"}]}`, a.jwk, part(point[1:33]), part(point[33:]))
	issuer := "https://login.microsoftonline.com/" + tenant + "/v2.0"
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration"):
			fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":"https://login.microsoftonline.com/keys"}`, issuer)
		case r.URL.Path == "/keys":
			io.WriteString(w, keys)
		default:
			a.fetched.Add(1)
		}
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: a.rsa}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	a.address = s.Listener.Addr().String()
	return a
}

// part is a part of a token.
func part[T string | []byte](data T) string {
	return base64.RawURLEncoding.EncodeToString([]byte(data))
}

// signRSA and the others sign a header and claims as they are given.
func signRSA(key *rsa.PrivateKey) func(header, claims string) string {
	return signed(func(text []byte) []byte {
		h := sha256.Sum256(text)
		s, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, h[:])
		if err != nil {
			panic(err) // the key is sound
		}
		return s
	})
}

func signHMAC(key []byte) func(header, claims string) string {
	return signed(func(text []byte) []byte {
		m := hmac.New(sha256.New, key)
		m.Write(text)
		return m.Sum(nil)
	})
}

// signEC changes the two numbers of a signature.
func signEC(key *ecdsa.PrivateKey, change func(r, s []byte) []byte) func(header, claims string) string {
	return signed(func(text []byte) []byte {
		h := sha256.Sum256(text)
		r, s, err := ecdsa.Sign(rand.Reader, key, h[:])
		if err != nil {
			panic(err) // the key is sound
		}
		return change(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32)))
	})
}

func signed(sign func([]byte) []byte) func(header, claims string) string {
	return func(header, claims string) string {
		text := part(header) + "." + part(claims)
		return text + "." + part(sign([]byte(text)))
	}
}

func constant(signature string) func(header, claims string) string {
	return signed(func([]byte) []byte { return []byte(signature) })
}

// claimsWith are sound claims with others before them.
func claimsWith(more string) string {
	return `{` + more + `"iss":"https://login.microsoftonline.com/` + tenant + `/v2.0","aud":"api","tid":"` + tenant + `","exp":4102444800,"sub":"ada"}`
}

// lacking are claims that lack one.
func lacking(name, more string) string {
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(claimsWith("")), &m); err != nil {
		panic(err) // they are constant
	}
	delete(m, name)
	rest, _ := json.Marshal(m)
	return `{` + more + strings.TrimPrefix(string(rest), "{")
}

// TestTokens sends tokens that try to pass for others through both policies that check
// them: each is refused with the answer of the policy, none leads anywhere.
func TestTokens(t *testing.T) {
	a := newProvider(t)
	pkix, err := x509.MarshalPKIXPublicKey(a.rsa.Public())
	if err != nil {
		t.Fatal(err)
	}
	rs, foreign, none := signRSA(a.rsa), signRSA(a.foreign), constant("")
	header := func(more string) string { return `{"typ":"JWT","alg":"RS256","kid":"r"` + more + `}` }
	sound := rs(header(""), claimsWith(""))
	parts := strings.Split(sound, ".")
	ours := "https://login.microsoftonline.com/attacker"
	attackers := fmt.Sprintf(`{"kty":"RSA","n":"%s","e":"AQAB"}`, part(a.foreign.N.Bytes()))
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	es := `{"alg":"ES256","kid":"e"}`
	type attack struct{ name, token string }
	attacks := []attack{
		{"jku", foreign(header(`,"jku":"`+ours+`"`), claimsWith(""))},
		{"x5u", foreign(header(`,"x5u":"`+ours+`"`), claimsWith(""))},
		{"jwk", foreign(header(`,"jwk":`+attackers), claimsWith(""))},
		{"x5c", foreign(header(`,"x5c":["`+base64.StdEncoding.EncodeToString(pkix)+`"]`), claimsWith(""))},
		{"jku with a key of its own", foreign(`{"alg":"RS256","kid":"z","jku":"`+ours+`"}`, claimsWith(""))},
		{"crit", rs(header(`,"crit":["exp"]`), claimsWith(""))},
		{"crit of nothing", rs(header(`,"crit":[]`), claimsWith(""))},
		{"b64", rs(header(`,"crit":["b64"],"b64":false`), claimsWith(""))},
		{"an algorithm in escapes", rs(`{"alg":"RS256","\u0061lg":"none","kid":"r"}`, claimsWith(""))},
		{"two headers' kids", rs(header(`,"kid":"r"`), claimsWith(""))},
		{"a long header, cut", rs(header(`,"a":"`+strings.Repeat("a", 20_000)+`"`), claimsWith(""))[:27_000]},
		{"a deep header", rs(header(`,"a":`+deep), claimsWith(""))},
		{"deep claims", rs(header(""), claimsWith(`"a":`+deep+","))},
		{"an issuer twice", rs(header(""), claimsWith(`"iss":"https://other.test/",`))},
		{"an audience twice", rs(header(""), claimsWith(`"aud":"other",`))},
		{"an audience twice, in escapes", rs(header(""), claimsWith(`"\u0061ud":"other",`))},
		{"an audience that is an object", rs(header(""), lacking("aud", `"aud":{"api":"api"},`))},
		{"an audience that is a number", rs(header(""), lacking("aud", `"aud":1,`))},
		{"an audience in a list in a list", rs(header(""), lacking("aud", `"aud":[["api"]],`))},
		{"no audience", rs(header(""), lacking("aud", ""))},
		{"an issuer that is a list", rs(header(""), lacking("iss", `"iss":["https://login.microsoftonline.com/`+tenant+`/v2.0"],`))},
		{"no issuer", rs(header(""), lacking("iss", ""))},
		{"no end", rs(header(""), lacking("exp", ""))},
		{"ECDSA of zeros", signEC(a.ec, func(r, s []byte) []byte { return make([]byte, 64) })(es, claimsWith(""))},
		{"ECDSA with r zero", signEC(a.ec, func(r, s []byte) []byte { return append(make([]byte, 32), s...) })(es, claimsWith(""))},
		{"ECDSA with s zero", signEC(a.ec, func(r, s []byte) []byte { return append(r, make([]byte, 32)...) })(es, claimsWith(""))},
		{"ECDSA, one byte too few", signEC(a.ec, func(r, s []byte) []byte { return append(r, s[:31]...) })(es, claimsWith(""))},
		{"ECDSA, one byte too many", signEC(a.ec, func(r, s []byte) []byte { return append(append([]byte{0}, r...), s...) })(es, claimsWith(""))},
		{"ECDSA of nothing", constant("")(es, claimsWith(""))},
		{"ECDSA in DER", signed(func(text []byte) []byte {
			h := sha256.Sum256(text)
			s, err := ecdsa.SignASN1(rand.Reader, a.ec, h[:])
			if err != nil {
				t.Fatal(err)
			}
			return s
		})(es, claimsWith(""))},
		{"ECDSA with the RSA key's name", signEC(a.ec, func(r, s []byte) []byte { return append(r, s...) })(`{"alg":"ES256","kid":"r"}`, claimsWith(""))},
		{"RSA of zeros", constant(strings.Repeat("\x00", 256))(header(""), claimsWith(""))},
		{"RSA of ones", constant(strings.Repeat("\xff", 256))(header(""), claimsWith(""))},
		{"an encrypted token", part(`{"alg":"dir","enc":"A128GCM"}`) + ".." + part("iv") + "." + part(claimsWith("")) + "." + part("tag")},
		{"an encrypted token of nothing", part(`{"alg":"RSA-OAEP","enc":"A128GCM","zip":"DEF"}`) + ".a.a.a.a"},
		{"two parts", parts[0] + "." + parts[1]},
		{"a point behind", sound + "."},
		{"a point before", "." + sound},
		{"five parts", sound + "." + parts[1] + "." + parts[2]},
		{"padding", sound + "=="},
		{"the other alphabet", parts[0] + "." + parts[1] + "." + base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\xfb\xff", 128)))},
		{"a space inside", parts[0] + ". " + parts[1] + "." + parts[2]},
		{"a tab inside", parts[0] + ".\t" + parts[1] + "." + parts[2]},
		{"other letters", parts[0] + "." + parts[1] + ".\uff21" + parts[2]},
		{"nothing", ""},
		{"points", strings.Repeat(".", 10_000)},
		{"many kilobytes", strings.Repeat("a", 60_000)},
	}
	for _, alg := range []string{`"none"`, `"None"`, `"NONE"`, `"nOnE"`, `"none "`, `""`, `null`, `["RS256"]`, `["none"]`, `{}`, `7`, `"rs256"`, `"HS256"`, `"RS256\u0000"`} {
		h := `{"alg":` + alg + `,"kid":"r"}`
		attacks = append(attacks, attack{"algorithm " + alg, none(h, claimsWith(""))}, attack{"algorithm " + alg + " with a signature", constant(parts[2])(h, claimsWith(""))}, attack{"algorithm " + alg + ", signed", foreign(h, claimsWith(""))})
	}
	attacks = append(attacks, attack{"no algorithm", none(`{"kid":"r"}`, claimsWith(""))}, attack{"no header", none(`{}`, claimsWith(""))}, attack{"no signature", none(header(""), claimsWith(""))})
	for name, secret := range map[string][]byte{
		"PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix}), "PEM without its end": []byte(strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix})))),
		"PKCS 1": pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&a.rsa.PublicKey)}),
		"DER":    pkix, "JWK": []byte(a.jwk), "modulus": a.rsa.N.Bytes(), "modulus in base64url": []byte(part(a.rsa.N.Bytes())), "nothing": nil,
	} {
		for _, kid := range []string{`,"kid":"r"`, ``, `,"kid":"e"`} {
			attacks = append(attacks, attack{"the public key as a secret, " + name + kid, signHMAC(secret)(`{"alg":"HS256"`+kid+`}`, claimsWith(""))})
		}
	}
	for _, kid := range []string{
		`"../../../../dev/null"`, `"/etc/passwd"`, `"' OR '1'='1"`, `"r'; DROP TABLE keys--"`, `["r"]`, `7`, `{"r":1}`, `true`, `"` + strings.Repeat("k", 10_000) + `"`,
		`"\r\nX-Injected: 1"`, `"\u0000"`, `"R"`, `"r "`, `"\ud800"`, `"http://127.0.0.1/keys"`, `"$(id)"`, `"{{secret}}"`,
	} {
		attacks = append(attacks, attack{"kid " + kid[:min(len(kid), 30)], foreign(`{"alg":"RS256","kid":`+kid+`}`, claimsWith(""))}, attack{"kid " + kid[:min(len(kid), 30)] + " of nothing", signHMAC(nil)(`{"alg":"HS256","kid":`+kid+`}`, claimsWith(""))})
	}
	for _, exp := range []string{`"4102444800x"`, `"tomorrow"`, `""`, `-1`, `0`, `1`, `-1e300`, `"NaN"`, `"Infinity"`, `true`, `[]`, `[4102444800]`, `{}`, `null`, `946688400.5`, `"946688400"`, `-9223372036854775808`} {
		attacks = append(attacks, attack{"ends at " + exp, rs(header(""), lacking("exp", `"exp":`+exp+`,`))})
	}
	for _, exp := range []string{`NaN`, `Infinity`, `0x7fffffff`, `+1`, `01`, `4102444800,"exp":1`} {
		attacks = append(attacks, attack{"ends at " + exp, rs(header(""), lacking("exp", `"exp":`+exp+`,`))})
	}
	for _, nbf := range []string{`4102444799`, `4102444801`, `1e300`, `9223372036854775807`, `99999999999999999999999`, `"4102444799"`, `"tomorrow"`, `{}`} {
		attacks = append(attacks, attack{"starts at " + nbf, rs(header(""), claimsWith(`"nbf":`+nbf+`,`))})
	}
	for _, p := range []struct{ name, open, inner string }{
		{"validate-jwt", `<validate-jwt failed-validation-httpcode="401" $A>`, `<openid-config url="https://login.microsoftonline.com/` + tenant + `/v2.0/.well-known/openid-configuration" /><audiences><audience>api</audience></audiences></validate-jwt>`},
		{"validate-azure-ad-token", `<validate-azure-ad-token tenant-id="` + tenant + `" failed-validation-httpcode="401" $A>`, `<audiences><audience>api</audience></audiences></validate-azure-ad-token>`},
	} {
		t.Run(p.name, func(t *testing.T) {
			policy := func(attributes string) string { return strings.Replace(p.open, "$A", attributes, 1) + p.inner }
			document := `<policies><inbound><choose><when condition="@(context.Request.Method == "POST")">` + policy(`token-value="@(context.Request.Body.As<string>(true))"`) + `</when>
<when condition="@(context.Request.Url.Query.ContainsKey("t"))">` + policy(`query-parameter-name="t"`) + `</when><otherwise>` + policy(`header-name="Authorization"`) + `</otherwise></choose>
<return-response><set-status code="200" /></return-response></inbound><backend /><outbound />
<on-error><set-header name="X-Error"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header><set-header name="X-Message"><value>@(context.LastError.Message)</value></set-header></on-error></policies>`
			s := serveWith(t, document, "http://127.0.0.1:9", func(c *config.Settings) {
				c.Hosts = append(c.Hosts, config.Host{Pattern: "login.microsoftonline.com", Address: a.address, CA: a.ca})
			})
			address := strings.TrimPrefix(s.Addresses()[0], "http://")
			get := func(target, head string) (*http.Response, string) {
				t.Helper()
				resp, body, err := exchange(t, address, "GET "+target+" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"+head+"\r\n")
				if err != nil {
					t.Fatal(err)
				}
				return resp, body
			}
			bearer := func(token string) string { return "Authorization: Bearer " + token + "\r\n" }
			refused := func(name string, resp *http.Response, body string) {
				t.Helper()
				var answer struct {
					StatusCode int
					Message    string
				}
				err := json.Unmarshal([]byte(body), &answer)
				source, reason, _ := strings.Cut(resp.Header.Get("X-Error"), " ")
				if resp.StatusCode != 401 || err != nil || answer.StatusCode != 401 || answer.Message == "" || source != p.name || reason == "" || resp.Header.Get("X-Injected") != "" {
					t.Errorf("%s: got %s with %.300q and %q", name, resp.Status, body, resp.Header)
				}
			}
			for name, token := range map[string]string{
				"RSA": sound, "ECDSA": signEC(a.ec, func(r, s []byte) []byte { return append(r, s...) })(es, claimsWith("")),
				"no kid": rs(`{"alg":"RS256"}`, claimsWith("")),
			} {
				if resp, body := get("/", bearer(token)); resp.StatusCode != 200 {
					t.Errorf("a sound token, %s: got %s with %q, %q", name, resp.Status, body, resp.Header)
				}
			}
			for _, a := range attacks {
				resp, body := get("/", bearer(a.token))
				refused(a.name, resp, body)
			}
			bad := none(`{"alg":"none"}`, claimsWith(""))
			for name, head := range map[string]string{
				"a sound one first": bearer(sound) + bearer(bad), "a sound one second": bearer(bad) + bearer(sound), "two sound ones": bearer(sound) + bearer(sound),
				"two in one field": "Authorization: Bearer " + sound + ", Bearer " + sound + "\r\n", "no token": "", "no scheme": "Authorization: Bearer\r\n",
			} {
				resp, body := get("/", head)
				refused(name, resp, body)
			}
			for name, target := range map[string]string{
				"a sound one second": "/?t=" + bad + "&t=" + sound, "empty": "/?t=", "a null character": "/?t=" + sound + "%00", "a line end": "/?t=" + sound + "%0A",
			} {
				resp, body := get(target, bearer(sound))
				refused("query, "+name, resp, body)
			}
			// The first value of a query parameter counts (policies/validate-jwt.md, semantics 1).
			if resp, body := get("/?t="+sound+"&t="+bad, ""); resp.StatusCode != 200 {
				t.Errorf("query, a sound one first: got %s with %q", resp.Status, body)
			}
			huge := strings.Repeat("a", 1<<20)
			for name, token := range map[string]string{"huge": huge, "a huge part": sound + huge, "huge claims": rs(header(""), claimsWith(`"a":"`+huge+`",`)), "a huge header": rs(header(`,"a":"`+huge+`"`), claimsWith(""))} {
				resp, body, err := exchange(t, address, fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(token), token))
				if err != nil {
					t.Fatal(err)
				}
				refused(name, resp, body)
			}
		})
	}
	if n := a.fetched.Load(); n > 0 {
		t.Errorf("%d times something was fetched that a token names", n)
	}
}
