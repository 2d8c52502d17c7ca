package emulator_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

func TestOnlyLoopback(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1"} {
		t.Run(address, func(t *testing.T) {
			for _, opts := range []emulator.Options{{IdentityAddress: address, HTTPSAddress: "127.0.0.1:0"}, {IdentityAddress: "127.0.0.1:0", HTTPSAddress: address}} {
				opts.Folder = t.TempDir()
				s, err := emulator.Start(opts)
				if err == nil {
					_ = s.Close(context.Background())
					t.Fatal("it started")
				}
				if !strings.Contains(err.Error(), address) {
					t.Errorf("the error does not name the address: %v", err)
				}
			}
		})
	}
}

func TestPortInUse(t *testing.T) {
	s := start(t, emulator.Options{})
	for _, opts := range []emulator.Options{{IdentityAddress: s.IdentityAddress(), HTTPSAddress: "127.0.0.1:0"}, {IdentityAddress: "127.0.0.1:0", HTTPSAddress: s.HTTPSAddress()}} {
		opts.Folder = t.TempDir()
		if _, err := emulator.Start(opts); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("got %v", err)
		}
	}
}

func TestHosts(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	want := map[string]string{}
	for _, pattern := range []string{"login.microsoftonline.com", "management.azure.com", "graph.microsoft.com", "*.servicebus.windows.net", "*.blob.core.windows.net", "*.queue.core.windows.net", "*.vault.azure.net", "*.documents.azure.com", "*.openai.azure.com"} {
		want[pattern] = l.HTTPSAddress()
	}
	if diff := cmp.Diff(want, l.HostMap()); diff != "" {
		t.Errorf("host map (-want +got):\n%s", diff)
	}
	// The host header decides; an unknown one is told so.
	r, err := http.NewRequestWithContext(t.Context(), "GET", "https://"+l.HTTPSAddress()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"example.com", "a.b.vault.azure.net", ".vault.azure.net", "vault.azure.net"} {
		r.Host = host
		response, err := l.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "does not stand in for the host '"+host+"'") {
			t.Errorf("%s: %d %s", host, response.StatusCode, body)
		}
	}
	// A web page that points a name of its own at the identity listener gets nothing.
	r, err = http.NewRequestWithContext(t.Context(), "GET", "http://"+l.IdentityAddress()+"/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Metadata", "true")
	r.Host = "evil.example"
	response, err := l.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("a foreign host name got %d", response.StatusCode)
	}
}

func TestCertificatesAreSignedByTheAuthority(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	conn, err := tls.Dial("tcp", l.HTTPSAddress(), &tls.Config{ServerName: "demo.vault.azure.net", RootCAs: l.Transport().TLSClientConfig.RootCAs})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := tls.Dial("tcp", l.HTTPSAddress(), &tls.Config{ServerName: "demo.vault.azure.net"}); err == nil {
		t.Error("the system's authorities include the local one")
	}
	info, err := os.Stat(l.CAPath())
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestFaults(t *testing.T) {
	for _, tt := range targets() {
		t.Run(tt.name, func(t *testing.T) {
			l := startLocal(t, emulator.Options{})
			host := strings.Split(tt.url, "/")[2]
			pattern := host
			if _, suffix, _ := strings.Cut(host, "."); strings.Count(suffix, ".") >= 2 {
				pattern = "*." + suffix
			}
			status := 429
			if tt.retryCode == "ServerBusy" {
				status = 503
			}
			token := l.token(tt.resource, "")
			set := l.do("PUT", "http://"+l.IdentityAddress()+"/local/faults", fmt.Sprintf(`{"host":%q,"status":%d,"retryAfter":2,"times":2}`, pattern, status))
			if set.StatusCode != 200 {
				t.Fatalf("%d %s", set.StatusCode, set.body)
			}
			for range 2 {
				a := l.send(tt, token)
				if a.StatusCode != status || !strings.HasPrefix(a.code(), tt.retryCode) {
					t.Errorf("got %d %s", a.StatusCode, a.body)
				}
				after := a.Header.Get("Retry-After")
				if tt.name == "Cosmos DB" {
					after = strings.TrimSuffix(a.Header.Get("x-ms-retry-after-ms"), "000")
				}
				if after != "2" {
					t.Errorf("Retry-After is %q", after)
				}
			}
			if a := l.send(tt, token); a.StatusCode != tt.success {
				t.Errorf("after the fault: %d %s", a.StatusCode, a.body)
			}
		})
	}
}

func TestFaultsOfTheIdentity(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	app := func() *answer {
		return l.do("GET", l.IdentityEndpoint()+"?api-version=2019-08-01&resource=https://vault.azure.net", "", "X-IDENTITY-HEADER", l.IdentityHeader())
	}
	imds := func() *answer {
		return l.do("GET", "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net", "", "Metadata", "true")
	}
	login := func() *answer {
		return l.do("POST", "https://login.microsoftonline.com/"+tenantID+"/oauth2/v2.0/token", "grant_type=client_credentials&client_id=40000000-0000-0000-0000-000000000004&client_secret=client-secret&scope=https://vault.azure.net/.default", "Content-Type", "application/x-www-form-urlencoded")
	}
	if err := l.SetFault(emulator.Fault{Host: "identity", Status: 500}); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() *answer{"App Service": app, "IMDS": imds, "login": login} {
		a := call()
		ok := a.StatusCode == 500
		switch name {
		case "App Service":
			ok = ok && strings.Contains(a.body, `"statusCode":500`)
		case "IMDS":
			ok = ok && a.code() == "unknown"
		default:
			ok = ok && strings.Contains(a.body, "AADSTS90033")
		}
		if !ok {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	// times: 0 clears it.
	if a := l.do("PUT", "http://"+l.IdentityAddress()+"/local/faults", `{"host":"identity","times":0}`); a.body != "[]" {
		t.Errorf("after clearing: %s", a.body)
	}
	for _, call := range []func() *answer{app, imds, login} {
		if a := call(); a.StatusCode != 200 {
			t.Errorf("after clearing: %d %s", a.StatusCode, a.body)
		}
	}
}

func TestFaultResetsAndDelays(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	tt := targets()[5]
	token := l.token(tt.resource, "")
	once := 1
	if err := l.SetFault(emulator.Fault{Host: "v.vault.azure.net", Reset: true, Times: &once}); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Transport().DialContext(t.Context(), "tcp", "v.vault.azure.net:443")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	secure := tls.Client(conn, &tls.Config{ServerName: "v.vault.azure.net", RootCAs: l.Transport().TLSClientConfig.RootCAs})
	if _, err := io.WriteString(secure, "GET / HTTP/1.1\r\nHost: v.vault.azure.net\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(secure).ReadByte(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client saw %v", err)
	}
	if once != 1 {
		t.Error("the caller's variable was changed")
	}
	if a := l.send(tt, token); a.StatusCode != 200 {
		t.Errorf("after the reset: %d", a.StatusCode)
	}
	// A delay holds until the client has had enough.
	if err := l.SetFault(emulator.Fault{Host: "*", Delay: emulator.Duration(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", tt.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.client.Do(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	l.ClearFaults()
	if err := l.SetFault(emulator.Fault{Host: "*", Delay: emulator.Duration(time.Millisecond)}); err != nil {
		t.Fatal(err)
	}
	if a := l.send(tt, token); a.StatusCode != 200 {
		t.Errorf("a short delay: %d", a.StatusCode)
	}
}

func TestFaultsAreChecked(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	tests := []struct{ body, want string }{
		{`{"host":"*.vault.azure.net","status":429,"delay":"1.5s"}`, ""},
		{`{"host":"*","delay":0.5}`, ""},
		{`{"host":"x","reset":true,"times":3}`, ""},
		{``, "not a fault"},
		{`[]`, "not a fault"},
		{`{"host":"x","status":500}{}`, "not one fault alone"},
		{`{"status":500}`, "needs a host"},
		{`{"host":"a*","status":500}`, "first label"},
		{`{"host":"x"}`, "needs a status, a delay or a reset"},
		{`{"host":"x","status":200}`, "400 to 599"},
		{`{"host":"x","status":500,"reset":true}`, "not both"},
		{`{"host":"x","status":500,"times":-1}`, "-1 times"},
		{`{"host":"x","delay":"soon"}`, "a delay is text"},
		{`{"host":"x","delay":"1h"}`, "at most 10m"},
		{`{"host":"x","state":500}`, "unknown field"},
	}
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			a := l.do("PUT", "http://"+l.IdentityAddress()+"/local/faults", tt.body)
			if tt.want == "" {
				if a.StatusCode != 200 {
					t.Errorf("%d %s", a.StatusCode, a.body)
				}
				return
			}
			if a.StatusCode != 400 || !strings.Contains(a.body, tt.want) {
				t.Errorf("%d %s", a.StatusCode, a.body)
			}
		})
	}
	var list []map[string]any
	l.do("GET", "http://"+l.IdentityAddress()+"/local/faults", "").json(&list)
	want := []map[string]any{
		{"host": "*.vault.azure.net", "status": 429.0, "delay": "1.5s"}, {"host": "*", "delay": "500ms"}, {"host": "x", "reset": true, "times": 3.0},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if a := l.do("DELETE", "http://"+l.IdentityAddress()+"/local/faults", ""); a.StatusCode != 204 || len(l.Faults()) != 0 {
		t.Errorf("after deleting: %d %v", a.StatusCode, l.Faults())
	}
}

func TestRequestLog(t *testing.T) {
	l := startLocal(t, emulator.Options{RequestLog: 4})
	l.do("GET", "https://v.vault.azure.net/secrets/demo-secret?api-version=7.4", "")
	l.do("GET", "https://acct.blob.core.windows.net/demo/x?sv=2020&sig=topsecret", "")
	l.token("https://vault.azure.net", readerID)
	l.do("GET", "https://v.vault.azure.net/secrets/demo-secret?api-version=7.4", "", l.as("", "https://vault.azure.net")...)
	var got []map[string]any
	l.do("GET", "http://"+l.IdentityAddress()+"/local/requests", "").json(&got)
	want := []map[string]any{
		{"method": "GET", "host": "acct.blob.core.windows.net", "path": "/demo/x", "query": "sig=REDACTED&sv=2020", "status": 403.0, "identity": ""},
		{"method": "GET", "host": "identity", "path": "/msi/token", "query": "api-version=2019-08-01&client_id=" + readerID + "&resource=https%3A%2F%2Fvault.azure.net", "status": 200.0, "identity": readerID},
		{"method": "GET", "host": "identity", "path": "/msi/token", "query": "api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net", "status": 200.0, "identity": "system-assigned"},
		{"method": "GET", "host": "v.vault.azure.net", "path": "/secrets/demo-secret", "query": "api-version=7.4", "status": 200.0, "identity": "system-assigned"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if a := l.do("DELETE", "http://"+l.IdentityAddress()+"/local/requests", ""); a.StatusCode != 204 || len(l.Requests()) != 0 {
		t.Errorf("after deleting: %d %v", a.StatusCode, l.Requests())
	}
	if a := l.do("GET", "http://"+l.IdentityAddress()+"/local/requests", ""); a.body != "[]" {
		t.Errorf("an empty log is %s", a.body)
	}
}

func TestEnvironment(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	vars := map[string]string{}
	for _, v := range l.Environment() {
		if !v.Optional {
			vars[v.Name] = v.Value
		}
	}
	want := map[string]string{
		"IDENTITY_ENDPOINT": "http://" + l.IdentityAddress() + "/msi/token", "IDENTITY_HEADER": l.IdentityHeader(),
		"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://" + l.IdentityAddress(), "AZURE_TENANT_ID": tenantID, "AZURE_SUBSCRIPTION_ID": subscriptionID,
		"AZURE_AUTHORITY_HOST": "https://" + l.HTTPSAddress() + "/", "SSL_CERT_FILE": l.CAPath(), "NODE_EXTRA_CA_CERTS": l.CAPath(),
	}
	if diff := cmp.Diff(want, vars); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	lines := emulator.ExportLines([]emulator.Variable{{Name: "A", Value: "it's", Comment: "why"}, {Name: "B", Value: "x", Optional: true}})
	if diff := cmp.Diff([]string{`export A='it'\''s'  # why`, "# export B='x'"}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no POSIX shell to read the lines")
	}
	script := strings.Join(emulator.ExportLines(l.Environment()), "\n") + "\nprintf %s \"$IDENTITY_HEADER $AZURE_TENANT_ID ${HTTPS_PROXY:-none}\""
	cmd := exec.CommandContext(t.Context(), shell, "-c", script)
	cmd.Env = []string{}
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != l.IdentityHeader()+" "+tenantID+" none" {
		t.Errorf("%s, %v", out, err)
	}
	if _, err := l.EnvironmentFor("magic"); err == nil {
		t.Error("there is no such source")
	}
}

func TestCloseEndsWhatWaits(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	opts := emulator.Options{IdentityAddress: "127.0.0.1:0", HTTPSAddress: "127.0.0.1:0", Folder: t.TempDir()}
	s, err := emulator.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	l := &local{Server: s, t: t, client: &http.Client{Transport: s.Transport()}}
	headers := l.as("", "https://servicebus.azure.net")
	done := make(chan int)
	go func() {
		r, err := http.NewRequest("POST", "https://ns.servicebus.windows.net/orders/messages/head", nil)
		if err != nil {
			done <- -1
			return
		}
		r.Header.Set(headers[0], headers[1])
		response, err := l.client.Do(r)
		if err != nil {
			done <- -2
			return
		}
		_ = response.Body.Close()
		done <- response.StatusCode
	}()
	// The receiver waits, or has not come yet; either way closing ends it.
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
	if status := <-done; status != http.StatusNoContent && status != -2 {
		t.Errorf("the receiver got %d", status)
	}
	if _, err := net.DialTimeout("tcp", s.HTTPSAddress(), time.Second); err == nil {
		t.Error("it still accepts connections")
	}
	l.client.CloseIdleConnections()
	goleak.VerifyNone(t, ignore)
}

func TestLocalAPI(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	if a := l.do("GET", "http://"+l.IdentityAddress()+"/local/else", ""); a.StatusCode != 404 || !strings.Contains(a.body, "/local/faults") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	l.do("POST", "https://ns.servicebus.windows.net/events/messages", "one", l.as("", "https://eventhubs.azure.net", "Alert", `"wind"`)...)
	l.do("POST", "https://ns.servicebus.windows.net/events/messages", "\xff", l.as("", "https://eventhubs.azure.net")...)
	a := l.do("GET", "http://"+l.IdentityAddress()+"/local/messages?namespace=ns&entity=events", "")
	var got []struct {
		Body       string
		BodyBase64 []byte
		Properties map[string]string
	}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || len(got) != 2 || got[0].Body != "one" || got[0].Properties["Alert"] != `"wind"` || string(got[1].BodyBase64) != "\xff" {
		t.Errorf("%s, %v", a.body, err)
	}
	if a := l.do("GET", "http://"+l.IdentityAddress()+"/local/messages?namespace=ns&entity=nothing", ""); a.StatusCode != 404 {
		t.Errorf("%d", a.StatusCode)
	}
	// A ring keeps the newest.
	if requests := l.Requests(); len(requests) != 4 {
		t.Errorf("the local API is in the log: %+v", requests)
	}
}
