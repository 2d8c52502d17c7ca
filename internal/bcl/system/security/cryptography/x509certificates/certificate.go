package x509certificates

import (
	"bytes"
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Certificate is an X509Certificate2. It is not safe for concurrent use, because
// an expression can reset it; make one for each evaluation, which is cheap.
type Certificate struct {
	// leaf is nil for an empty certificate.
	leaf *x509.Certificate
	// key is nil when the private key is not known.
	key crypto.PrivateKey
	// chain are other certificates known to come with it, which may lead to a
	// trusted root.
	chain        []*x509.Certificate
	friendlyName string
	archived     bool
}

// plain is an X509Certificate that is no X509Certificate2.
type plain struct{ Certificate }

// holder is what objects of both classes implement.
type holder interface{ certificate() *Certificate }

func (c *Certificate) certificate() *Certificate { return c }

// New returns the object of a certificate. key may be nil, chain are others that
// came with it. leaf may not be nil.
func New(leaf *x509.Certificate, key crypto.PrivateKey, chain []*x509.Certificate) *Certificate {
	return &Certificate{leaf: leaf, key: key, chain: chain}
}

// Leaf returns Go's form of the certificate, nil for an empty one.
func (c *Certificate) Leaf() *x509.Certificate { return c.leaf }

// Key returns the private key, nil when it is not known. It is a secret.
func (c *Certificate) Key() crypto.PrivateKey { return c.key }

// Chain returns the other certificates that came with it.
func (c *Certificate) Chain() []*x509.Certificate { return c.chain }

// Dispose empties the certificate.
func (c *Certificate) Dispose(*rt.Frame) error {
	*c = Certificate{}
	return nil
}

// filled returns the certificate behind an object that must not be empty.
func filled(h holder) (*Certificate, error) {
	c := h.certificate()
	if c.leaf == nil {
		return nil, failure("m_safeCertContext is an invalid handle.")
	}
	return c, nil
}

// Texts of what is wrong with the data of a certificate.
const (
	noCertificate = "Cannot find the requested object."
	wrongPassword = "The specified network password is not correct."
)

// Parse reads a certificate for use outside of expressions: DER, PEM, base 64 of
// DER, or a PFX file.
func Parse(data []byte, password string) (*Certificate, error) {
	// The budget bounds what a file may ask for.
	budget := rt.Budget{Steps: 1 << 22, Memory: 64 << 20}
	return parse(&rt.Frame{Env: &rt.Env{Budget: budget}}, data, password)
}

// parse reads a certificate: DER, PEM, base 64 of DER, or a PFX file.
func parse(f *rt.Frame, data []byte, password string) (*Certificate, error) {
	if err := f.Alloc(4 * len(data)); err != nil {
		return nil, err
	}
	if err := f.Steps(1 + len(data)/16); err != nil {
		return nil, err
	}
	der := binary(data)
	leaf, err := x509.ParseCertificate(der)
	if err == nil {
		return &Certificate{leaf: leaf}, nil
	}
	return parsePFX(f, der, password)
}

// binary returns the DER of a text that has it in base 64, with or without the
// lines of PEM.
func binary(data []byte) []byte {
	const begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
	text := data
	if i := bytes.Index(text, []byte(begin)); i >= 0 {
		text = text[i+len(begin):]
		i = bytes.Index(text, []byte(end))
		if i < 0 {
			return data
		}
		text = text[:i]
	} else if len(data) == 0 || data[0] == 0x30 && len(data) > 1 && data[1] >= 0x80 {
		return data
	}
	if der, ok := decodeBase64(text); ok {
		return der
	}
	return data
}

// thumbprint is the SHA-1 hash of the certificate, which identifies it in .NET;
// nothing is trusted because of it.
func (c *Certificate) thumbprint() []byte {
	sum := sha1.Sum(c.leaf.Raw)
	return sum[:]
}

func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// serial returns the bytes of the serial number as they are encoded: the first
// one below 0x80.
func (c *Certificate) serial() []byte {
	b := c.leaf.SerialNumber.Bytes()
	if len(b) == 0 || b[0] >= 0x80 {
		b = append([]byte{0}, b...)
	}
	return b
}

// signatureAlgorithm returns the object identifier of the signature.
func (c *Certificate) signatureAlgorithm() string {
	var outer struct {
		Body      asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(c.leaf.Raw, &outer); err != nil {
		return ""
	}
	return outer.Algorithm.Algorithm.String()
}

// keyInfo is the SubjectPublicKeyInfo.
type keyInfo struct {
	Algorithm struct {
		Algorithm  asn1.ObjectIdentifier
		Parameters asn1.RawValue `asn1:"optional"`
	}
	Key asn1.BitString
}

func (c *Certificate) keyInfo() keyInfo {
	var k keyInfo
	if _, err := asn1.Unmarshal(c.leaf.RawSubjectPublicKeyInfo, &k); err != nil {
		return keyInfo{}
	}
	return k
}

// The dates are local times; the zone of the gateway is UTC.
func (c *Certificate) notBefore() clr.DateTime {
	return clr.DateTimeFromTime(c.leaf.NotBefore.UTC()).WithKind(clr.Local)
}

func (c *Certificate) notAfter() clr.DateTime {
	return clr.DateTimeFromTime(c.leaf.NotAfter.UTC()).WithKind(clr.Local)
}

// buildCost is how many steps a chain counts as.
const buildCost = 2000

// chainOf builds a chain to a trusted root, of the leaf first. ok is false when
// there is none.
func (c *Certificate) chainOf(f *rt.Frame) (chain []*x509.Certificate, ok bool, err error) {
	if err := f.Steps(buildCost); err != nil {
		return nil, false, err
	}
	services := host.Of(f)
	options := x509.VerifyOptions{
		Roots: services.Roots, Intermediates: x509.NewCertPool(), CurrentTime: services.Now(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	for _, other := range c.chain {
		options.Intermediates.AddCert(other)
	}
	leaf := c.leaf
	if len(leaf.UnhandledCriticalExtensions) > 0 {
		return nil, false, nil
	}
	chains, err := leaf.Verify(options)
	if err != nil || len(chains) == 0 {
		return nil, false, f.CheckTime()
	}
	return chains[0], true, f.CheckTime()
}

// VerifyNoRevocation reports whether the certificate is within its dates and has
// a chain to a trusted root.
func (c *Certificate) VerifyNoRevocation(f *rt.Frame) (bool, error) {
	if c.leaf == nil {
		return false, clr.Argument("The certificate context handle is invalid.", "certificate")
	}
	_, ok, err := c.chainOf(f)
	return ok, err
}

// verify is Verify, which asks whether a certificate of the chain was revoked. As in
// .NET an unknown answer is none that verifies; nobody is asked about a certificate
// that is a trusted root itself.
func (c *Certificate) verify(f *rt.Frame) (bool, error) {
	if c.leaf == nil {
		return false, failure("m_safeCertContext is an invalid handle.")
	}
	chain, ok, err := c.chainOf(f)
	if !ok || err != nil || len(chain) == 1 {
		return ok, err
	}
	revoked := host.Of(f).Revoked
	ok = revoked != nil && !revoked(chain)
	return ok, f.CheckTime()
}

// equals compares issuer and serial number, as .NET does.
func equals(a, b holder) (bool, error) {
	x := a.certificate()
	if x.leaf == nil {
		return b.certificate().leaf == nil, nil
	}
	y, err := filled(b)
	if err != nil {
		return false, err
	}
	return bytes.Equal(x.leaf.RawIssuer, y.leaf.RawIssuer) && x.leaf.SerialNumber.Cmp(y.leaf.SerialNumber) == 0, nil
}
