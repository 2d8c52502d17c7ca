package server

import (
	"crypto/x509"
	"fmt"
	"os"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// ClientAuthorities reads the authorities that the settings trust for certificates
// of clients, with those of the system; nil when the settings name none.
func ClientAuthorities(settings *config.Settings) (*x509.CertPool, error) {
	if settings.ClientAuthorities == "" {
		return nil, nil
	}
	data, err := os.ReadFile(settings.ClientAuthorities)
	if err != nil {
		return nil, fmt.Errorf("reading clientAuthorities: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		// A machine without authorities of its own can still trust these.
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("reading clientAuthorities: %s holds no certificate in PEM form", settings.ClientAuthorities)
	}
	return pool, nil
}
