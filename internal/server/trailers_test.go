package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// protocols is one version of HTTP; over plain connections HTTP/2 is spoken with
// prior knowledge.
func protocols(version string) *http.Protocols {
	p := &http.Protocols{}
	p.SetHTTP1(version == "1")
	p.SetUnencryptedHTTP2(version == "2")
	return p
}

// versions are those that a gateway serves on a plain address: net/http alone has no
// HTTP/2 there.
func versions(netHTTP bool) []string {
	if netHTTP {
		return []string{"1"}
	}
	return []string{"1", "2"}
}

// serveBoth serves HTTP/1.1 and HTTP/2 on a plain address.
func serveBoth(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.Protocols = &http.Protocols{}
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// clientOf speaks one version of HTTP.
func clientOf(t *testing.T, version string) *http.Client {
	t.Helper()
	tr := &http.Transport{Protocols: protocols(version)}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: patience}
}

// unsized hides the length of a body.
type unsized struct{ io.Reader }

// withTrailers is a request with fields after its body.
func withTrailers(t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+address+"/", unsized{strings.NewReader("body")})
	if err != nil {
		t.Fatal(err)
	}
	req.Trailer = http.Header{"X-Check": {"a b"}, "X-Two": {"1", "2"}}
	req.Header.Set("TE", "trailers")
	return req
}

// TestTrailers: fields after bodies pass in both directions, whatever the versions of
// HTTP and the adapters, without those that may not stand there.
func TestTrailers(t *testing.T) {
	backend := serveBoth(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		w.Header().Set("Trailer", "X-Sum")
		fmt.Fprintf(w, "%s te=%s trailers=%v err=%v", body, r.Header.Get("Te"), r.Trailer, err)
		w.Header().Set("X-Sum", "42")
		w.Header().Set(http.TrailerPrefix+"X-Late", "late")
		w.Header().Set(http.TrailerPrefix+"Set-Cookie", "a=b")
		w.Header().Set(http.TrailerPrefix+"Retry-After", "1")
	})
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		for _, to := range []string{"1", "2"} {
			gateway := start(t, netHTTP, `<policies><inbound /><backend><forward-request http-version="`+to+`" /></backend><outbound /><on-error /></policies>`, backend)
			for _, from := range versions(netHTTP) {
				t.Run(from+" to "+to, func(t *testing.T) {
					resp, err := clientOf(t, from).Do(withTrailers(t, gateway))
					if err != nil {
						t.Fatal(err)
					}
					defer resp.Body.Close()
					var body bytes.Buffer
					if _, err := body.ReadFrom(resp.Body); err != nil {
						t.Fatal(err)
					}
					if want := "body te=trailers trailers=map[X-Check:[a b] X-Two:[1 2]] err=<nil>"; body.String() != want {
						t.Errorf("the backend got %q, want %q", body.String(), want)
					}
					if diff := cmp.Diff(http.Header{"X-Sum": {"42"}, "X-Late": {"late"}}, resp.Trailer); diff != "" {
						t.Errorf("trailers (-want +got):\n%s", diff)
					}
				})
			}
		}
	})
}

// TestTrailersAndPolicies: the fields belong to the body. They stay when a policy only
// reads it, and go when it is replaced.
func TestTrailersAndPolicies(t *testing.T) {
	backend := serveBoth(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %v", body, r.Trailer)
		w.(http.Flusher).Flush()
		w.Header().Set(http.TrailerPrefix+"X-Sum", "42")
	})
	tests := []struct {
		name, inbound, outbound string
		body                    string
		trailer                 http.Header
	}{
		{"read", `<set-variable name="a" value="@(context.Request.Body.As&lt;string&gt;(preserveContent: true))" />`,
			`<set-variable name="b" value="@(context.Response.Body.As&lt;string&gt;(preserveContent: true))" />`, "body map[X-Check:[a b] X-Two:[1 2]]", http.Header{"X-Sum": {"42"}}},
		{"replaced", `<set-body>new</set-body>`, `<set-body>@("new " + context.Response.Body.As&lt;string&gt;())</set-body>`, "new new map[]", nil},
		{"read and gone", `<set-variable name="a" value="@(context.Request.Body.As&lt;string&gt;())" />`, ``, " map[]", http.Header{"X-Sum": {"42"}}},
	}
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		for _, tt := range tests {
			for _, version := range versions(netHTTP) {
				t.Run(tt.name+" "+version, func(t *testing.T) {
					gateway := start(t, netHTTP, `<policies><inbound>`+tt.inbound+`</inbound><backend><forward-request http-version="`+version+`" /></backend><outbound>`+tt.outbound+`</outbound><on-error /></policies>`, backend)
					resp, err := clientOf(t, version).Do(withTrailers(t, gateway))
					if err != nil {
						t.Fatal(err)
					}
					defer resp.Body.Close()
					body, err := io.ReadAll(resp.Body)
					if err != nil || string(body) != tt.body {
						t.Errorf("got %q, %v, want %q", body, err, tt.body)
					}
					if diff := cmp.Diff(tt.trailer, resp.Trailer); diff != "" {
						t.Errorf("trailers (-want +got):\n%s", diff)
					}
				})
			}
		}
	})
}
