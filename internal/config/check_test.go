package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// certificateFiles writes tls.crt, tls.key, other.key and client.pfx (password
// pw) into a folder.
func certificateFiles(t *testing.T, dir string) {
	t.Helper()
	newKey := func() (*ecdsa.PrivateKey, []byte) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	}
	key, keyPEM := newKey()
	_, otherPEM := newKey()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pfx, err := pkcs12.Modern.Encode(key, cert, nil, "pw")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"tls.crt": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), "tls.key": keyPEM, "other.key": otherPEM, "client.pfx": pfx, "text": []byte("text"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	certificateFiles(t, dir)
	tests := []struct {
		name, text string
		change     func(*config.Settings)
		want       string
	}{
		{"sound", `listen: {gateway: [{address: "0.0.0.0:443", certificate: tls.crt, key: tls.key}, "127.0.0.1:0", "127.0.0.1:0"], admin: {address: ":9000", token: t}}
hosts: {"*.example": {address: "h:1", ca: tls.crt}}
localAzure: {identity: "localhost:1", https: "[::1]:2", seed: text}
state: {url: "redis://:p@h:6379/0"}
identity: {systemAssigned: {source: local}, userAssigned: {a: {source: clientCertificate, certificate: tls.crt, authorityHost: "https://login.example/"}}}
overrides: text
`, nil, ""},
		{"addresses", "listen:\n  gateway: ['8080', 'a:b', 'a:70000', '1.2.3.4:80', '1.2.3.4:80']\n  admin: 0.0.0.0:81\n", nil,
			"2:13: invalid-value: the gateway's listener must be an address with a port, such as 127.0.0.1:8080, not \"8080\"\n" +
				"2:21: invalid-value: \"b\" is no port; the gateway's listener needs one between 0 and 65535\n" +
				"2:28: invalid-value: \"70000\" is no port; the gateway's listener needs one between 0 and 65535\n" +
				"2:53: invalid-value: the address 1.2.3.4:80 is given twice\n" +
				"3:10: invalid-value: the admin listener at 0.0.0.0:81 can be reached by others and needs a token: admin: {address: 0.0.0.0:81, token: \"${ADMIN_TOKEN}\"}\n"},
		{"TLS files", "listen:\n  gateway:\n  - {address: ':1', certificate: tls.crt, key: other.key}\n  - {address: ':2', certificate: gone, key: tls.key}\n  - {address: ':3', certificate: text, key: text}\n", nil,
			"3:5: invalid-value: certificate and key cannot be used: tls: private key does not match public key\n" +
				"4:5: missing-file: the certificate DIR/gone cannot be read: no such file or directory\n" +
				"5:5: invalid-value: certificate and key cannot be used: tls: failed to find any PEM data in certificate input\n"},
		{"local Azure for others", "localAzure: {identity: '0.0.0.0:1', https: 'example.com:2', seed: gone}\n", nil,
			"1:13: invalid-value: the local Azure stand-in is for this machine alone; 0.0.0.0:1 is not a loopback address\n" +
				"1:13: invalid-value: the local Azure stand-in is for this machine alone; example.com:2 is not a loopback address\n" +
				"1:13: missing-file: the seed file DIR/gone cannot be read: no such file or directory\n"},
		{"local Azure is off", "localAzure: false\n", func(s *config.Settings) { s.LocalAzure.Identity = "0.0.0.0:1" }, ""},
		{"local source without local Azure", "identity: {systemAssigned: {source: local}}\n", nil, "1:28: invalid-value: the identity source `local` needs `localAzure: true`\n"},
		{"identities", "identity: {userAssigned: {a: {source: serviceFabric}, A: {source: workload, authorityHost: 'http://x'}, b: {source: clientCertificate, certificate: gone}}}\n", nil,
			"1:30: invalid-value: the identity source `serviceFabric` has no user-assigned identities\n" +
				"1:58: invalid-value: the identity A is given twice\n" +
				"1:58: invalid-value: `authorityHost` must be an https URL, not \"http://x\"\n" +
				"1:108: missing-file: the certificate DIR/gone cannot be read: no such file or directory\n"},
		{"hosts", "hosts:\n  'a:1': {address: 'b:1'}\n  '*.*': {address: x}\n  a.example: {ca: text}\n  A.example: {ca: gone}\n", nil,
			"2:3: invalid-value: \"a:1\" is no host name; a name or *. and a domain is needed, without port\n" +
				"3:3: invalid-value: \"*.*\" is no host name; a name or *. and a domain is needed, without port\n" +
				"3:3: invalid-value: the address of *.* must be an address with a port, such as 127.0.0.1:8080, not \"x\"\n" +
				"4:3: invalid-value: DIR/text holds no certificate in PEM form\n" +
				"5:3: invalid-value: the host A.example is given twice\n" +
				"5:3: missing-file: the certificate file DIR/gone cannot be read: no such file or directory\n"},
		{"state", "state: {url: 'mongo://h'}\n", nil, "1:14: invalid-value: state.url must be memory:, redis://host:port, rediss://host:port or unix:///path\n"},
		{"gateway URL and overrides", "service: {gatewayUrl: localhost}\noverrides: gone\n", nil,
			"1:23: invalid-value: the gateway URL must be absolute, such as https://api.example.com, not \"localhost\"\n" +
				"2:12: missing-file: the override file DIR/gone cannot be read: no such file or directory\n"},
		{"a flag made it wrong", "", func(s *config.Settings) { s.Listen.Admin = config.Listener{Address: "0.0.0.0:1"} },
			"-: invalid-value: the admin listener at 0.0.0.0:1 can be reached by others and needs a token: admin: {address: 0.0.0.0:1, token: \"${ADMIN_TOKEN}\"}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			s := config.Parse(diag.NewSource("gatehouse.yaml", tt.text), dir, environment(), &l)
			if l.Len() > 0 {
				t.Fatalf("reading:\n%s", findings(&l))
			}
			if tt.change != nil {
				tt.change(s)
			}
			s.Check(&l)
			if diff := cmp.Diff(tt.want, strings.ReplaceAll(findings(&l), dir, "DIR")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSupply(t *testing.T) {
	dir := t.TempDir()
	certificateFiles(t, dir)
	text := `namedValues: {a: "1", B: "${X}"}
subscriptions: {p: {primaryKey: k, allowTracing: false}}
certificates:
  good: {pfx: client.pfx, password: pw}
  wrong: {pfx: client.pfx, password: sesame}
  gone: {pfx: gone.pfx}
  text: {pfx: text}
`
	var l diag.List
	s := config.Parse(diag.NewSource("gatehouse.yaml", text), dir, environment("X=x"), &l)
	s.SetNamedValue("b", "flag")
	s.SetNamedValue("c", "new")
	got := s.Supply([]byte("seed"), &l)
	want := "5:3: invalid-value: the certificate \"wrong\" in DIR/client.pfx cannot be used: the password of the PFX file is wrong\n" +
		"6:3: missing-file: the certificate \"gone\" cannot be read from DIR/gone.pfx: no such file or directory\n" +
		"7:3: invalid-value: the certificate \"text\" in DIR/text cannot be used: reading the PFX file: …\n"
	library := regexp.MustCompile(`pkcs12: .*`) // the library's own words
	if diff := cmp.Diff(want, library.ReplaceAllString(strings.ReplaceAll(findings(&l), dir, "DIR"), "…")); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	var values []string
	for _, v := range got.NamedValues {
		values = append(values, v.DisplayName+"="+v.Value)
	}
	if diff := cmp.Diff([]string{"a=1", "b=flag", "c=new"}, values); diff != "" || !got.NamedValues[1].Secret || got.NamedValues[2].Secret {
		t.Errorf("named values (-want +got):\n%s", diff)
	}
	if len(got.Subscriptions) != 1 || got.Subscriptions[0].PrimaryKey != "k" || *got.Subscriptions[0].AllowTracing {
		t.Errorf("subscriptions: %+v", got.Subscriptions)
	}
	if len(got.Certificates) != 1 || got.Certificates[0].Name != "good" || got.Certificates[0].Key == nil {
		t.Errorf("certificates: %+v", got.Certificates)
	}
}

func TestKeySeed(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache", "gatehouse")
	a, err := config.KeySeed(cache, "/srv/a")
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.KeySeed(cache, "/srv/x/../a")
	if err != nil || string(a) != string(again) {
		t.Errorf("the seed changed: %v", err)
	}
	if b, _ := config.KeySeed(cache, "/srv/b"); string(a) == string(b) {
		t.Error("two configurations have the same seed")
	}
	if other, _ := config.KeySeed(filepath.Join(t.TempDir(), "other"), "/srv/a"); string(a) == string(other) {
		t.Error("two users have the same seed")
	}
	entries, err := os.ReadDir(cache)
	if err != nil || len(entries) != 1 {
		t.Errorf("the cache folder holds %v %v", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the seed: %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(cache, "key-seed"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := config.KeySeed(cache, "/srv/a"); err != nil || string(c) == string(a) {
		t.Errorf("a damaged seed: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.KeySeed(file, "/srv/a"); err == nil {
		t.Error("a file in the place of the folder")
	}
}

func TestSizes(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "4096": 4096, "8MiB": 8 << 20, "1.5 GiB": 3 << 29, "64kB": 64000, "1 KB": 1000, "10B": 10, "2MB": 2e6, "1GB": 1e9} {
		if got, ok := config.ParseSize(in); !ok || got != want {
			t.Errorf("%q: %d %t, want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "MiB", "-1", "1e3", "1 TiB", "1..2", "99999999999999GiB", "0x10", "1 MiB x", "NaN", "Inf"} {
		if got, ok := config.ParseSize(in); ok {
			t.Errorf("%q is read as %d", in, got)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:0": true, "[::1]:80": true, "localhost:1": true, "LOCALHOST:1": true, "[::ffff:127.0.0.1]:1": true,
		":80": false, "0.0.0.0:80": false, "[::]:80": false, "example.com:80": false, "10.0.0.1:1": false, "localhost.example.com:1": false,
	} {
		if got := config.IsLoopback(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
