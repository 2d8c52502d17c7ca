package catalog

import (
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

// ParseCertificate reads a certificate with its private key from a PFX
// (PKCS #12) file, or from PEM with certificate and unencrypted key. The error
// never holds the password.
func ParseCertificate(name string, data []byte, password string) (*Certificate, error) {
	key, leaf, chain, err := decodeCertificate(data, password)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a private key of type %T cannot sign", key)
	}
	if public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(leaf.PublicKey) {
		return nil, errors.New("the private key does not belong to the certificate")
	}
	c := &Certificate{Name: name, Leaf: leaf, Chain: chain, Key: key}
	// The service identifies certificates by the SHA-1 thumbprint; nothing is
	// trusted because of it.
	sum := sha1.Sum(leaf.Raw)
	c.Thumbprint = strings.ToUpper(hex.EncodeToString(sum[:]))
	return c, nil
}

// ParseCertificateText is ParseCertificate for what JSON holds: a PFX file in base64,
// or PEM.
func ParseCertificateText(name, text, password string) (*Certificate, error) {
	data := []byte(text)
	if !strings.Contains(text, "-----BEGIN ") {
		plain := strings.Join(strings.Fields(text), "")
		var err error
		if data, err = base64.StdEncoding.DecodeString(plain); err != nil {
			return nil, errors.New("it is neither a PFX file in base64 nor PEM")
		}
	}
	return ParseCertificate(name, data, password)
}

func decodeCertificate(data []byte, password string) (crypto.PrivateKey, *x509.Certificate, []*x509.Certificate, error) {
	if strings.Contains(string(data[:min(len(data), 4096)]), "-----BEGIN ") {
		return decodePEM(data)
	}
	key, leaf, chain, err := pkcs12.DecodeChain(data, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return nil, nil, nil, errors.New("the password of the PFX file is wrong")
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("reading the PFX file: %w", err)
	}
	return key, leaf, chain, nil
}

func decodePEM(data []byte) (crypto.PrivateKey, *x509.Certificate, []*x509.Certificate, error) {
	var key crypto.PrivateKey
	var certs []*x509.Certificate
	for {
		var block *pem.Block
		block, data = pem.Decode(data)
		if block == nil {
			break
		}
		var err error
		switch block.Type {
		case "CERTIFICATE":
			var c *x509.Certificate
			if c, err = x509.ParseCertificate(block.Bytes); err == nil {
				certs = append(certs, c)
			}
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		}
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading the %s block: %w", strings.ToLower(block.Type), err)
		}
	}
	if len(certs) == 0 || key == nil {
		return nil, nil, nil, errors.New("the PEM file needs a certificate and an unencrypted private key")
	}
	return key, certs[0], certs[1:], nil
}

// PlainHex is a hexadecimal number such as a thumbprint as people and tools write it,
// in upper case and without what does not count. The invisible mark at the start comes
// from the certificate dialog of Windows.
func PlainHex(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", ":", "", "-", "", "\u200e", "", "\t", "").Replace(s))
}
