package auth

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/security/cryptography/x509certificates"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateClientCertificateDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-client-certificate", Summary: "Demands a valid client certificate.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &validateClientCertificate{} },
	}
}

// validateClientCertificate refuses requests whose client showed no certificate, or
// one that is not valid or not one of those listed. The listener has to ask clients
// for one: `clientCertificate: request` in gatehouse.yaml.
type validateClientCertificate struct {
	// Whether the issuers may not have revoked it. Revocation lists are fetched from
	// where the certificates say; where a list is missing the OCSP responder is asked.
	// A certificate that names neither, and one of which nothing can be found out, is
	// refused.
	Revocation bool `attr:"validate-revocation" default:"true"`
	// Whether it has to come from a trusted authority: one of the system's or of
	// clientAuthorities in gatehouse.yaml.
	Trust bool `attr:"validate-trust" default:"true"`
	// Whether its time has to have begun.
	NotBefore bool `attr:"validate-not-before" default:"true"`
	// Whether its time must not be over.
	NotAfter bool `attr:"validate-not-after" default:"true"`
	// Whether the request goes on when the certificate is refused.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// Certificates, of which it has to be one; any if absent.
	Identities *identities `elem:"identities"`
}

type identities struct {
	// A certificate: everything that is said has to be so.
	Identity []certificateIdentity `elem:"identity,required"`
}

type certificateIdentity struct {
	// Its SHA-1 thumbprint.
	Thumbprint string `attr:"thumbprint,filled"`
	// Its serial number, in hexadecimal.
	SerialNumber string `attr:"serial-number,filled"`
	// The CN of its subject.
	CommonName string `attr:"common-name,filled"`
	// Its subject, in the order in which the service shows it.
	Subject string `attr:"subject,filled"`
	// One of its DNS names.
	DNSName string `attr:"dns-name,filled"`
	// The subject of its issuer.
	IssuerSubject string `attr:"issuer-subject,filled"`
	// The SHA-1 thumbprint of its issuer's certificate.
	IssuerThumbprint string `attr:"issuer-thumbprint,filled"`
	// The name of a certificate resource that issued it.
	IssuerCertificateID string `attr:"issuer-certificate-id,filled"`

	issuer  *catalog.Certificate
	subject string
	by      string
}

// maxIdentities is how many identities a document may list.
const maxIdentities = 10

// Check applies the rules of validate-client-certificate.md.
func (p *validateClientCertificate) Check(c *policy.Check) {
	if p.Identities == nil {
		return
	}
	if n := len(p.Identities.Identity); n > maxIdentities {
		c.ChildErrorf(diag.InvalidValue, "identities", 0, "", "there may be %d identities, not %d", maxIdentities, n)
	}
	for i := range p.Identities.Identity {
		id := &p.Identities.Identity[i]
		if *id == (certificateIdentity{}) {
			c.ChildErrorf(diag.MissingAttribute, "identities/identity", i, "", "an identity without attributes is everybody's; name at least one")
		}
		for _, number := range [...]struct {
			attribute, text string
			length          int
		}{{"thumbprint", id.Thumbprint, 2 * sha1.Size}, {"serial-number", id.SerialNumber, 0}, {"issuer-thumbprint", id.IssuerThumbprint, 2 * sha1.Size}} {
			if !matchable(number.text, number.length) {
				// Documents with placeholders are sound.
				c.ChildWarnf(diag.InvalidValue, "identities/identity", i, number.attribute, "no certificate has the %s %q: it is written in hexadecimal digits%s",
					number.attribute, number.text, digits(number.length))
			}
		}
		id.subject, id.by = normalName(id.Subject), normalName(id.IssuerSubject)
		if id.IssuerCertificateID == "" {
			continue
		}
		if id.IssuerSubject+id.IssuerThumbprint != "" {
			c.ChildErrorf(diag.InvalidValue, "identities/identity", i, "issuer-certificate-id", "issuer-certificate-id may not stand with issuer-subject or issuer-thumbprint; remove one")
		}
		id.issuer = c.Certificate("identities/identity", i, "issuer-certificate-id", id.IssuerCertificateID)
		if id.issuer != nil && id.issuer.Leaf == nil {
			c.ChildWarnf(diag.UnresolvedCertificate, "identities/identity", i, "issuer-certificate-id",
				"the certificate %q is not known here, so that no caller has the identity: %s", id.IssuerCertificateID, id.issuer.Absent())
		}
	}
}

// matchable reports whether a certificate may have such a number in hexadecimal, of so
// many digits unless length is 0. Named values that could not be found are told apart.
func matchable(text string, length int) bool {
	if text == "" || strings.Contains(text, "{{") {
		return true
	}
	text = catalog.PlainHex(text)
	return (length == 0 || len(text) == length) && strings.Trim(text, "0123456789ABCDEF") == ""
}

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + strconv.Itoa(n) + " of them"
}

// Run checks the certificate.
func (p *validateClientCertificate) Run(x *policy.Exec) (policy.Flow, error) {
	why := p.refuse(x)
	if x.Ctx.Err() != nil {
		return policy.End, x.Ctx.Err()
	}
	if why == "" || p.IgnoreError {
		return policy.Next, nil
	}
	// unverified: the service documents neither status nor reason.
	return policy.End, &policy.Error{Reason: "InvalidClientCertificate", Message: "Client certificate validation failed. " + why, Status: 403, Public: "Invalid client certificate"}
}

// refuse says why the certificate is refused, empty if it is not.
func (p *validateClientCertificate) refuse(x *policy.Exec) (why string) {
	req := x.Request()
	leaf, now := req.Certificate, x.Now()
	switch {
	case leaf == nil:
		return "The client did not present a certificate."
	case p.NotBefore && now.Before(leaf.NotBefore):
		return "The certificate is not yet valid."
	case p.NotAfter && now.After(leaf.NotAfter):
		return "The certificate has expired."
	}
	chain := presented(leaf, req.CertificateChain)
	if p.Trust || p.Revocation && !selfIssued(leaf) {
		opts := x509.VerifyOptions{Roots: x.Host.ClientAuthorities, Intermediates: x509.NewCertPool(), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
		for _, c := range req.CertificateChain {
			opts.Intermediates.AddCert(c)
		}
		// Its own time was checked as far as it matters.
		if now.Before(leaf.NotBefore) {
			opts.CurrentTime = leaf.NotBefore
		} else if now.After(leaf.NotAfter) {
			opts.CurrentTime = leaf.NotAfter
		}
		chains, err := leaf.Verify(opts)
		switch {
		case err == nil:
			chain = chains[0]
		case p.Trust:
			return "The certificate does not come from a trusted authority."
		default:
			// Whoever made the certificate up could have the gateway fetch any URL.
			return "The certificate does not come from a trusted authority, so its revocation could not be checked."
		}
	}
	if p.Revocation {
		x.Away(func() { why = x.Host.Revocation.Check(x.Ctx, chain) })
		if why != "" {
			return why
		}
	}
	if p.Identities == nil {
		return ""
	}
	for i := range p.Identities.Identity {
		if p.Identities.Identity[i].is(chain) {
			return ""
		}
	}
	return "The certificate is not one of those allowed."
}

// maxChain bounds the issuers that are looked for.
const maxChain = 10

// presented orders the certificates that the client sent from its own upwards, as
// far as each has signed the one before.
func presented(leaf *x509.Certificate, others []*x509.Certificate) []*x509.Certificate {
	chain := []*x509.Certificate{leaf}
	for last := leaf; len(chain) < maxChain && !selfIssued(last); {
		found := false
		for _, c := range others {
			if string(c.RawSubject) == string(last.RawIssuer) && !c.Equal(last) && last.CheckSignatureFrom(c) == nil {
				chain, last, found = append(chain, c), c, true
				break
			}
		}
		if !found {
			break
		}
	}
	return chain
}

func selfIssued(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }

// is reports whether everything that the identity says is so.
func (id *certificateIdentity) is(chain []*x509.Certificate) bool {
	leaf := chain[0]
	var issuer *x509.Certificate
	switch {
	case len(chain) > 1:
		issuer = chain[1]
	case selfIssued(leaf):
		issuer = leaf
	}
	switch {
	case id.Thumbprint != "" && catalog.PlainHex(id.Thumbprint) != thumbprint(leaf),
		id.SerialNumber != "" && serial(id.SerialNumber) != serial(leaf.SerialNumber.Text(16)),
		id.CommonName != "" && id.CommonName != leaf.Subject.CommonName,
		id.Subject != "" && id.subject != normalName(x509certificates.NameText(leaf.RawSubject)),
		id.DNSName != "" && !hasDNSName(leaf, id.DNSName),
		id.IssuerSubject != "" && id.by != normalName(x509certificates.NameText(leaf.RawIssuer)),
		id.IssuerThumbprint != "" && (issuer == nil || catalog.PlainHex(id.IssuerThumbprint) != thumbprint(issuer)):
		return false
	case id.IssuerCertificateID != "":
		return id.issuer != nil && id.issuer.Leaf != nil && string(id.issuer.Leaf.RawSubject) == string(leaf.RawIssuer) && leaf.CheckSignatureFrom(id.issuer.Leaf) == nil
	}
	return true
}

func thumbprint(c *x509.Certificate) string {
	sum := sha1.Sum(c.Raw)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// serial is a serial number without leading zeros.
//
// unverified: the case of hexadecimal numbers does not matter.
func serial(s string) string { return strings.TrimLeft(catalog.PlainHex(s), "0") }

func hasDNSName(c *x509.Certificate, name string) bool {
	for _, n := range c.DNSNames {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// normalName is a distinguished name with one way of spacing and quoting.
//
// unverified: parts compare in the order written, values with their case.
func normalName(s string) string {
	var parts []string
	var part strings.Builder
	quoted := false
	flush := func() {
		key, value, _ := strings.Cut(part.String(), "=")
		key = strings.ToUpper(strings.TrimSpace(key))
		switch key {
		case "ST":
			key = "S"
		case "EMAILADDRESS", "EMAIL":
			key = "E"
		}
		parts = append(parts, key+"="+strings.TrimSpace(value))
		part.Reset()
	}
	for _, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case r == ',' && !quoted:
			flush()
		default:
			part.WriteRune(r)
		}
	}
	if strings.TrimSpace(part.String()) != "" {
		flush()
	}
	// A character that no name has keeps values with commas apart from two parts.
	return strings.Join(parts, "\x00")
}
