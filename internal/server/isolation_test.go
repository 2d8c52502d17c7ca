package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// isolationDocument shows what a request has of itself in every section and on every
// way through it: variables, views of the message, the target of set-backend-service,
// branches that are given up, errors.
const isolationDocument = `<policies>
  <inbound>
    <set-variable name="token" value="@(context.Request.Headers.GetValueOrDefault("X-Token", "none"))" />
    <choose>
      <when condition="@(context.Request.OriginalUrl.Path.StartsWith("/own/"))">
        <return-response>
          <set-header name="X-Seen"><value>@((string)context.Variables["token"] + context.Request.OriginalUrl.Path)</value></set-header>
        </return-response>
      </when>
      <when condition="@(context.Request.OriginalUrl.Path.StartsWith("/fails/"))">
        <set-variable name="never" value="@(((string)null).Length)" />
      </when>
      <when condition="@(context.Request.OriginalUrl.Path.StartsWith("/branches/"))">
        <wait for="any">
          <send-request mode="new" response-variable-name="one" timeout="20" ignore-error="true">
            <set-url>@("BACKEND/quick/" + (string)context.Variables["token"])</set-url><set-method>GET</set-method>
          </send-request>
          <send-request mode="new" response-variable-name="two" timeout="20" ignore-error="true">
            <set-url>@("BACKEND/slow/" + (string)context.Variables["token"])</set-url><set-method>GET</set-method>
          </send-request>
        </wait>
        <set-header name="X-Branch"><value>@(((IResponse)(context.Variables.GetValueOrDefault<IResponse>("one") ?? context.Variables.GetValueOrDefault<IResponse>("two"))).Body.As<string>())</value></set-header>
      </when>
      <when condition="@(context.Request.Method == "POST")">
        <set-body>@(context.Request.Body.As<string>(preserveContent: true) + (string)context.Variables["token"])</set-body>
      </when>
    </choose>
    <set-header name="X-Inbound"><value>@((string)context.Variables["token"])</value></set-header>
  </inbound>
  <backend><forward-request timeout="20" /></backend>
  <outbound>
    <set-header name="X-Seen"><value>@((string)context.Variables["token"] + context.Request.OriginalUrl.Path)</value></set-header>
    <set-header name="X-Variables"><value>@(context.Variables.Count.ToString())</value></set-header>
  </outbound>
  <on-error>
    <set-header name="X-Seen"><value>@((string)context.Variables["token"] + context.Request.OriginalUrl.Path)</value></set-header>
    <set-header name="X-Error"><value>@(context.LastError.Reason)</value></set-header>
  </on-error>
</policies>`

// TestIsolation: requests use the memory of those before them, and see nothing of
// them, nor of those beside them.
func TestIsolation(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token, ok := strings.CutPrefix(r.URL.Path, "/slow/"); ok {
			for range 200 {
				// Slower than the other one, most of the time.
				_, _ = fmt.Fprint(io.Discard, token)
			}
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, r.Header.Get("X-Inbound"), r.URL.Path, string(body), r.Header.Get("X-Branch"))
	}))
	t.Cleanup(backend.Close)
	s := serveWith(t, strings.ReplaceAll(isolationDocument, "BACKEND", backend.URL), backend.URL, func(*config.Settings) {})
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: patience}
	ask := func(kind, token string, n int) error {
		path, method, body := "/"+kind+"/"+token, http.MethodGet, ""
		if kind == "body" {
			method, body = http.MethodPost, "body of "+token
		}
		req, err := http.NewRequestWithContext(t.Context(), method, s.Addresses()[0]+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		if n%5 != 0 {
			req.Header.Set("X-Token", token)
		} else {
			token = "none"
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		status, text, variables, reason := 200, token+path, "1", ""
		switch kind {
		case "own":
			text, variables = "", ""
		case "fails":
			status, variables, reason = 500, "", "ExpressionValueEvaluationFailure"
			got, text = nil, ""
		case "body":
			text += body + token
		case "branches":
			variables = resp.Header.Get("X-Variables")
			if text += "/quick/" + token; string(got) != text {
				text = token + path + "/slow/" + token
			}
		}
		if resp.StatusCode != status || string(got) != text || resp.Header.Get("X-Seen") != token+path || resp.Header.Get("X-Variables") != variables || resp.Header.Get("X-Error") != reason {
			return fmt.Errorf("%s %s with %s: %d %q %v", method, path, token, resp.StatusCode, got, resp.Header)
		}
		return nil
	}
	var wg sync.WaitGroup
	for caller := range 16 {
		wg.Go(func() {
			for n := range 100 {
				kind := []string{"plain", "own", "fails", "body", "branches", "plain"}[(caller+n)%6]
				if err := ask(kind, fmt.Sprintf("t-%d-%d", caller, n), n); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}
