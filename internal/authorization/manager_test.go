package authorization_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/authorization"
)

// endpoint is a token endpoint.
type endpoint struct {
	mu     sync.Mutex
	asked  []url.Values
	answer func(n int, form url.Values) (int, string)
}

// RoundTrip implements http.RoundTripper.
func (e *endpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	e.asked = append(e.asked, form)
	n := len(e.asked)
	e.mu.Unlock()
	time.Sleep(time.Second)
	status, body := e.answer(n, form)
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

func manager(e *endpoint, c authorization.Connection) *authorization.Manager {
	return authorization.New(authorization.Options{Transport: e, Connections: map[string]authorization.Connection{"p/a": c}})
}

// One request for all who wait; another one a minute before the token ends.
func TestClientCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{answer: func(n int, _ url.Values) (int, string) {
			return 200, fmt.Sprintf(`{"token_type": "Bearer", "access_token": "t%d", "expires_in": "600", "ext": {"a": 1}, "n": 7, "none": null}`, n)
		}}
		m := manager(e, authorization.Connection{TokenURL: "https://login.test/token", ClientID: "id", ClientSecret: "s&cret", Scope: "a b"})
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				token, err := m.Token(t.Context(), "p", "a")
				if err != nil || token.AccessToken != "t1" {
					t.Errorf("%v, %v", token, err)
				}
			})
		}
		wait.Wait()
		if len(e.asked) != 1 || e.asked[0].Encode() != "client_id=id&client_secret=s%26cret&grant_type=client_credentials&scope=a+b" {
			t.Errorf("asked: %v", e.asked)
		}
		token, _ := m.Token(t.Context(), "p", "a")
		if got := fmt.Sprint(token.Fields); got != `[{token_type Bearer} {access_token t1} {expires_in 600} {ext {"a": 1}} {n 7} {none <nil>}]` {
			t.Errorf("fields: %s", got)
		}
		time.Sleep(9*time.Minute - 2*time.Second)
		if token, _ := m.Token(t.Context(), "p", "a"); token.AccessToken != "t1" {
			t.Error("renewed too early")
		}
		time.Sleep(2 * time.Second)
		if token, err := m.Token(t.Context(), "p", "a"); err != nil || token.AccessToken != "t2" {
			t.Errorf("not renewed: %v, %v", token, err)
		}
	})
}

// A refresh token that the endpoint replaces is used from then on.
func TestRefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &endpoint{answer: func(n int, _ url.Values) (int, string) {
			return 200, fmt.Sprintf(`{"access_token": "t%d", "expires_in": 120, "refresh_token": "r%d"}`, n, n)
		}}
		m := manager(e, authorization.Connection{TokenURL: "https://login.test/token", ClientID: "id", ClientSecret: "s", RefreshToken: "r0"})
		for range 3 {
			if _, err := m.Token(t.Context(), "p", "a"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Minute)
		}
		for i, form := range e.asked {
			if form.Get("grant_type") != "refresh_token" || form.Get("refresh_token") != fmt.Sprintf("r%d", i) {
				t.Errorf("request %d: %v", i, form)
			}
		}
	})
}

func TestFailures(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		answer string
		want   string
	}{
		{"refused", 401, `{"error": "invalid_client", "error_description": "wrong", "client_secret": "hidden"}`, "p/a: the token endpoint answered 401: invalid_client: wrong"},
		{"no JSON", 500, "hidden", "p/a: the token endpoint answered 500"},
		{"no object", 200, "[]", "p/a: the token endpoint's answer is no JSON object: it does not start with a brace"},
		{"cut off", 200, `{"access_token": "hidden", "x": `, "p/a: the token endpoint's answer is no JSON object: EOF"},
		{"without its end", 200, `{"access_token": "hidden"`, "p/a: the token endpoint's answer is no JSON object: EOF"},
		{"no token", 200, `{"expires_in": 1}`, "p/a: the token endpoint's answer has no access_token"},
		{"too long", 200, strings.Repeat(" ", 300<<10), "p/a: the token endpoint's answer is too long"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := manager(&endpoint{answer: func(int, url.Values) (int, string) { return test.status, test.answer }},
					authorization.Connection{TokenURL: "https://login.test/token", ClientSecret: "hidden"})
				if _, err := m.Token(t.Context(), "p", "a"); err == nil || err.Error() != test.want {
					t.Errorf("%v, want %s", err, test.want)
				}
				if _, err := m.Token(t.Context(), "p", "b"); !errors.Is(err, authorization.ErrUnknown) {
					t.Errorf("an unknown connection: %v", err)
				}
			})
		})
	}
}
