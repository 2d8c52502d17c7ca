package catalog_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

func newCertificate(t *testing.T) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, cert
}

func TestParseCertificate(t *testing.T) {
	key, cert := newCertificate(t)
	otherKey, _ := newCertificate(t)
	pfx := func(key any, password string) []byte {
		data, err := pkcs12.Modern.Encode(key, cert, nil, password)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))
	keyPEM := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	sum := sha1.Sum(cert.Raw)
	thumbprint := strings.ToUpper(hex.EncodeToString(sum[:]))

	tests := []struct {
		name     string
		data     []byte
		password string
		problem  string
	}{
		{"PFX", pfx(key, "hunter2"), "hunter2", ""},
		{"PFX without password", pfx(key, ""), "", ""},
		{"PEM", []byte(keyPEM + certPEM), "", ""},
		{"wrong password", pfx(key, "hunter2"), "sesame", "the password of the PFX file is wrong"},
		{"another key", pfx(otherKey, ""), "", "does not belong to the certificate"},
		{"no key", []byte(certPEM), "", "needs a certificate and an unencrypted private key"},
		{"broken block", []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "", "reading the certificate block"},
		{"garbage", []byte("hello"), "", "reading the PFX file"},
		{"nothing", nil, "", "reading the PFX file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := catalog.ParseCertificate("client", tt.data, tt.password)
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) || strings.Contains(err.Error(), "sesame") {
					t.Fatalf("error %v, want one with %q", err, tt.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != "client" || got.Thumbprint != thumbprint || !got.Leaf.Equal(cert) || !key.Equal(got.Key) {
				t.Errorf("got %s %s", got.Name, got.Thumbprint)
			}
		})
	}
}
