package docs

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// TestSettings: the file that docs/settings.md shows is read without a finding,
// and names every setting at the top.
func TestSettings(t *testing.T) {
	var text string
	for _, b := range blocks(t, "docs/settings.md") {
		if b.language == "yaml" {
			text = b.text
		}
	}
	if text == "" {
		t.Fatal("no settings are shown")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "gatehouse.yaml"), text)
	write(t, filepath.Join(dir, "master.key"), "0123456789abcdef0123456789abcdef")
	env := map[string]string{"API_KEY": "a", "PARTNER_KEY": "0123456789abcdef", "PFX_PASSWORD": "p", "GITHUB_TOKEN": "g", "CRM_SECRET": "c"}
	var l diag.List
	s, err := config.Load(filepath.Join(dir, "gatehouse.yaml"), func(name string) (string, bool) { v, ok := env[name]; return v, ok }, &l)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range l.All() {
		t.Errorf("%s: %s", d.Code, d.Message)
	}
	if len(s.Hosts) != 2 || len(s.Subscriptions) != 2 || len(s.Certificates) != 1 || len(s.NamedValues) != 2 {
		t.Errorf("not all was read: %d hosts, %d subscriptions, %d certificates, %d named values",
			len(s.Hosts), len(s.Subscriptions), len(s.Certificates), len(s.NamedValues))
	}
	for _, key := range strings.Fields("listen service configuration overrides parameters namedValues subscriptions certificates identity hosts localAzure state limits compatibility") {
		if !strings.Contains(text, "\n"+key+":") && !strings.HasPrefix(text, key+":") {
			t.Errorf("the setting %s is not shown", key)
		}
	}
}
