package identity

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fakeAz puts a script named az first on PATH. It writes its arguments to the
// returned file.
func fakeAz(t *testing.T, script string) (arguments string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake is a shell script")
	}
	dir := t.TempDir()
	arguments = filepath.Join(dir, "arguments")
	text := fmt.Sprintf("#!/bin/sh\necho \"$@\" >>'%s'\n%s\n", arguments, script)
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return arguments
}

func cliManager(t *testing.T, settings SourceSettings) *Manager {
	t.Helper()
	settings.Source = SourceAzureCLI
	return entraManager(t, &endpoint{}, settings)
}

func TestAzureCLI(t *testing.T) {
	expires := time.Now().Add(time.Hour).Unix()
	arguments := fakeAz(t, fmt.Sprintf(`echo '{"accessToken":"CLI","expires_on":%d,"tokenType":"Bearer"}'`, expires))
	m := cliManager(t, SourceSettings{TenantID: tenant, Subscription: "my sub"})
	for range 3 {
		got, err := m.Token(t.Context(), "", "", "https://database.windows.net/")
		wantToken(t, got, err, "CLI")
		if got.ExpiresOn.Unix() != expires {
			t.Errorf("expires %v", got.ExpiresOn)
		}
	}
	data, err := os.ReadFile(arguments)
	if err != nil {
		t.Fatal(err)
	}
	want := "account get-access-token -o json --resource https://database.windows.net/ --tenant " + tenant + " --subscription my sub\n"
	if string(data) != want {
		t.Errorf("az was called with %q, want once %q", data, want)
	}
}

func TestAzureCLIFailures(t *testing.T) {
	tests := []struct {
		name, script, resource string
		reason                 Reason
		text                   string
	}{
		{"not logged in", `echo "ERROR: Please run 'az login' to setup account." >&2; exit 1`, "https://x", Refused, "Please run 'az login'"},
		{"no JSON", `echo hello`, "https://x", Unreachable, "invalid character"},
		{"a resource for the shell", `echo '{}'`, "https://x;rm", Unreachable, "invalid scope"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			arguments := fakeAz(t, test.script)
			_, err := cliManager(t, SourceSettings{}).Token(t.Context(), "", "", test.resource)
			if ReasonOf(err) != test.reason || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v (%v), want %q (%v)", err, ReasonOf(err), test.text, test.reason)
			}
			if _, ran := os.Stat(arguments); strings.Contains(test.resource, ";") && ran == nil {
				t.Error("the resource reached the shell")
			}
		})
	}
	t.Run("not installed", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		if _, err := cliManager(t, SourceSettings{}).Token(t.Context(), "", "", "https://x"); !strings.Contains(err.Error(), "not found on path") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("slow", func(t *testing.T) {
		fakeAz(t, "exec sleep 60")
		m, err := New(Settings{SystemAssigned: SourceSettings{Source: SourceAzureCLI}, Timeout: 200 * time.Millisecond}, Options{Transport: &endpoint{}})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if _, err := m.Token(t.Context(), "", "", "https://x"); ReasonOf(err) != Timeout {
			t.Errorf("got %v", err)
		}
	})
}
