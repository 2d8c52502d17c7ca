package evaluate

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// certificates reads the deployment's certificates: names with PFX files without
// a password, or certificates without their key, in base 64. Their thumbprints find
// them too, as in the service.
func certificates(n node, d *apim.Deployment) error {
	list, _ := n.object("certificates")
	d.Certificates = apim.NewCertificates()
	return list.each(func(name string, t jsontree.Token) error {
		text, _ := textOf(t)
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return fmt.Errorf("certificate %q: %w", name, err)
		}
		c, err := x509certificates.Parse(data, "")
		if err != nil {
			return fmt.Errorf("certificate %q: %w", name, err)
		}
		d.Certificates.Set(name, apim.Certificate{Leaf: c.Leaf(), Chain: c.Chain(), Key: c.Key()})
		d.Certificates.SetAlso(name, fmt.Sprintf("%X", sha1.Sum(c.Leaf().Raw)))
		return nil
	})
}
