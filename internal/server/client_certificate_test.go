package server_test

import (
	"crypto/sha1"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// TestClientCertificateRules: what each rule of validate-client-certificate makes of
// the certificates that clients show in the handshake.
func TestClientCertificateRules(t *testing.T) {
	ca := newAuthority(t)
	_, serving := identityOf(t, "gateway.test")
	good, _ := ca.issue(t, "good.test", time.Hour)
	expired, _ := ca.issue(t, "expired.test", -time.Hour)
	early, _ := ca.issueFrom(t, "early.test", time.Hour, 2*time.Hour)
	stranger, _ := identityOf(t, "stranger.test")
	clients := map[string][]tls.Certificate{"good": {good}, "expired": {expired}, "early": {early}, "stranger": {stranger}, "none": nil}
	thumbprint := func(der []byte) string {
		sum := sha1.Sum(der)
		return hex.EncodeToString(sum[:])
	}
	identity := func(attributes string) string { return `<identities><identity ` + attributes + ` /></identities>` }
	rules := []struct {
		attributes, identities string
		// welcome are the clients that pass.
		welcome string
	}{
		// Whether they are revoked, their authority says nowhere.
		{``, ``, ""},
		{`validate-revocation="false"`, ``, "good"},
		{`validate-trust="false" validate-revocation="false"`, ``, "good stranger"},
		{`validate-trust="false" validate-revocation="false" validate-not-after="false"`, ``, "good stranger expired"},
		{`validate-revocation="false" validate-not-before="false"`, ``, "good early"},
		{`validate-revocation="false" validate-not-after="false"`, ``, "good expired"},
		{`validate-trust="false" validate-revocation="false" validate-not-before="false" validate-not-after="false"`, ``, "good stranger early expired"},
		{`ignore-error="true"`, ``, "good stranger early expired none"},
		{`validate-revocation="false"`, identity(`common-name="good.test"`), "good"},
		{`validate-revocation="false"`, identity(`common-name="else.test"`), ""},
		{`validate-trust="false" validate-revocation="false"`, identity(`common-name="stranger.test"`), "stranger"},
		{`validate-revocation="false"`, identity(`thumbprint="` + thumbprint(good.Certificate[0]) + `"`), "good"},
		{`validate-revocation="false"`, identity(`serial-number="02"`), "good"},
		{`validate-revocation="false"`, identity(`subject="CN=good.test"`), "good"},
		{`validate-revocation="false"`, identity(`dns-name="GOOD.test"`), "good"},
		{`validate-revocation="false"`, identity(`issuer-subject="CN=authority.test"`), "good"},
		{`validate-revocation="false"`, identity(`issuer-thumbprint="` + thumbprint(ca.cert.Raw) + `"`), "good"},
		{`validate-revocation="false"`, identity(`issuer-certificate-id="ca"`), "good"},
		{`validate-revocation="false"`, identity(`issuer-certificate-id="ca" common-name="else.test"`), ""},
		{`validate-revocation="false"`, `<identities><identity common-name="else.test" /><identity dns-name="good.test" /></identities>`, "good"},
	}
	var policies strings.Builder
	for i, r := range rules {
		fmt.Fprintf(&policies, `<when condition="@(context.Request.Url.Path == "/%d")"><validate-client-certificate %s>%s</validate-client-certificate></when>`, i, r.attributes, r.identities)
	}
	s := serveWith(t, `<policies><inbound><choose>`+policies.String()+`</choose>
		<return-response><set-body>@("welcome " + context.Request.Certificate?.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, false))</set-body></return-response></inbound></policies>`,
		"http://backend.test", func(c *config.Settings) {
			c.Listen.Gateway = []config.Listener{
				{Address: "127.0.0.1:0", Certificate: serving, Key: serving, ClientCertificate: config.RequestClientCertificate},
				{Address: "127.0.0.1:0", Certificate: serving, Key: serving, ClientCertificate: config.RequireClientCertificate},
				{Address: "127.0.0.1:0", Certificate: serving, Key: serving},
			}
			c.ClientAuthorities = ca.file
			c.Certificates = []config.Certificate{{Name: "ca", PFX: ca.file}}
		})
	data, err := os.ReadFile(serving)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(data)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for name, show := range clients {
			transport := &http.Transport{
				TLSClientConfig:   &tls.Config{RootCAs: roots, ServerName: "gateway.test", Certificates: show, MinVersion: version, MaxVersion: version},
				ForceAttemptHTTP2: version == tls.VersionTLS13,
			}
			client := &http.Client{Transport: transport}
			for i, r := range rules {
				status, body := fetch(t, client, fmt.Sprintf("%s/%d", s.Addresses()[0], i))
				want := http.StatusForbidden
				for _, welcome := range strings.Fields(r.welcome) {
					if welcome == name {
						want = http.StatusOK
					}
				}
				if status != want {
					t.Errorf("%s, %s: <validate-client-certificate %s>%s gives %d %s", tls.VersionName(version), name, r.attributes, r.identities, status, body)
				}
				if name != "none" && status == http.StatusOK && body != "welcome "+name+".test" {
					t.Errorf("%s: %s", name, body)
				}
			}
			// A listener that demands one, and one that does not ask.
			resp, err := client.Get(s.Addresses()[1] + "/7")
			if err == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
			if (err == nil) != (name != "none") {
				t.Errorf("%s at a listener that demands a certificate: %v", name, err)
			}
			if status, body := fetch(t, client, s.Addresses()[2]+"/0"); status != http.StatusForbidden {
				t.Errorf("%s at a listener that asks for none: %d %s", name, status, body)
			}
			transport.CloseIdleConnections()
		}
	}
}
