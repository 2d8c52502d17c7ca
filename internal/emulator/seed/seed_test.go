package seed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

func TestBuiltin(t *testing.T) {
	s := seed.Builtin()
	if got, want := s.Tenant.ID, "10000000-0000-0000-0000-000000000001"; got != want {
		t.Errorf("tenant %s, want %s", got, want)
	}
	if got, want := s.Subscriptions[0].ID, "20000000-0000-0000-0000-000000000002"; got != want {
		t.Errorf("subscription %s, want %s", got, want)
	}
	var names []string
	for _, r := range s.Subscriptions[0].ResourceGroups["demo"].Resources {
		names = append(names, r.Name)
	}
	if diff := cmp.Diff([]string{"demostorage", "demo-sql", "demo-sql/orders"}, names); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	reader := s.Identities.UserAssigned[0]
	if reader.ClientID != "30000000-0000-0000-0000-000000000003" || cmp.Diff([]seed.RoleAssignment{{Role: "Reader"}}, reader.Roles) != "" {
		t.Errorf("the user-assigned identity is %+v", reader)
	}
	vault, _ := seed.Pick(s.KeyVaults, "anything")
	if got := vault.Secrets["demo-secret"].Value; got != "s3cr3t" {
		t.Errorf("demo-secret is %q", got)
	}
}

func TestSectionsReplace(t *testing.T) {
	s, list := seed.Parse(diag.NewSource("azure.yaml", `
keyVaults:
  Mine:
    secrets:
      short: text
      long: { value: v, contentType: text/plain, disabled: true }
`))
	if list.Len() > 0 {
		t.Fatal(list.All())
	}
	if _, ok := seed.Pick(s.KeyVaults, "another"); ok {
		t.Error("the file's keyVaults section has to replace the built-in one")
	}
	vault, ok := seed.Pick(s.KeyVaults, "MINE")
	want := map[string]seed.Secret{"short": {Value: "text"}, "long": {Value: "v", ContentType: "text/plain", Disabled: true}}
	if !ok || cmp.Diff(want, vault.Secrets) != "" {
		t.Errorf("secrets are %+v", vault.Secrets)
	}
	if len(s.Users) != 3 {
		t.Errorf("%d users, want the built-in 3", len(s.Users))
	}
}

func TestParseFindings(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown section", "tenat: {}\n", `1:1 unknown-key: unknown key "tenat" in the seed file`},
		{"unknown key", "identities:\n  systemAssigned:\n    clientID: x\n", `3:5 unknown-key: unknown key "clientID" in the seed file`},
		{"unknown key behind a short form", "keyVaults:\n  '*':\n    secrets:\n      a: { valu: x }\n", `4:12 unknown-key: unknown key "valu" in the seed file`},
		{"wrong kind", "users: 3\n", "1:8 config-syntax: int was used where sequence is expected"},
		{"wrong type", "applications:\n  - requestedAccessTokenVersion: two\n", "2:34 config-syntax: a text cannot stand here; wanted is a number"},
		{"not YAML", "users: [\n", "1:8 config-syntax: sequence end token ']' not found"},
		{"bad GUID", "tenant:\n  id: ä\n", `2:7 invalid-value: "ä" is not a GUID`},
		{"unknown role", "identities:\n  userAssigned:\n    - clientId: 30000000-0000-0000-0000-000000000003\n      roles:\n        - Reader\n        - { role: Redaer }\n", `6:11 invalid-value: the local Azure knows no role "Redaer"`},
		{"container name", "storage:\n  acct:\n    containers:\n      Up: {}\n", `4:7 invalid-value: "Up" cannot be the name of a container`},
		{"no key for a foreign issuer", "applications:\n  - clientId: 40000000-0000-0000-0000-000000000004\n    federatedCredentials:\n      - { issuer: https://x, subject: y }\n", `4:9 invalid-value: the signature of tokens from "https://x"`},
		{"duplicate client id", "applications:\n  - clientId: 30000000-0000-0000-0000-000000000003\n", `2:15 invalid-value: the client id 30000000-0000-0000-0000-000000000003 belongs to identity reader already`},
		{"segments", "subscriptions:\n  - id: 20000000-0000-0000-0000-000000000002\n    resourceGroups:\n      g:\n        resources:\n          - { type: Microsoft.Sql/servers/databases, name: db }\n", `6:60 invalid-value: the name "db" needs as many segments`},
		{"two of one name", "serviceBus:\n  ns:\n    queues: { a: {} }\n    eventHubs: { a: {} }\n", `4:18 invalid-value: the namespace has "a" among its queues already`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := diag.NewSource("azure.yaml", tt.text)
			s, list := seed.Parse(src)
			if s != nil || list.Len() == 0 {
				t.Fatal("nothing was found")
			}
			d := list.All()[0]
			p := src.Position(d.Span.Start)
			got := fmt.Sprintf("%d:%d %s: %s", p.Line, p.Column, d.Code, d.Message)
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestEmptyFileIsBuiltin(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "{}"} {
		s, list := seed.Parse(diag.NewSource("azure.yaml", text))
		if list.Len() > 0 {
			t.Fatalf("%q: %v", text, list.All())
		}
		if diff := cmp.Diff(seed.Builtin(), s); diff != "" {
			t.Errorf("%q (-built-in +read):\n%s", text, diff)
		}
	}
}

func TestRoleAllows(t *testing.T) {
	tests := []struct {
		role, action string
		data, want   bool
	}{
		{"Reader", "Microsoft.Sql/servers/databases/read", false, true},
		{"Reader", "Microsoft.Sql/servers/databases/pause/action", false, false},
		{"Reader", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", true, false},
		{"Owner", "Microsoft.KeyVault/vaults/secrets/getSecret/action", true, false},
		{"Contributor", "Microsoft.Authorization/roleAssignments/write", false, false},
		{"Contributor", "Microsoft.Authorization/roleAssignments/read", false, true},
		{"Azure Service Bus Data Sender", "Microsoft.ServiceBus/namespaces/messages/send/action", true, true},
		{"Azure Service Bus Data Sender", "Microsoft.ServiceBus/namespaces/messages/receive/action", true, false},
		{"key vault secrets user", "Microsoft.KeyVault/vaults/secrets/getSecret/action", true, true},
		{"Key Vault Reader", "Microsoft.KeyVault/vaults/secrets/getSecret/action", true, false},
		{"Key Vault Reader", "Microsoft.KeyVault/vaults/certificates/read", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.role+" "+tt.action, func(t *testing.T) {
			if got := seed.FindRole(tt.role).Allows(tt.action, tt.data); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestScopeOf(t *testing.T) {
	s := seed.Builtin()
	want := "/subscriptions/20000000-0000-0000-0000-000000000002/resourceGroups/demo/providers/Microsoft.KeyVault/vaults/any"
	if got := s.ScopeOf("Microsoft.KeyVault/vaults", "any"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(seed.BuiltinText())
	f.Add("keyVaults: {a: {secrets: {b: c}}}")
	f.Add("tenant: {id: 1}")
	f.Add("users:\n  - a: &x [*x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		src := diag.NewSource("azure.yaml", text)
		_, list := seed.Parse(src)
		for _, d := range list.All() {
			if d.Span.Start < 0 || d.Span.End > len(text) || d.Span.Start > d.Span.End {
				t.Errorf("span %v lies outside of %d bytes", d.Span, len(text))
			}
		}
	})
}
