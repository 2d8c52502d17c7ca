package load_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// tree writes files into a new folder and returns its path.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	apiInfo = `{"properties": {"path": "a", "displayName": "A"}}`
	apiSpec = "openapi: 3.0.1\npaths: {/x: {get: {operationId: x, responses: {}}}}\n"
)

func TestPathErrors(t *testing.T) {
	var l diag.List
	if _, err := load.Path(filepath.Join(t.TempDir(), "gone"), load.Options{}, &l); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a path that is not there: %v", err)
	}
	if _, err := load.Path(t.TempDir(), load.Options{}, &l); !errors.Is(err, load.ErrUnknownFormat) {
		t.Errorf("an empty folder: %v", err)
	}
	if l.Len() > 0 {
		t.Errorf("findings:\n%s", findings(&l))
	}
}

func TestFormat(t *testing.T) {
	tests := []struct {
		name, path, want string
		files            map[string]string
	}{
		{"tree", ".", load.APIOps, map[string]string{"apis/a/apiInformation.json": "{}"}},
		{"tree by one kind", ".", load.APIOps, map[string]string{"named values/a/namedValueInformation.json": "{}"}},
		{"tree by a definition", ".", load.APIOps, map[string]string{"apis/a/specification.yaml": ""}},
		{"workspace alone", ".", load.APIOps, map[string]string{"workspaces/w/apis/a/apiInformation.json": "{}"}},
		{"tree in a folder", ".", load.APIOps, map[string]string{"artifacts/backends/b/backendInformation.json": "{}", "policy.xml": "<policies/>"}},
		{"two trees", ".", load.Loose, map[string]string{"a/backends/b/backendInformation.json": "{}", "b/backends/b/backendInformation.json": "{}", "a/policy.xml": "<policies/>"}},
		{"document", "p.xml", load.Document, map[string]string{"p.xml": "\ufeff<!-- c --> <policies>"}},
		{"fragment", "p.xml", load.Document, map[string]string{"p.xml": "<fragment/>"}},
		{"loose documents", ".", load.Loose, map[string]string{"deep/er/p.xml.tpl": "<policies/>", "main.tf": ""}},
		{"ARM", "t.json", load.ARM, map[string]string{"t.json": `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"}`}},
		{"folder with ARM templates", ".", load.ARM, map[string]string{"main.bicep": "", "a.xml": "<policies/>", "main.json": `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [{"type": "Microsoft.ApiManagement/service/apis"}]}`}},
		{"folder with other templates", ".", load.Bicep, map[string]string{"main.bicep": "", "main.json": `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}`}},
		{"Terraform state", "t.json", load.Terraform, map[string]string{"t.json": `{"terraform_version": "1", "resources": []}`}},
		{"Terraform folder", ".", load.TerraformDir, map[string]string{"main.tf": ""}},
		{"git tree", ".", load.GitTree, map[string]string{"api-management/configuration.json": "{}"}},
		{"other XML", "p.xml", "", map[string]string{"p.xml": "<project/>"}},
		{"other JSON", "p.json", "", map[string]string{"p.json": "{}"}},
		{"hidden and module folders are not entered", ".", "", map[string]string{".git/p.xml": "<policies/>", "node_modules/p.xml": "<policies/>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := load.Format(filepath.Join(tree(t, tt.files), tt.path))
			if got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestDocuments(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.xml": "<policies/>", "b/frag.xml": "<!--> odd <-->\n<?xml version='1.0'?>\n<!DOCTYPE x>\n<fragment>", "b/p.xml.tpl": " \n<policies x='@(\"<\")'>",
		"c.xml": "<project/>", "d.txt": "policies", "e.xml": "<!-- never closed <policies/>", "f.json": "{}", "utf16.xml": "\xff\xfe<\x00f\x00r\x00a\x00g\x00m\x00e\x00n\x00t\x00/\x00>\x00",
		".hidden/g.xml": "<policies/>", "large.xml": "<policies>" + strings.Repeat(" ", 5<<20),
	})
	if err := os.Symlink("..", filepath.Join(dir, "b", "loop")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	var l diag.List
	docs, err := load.Documents(dir, &l)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		rel, _ := filepath.Rel(dir, d.Source.Name)
		got = append(got, filepath.ToSlash(rel)+" "+d.Root)
	}
	want := []string{"a.xml policies", "b/frag.xml fragment", "b/p.xml.tpl policies", "utf16.xml fragment"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if found := findings(&l); strings.Count(found, "\n") != 1 || !strings.Contains(found, "large.xml:1:1: error: unreadable-file") {
		t.Errorf("findings:\n%s", found)
	}
	one, err := load.Documents(filepath.Join(dir, "c.xml"), &l)
	if err != nil || len(one) != 1 || one[0].Root != "project" {
		t.Errorf("a single file: %+v %v", one, err)
	}
}

// TestLinks shows that links cannot lead out of a tree or round in it.
func TestLinks(t *testing.T) {
	secret := tree(t, map[string]string{"policy.xml": "<policies/>", "spec.yaml": "secret: {name: secret, in: query}"})
	dir := tree(t, map[string]string{
		"apis/a/apiInformation.json": apiInfo,
		"apis/a/specification.yaml":  "openapi: 3.0.1\npaths: {/x: {get: {operationId: x, parameters: [{$ref: 'linked.yaml#/secret'}], responses: {}}}}\n",
	})
	for name, target := range map[string]string{
		"apis/a/policy.xml": filepath.Join(secret, "policy.xml"), "apis/a/linked.yaml": filepath.Join(secret, "spec.yaml"),
		"apis/round": "..", "policy.xml": "policy.xml",
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	var l diag.List
	s, err := load.Path(dir, load.Options{}, &l)
	if err != nil {
		t.Fatal(err)
	}
	if s.Policy != nil || s.APIs[0].Policy != nil || len(s.APIs[0].Operations) != 1 {
		t.Errorf("read through links: %s", dump(s))
	}
	found := strings.ReplaceAll(findings(&l), dir+"/", "")
	for _, want := range []string{
		"apis/a/policy.xml:1:1: error: unreadable-file: the file cannot be read: it is a link to something outside the folder that is loaded",
		`apis/a/specification.yaml:2:56: error: specification-syntax: the reference "linked.yaml#/secret" cannot be followed: it is a link to something outside`,
		"policy.xml:1:1: error: unreadable-file",
		"apis/round:1:1: error: missing-file",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("no finding %q in\n%s", want, found)
		}
	}
}

func TestUnreadable(t *testing.T) {
	dir := tree(t, map[string]string{
		"apis/a/apiInformation.json": apiInfo, "apis/a/specification.yaml": apiSpec, "apis/a/policy.xml": "a\x00b", "policy.xml": "\xff\xfe<\x00p\x00/\x00>\x00",
		"apis/b/apiInformation.json": strings.Repeat(" ", 17<<20), "apis/b/specification.yaml": apiSpec,
	})
	if err := os.Mkdir(filepath.Join(dir, "apis", "a", "operations"), 0o755); err != nil {
		t.Fatal(err)
	}
	var l diag.List
	s, err := load.Path(dir, load.Options{Overrides: filepath.Join(dir, "none.yaml")}, &l)
	if err != nil {
		t.Fatal(err)
	}
	if s.Policy == nil || s.Policy.Text != "<p/>" {
		t.Errorf("a policy document in UTF-16: %+v", s.Policy)
	}
	if len(s.APIs) != 2 || s.APIs[0].Invalid || !s.APIs[1].Invalid {
		t.Errorf("APIs:\n%s", dump(s))
	}
	want := "apis/a/policy.xml:1:1: error: unreadable-file: the file cannot be read: it is not a text file\n" +
		"apis/b/apiInformation.json:1:1: error: unreadable-file: the file cannot be read: it has 17825792 bytes; at most 16777216 are read\n" +
		"none.yaml:1:1: error: missing-file: the file cannot be read: no such file or directory\n"
	if diff := cmp.Diff(want, strings.ReplaceAll(findings(&l), dir+"/", "")); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestPolicyPlaces follows places in policy documents that stand in other files.
func TestPolicyPlaces(t *testing.T) {
	dir := tree(t, map[string]string{
		"apis/a/apiInformation.json":                       apiInfo,
		"apis/a/specification.yaml":                        apiSpec,
		"policyFragments/f/policyFragmentInformation.json": "{\"properties\": {\n \"value\": \"<fragment>\\n  <trace x=\\\"1\\\"/></fragment>\"}}",
		"policyFragments/g/policyFragmentInformation.json": `{"properties": {}}`,
		"policyFragments/g/policy.xml":                     "<fragment>{#long-token#}<trace /></fragment>",
		"../configuration.yaml":                            "",
		"configuration.yaml":                               "apis:\n- name: a\n  policies:\n  - name: policy\n    properties:\n      value: |\n        <policies>\n          <inbound><trace /></inbound>\n        </policies>\n",
	})
	var l diag.List
	s, err := load.Path(dir, load.Options{
		Overrides: filepath.Join(dir, "configuration.yaml"),
		Env:       func(name string) (string, bool) { return "x", name == "LONG_TOKEN" },
	}, &l)
	if err != nil || l.Len() > 0 {
		t.Fatal(err, findings(&l))
	}
	tests := []struct {
		name string
		src  *diag.Source
		want string
	}{
		{"JSON string", s.Fragment("f").Policy, "policyFragments/f/policyFragmentInformation.json:2:26"},
		{"document with a token", s.Fragment("g").Policy, "policyFragments/g/policy.xml:1:25"},
		{"block of an override file", s.API("a").Policy, "configuration.yaml:8:20"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := strings.Index(tt.src.Text, "<trace")
			loc := tt.src.Resolve(diag.Span{Start: at, End: at + 6})[0]
			pos := loc.Source.Position(loc.Span.Start)
			rel, _ := filepath.Rel(dir, loc.Source.Name)
			if got := fmt.Sprintf("%s:%d:%d", filepath.ToSlash(rel), pos.Line, pos.Column); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSupply(t *testing.T) {
	dir := tree(t, map[string]string{
		"apis/a/apiInformation.json": apiInfo, "apis/a/specification.yaml": apiSpec,
		"subscriptions/partner/subscriptionInformation.json":              `{"properties": {"displayName": "P", "scope": "/apis/a", "state": "active", "allowTracing": true}}`,
		"subscriptions/other/subscriptionInformation.json":                `{"properties": {"displayName": "O", "scope": "/apis/a", "state": "active"}}`,
		"named values/n/namedValueInformation.json":                       `{"properties": {"displayName": "host", "secret": true}}`,
		"workspaces/w/named values/n/namedValueInformation.json":          `{"properties": {"displayName": "host", "secret": true}}`,
		"workspaces/w/named values/m/namedValueInformation.json":          `{"properties": {"displayName": "new", "value": "own"}}`,
		"workspaces/w/subscriptions/partner/subscriptionInformation.json": `{"properties": {"displayName": "P", "scope": "/workspaces/w/apis", "state": "active"}}`,
		"backends/b/backendInformation.json":                              `{"properties": {"url": "https://{{HOST}}/", "protocol": "http", "credentials": {"certificateIds": ["client"]}}}`,
		"backends/t/backendInformation.json":                              `{"properties": {"url": "https://t.example/", "protocol": "http", "credentials": {"certificate": ["\u200eb:B "]}}}`,
		"certificates/client/certificateInformation.json":                 `{"properties": {"thumbprint": "aa", "keyVault": {"secretIdentifier": "https://v/secrets/c"}}}`,
	})
	no := false
	client := &catalog.Certificate{Name: "Client", Thumbprint: "BB", Key: ed25519.PrivateKey{}}
	supply := catalog.Supply{
		KeySeed:     []byte("seed"),
		NamedValues: []catalog.SuppliedValue{{DisplayName: "Host", Value: "h.example"}, {DisplayName: "new", Value: "v", Secret: true}},
		Subscriptions: []catalog.SuppliedKeys{
			{Name: "Partner", PrimaryKey: "k1", AllowTracing: &no}, {Name: "master", PrimaryKey: "m1", SecondaryKey: "m2"}, {Name: "othr", PrimaryKey: "x"},
		},
		Certificates: []*catalog.Certificate{client, {Name: "extra", Thumbprint: "CC"}},
	}
	var l diag.List
	s, err := load.Path(dir, load.Options{Supply: supply}, &l)
	if err != nil {
		t.Fatal(err)
	}
	want := "-: error: unknown-reference: there is no subscription \"othr\"; did you mean \"other\"?\n"
	if diff := cmp.Diff(want, findings(&l)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if nv := s.NamedValue("host"); nv.Value != "h.example" || !nv.HasValue || !nv.Secret {
		t.Errorf("named value: %+v", nv)
	}
	if nv := s.NamedValue("new"); nv.Value != "v" || !nv.Secret {
		t.Errorf("added named value: %+v", nv)
	}
	if text := s.NamedValue("host").Text.Text; text != "*********" {
		t.Errorf("the text of a secret for diagnostics: %q", text)
	}
	ws := s.Workspaces[0]
	own := ws.NamedValue("new").Text
	if loc := own.Resolve(diag.Span{Start: 1, End: 2})[0]; own.Text != "own" || loc.Source.Text[loc.Span.Start:loc.Span.End] != "w" || !strings.HasSuffix(loc.Source.Name, "namedValueInformation.json") {
		t.Errorf("the text of a named value resolves to %s %v", loc.Source.Name, loc.Span)
	}
	if nv := ws.NamedValue("host"); nv.Value != "h.example" {
		t.Errorf("a gap in a workspace: %+v", nv)
	}
	if nv := ws.NamedValue("new"); nv.Value != "own" {
		t.Errorf("a value of the workspace's own: %+v", nv)
	}
	b := s.Backend("b")
	if b.URL != "https://h.example/" || len(b.Credentials.Certificates) != 1 || b.Credentials.Certificates[0].Thumbprint != "BB" {
		t.Errorf("backend: %+v", b)
	}
	if b := s.Backend("t"); len(b.Credentials.Certificates) != 1 || b.Credentials.Certificates[0].Thumbprint != "BB" {
		t.Errorf("a certificate by its thumbprint: %+v", b)
	}
	if c := s.Certificate("extra"); c == nil {
		t.Error("the certificate that only the settings have is not there")
	}
	partner, master, other := s.Subscription("partner"), s.Subscription("master"), s.Subscription("other")
	if partner.PrimaryKey != "k1" || partner.SecondaryKey == "" || !partner.KeysMadeUp || partner.AllowTracing {
		t.Errorf("partner: %+v", partner)
	}
	if master.PrimaryKey != "m1" || master.SecondaryKey != "m2" || master.KeysMadeUp || master.Scope != catalog.ScopeService {
		t.Errorf("master: %+v", master)
	}
	inner := ws.Subscription("partner")
	keys := []string{partner.SecondaryKey, other.PrimaryKey, other.SecondaryKey, inner.PrimaryKey, inner.SecondaryKey}
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 5 {
		t.Errorf("derived keys repeat: %v", keys)
	}
	again, err := load.Path(dir, load.Options{Supply: supply}, &diag.List{})
	if err != nil || again.Subscription("other").PrimaryKey != other.PrimaryKey {
		t.Errorf("derived keys change from load to load: %v", err)
	}
}

// TestSameEveryTime loads a tree of many APIs, which are read several at a time,
// and expects the same service and the same findings in the same order.
func TestSameEveryTime(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("apis/a%02d/apiInformation.json", i)] = fmt.Sprintf(`{"properties": {"path": "p%d", "displayName": "A%d"}}`, i, i)
		files[fmt.Sprintf("apis/a%02d/specification.yaml", i)] = apiSpec + "servers: [{url: /relative}]\n"
	}
	dir := tree(t, files)
	var first string
	for range 5 {
		var l diag.List
		s, err := load.Path(dir, load.Options{}, &l)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(s) + findings(&l)
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("(-first +later):\n%s", diff)
		}
	}
}

// TestPublicDocuments finds the documents of the public corpus by their roots.
func TestPublicDocuments(t *testing.T) {
	corpus := "../../../../shared/corpus/documents"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus is not beside the repository")
	}
	var l diag.List
	docs, err := load.Documents(corpus, &l)
	if err != nil || l.Len() > 0 {
		t.Fatal(err, findings(&l))
	}
	if len(docs) < 330 {
		t.Errorf("%d documents found", len(docs))
	}
}

func BenchmarkPath(b *testing.B) {
	files := map[string]string{}
	var spec strings.Builder
	spec.WriteString("openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n")
	for op := range 10 {
		fmt.Fprintf(&spec, "  /items/{id}/part%d:\n    get:\n      summary: Part %d\n      operationId: part%d\n      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n      responses:\n        '200':\n          description: ok\n          content:\n            application/json:\n              schema:\n                type: object\n                properties:\n                  id:\n                    type: string\n", op, op, op)
	}
	for i := range 200 {
		files[fmt.Sprintf("apis/a%d/apiInformation.json", i)] = fmt.Sprintf(`{"properties": {"path": "p%d", "displayName": "A%d"}}`, i, i)
		files[fmt.Sprintf("apis/a%d/specification.yaml", i)] = spec.String()
		files[fmt.Sprintf("apis/a%d/operations/part1/policy.xml", i)] = "<policies />"
	}
	dir := tree(b, files)
	b.ReportAllocs()
	for b.Loop() {
		var l diag.List
		s, err := load.Path(dir, load.Options{}, &l)
		if err != nil || len(s.APIs) != 200 || l.Len() > 0 {
			b.Fatal(err, l.Len())
		}
	}
}

// TestARMFolders shows which templates of a folder are read, and that files which
// templates link to are named: a watch of the configuration needs them.
func TestARMFolders(t *testing.T) {
	template := func(name, rest string) string {
		return `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [
			{"type": "Microsoft.ApiManagement/service/namedValues", "name": "x/` + name + `", "properties": {"displayName": "` + name + `", "value": "1"}}` + rest + `]}`
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"main wins", map[string]string{"a.json": template("a", ""), "main.json": template("main", "")}, "main"},
		{"the only one", map[string]string{"a.json": template("a", ""), "b.json": "{}"}, "a"},
		{"those of the kit", map[string]string{"a.template.json": template("a", ""), "b.template.json": template("b", "")}, "a b"},
		{"several", map[string]string{"a.json": template("a", ""), "b.json": template("b", "")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			s, err := load.Path(tree(t, tt.files), load.Options{}, &l)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, nv := range s.NamedValues {
				names = append(names, nv.Name)
			}
			if got := strings.Join(names, " "); got != tt.want || l.HasErrors() != (tt.want == "") {
				t.Errorf("got %q, findings:\n%s", got, findings(&l))
			}
		})
	}
	dir := tree(t, map[string]string{
		"main.json":            template("a", `, {"type": "Microsoft.ApiManagement/service/policies", "name": "x/policy", "properties": {"format": "xml-link", "value": "https://example.org/p/global.xml"}}`),
		"main.parameters.json": `{"parameters": {}}`, "p/global.xml": "<policies/>", "other.xml": "<policies/>",
	})
	var l diag.List
	s, err := load.Path(filepath.Join(dir, "main.json"), load.Options{}, &l)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(s.Files)
	if diff := cmp.Diff([]string{filepath.Join(dir, "main.parameters.json"), filepath.Join(dir, "p", "global.xml")}, s.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
