package identity

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"software.sslmate.com/src/go-pkcs12"
)

// loadCertificate reads certificate, chain and key from a PEM or PKCS#12 file.
// PKCS#12 goes through go-pkcs12, because azidentity's parser knows neither
// SHA-256 message authentication nor AES, which current tools write.
func loadCertificate(path, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	if bytes.Contains(data, []byte("-----BEGIN ")) {
		certificates, key, err := azidentity.ParseCertificates(data, nil)
		if err != nil {
			return nil, nil, fmt.Errorf("reading %s: %w", path, err)
		}
		return certificates, key, nil
	}
	key, leaf, chain, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		if errors.Is(err, pkcs12.ErrIncorrectPassword) {
			return nil, nil, fmt.Errorf("reading %s: the password does not open it", path)
		}
		return nil, nil, fmt.Errorf("reading %s: neither PEM nor PKCS#12 with one certificate and its key: %w", path, err)
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}
