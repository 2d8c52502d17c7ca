package gateway

import (
	"crypto/x509"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// TestDeploymentCertificates: expressions find a certificate by its thumbprint, as in
// the service, and by its name; what they enumerate are thumbprints.
func TestDeploymentCertificates(t *testing.T) {
	d := deployment(&catalog.Service{Resources: catalog.Resources{Certificates: []*catalog.Certificate{
		{Name: "signing", Thumbprint: "AB12", Leaf: &x509.Certificate{}},
		{Name: "AB12", Thumbprint: "CD34", Leaf: &x509.Certificate{}},
		{Name: "elsewhere", Thumbprint: "EF56"},
	}}}, apim.Deployment{})
	leaf := func(i int) *x509.Certificate {
		n := 0
		for _, c := range d.Certificates.All() {
			if n == i {
				return c.Leaf
			}
			n++
		}
		return nil
	}
	for key, want := range map[string]*x509.Certificate{
		"AB12": leaf(0), "ab12": leaf(0), "Signing": leaf(0), "CD34": leaf(1), "elsewhere": nil, "EF56": nil, "": nil,
	} {
		c, found := d.Certificates.Get(key)
		if c.Leaf != want || found != (want != nil) {
			t.Errorf("%q: %p, %t, want %p", key, c.Leaf, found, want)
		}
	}
	var keys []string
	for k := range d.Certificates.All() {
		keys = append(keys, k)
	}
	if len(keys) != 2 || keys[0] != "AB12" || keys[1] != "CD34" {
		t.Errorf("keys are %q", keys)
	}
}
