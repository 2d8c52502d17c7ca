package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func authenticationCertificateDefinition() policy.Definition {
	return policy.Definition{
		Element: "authentication-certificate", Summary: "Shows a client certificate to the backend.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, Parts: policy.RequestPart,
		New: func() policy.Policy { return &authenticationCertificate{} },
	}
}

// authenticationCertificate sets the certificate that forward-request, or the
// request being built, shows when the other side asks for one. Certificates come from
// `certificates` of gatehouse.yaml, since exports never hold one, or from the policy
// itself.
type authenticationCertificate struct {
	// The SHA-1 thumbprint of a certificate resource; case, spaces and colons do not
	// matter.
	Thumbprint expr.Value[string] `attr:"thumbprint"`
	// The name of a certificate resource.
	CertificateID expr.Value[string] `attr:"certificate-id"`
	// A PFX file: a byte[], or its base64.
	Body expr.Value[any] `attr:"body"`
	// The password of the PFX file.
	Password expr.Value[string] `attr:"password,free"`

	resources *catalog.Resources
	// fixed is the certificate when a literal names it.
	fixed *catalog.Certificate
	// parsed keeps PFX files that were read: reading one takes long on purpose.
	parsed pfxCache
}

// Check demands one source.
func (p *authenticationCertificate) Check(c *policy.Check) {
	n := 0
	for _, set := range []bool{p.Thumbprint.IsSet(), p.CertificateID.IsSet(), p.Body.IsSet()} {
		if set {
			n++
		}
	}
	switch {
	case n == 0:
		c.Errorf(diag.MissingAttribute, "thumbprint", "authentication-certificate needs one of the attributes thumbprint, certificate-id and body")
	case n > 1:
		c.Errorf(diag.InvalidValue, "", "thumbprint, certificate-id and body may not stand together; remove all but one")
	}
	if p.Password.IsSet() && !p.Body.IsSet() {
		c.Errorf(diag.InvalidValue, "password", "password goes with the attribute body alone")
	}
}

// Prepare looks literals up.
func (p *authenticationCertificate) Prepare(c *policy.Check) {
	p.resources = c.Resources()
	if id, ok := p.CertificateID.Constant(); ok && !strings.Contains(id, "{{") {
		p.fixed = c.Certificate("", 0, "certificate-id", id)
		if p.fixed != nil && p.fixed.Key == nil {
			c.Warnf(diag.UnresolvedCertificate, "certificate-id", "the certificate %q is not known here: %s", id, p.fixed.Absent())
			p.fixed = nil
		}
	}
	if t, ok := p.Thumbprint.Constant(); ok && !strings.Contains(t, "{{") {
		// The service saves the document; its calls fail.
		if p.fixed = byThumbprint(p.resources, t); p.fixed == nil {
			c.Warnf(diag.UnresolvedCertificate, "thumbprint", "no certificate has the thumbprint %q; give one in gatehouse.yaml under `certificates`", t)
		}
	}
}

// byThumbprint returns the certificate with that thumbprint, nil if its key is not
// known here.
//
// unverified: case, spaces and colons do not matter.
func byThumbprint(r *catalog.Resources, thumbprint string) *catalog.Certificate {
	if r == nil {
		return nil
	}
	want := catalog.PlainHex(thumbprint)
	for _, c := range r.Certificates {
		if want != "" && catalog.PlainHex(c.Thumbprint) == want && c.Key != nil {
			return c
		}
	}
	return nil
}

// Run sets the certificate. Of several the last one counts (unverified).
func (p *authenticationCertificate) Run(x *policy.Exec) (policy.Flow, error) {
	cert, err := p.certificate(x)
	if err != nil {
		return policy.End, err
	}
	if x.Building != nil {
		x.Building.Options.Certificate = cert
	} else {
		x.Certificate = cert
	}
	return policy.Next, nil
}

func (p *authenticationCertificate) certificate(x *policy.Exec) (*catalog.Certificate, error) {
	switch {
	case p.fixed != nil:
		return p.fixed, nil
	case p.Thumbprint.IsSet():
		text, err := p.Thumbprint.Eval(x.Frame())
		if err != nil {
			return nil, err
		}
		if c := byThumbprint(p.resources, text); c != nil {
			return c, nil
		}
		return nil, policy.Internal("", "A certificate with the given thumbprint was not found.", nil)
	case p.CertificateID.IsSet():
		id, err := p.CertificateID.Eval(x.Frame())
		if err != nil {
			return nil, err
		}
		if p.resources != nil {
			if c := p.resources.Certificate(id); c != nil && c.Key != nil {
				return c, nil
			}
		}
		return nil, policy.Internal("", "A certificate with the given id was not found.", nil)
	}
	return p.pfx(x)
}

// pfx reads the certificate of a PFX file.
func (p *authenticationCertificate) pfx(x *policy.Exec) (*catalog.Certificate, error) {
	v, err := p.Body.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	password, err := p.Password.Eval(x.Frame())
	if err != nil {
		return nil, err
	}
	var data []byte
	switch v := v.(type) {
	case *rt.Array[byte]:
		data = v.Items
	case string:
		// The toolkit's description says base64; its type says bytes.
		if data, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(v), "")); err != nil {
			return nil, &expr.InvalidValue{Text: "body", Reason: "expected a PFX file as byte[] or in base64"}
		}
	default:
		return nil, &expr.InvalidValue{Text: "body", Reason: "expected a PFX file as byte[] or in base64"}
	}
	c, err := p.parsed.get(data, password)
	if err != nil {
		return nil, policy.Internal("", "The certificate could not be loaded: "+err.Error(), err)
	}
	return c, nil
}

// pfxCache keeps certificates by the hash of their files and passwords.
type pfxCache struct {
	mu    sync.Mutex
	certs map[[sha256.Size]byte]*catalog.Certificate
}

const (
	maxPFX     = 64
	maxPFXSize = 256 << 10
)

func (c *pfxCache) get(data []byte, password string) (*catalog.Certificate, error) {
	if len(data) > maxPFXSize {
		return nil, &expr.InvalidValue{Text: "body", Reason: "expected a PFX file, which is shorter"}
	}
	h := sha256.New()
	sum := sha256.Sum256([]byte(password))
	h.Write(sum[:])
	h.Write(data)
	key := [sha256.Size]byte(h.Sum(nil))
	c.mu.Lock()
	found := c.certs[key]
	c.mu.Unlock()
	if found != nil {
		return found, nil
	}
	made, err := catalog.ParseCertificate("", data, password)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.certs[key]; other != nil {
		return other, nil
	}
	if c.certs == nil || len(c.certs) >= maxPFX {
		c.certs = map[[sha256.Size]byte]*catalog.Certificate{}
	}
	c.certs[key] = made
	return made, nil
}
