package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

const password = "hunter2-swordfish"

// TestSecretIsNeverPrinted tries every way a value is printed in Go.
func TestSecretIsNeverPrinted(t *testing.T) {
	type holder struct {
		Key   config.Secret
		Inner map[string]config.Secret
		List  []config.Secret
		P     *config.Secret
	}
	s := config.Secret(password)
	h := holder{Key: s, Inner: map[string]config.Secret{"a": s}, List: []config.Secret{s}, P: &s}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10s", "%T"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", &h)
	}
	fmt.Fprintln(&out, s, fmt.Errorf("failed with %v: %w", s, fmt.Errorf("%s", s)))
	if data, err := json.Marshal(h); err != nil {
		t.Error(err)
	} else {
		out.Write(data)
	}
	if data, err := yaml.Marshal(h); err != nil {
		t.Error(err)
	} else {
		out.Write(data)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "holder", h)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", s, "holder", h)
	if strings.Contains(out.String(), "hunter2") || strings.Contains(out.String(), fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("the secret was printed:\n%s", out.String())
	}
	if !strings.Contains(out.String(), "[redacted]") {
		t.Errorf("nothing was printed:\n%s", out.String())
	}
	if s.Reveal() != password || config.Secret("").String() != "" {
		t.Error("a secret must be revealed when asked, and an empty one be empty")
	}
}

// TestDiagnosticsQuoteNoSecrets reports mistakes on lines that hold secrets, and
// looks at what the writers show.
func TestDiagnosticsQuoteNoSecrets(t *testing.T) {
	lines := []string{
		`namedValues: { a: "hunter2-swordfish", b: [] }`,
		`namedvalue: { a: "hunter2-swordfish" }`,
		`subscriptions: { p: { primarykey: hunter2-swordfish } }`,
		`subscription: { p: { primary: 'hunter2-swordfish' } }`,
		`identity: { systemAssigned: { source: clientSecret, clientSecret: hunter2-swordfish, x: 1 } }`,
		`certificates: { c: { pfx: a, password: "hunter2-swordfish", x: 1 } }`,
		`state: { url: "redis://h", password: hunter2-swordfish }`,
		`state: { url: "redis://:hunter2-swordfish@h:1", x: 1 }`,
		`state: { url: "redis://u:${KEY}hunter2-swordfish@h:1", x: 1 }`,
		`state: { url: "redis://h?sentinelPassword=hunter2-swordfish", x: 1 }`,
		`listen: { admin: { address: a, token: hunter2-swordfish, x: 1 } }`,
		`apiKey: hunter2-swordfish`,
		`namedValues: { é: "hunter2-swordfish", x: {} }`,
	}
	for _, line := range lines {
		t.Run(line, func(t *testing.T) {
			var l diag.List
			config.Parse(diag.NewSource("gatehouse.yaml", line), "/conf", environment(), &l)
			if !l.HasErrors() {
				t.Fatal("no finding")
			}
			var out bytes.Buffer
			if err := diag.WriteText(&out, l.All(), diag.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := diag.WriteJSON(&out, []diag.Checked{{Path: "x", Diagnostics: l.All()}}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), "hunter2") {
				t.Errorf("the secret was shown:\n%s", out.String())
			}
			if !strings.Contains(out.String(), strings.SplitN(line, ":", 2)[0]) {
				t.Errorf("the line was not shown:\n%s", out.String())
			}
		})
	}
}
