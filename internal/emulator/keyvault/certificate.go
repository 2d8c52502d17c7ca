package keyvault

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // x5t is defined over SHA-1
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// certificate is a certificate of the seed. It is made when it is first read;
// the vault's lock guards it.
type certificate struct {
	name   string
	seed   seed.Certificate
	der    []byte
	parsed *x509.Certificate
	secret *version // the private key with the certificate
}

// make signs the certificate with its own key unless that has been done.
func (c *certificate) make(now time.Time) error {
	if c.secret != nil {
		return nil
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return fmt.Errorf("making a certificate's key: %w", err)
	}
	subject := c.seed.Subject
	if subject == "" {
		subject = c.name
	}
	days := c.seed.ValidityDays
	if days <= 0 {
		days = 365
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return fmt.Errorf("making a serial number: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: number, Subject: pkix.Name{CommonName: subject}, DNSNames: c.seed.DNSNames,
		NotBefore: now.Add(-10 * time.Minute), NotAfter: now.AddDate(0, 0, days),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("making a certificate: %w", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("reading a certificate: %w", err)
	}
	v := &version{id: exchange.NewHex(16), enabled: true, created: now.Unix(), updated: now.Unix(), notBefore: parsed.NotBefore.Unix(), expires: parsed.NotAfter.Unix()}
	if c.seed.ContentType == seed.PEMFile {
		pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return fmt.Errorf("encoding a certificate's key: %w", err)
		}
		v.contentType = seed.PEMFile
		v.value = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})) + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	} else {
		// A vault's PKCS#12 has no password.
		pfx, err := pkcs12.Modern.Encode(key, parsed, nil, "")
		if err != nil {
			return fmt.Errorf("encoding a certificate as PKCS#12: %w", err)
		}
		v.contentType = seed.PKCS12
		v.value = base64.StdEncoding.EncodeToString(pfx)
	}
	c.der, c.parsed, c.secret = der, parsed, v
	return nil
}

// thumbprint is x5t: the SHA-1 of the certificate in base64url.
func (c *certificate) thumbprint() string {
	h := sha1.Sum(c.der) //nolint:gosec // a name, not a protection
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// certificates answers at /certificates and below; they can only be read.
func (s *Service) certificates(c *call) *failure {
	if c.r.Method != http.MethodGet {
		return noMethod()
	}
	if len(c.parts) == 1 {
		if f := s.authorize(c, "certificates/read", ""); f != nil {
			return f
		}
		var items []map[string]any
		for _, name := range sortedKeys(c.vault.certificates) {
			m, f := s.certificateItem(c, name, "")
			if f != nil {
				return f
			}
			items = append(items, m)
		}
		return page(c, items)
	}
	name := c.parts[1]
	if f := s.authorize(c, "certificates/read", "certificates/"+name); f != nil {
		return f
	}
	third := ""
	if len(c.parts) > 2 {
		third = c.parts[2]
	}
	cert := c.vault.certificates[name]
	if cert == nil {
		return noCertificate(name)
	}
	if err := cert.make(c.now); err != nil {
		return fail(http.StatusInternalServerError, "InternalServerError", "%v", err)
	}
	id := cert.secret.id
	switch third {
	case "versions":
		m, f := s.certificateItem(c, name, "/"+id)
		if f != nil {
			return f
		}
		return page(c, []map[string]any{m})
	case "policy":
		c.answer(http.StatusOK, cert.policy(c.base()))
		return nil
	case "", id:
	default:
		return noCertificate(name + "/" + third)
	}
	m, f := s.certificateItem(c, name, "/"+id)
	if f != nil {
		return f
	}
	m["kid"] = c.base() + "/keys/" + name + "/" + id
	m["sid"] = c.base() + "/secrets/" + name + "/" + id
	m["cer"] = base64.StdEncoding.EncodeToString(cert.der)
	m["policy"] = cert.policy(c.base())
	c.answer(http.StatusOK, m)
	return nil
}

func noCertificate(name string) *failure {
	return fail(http.StatusNotFound, "CertificateNotFound", "A certificate with (name/id) %s was not found in this key vault. If you recently deleted this certificate you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182", name)
}

// certificateItem renders a certificate as lists show it.
func (s *Service) certificateItem(c *call, name, version string) (map[string]any, *failure) {
	cert := c.vault.certificates[name]
	if err := cert.make(c.now); err != nil {
		return nil, fail(http.StatusInternalServerError, "InternalServerError", "%v", err)
	}
	m := cert.secret.item(c.base() + "/certificates/" + name + version)
	delete(m, "contentType")
	m["x5t"] = cert.thumbprint()
	m["subject"] = cert.parsed.Subject.String()
	return m, nil
}

func (c *certificate) policy(base string) map[string]any {
	return map[string]any{
		"id":           base + "/certificates/" + c.name + "/policy",
		"key_props":    map[string]any{"exportable": true, "kty": "RSA", "key_size": 2048, "reuse_key": false},
		"secret_props": map[string]any{"contentType": c.secret.contentType},
		"x509_props":   map[string]any{"subject": c.parsed.Subject.String(), "ekus": []string{"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}, "key_usage": []string{"digitalSignature", "keyEncipherment"}, "validity_months": 12},
		"issuer":       map[string]any{"name": "Self"},
		"attributes":   map[string]any{"enabled": true, "created": c.secret.created, "updated": c.secret.updated},
	}
}
