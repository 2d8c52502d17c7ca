package catalog_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
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

// TestParseCertificateText: what JSON holds, in lines or not.
func TestParseCertificateText(t *testing.T) {
	key, cert := newCertificate(t)
	pfx, err := pkcs12.Modern.Encode(key, cert, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	plain := base64.StdEncoding.EncodeToString(pfx)
	for _, tt := range []struct{ name, text, problem string }{
		{"base64", plain, ""},
		{"base64 in lines", plain[:64] + "\r\n" + plain[64:] + "\n", ""},
		{"PEM, key first", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})) + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})), ""},
		{"neither", "s3cr3t!", "neither a PFX file in base64 nor PEM"},
		{"base64 of something else", "czNjcjN0", "reading the PFX file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := catalog.ParseCertificateText("client", tt.text, "")
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) || strings.Contains(err.Error(), "s3cr3t") {
					t.Fatalf("error %v, want one with %q", err, tt.problem)
				}
				return
			}
			if err != nil || !key.Equal(got.Key) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}
