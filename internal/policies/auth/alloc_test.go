package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies/auth"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// answers is an identity endpoint that gives every resource a token.
type answers struct{}

// RoundTrip implements http.RoundTripper.
func (answers) RoundTrip(r *http.Request) (*http.Response, error) {
	body := fmt.Sprintf(`{"access_token":"token:%s","expires_on":"%d"}`, r.URL.Query().Get("resource"), time.Now().Add(time.Hour).Unix())
	return &http.Response{
		StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// warm compiles inbound policies and returns a request on which they ran once, so
// that their tokens are at hand.
func warm(tb testing.TB, inbound string) (*policy.Exec, *policy.Block) {
	tb.Helper()
	ids, err := identity.New(
		identity.Settings{
			SystemAssigned: identity.SourceSettings{Source: identity.SourceLocal},
			UserAssigned:   map[string]identity.SourceSettings{"1111": {Source: identity.SourceLocal}},
		},
		identity.Options{Transport: answers{}, Local: &identity.Endpoint{URL: "http://identity.test/msi/token", Header: "header"}},
	)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(ids.Close)
	library := bcl.Default()
	var found diag.List
	keys := jwt.NewDirectory(jwt.Options{Transport: answers{}})
	tb.Cleanup(keys.Close)
	c := &policy.Compiler{
		Registry: policy.NewRegistry(auth.Policies()...), Identity: ids, Keys: keys, Diagnostics: &found,
		Env: &expr.Env{Universe: library.Universe, Context: library.Universe.MustLookup("Apim.IExpressionContext", 0)},
	}
	text := "<policies><inbound>" + inbound + "</inbound><backend/><outbound/><on-error/></policies>"
	p := c.Compile([]policy.ScopeDocument{{Scope: policy.Global, Source: diag.NewSource("policy.xml", text)}})
	for _, d := range found.All() {
		tb.Fatal(d.Message)
	}
	h := &policy.Host{
		Identity: ids, TypeOf: library.TypeOf, Services: host.Default(),
		Limits: policy.Limits{Expression: rt.Budget{Steps: 1e6, Memory: 1 << 20, Time: time.Second, MaxDepth: 100}},
	}
	req := &message.Request{Method: "GET", Remote: netip.MustParseAddrPort("203.0.113.7:40000")}
	req.Header.Add("Authorization", "Bearer of the caller")
	req.Header.Add("Accept", "text/*")
	req.Header.Add("X-Token", token("ada"))
	x := &policy.Exec{}
	x.Reset(tb.Context(), h, &apim.Context{Request: apim.NewRequest(req, &h.Limits.Body), Variables: apim.NewVariables()})
	x.Section = policy.Inbound
	if _, err := x.RunBlock(&p.Inbound); err != nil {
		tb.Fatal(err)
	}
	return x, &p.Inbound
}

// secret signs the token of the caller.
const secret = "the secret of a test, 32 bytes.."

// token is what a caller sends.
func token(subject string) string {
	e := base64.RawURLEncoding
	text := e.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT","kid":"a"}`)) + "." + e.EncodeToString([]byte(
		`{"iss":"https://issuer.test/","aud":["api","another"],"exp":4102444800,"nbf":1,"sub":"`+subject+`","roles":["reader","writer"],"scp":"a b c"}`))
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(text))
	return text + "." + e.EncodeToString(m.Sum(nil))
}

// run is a policy on the path of every request, and the Authorization header that
// it leaves.
type run struct{ name, policy, header string }

func managedIdentity() []run {
	return []run{
		{"header", `<authentication-managed-identity resource="https://vault.azure.net"/>`, "Bearer token:https://vault.azure.net"},
		{"user-assigned", `<authentication-managed-identity resource="https://vault.azure.net" client-id="1111"/>`, "Bearer token:https://vault.azure.net"},
		{"variable", `<authentication-managed-identity resource="https://vault.azure.net" output-token-variable-name="t"/>`, "Bearer of the caller"},
	}
}

func others() []run {
	return []run{
		{"validate-jwt", `<validate-jwt header-name="X-Token" output-token-variable-name="jwt">` +
			`<issuer-signing-keys><key id="a">` + base64.StdEncoding.EncodeToString([]byte(secret)) + `</key></issuer-signing-keys>` +
			`<audiences><audience>x</audience><audience>api</audience></audiences><issuers><issuer>https://issuer.test/</issuer></issuers>` +
			`<required-claims><claim name="roles" match="any"><value>writer</value></claim><claim name="scp" separator=" "><value>b</value></claim></required-claims>` +
			`</validate-jwt>`, "Bearer of the caller"},
		{"authentication-basic", `<authentication-basic username="a" password="b"/>`, "Basic YTpi"},
		{"check-header", `<check-header name="accept" failed-check-httpcode="401" failed-check-error-message="m" ignore-case="true"><value>x</value><value>Text/*</value></check-header>`, "Bearer of the caller"},
		{"ip-filter", `<ip-filter action="allow"><address>1.2.3.4</address><address-range from="203.0.113.0" to="203.0.113.255"/></ip-filter>`, "Bearer of the caller"},
	}
}

// TestWarmAllocatesNothing: with a token at hand, and with literal settings, the
// policies cost no allocation.
func TestWarmAllocatesNothing(t *testing.T) {
	for _, tt := range append(managedIdentity(), others()...) {
		t.Run(tt.name, func(t *testing.T) {
			x, inbound := warm(t, tt.policy)
			if n := testing.AllocsPerRun(1000, func() {
				if _, err := x.RunBlock(inbound); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("the policy allocates %v times", n)
			}
			if got := x.Request().Header.Value("Authorization"); got != tt.header {
				t.Errorf("Authorization is %q, not %q", got, tt.header)
			}
		})
	}
}

// TestNewTokenAllocs: a token that was not seen before costs its own memory and no
// more, as long as no expression asks for it.
func TestNewTokenAllocs(t *testing.T) {
	x, inbound := warm(t, strings.Replace(others()[0].policy, ` output-token-variable-name="jwt"`, "", 1))
	const runs = 1000
	tokens := make([]string, 0, runs+1)
	for i := range cap(tokens) {
		tokens = append(tokens, token(fmt.Sprintf("caller-%d", i)))
	}
	header := &x.Request().Header
	if n := testing.AllocsPerRun(runs, func() {
		header.Set("X-Token", tokens[0])
		tokens = tokens[1:]
		if _, err := x.RunBlock(inbound); err != nil {
			t.Fatal(err)
		}
	}); n > 12 {
		t.Errorf("a new token allocates %v times", n)
	}
}

// BenchmarkManagedIdentityWarm measures the policy with a token at hand.
func BenchmarkManagedIdentityWarm(b *testing.B) { benchmark(b, managedIdentity()) }

// BenchmarkWarm measures the other policies.
func BenchmarkWarm(b *testing.B) { benchmark(b, others()) }

// BenchmarkNewToken measures validate-jwt with tokens that were not seen before, whose
// claims only rules look at, and expressions too.
func BenchmarkNewToken(b *testing.B) {
	const variable = ` output-token-variable-name="jwt"`
	b.Run("rules", func(b *testing.B) { newTokens(b, strings.Replace(others()[0].policy, variable, "", 1)) })
	b.Run("variable", func(b *testing.B) { newTokens(b, others()[0].policy) })
}

func newTokens(b *testing.B, document string) {
	x, inbound := warm(b, document)
	tokens := make([]string, 1<<14) // more than are remembered
	for i := range tokens {
		tokens[i] = token(fmt.Sprintf("caller-%d", i))
	}
	header := &x.Request().Header
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		header.Set("X-Token", tokens[n%len(tokens)])
		if _, err := x.RunBlock(inbound); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmark(b *testing.B, list []run) {
	for _, tt := range list {
		b.Run(tt.name, func(b *testing.B) {
			x, inbound := warm(b, tt.policy)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := x.RunBlock(inbound); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
