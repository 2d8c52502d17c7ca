// Package js_test runs Azure's JavaScript clients against the local Azure.
package js_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/test/clients/npm"
)

func TestJavaScriptClients(t *testing.T) {
	node := npm.Require(t)
	if err := npm.Install(t.Context(), "."); err != nil {
		t.Fatal(err)
	}
	s, err := emulator.Start(emulator.Options{IdentityAddress: "127.0.0.1:0", HTTPSAddress: "127.0.0.1:0", Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	cmd := exec.CommandContext(t.Context(), node, "clients.mjs")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	for _, v := range s.Environment() {
		// The authority host stays Azure's: it is reached through the proxy.
		if !v.Optional && v.Name != "AZURE_AUTHORITY_HOST" || v.Name == "HTTPS_PROXY" {
			cmd.Env = append(cmd.Env, v.Name+"="+v.Value)
		}
	}
	cmd.Env = append(cmd.Env,
		"READER_CLIENT_ID=30000000-0000-0000-0000-000000000003",
		"APP_CLIENT_ID=40000000-0000-0000-0000-000000000004", "APP_CLIENT_SECRET=client-secret",
		"WORKLOAD_CLIENT_ID=30000000-0000-0000-0000-000000000001", "WORKLOAD_TOKEN_FILE="+s.FederatedTokenFile(),
	)
	out, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if e, ok := err.(*exec.ExitError); ok {
			stderr = e.Stderr
		}
		for _, r := range s.Requests() {
			t.Logf("%+v", r)
		}
		t.Fatalf("%v\n%s", err, stderr)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	const system, reader, app = "30000000-0000-0000-0000-000000000001", "30000000-0000-0000-0000-000000000003", "40000000-0000-0000-0000-000000000004"
	token := func(aud, appid string) map[string]any { return map[string]any{"aud": aud, "appid": appid} }
	want := map[string]any{
		"appService":   token("api://app-service", system),
		"userAssigned": token("api://user-assigned", reader),
		"imds":         token("api://imds", system),
		"clientSecret": token("https://vault.azure.net", app),
		"workload":     token("https://vault.azure.net", system),
		"uploaded":     201.0,
		"listed":       []any{[]any{"dir/large.bin", 3e6, ""}, []any{"small.txt", 5.0, "v"}},
		"prefixes":     []any{"prefix dir/", "blob small.txt"},
		"downloaded":   true,
		"properties":   []any{"text/plain", 5.0, "v", "BlockBlob"},
		"deleted":      false,
		"missing":      "BlobNotFound",
		"denied":       "AuthorizationPermissionMismatch",
		"secret":       "s3cr3t",
		"secrets":      []any{"demo-certificate", "demo-secret", "from-js"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what the clients saw (-want +got):\n%s", diff)
	}
}
