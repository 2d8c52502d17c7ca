package auth

import (
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/jwt"
)

// FuzzClaims compares what rules see of a token's JSON with what the whole token says.
func FuzzClaims(f *testing.F) {
	for _, payload := range []string{
		`{}`,
		`{"iss":"https://issuer.test/","aud":["api","another"],"exp":4102444800,"nbf":1,"iat":0,"sub":"a","jti":"b","scp":"a b c"}`,
		`{"aud":"api","roles":[],"groups":[ "a" , "b" ],"amr":["pwd"],"n":15,"m":-7,"t":true,"f":false,"z":null}`,
		`{"iss":null,"exp":null,"aud":null}`,
		`{"iss":5,"sub":true,"exp":"4102444800","nbf":1.5,"aud":[1,"b"]}`,
		`{"iss":"a\u0062","aud":["a\"b","c"],"address":{"city":"x"}}`,
		`{"exp":4102444800000,"nbf":99999999999999999999,"iat":1e3}`,
		`{"exp":-1,"a":-0,"b":0,"c":1e400,"d":[[]],"e":["a",["b"]],"f":[null]}`,
		`{"iss":{}}`, `{"exp":[]}`, `{"jti":["a"]}`,
		`{"é":"ü","d":"2020-01-01T00:00:00Z","e":["2020-01-01"]}`,
	} {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		d := jwt.NewDirectory(jwt.Options{})
		defer d.Close()
		ring := d.Ring(jwt.RingSettings{Read: func(c jwt.Content) (any, error) {
			whole, fault := readWhole(c)
			read, err := readToken(c)
			if (fault == nil) != (err == nil) {
				t.Fatalf("the whole token: %v, at a glance: %v", fault, err)
			}
			if err != nil {
				return nil, err
			}
			v := read.(*view)
			same(t, "iss", v.issuer, whole.issuer)
			same(t, "exp", instant(v.expires), instant(whole.expires))
			same(t, "nbf", instant(v.notBefore), instant(whole.notBefore))
			for _, name := range []string{"exp", "missing", "aud", "roles", ""} {
				compare(t, name, v, whole)
			}
			for _, claim := range c.Claims {
				compare(t, claim.Name, v, whole)
			}
			same(t, "Subject", v.jwt().Subject, whole.token.Subject)
			same(t, "Claims", v.jwt().Claims.Count(), whole.token.Claims.Count())
			return v, nil
		}})
		e := base64.RawURLEncoding
		_, _ = ring.Verify(t.Context(), e.EncodeToString([]byte(`{"alg":"none"}`))+"."+e.EncodeToString([]byte(payload))+".", true)
	})
}

func compare(t *testing.T, name string, v, whole *view) {
	t.Helper()
	got, known := v.claim(name)
	want, there := whole.claim(name)
	same(t, name, known, there)
	if !slices.Equal(got.texts(), want.texts()) {
		t.Errorf("the claim %q: %q, in the whole token %q", name, got.texts(), want.texts())
	}
	one, single := v.single(name)
	other, alone := whole.single(name)
	same(t, name, one, other)
	same(t, name, single, alone)
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, in the whole token %v", what, got, want)
	}
}

// instant is a time that can be compared.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
