package policytest

import (
	"crypto/x509"
	"encoding/pem"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// certify puts the certificates of a file of the archive on a request, that of the
// client first.
func (c *testCase) certify(req *message.Request, name string) {
	for _, f := range c.archive.Files {
		if f.Name != name {
			continue
		}
		for rest := f.Data; ; {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				break
			}
			if block.Type != "CERTIFICATE" {
				continue
			}
			cert, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				c.t.Error(err)
				return
			}
			if req.Certificate == nil {
				req.Certificate = cert
				continue
			}
			req.CertificateChain = append(req.CertificateChain, cert)
		}
	}
	if req.Certificate == nil {
		c.t.Errorf("the archive has no certificate in %q", name)
	}
}
