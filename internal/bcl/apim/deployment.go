package apim

import (
	"crypto"
	"crypto/x509"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Deployment is context.Deployment.
type Deployment struct {
	Gateway                                   *Gateway
	GatewayID, Region, ServiceID, ServiceName string
	// Certificates are the service's certificates by thumbprint; nil stands for none.
	Certificates *Lookup[Certificate]
}

// Certificate is a certificate of the deployment.
type Certificate struct {
	Leaf  *x509.Certificate
	Chain []*x509.Certificate
	// Key is the private key, nil when it is not known. It is a secret.
	Key crypto.PrivateKey
}

// NewCertificates returns an empty dictionary of certificates, whose keys compare
// without case. A key that is missing throws. The keys of the service are
// thumbprints (Microsoft's answer of September 2025 to the question "Retrieve a
// Certificate by Id in APIM Policy"); where the dictionary is made, the other of name
// and thumbprint is set as a further key.
func NewCertificates() *Lookup[Certificate] {
	// Every use has an object of its own, because an expression may dispose of it.
	return &Lookup[Certificate]{fold: true, strict: true, box: func(_ *rt.Frame, c Certificate) any {
		return x509certificates.New(c.Leaf, c.Key, c.Chain)
	}}
}

func deploymentType() types.Decl {
	return record[*Deployment]("IDeployment",
		object("IReadOnlyDictionary<string, X509Certificate2> Certificates", func(d *Deployment) *Lookup[Certificate] {
			if d.Certificates == nil {
				return NewCertificates()
			}
			return d.Certificates
		}),
		object("IGateway Gateway", func(d *Deployment) *Gateway { return d.Gateway }),
		text("string GatewayId", func(d *Deployment) string { return d.GatewayID }),
		text("string Region", func(d *Deployment) string { return d.Region }),
		text("string ServiceId", func(d *Deployment) string { return d.ServiceID }),
		text("string ServiceName", func(d *Deployment) string { return d.ServiceName }),
		object("ISustainabilityInfo SustainabilityInfo", func(*Deployment) *sustainability { return &sustainability{} }),
	)
}
