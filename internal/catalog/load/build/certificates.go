package build

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/override"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// readCertificates reads certificates: from their data, which templates and states of
// Terraform hold, else from the settings. Those of Key Vaults come with the secrets.
func (s *scope) readCertificates() {
	for _, r := range s.tree.Of(tree.Certificate) {
		props := s.props(r)
		c := &catalog.Certificate{Name: r.Name, Thumbprint: strings.ToUpper(props.String("thumbprint")), KeyVault: keyVault(props), Origin: r.Origin}
		data, password := props.String("data"), props.String("password")
		if _, gap := override.HasToken(data); data != "" && !gap && c.KeyVault == nil && !s.isSupplied(r.Name) {
			if made, err := catalog.ParseCertificateText(c.Name, data, password); err == nil {
				c.Become(made)
			} else { // at the resource: the data are a secret, which nothing shows
				s.errorAt(r.Origin, diag.InvalidValue, "the `data` of the certificate %q cannot be used: %v", c.Name, err)
			}
		}
		if enter(s, &s.certificates, "certificate", c.Name, c, r.Origin) {
			s.out.Certificates = append(s.out.Certificates, c)
		}
	}
	if s.workspace != nil {
		return
	}
	for _, given := range s.supply.Certificates {
		if c, ok := s.certificates.get(given.Name); ok {
			c.Become(given)
			continue
		}
		s.certificates.add(given.Name, given, given.Origin)
		s.out.Certificates = append(s.out.Certificates, given)
	}
}

// isSupplied reports whether the settings have the certificate, which goes before what
// artefacts hold.
func (s *scope) isSupplied(name string) bool {
	if s.workspace != nil {
		return false
	}
	for _, given := range s.supply.Certificates {
		if strings.EqualFold(given.Name, name) {
			return true
		}
	}
	return false
}
