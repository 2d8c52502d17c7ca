package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// findings writes diagnostics as line:column: code: message.
func findings(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.All() {
		place := "-"
		if d.Source != nil {
			pos := d.Source.Position(d.Span.Start)
			place = fmt.Sprintf("%d:%d", pos.Line, pos.Column)
		}
		fmt.Fprintf(&b, "%s: %s: %s\n", place, d.Code, d.Message)
	}
	return b.String()
}

func environment(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, p := range pairs {
			if k, v, _ := strings.Cut(p, "="); k == name {
				return v, true
			}
		}
		return "", false
	}
}

// parse reads a text as gatehouse.yaml of the folder /conf.
func parse(text string, env ...string) (*config.Settings, string) {
	var l diag.List
	s := config.Parse(diag.NewSource("gatehouse.yaml", text), "/conf", environment(env...), &l)
	return s, findings(&l)
}

// settings ignores where things were read.
var settings = cmp.Options{
	cmpopts.IgnoreTypes(catalog.Origin{}),
	cmpopts.IgnoreUnexported(config.Settings{}),
	cmp.Comparer(func(a, b config.Secret) bool { return a.Reveal() == b.Reveal() }),
}

const everything = `listen:
  gateway:
    - {address: "127.0.0.1:9000", behindTLS: true}
    - {address: "0.0.0.0:9443", certificate: ./tls.crt, key: /keys/tls.key, clientCertificate: request}
  admin: {address: "0.0.0.0:9001", token: "${ADMIN}"}
service: { name: contoso, region: local-1, gatewayUrl: "https://${HOST}/x" }
configuration: ./apimartifacts
overrides: conf/configuration.local.yaml
namedValues: { subscriptionId: "plain", apiKey: "a-${API_KEY}-z", number: 5, literal: "$${X}" }
subscriptions:
  partner: { primaryKey: "${KEY1}", secondaryKey: k2, allowTracing: true }
  master: {}
identity:
  systemAssigned: { source: AUTO }
  userAssigned:
    "30000000-0000-0000-0000-000000000003": { source: workload, tenantId: t, tokenFile: tok, clientId: c, authorityHost: "https://login.example" }
    b: { source: clientSecret, tenantId: t, clientId: c, clientSecret: "${SECRET}" }
    c: { source: clientCertificate, certificate: cert.pem, password: pw, sendCertificateChain: true }
    d: { source: azureCLI, tenantId: t }
hosts:
  "*.blob.core.windows.net": { address: "127.0.0.1:10100", ca: ./azurite.pem }
  other.example: { address: "127.0.0.1:1" }
localAzure: { identity: 127.0.0.1:4290, https: "[::1]:4291", seed: ./azure.yaml }
state: { url: "rediss://:${SECRET}@redis.example:6380", timeout: 20ms }
keyVault: { refresh: 1h }
logs: { gateway: ./requests.jsonl }
certificates: { client: { pfx: ./client.pfx, password: "${PFX}" } }
authorizations:
  github/bot: { accessToken: "${SECRET}", accessPolicies: [{ objectId: "31000000-0000-0000-0000-000000000003", tenantId: "https://login.microsoftonline.us/10000000-0000-0000-0000-000000000001" }] }
  crm/service: { tokenUrl: "https://login.example/token", clientId: c, clientSecret: "${SECRET}", scope: read, refreshToken: r }
limits: { bodyBuffer: 1.5MiB, expression: { steps: 10, memory: 64 kB, time: 1m30s }, webSocket: { connections: 7, idle: 90s } }
compatibility: { skipBackendHostName: true }
`

var everythingEnv = []string{"ADMIN=adm", "HOST=api.example", "API_KEY=key", "KEY1=k1", "SECRET=s3cr3t", "PFX=pfxpw"}

func TestEverything(t *testing.T) {
	got, problems := parse(everything, everythingEnv...)
	if problems != "" {
		t.Fatalf("findings:\n%s", problems)
	}
	yes := true
	want := &config.Settings{
		File: "gatehouse.yaml", Dir: "/conf",
		Listen: config.Listen{
			Gateway: []config.Listener{
				{Address: "127.0.0.1:9000", ClientCertificate: "none", BehindTLS: true},
				{Address: "0.0.0.0:9443", Certificate: "/conf/tls.crt", Key: "/keys/tls.key", ClientCertificate: "request"},
			},
			Admin: config.Listener{Address: "0.0.0.0:9001", ClientCertificate: "none"}, Token: "adm",
		},
		Service:       config.Service{Name: "contoso", Region: "local-1", GatewayURL: "https://api.example/x"},
		Configuration: "/conf/apimartifacts", Overrides: "/conf/conf/configuration.local.yaml",
		NamedValues: []config.NamedValue{
			{Name: "subscriptionId", Value: "plain"}, {Name: "apiKey", Value: "a-key-z", IsSecret: true}, {Name: "number", Value: "5"}, {Name: "literal", Value: "${X}", IsSecret: true},
		},
		Subscriptions: []config.Subscription{{Name: "partner", PrimaryKey: "k1", SecondaryKey: "k2", AllowTracing: &yes}, {Name: "master"}},
		Certificates:  []config.Certificate{{Name: "client", PFX: "/conf/client.pfx", Password: "pfxpw"}},
		Authorizations: []config.Authorization{
			{Name: "github/bot", AccessToken: "s3cr3t", AccessPolicies: []catalog.AccessPolicy{{
				Provider: "github", Connection: "bot", ObjectID: "31000000-0000-0000-0000-000000000003",
				TenantID: "https://login.microsoftonline.us/10000000-0000-0000-0000-000000000001",
			}}},
			{Name: "crm/service", TokenURL: "https://login.example/token", ClientID: "c", ClientSecret: "s3cr3t", Scope: "read", RefreshToken: "r"},
		},
		Identity: config.Identity{
			SystemAssigned: config.Credential{Source: config.SourceAuto},
			UserAssigned: []config.UserAssigned{
				{ClientID: "30000000-0000-0000-0000-000000000003", Credential: config.Credential{
					Source: config.SourceWorkload, TenantID: "t", ClientID: "c", TokenFile: "/conf/tok", AuthorityHost: "https://login.example"}},
				{ClientID: "b", Credential: config.Credential{Source: config.SourceClientSecret, TenantID: "t", ClientID: "c", ClientSecret: "s3cr3t"}},
				{ClientID: "c", Credential: config.Credential{Source: config.SourceClientCertificate, Certificate: "/conf/cert.pem", Password: "pw", SendCertificateChain: true}},
				{ClientID: "d", Credential: config.Credential{Source: config.SourceAzureCLI, TenantID: "t"}},
			},
		},
		Hosts: []config.Host{
			{Pattern: "*.blob.core.windows.net", Address: "127.0.0.1:10100", CA: "/conf/azurite.pem"}, {Pattern: "other.example", Address: "127.0.0.1:1"},
		},
		LocalAzure:    config.LocalAzure{Enabled: true, Identity: "127.0.0.1:4290", HTTPS: "[::1]:4291", Seed: "/conf/azure.yaml"},
		State:         config.State{URL: "rediss://:s3cr3t@redis.example:6380", Timeout: 20 * time.Millisecond, ConnectTimeout: time.Second},
		KeyVault:      config.KeyVault{Refresh: time.Hour, Timeout: 30 * time.Second},
		Logs:          config.Logs{Gateway: "/conf/requests.jsonl"},
		Limits:        config.Limits{BodyBuffer: 3 << 19, Expression: config.ExpressionLimits{Steps: 10, Memory: 64000, Time: 90 * time.Second}, WebSocket: config.WebSocketLimits{Connections: 7, Idle: 90 * time.Second}},
		Compatibility: map[string]bool{"skipBackendHostName": true},
	}
	if diff := cmp.Diff(want, got, settings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefaults(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "comment": "# nothing\n", "empty object": "{}", "nulls": "listen:\nlimits: ~\nidentity:\nhosts:\n"} {
		t.Run(name, func(t *testing.T) {
			got, problems := parse(text)
			want := config.Default("/conf")
			want.File = "gatehouse.yaml"
			if diff := cmp.Diff(want, got, settings); diff != "" || problems != "" {
				t.Errorf("(-want +got):\n%s%s", diff, problems)
			}
		})
	}
	d := config.Default(".")
	var l diag.List
	d.Check(&l)
	if l.Len() > 0 {
		t.Errorf("the defaults have findings:\n%s", findings(&l))
	}
}

func TestForms(t *testing.T) {
	tests := []struct {
		name, text string
		check      func(*config.Settings) bool
	}{
		{"one address", "listen: {gateway: ':80'}", func(s *config.Settings) bool {
			return len(s.Listen.Gateway) == 1 && s.Listen.Gateway[0].Address == ":80" && s.Listen.Admin.Address == config.DefaultAdmin
		}},
		{"one TLS listener", "listen: {gateway: {address: ':443', certificate: c, key: k, clientCertificate: REQUIRE}}", func(s *config.Settings) bool {
			return s.Listen.Gateway[0].TLS() && s.Listen.Gateway[0].ClientCertificate == config.RequireClientCertificate
		}},
		{"admin listener off", "listen: {admin: off}", func(s *config.Settings) bool { return s.Listen.Admin.Address == "" }},
		{"admin listener off, quoted", "listen: {admin: 'off'}", func(s *config.Settings) bool { return s.Listen.Admin.Address == "" }},
		{"no admin listener", "listen: {admin: ''}", func(s *config.Settings) bool { return s.Listen.Admin.Address == "" }},
		{"local Azure on", "localAzure: true", func(s *config.Settings) bool {
			return s.LocalAzure.Enabled && s.LocalAzure.Identity == config.DefaultIdentity && s.LocalAzure.HTTPS == config.DefaultHTTPS
		}},
		{"local Azure off", "localAzure: false", func(s *config.Settings) bool { return !s.LocalAzure.Enabled }},
		{"JSON", `{"service": {"name": "j"}, "limits": {"bodyBuffer": 100}}`, func(s *config.Settings) bool { return s.Service.Name == "j" && s.Limits.BodyBuffer == 100 }},
		{"log of requests to a stream", "logs: {gateway: stderr}", func(s *config.Settings) bool { return s.Logs.Gateway == "stderr" }},
		{"absolute path", "configuration: /srv/x", func(s *config.Settings) bool { return s.Configuration == "/srv/x" }},
		{"URL that starts like a file", "namedValues: {u: 'file:///etc/passwd'}", func(s *config.Settings) bool { return s.NamedValues[0].Value.Reveal() == "file:///etc/passwd" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if s, problems := parse(tt.text); problems != "" || !tt.check(s) {
				t.Errorf("got %+v\n%s", s, problems)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown keys, all of them, with suggestions", "lisen: {}\nlisten:\n  gatway: x\n  admin: {adress: x}\nservice: {nam: x}\nfoo: 1\n",
			"1:1: unknown-key: there is no `lisen`; did you mean `listen`?\n" +
				"3:3: unknown-key: there is no `listen.gatway`; did you mean `gateway`?\n" +
				"4:10: invalid-value: `listen.admin` needs an `address`\n" +
				"4:11: unknown-key: there is no `listen.admin.adress`; did you mean `address`?\n" +
				"5:11: unknown-key: there is no `service.nam`; did you mean `name`?\n" +
				"6:1: unknown-key: there is no `foo`\n"},
		{"keys in free maps", "subscriptions: {a: {primarykey: x}}\nhosts: {h: {adress: x}}\ncertificates: {c: {pfx: x, pasword: y}}\nidentity: {userAssigned: {u: {source: imds, tenant: x}}}\n",
			"1:21: unknown-key: there is no `subscriptions.a.primarykey`; did you mean `primaryKey`?\n" +
				"2:12: invalid-value: `hosts.h` needs an `address`, a `ca` or both\n" +
				"2:13: unknown-key: there is no `hosts.h.adress`; did you mean `address`?\n" +
				"3:28: unknown-key: there is no `certificates.c.pasword`; did you mean `password`?\n" +
				"4:45: unknown-key: there is no `identity.userAssigned.u.tenant`; did you mean `tenantId`?\n"},
		{"authorizations", "authorizations:\n  a: {accessToken: t}\n  a/b: {}\n  a/c: {tokenUrl: 'http://x/', clientId: c, clientSecret: s}\n  a/d: {tokenUrl: 'https://x/'}\n  a/e: {accessToken: t, tokenUrl: 'https://x/', accessPolicies: x}\n  a/f: {accessToken: t, accessPolicies: [{objectid: x, tenantId: common}, y]}\n",
			"2:6: invalid-value: `authorizations.a` must be named provider/authorization\n" +
				"3:8: invalid-value: `authorizations.a/b` needs either an `accessToken` or a `tokenUrl`\n" +
				"4:19: invalid-value: `authorizations.a/c`: `tokenUrl` must be an https URL\n" +
				"5:8: invalid-value: `authorizations.a/d` needs `clientId` and `clientSecret`\n" +
				"6:35: invalid-value: `authorizations.a/e` needs either an `accessToken` or a `tokenUrl`\n" +
				"6:65: invalid-value: `authorizations.a/e.accessPolicies` must be a list, not a string\n" +
				"7:43: unknown-key: there is no `authorizations.a/f.accessPolicies[0].objectid`; did you mean `objectId`?\n" +
				"7:53: invalid-value: `authorizations.a/f.accessPolicies[0]`: `objectId` must be the id of an identity, a GUID\n" +
				"7:66: invalid-value: `authorizations.a/f.accessPolicies[0]`: `tenantId` must be the id of a tenant, a GUID, or its URL at the authority of a national cloud\n" +
				"7:75: invalid-value: `authorizations.a/f.accessPolicies[1]` must be an object, not a string\n"},
		{"limits", "limits: {bodybuffer: 1, expression: {step: 1, memory: 1XB, time: 10, steps: 0}}",
			"1:10: unknown-key: there is no `limits.bodybuffer`; did you mean `bodyBuffer`?\n" +
				"1:38: unknown-key: there is no `limits.expression.step`; did you mean `steps`?\n" +
				"1:55: invalid-value: `limits.expression.memory` must be a size such as 8MiB or 4096, not \"1XB\"\n" +
				"1:66: invalid-value: `limits.expression.time` must be a duration such as 10s or 1m30s, not \"10\"\n" +
				"1:77: invalid-value: `limits.expression.steps` must be between 1 and 9223372036854775807\n"},
		{"types", "listen: 8080\nservice: x\nnamedValues: [a]\nhosts: {h: x}\nlocalAzure: perhaps\nconfiguration: [a]\ncompatibility: {skipBackendHostName: 3}\nstate: {url: {a: 1}}\n",
			"1:9: invalid-value: `listen` must be an object, not a number\n" +
				"2:10: invalid-value: `service` must be an object, not a string\n" +
				"3:14: invalid-value: `namedValues` must be an object, not a list\n" +
				"4:12: invalid-value: `hosts.h` must be an object, not a string\n" +
				"5:13: invalid-value: `localAzure` must be true or false, not a string\n" +
				"6:16: invalid-value: `configuration` must be a string, not a list\n" +
				"7:38: invalid-value: `compatibility.skipBackendHostName` must be true or false, not a number\n" +
				"8:14: invalid-value: `state.url` must be a string, not an object\n"},
		{"listeners", "listen:\n  gateway: [8080, {certificate: c, key: k}, {address: a, certificate: c}, {address: b, clientCertificate: maybe}, {address: d, clientCertificate: request}]\n",
			"2:13: invalid-value: `listen.gateway[0]` must be an address such as 127.0.0.1:8080, or {address, certificate, key}, not a number\n" +
				"2:19: invalid-value: `listen.gateway[1]` needs an `address`\n" +
				"2:45: invalid-value: TLS at `listen.gateway[2]` needs both `certificate` and `key`\n" +
				"2:107: invalid-value: `listen.gateway[3].clientCertificate` cannot be \"maybe\"; it is one of none, request, require\n" +
				"2:147: invalid-value: `clientCertificate` needs TLS: `certificate` and `key`\n"},
		{"no listener at all", "listen: {gateway: []}", "1:19: invalid-value: `listen.gateway` needs at least one address\n"},
		{"empty entries", "subscriptions: {a: }\nidentity: {systemAssigned: {}}\nnamedValues: {x: ~, y: {}}\ncertificates: {c: {}}\n",
			"1:18: invalid-value: `subscriptions.a` is empty\n" +
				"2:28: invalid-value: `identity.systemAssigned.source` needs a `source`: auto, imds, appService, arc, serviceFabric, azureML, cloudShell, workload, clientSecret, clientCertificate, azureCLI, local, none\n" +
				"3:18: invalid-value: `namedValues.x` must be a string, not null\n" +
				"3:24: invalid-value: `namedValues.y` must be a string, not an object\n" +
				"4:19: invalid-value: `certificates.c` needs a `pfx`, the path of a PFX file\n"},
		{"identity", "identity: {systemAssigned: {source: imsd, tenantId: t}, userAssigned: {a: {source: imds, tokenFile: f}, b: {source: workload, clientSecret: s}}}",
			"1:37: invalid-value: `identity.systemAssigned.source` cannot be \"imsd\"; it is one of auto, imds, appService, arc, serviceFabric, azureML, cloudShell, workload, clientSecret, clientCertificate, azureCLI, local, none\n" +
				"1:90: unknown-key: the source imds takes no `tokenFile`; it takes no options\n" +
				"1:127: unknown-key: the source workload takes no `clientSecret`; it takes tenantId, clientId, tokenFile, authorityHost\n"},
		{"variables", "namedValues: {a: '${NOPE}', b: 'x${', c: '${}', d: '${A B}'}\nservice: {name: 'n${NOPE}'}\n",
			"1:18: invalid-value: the environment variable NOPE is not set\n" +
				"1:32: invalid-value: ${ is not closed; a plain ${ is written $${\n" +
				"1:42: invalid-value: \"\" is no name of an environment variable; a plain ${ is written $${\n" +
				"1:52: invalid-value: \"A B\" is no name of an environment variable; a plain ${ is written $${\n" +
				"2:17: invalid-value: the environment variable NOPE is not set\n"},
		{"YAML syntax", "listen:\n  gateway: [a\n", "2:12: config-syntax: sequence end token ']' not found\n"},
		{"no object", "- a\n", "1:1: invalid-value: the document must be an object, not a list\n"},
		{"repeated key", "service: {name: a}\nservice: {name: b}\n", "2:1: config-syntax: \"service\" stands twice in this object\n"},
		{"two documents", "service: {name: a}\n---\na: 1\n", "3:1: config-syntax: a second YAML document in one file; only the first is read\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := parse(tt.text)
			if diff := cmp.Diff(tt.want, problems); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSecretFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"key": "from file\n", "crlf": "x\r\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := "namedValues:\n  a: file:key\n  b: file:${NAME}\n  c: file:gone\n  d: file:empty\n  e: 'file:.'\n"
	var l diag.List
	s := config.Parse(diag.NewSource("gatehouse.yaml", text), dir, environment("NAME=crlf"), &l)
	if s.NamedValues[0].Value.Reveal() != "from file" || s.NamedValues[1].Value.Reveal() != "x" || !s.NamedValues[0].IsSecret {
		t.Errorf("values %q %q", s.NamedValues[0].Value.Reveal(), s.NamedValues[1].Value.Reveal())
	}
	want := "4:6: missing-file: the secret cannot be read from DIR/gone: no such file or directory\n" +
		"5:6: invalid-value: the file DIR/empty is empty\n" +
		"6:6: unreadable-file: the secret cannot be read from DIR: it is a folder\n"
	if diff := cmp.Diff(want, strings.ReplaceAll(findings(&l), dir, "DIR")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	var l diag.List
	s, err := config.Load(dir, environment(), &l)
	if err != nil || s.File != "" || s.Configuration != dir {
		t.Fatalf("a folder without settings: %+v %v", s, err)
	}
	file := filepath.Join(dir, "gatehouse.yml")
	if err := os.WriteFile(file, []byte("configuration: tree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, file} {
		s, err := config.Load(path, environment(), &l)
		if err != nil || s.File != file || s.Configuration != filepath.Join(dir, "tree") {
			t.Errorf("%s: %+v %v", path, s, err)
		}
	}
	if _, err := config.Load(filepath.Join(dir, "gone.yaml"), environment(), &l); err == nil {
		t.Error("a file that is not there")
	}
	if l.Len() > 0 {
		t.Errorf("findings:\n%s", findings(&l))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Add("listen: {gateway: [a, {address: b}]}\nhosts: {a: {address: b}}\n")
	f.Add("namedValues: {a: '${X}', b: '$${', c: \"é🔒\"}\n<<: {state: {url: x}}\n")
	f.Add(`{"listen": {"gateway": "x"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 || strings.Contains(text, "file:") {
			return // the YAML library's time grows with the square of some inputs
		}
		var l diag.List
		s := config.Parse(diag.NewSource("gatehouse.yaml", text), "/nowhere", environment("X=x"), &l)
		if len(s.Listen.Gateway) == 0 || s.Configuration == "" || s.Limits.BodyBuffer < 1 || s.Limits.Expression.Time <= 0 {
			t.Fatalf("%q: settings without defaults: %+v", text, s)
		}
		for _, d := range l.All() {
			if d.Source != nil && (d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(d.Source.Text)) {
				t.Fatalf("%q: finding %q outside the text", text, d.Message)
			}
			if d.Source != nil && len(d.Source.Text) != len(text) {
				t.Fatalf("%q: masking changed the length of the text", text)
			}
		}
	})
}
