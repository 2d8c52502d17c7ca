package x509certificates

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"strings"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Iterations of the functions that turn passwords into keys, which a PFX file
// names itself: how many a file may ask for in all (.NET has the same limit for
// files without a password), and how many of them count as one step.
const (
	mostIterations    = 600_000
	iterationsPerStep = 20
)

// parsePFX reads a PFX file (PKCS #12): the certificate that has the private key,
// and the others of the file.
func parsePFX(f *rt.Frame, data []byte, password string) (*Certificate, error) {
	count, ok := iterations(data, 0)
	if !ok {
		return nil, failure(noCertificate)
	}
	if count > mostIterations {
		return nil, failure("The PKCS#12 file asks for more iterations than are allowed.")
	}
	if err := f.Steps(count / iterationsPerStep); err != nil {
		return nil, err
	}
	key, leaf, chain, err := pkcs12.DecodeChain(data, password)
	switch {
	case err == nil:
		return &Certificate{leaf: leaf, key: key, chain: chain}, f.CheckTime()
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, failure(wrongPassword)
	}
	// A file without a key.
	all, err := pkcs12.DecodeTrustStore(data, password)
	if err != nil || len(all) == 0 {
		return nil, failure(noCertificate)
	}
	return &Certificate{leaf: all[0], chain: all[1:]}, f.CheckTime()
}

// deepestPFX is how deep the structures of a PFX file are nested at most.
const deepestPFX = 24

// iterations adds up the integers of a DER structure that could be counts of
// iterations: those that follow an OCTET STRING. The encrypted parts of a file
// cannot be looked into. ok is false for what is no DER structure.
func iterations(data []byte, depth int) (sum int, ok bool) {
	if depth > deepestPFX {
		return mostIterations + 1, true
	}
	salted := false
	for len(data) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(data, &v)
		if err != nil {
			return sum, false
		}
		data = rest
		switch {
		case v.IsCompound:
			n, ok := iterations(v.Bytes, depth+1)
			if !ok {
				return sum, false
			}
			sum += n
		case v.Tag == asn1.TagOctetString:
			// Contents are DER in an OCTET STRING, where they are not encrypted.
			if n, ok := iterations(v.Bytes, depth+1); ok {
				sum += n
			}
		case v.Tag == asn1.TagInteger && salted:
			var n int64
			if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n > mostIterations {
				return mostIterations + 1, true
			}
			sum += int(max(n, 0))
		}
		salted = v.Tag == asn1.TagOctetString
		if sum > mostIterations {
			return sum, true
		}
	}
	return sum, true
}

// export is Export.
func (c *Certificate) export(f *rt.Frame, kind int64, password string) ([]byte, error) {
	switch kind {
	case contentCert:
		return c.leaf.Raw, nil
	case contentPfx:
		encoder := pkcs12.LegacyDES
		if err := f.Steps(4 * 2048 / iterationsPerStep); err != nil {
			return nil, err
		}
		var out []byte
		var err error
		if c.key != nil {
			out, err = encoder.Encode(c.key, c.leaf, nil, password)
		} else {
			out, err = encoder.EncodeTrustStore([]*x509.Certificate{c.leaf}, password)
		}
		if err != nil {
			return nil, failure("Invalid content type.")
		}
		return out, nil
	}
	return nil, failure("Invalid content type.")
}

// contentType is GetCertContentType.
func contentType(data []byte) (int64, error) {
	data = binary(data)
	if _, err := x509.ParseCertificate(data); err == nil {
		return contentCert, nil
	}
	var pfx struct {
		Version  int
		AuthSafe asn1.RawValue
		Mac      asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(data, &pfx); err == nil && pfx.Version == 3 {
		return contentPfx, nil
	}
	return contentUnknown, failure(noCertificate)
}

// decodeBase64 reads base 64 with white space in it.
func decodeBase64(text []byte) ([]byte, bool) {
	out, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	return out, err == nil && len(out) > 0
}
