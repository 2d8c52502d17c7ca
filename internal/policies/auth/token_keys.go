package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

type signingKeys struct {
	// A key: its text is a secret in base64, or an attribute says which key it is.
	Key []signingKey `elem:"key"`
	// The master key of an Azure Mobile Service, which made tokens with it, and had its
	// clients make them: from documentation of the service up to 2017; it is still in
	// the service's schema.
	Zumo []masterKey `elem:"zumo-master-key"`
}

type masterKey struct {
	Text string `text:""`
	// The name by which tokens call the key, their `kid`; that of Mobile Services is 0.
	ID string `attr:"id,filled"`
}

type signingKey struct {
	// The secret, in base64.
	Text expr.Value[string] `text:""`
	// The name by which tokens call the key, their `kid`.
	ID string `attr:"id,filled"`
	// The name of a certificate resource whose public key it is.
	CertificateID string `attr:"certificate-id,filled"`
	// The modulus of an RSA key, in base64url.
	Modulus string `attr:"n,filled"`
	// The exponent of an RSA key, in base64url.
	Exponent string `attr:"e,filled"`
}

type decryptionKeys struct {
	// A key: its text is a secret in base64, or an attribute says which certificate's
	// it is.
	Key []decryptionKey `elem:"key"`
}

type decryptionKey struct {
	Text string `text:""`
	// A name; tokens are tried with every key.
	ID string `attr:"id,filled"`
	// The name of a certificate resource whose private key it is.
	CertificateID string `attr:"certificate-id,filled"`
}

// secret reads the text of a key. Placeholders and named values that could not be
// found are told, not refused: the document is sound.
func secret(c *policy.Check, element string, i int, text string) []byte {
	if strings.Contains(text, "{{") {
		return nil
	}
	data := decodeSecret(text)
	if data == nil {
		c.ChildWarnf(diag.InvalidValue, element, i, "", "the text of a key is not in base64; no token can be verified with it")
	}
	return data
}

// decodeSecret reads a text in base64 of any form, nil when it is none.
func decodeSecret(text string) []byte {
	text = strings.Join(strings.Fields(text), "")
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if data, err := e.DecodeString(text); err == nil && len(data) > 0 {
			return data
		}
	}
	return nil
}

// computed reports whether the text of a key is an expression, as in the service's own
// example of validate-jwt in choose, where a variable holds the key.
func (k *signingKeys) computed() bool {
	return k != nil && slices.ContainsFunc(k.Key, func(key signingKey) bool { return key.Text.IsExpression() })
}

// eval makes the keys whose texts are expressions. name tells them from the keys of
// other requests, and nothing of what they are.
//
// unverified: a text that is not in base64 is no key, as where it is a literal.
func (k *signingKeys) eval(x *policy.Exec) (out []*jwt.Key, name string, err error) {
	if !k.computed() {
		return nil, "", nil
	}
	sum := sha256.New()
	for i := range k.Key {
		key := &k.Key[i]
		if !key.Text.IsExpression() {
			continue
		}
		text, err := key.Text.Eval(x.Frame())
		if err != nil {
			return nil, "", err
		}
		data := decodeSecret(text)
		fmt.Fprintf(sum, "%d %d %x;", i, len(data), data)
		if data == nil {
			continue
		}
		made, err := jwt.Symmetric(key.ID, data)
		if err != nil {
			return nil, "", err
		}
		out = append(out, made)
	}
	return out, string(sum.Sum(nil)), nil
}

// ring makes the literal keys of a policy.
func (k *signingKeys) keys(c *policy.Check) []*jwt.Key {
	if k == nil {
		return nil
	}
	const element = "issuer-signing-keys/key"
	var out []*jwt.Key
	for i := range k.Key {
		key := &k.Key[i]
		text, _ := key.Text.Constant()
		if text = strings.TrimSpace(text); key.Text.IsExpression() {
			text = "@"
		}
		var made *jwt.Key
		var err error
		switch {
		case key.CertificateID != "" && (text != "" || key.Modulus+key.Exponent != ""), text != "" && key.Modulus+key.Exponent != "":
			c.ChildErrorf(diag.InvalidValue, element, i, "", "a key has a text, a certificate-id, or n and e; remove the others")
			continue
		case (key.Modulus == "") != (key.Exponent == ""):
			c.ChildErrorf(diag.MissingAttribute, element, i, "", "an RSA key needs both attributes n and e")
			continue
		case key.CertificateID != "":
			cert := c.Certificate(element, i, "certificate-id", key.CertificateID)
			if cert == nil {
				continue
			}
			if cert.Leaf == nil {
				c.ChildWarnf(diag.UnresolvedCertificate, element, i, "certificate-id", "the certificate %q is not known here: %s", key.CertificateID, cert.Absent())
				continue
			}
			made, err = jwt.Certificate(key.ID, cert.Leaf)
		case key.Modulus != "":
			if strings.Contains(key.Modulus+key.Exponent, "{{") {
				continue
			}
			made, err = jwt.RSA(key.ID, key.Modulus, key.Exponent)
		case text == "":
			c.ChildErrorf(diag.MissingElement, element, i, "", "a key needs a text, a certificate-id, or n and e")
			continue
		case key.Text.IsExpression():
			continue // eval makes it
		default:
			data := secret(c, element, i, text)
			if data == nil {
				continue
			}
			made, err = jwt.Symmetric(key.ID, data)
		}
		if err != nil {
			c.ChildErrorf(diag.InvalidValue, element, i, "", "a key cannot be used: %v", err)
			continue
		}
		out = append(out, made)
	}
	return append(out, k.masterKeys(c)...)
}

// masterKeys makes the keys of Mobile Services: tokens are signed with the hash of the
// master key and a suffix, as the samples of Mobile Services make theirs.
func (k *signingKeys) masterKeys(c *policy.Check) []*jwt.Key {
	var out []*jwt.Key
	for i := range k.Zumo {
		text := strings.TrimSpace(k.Zumo[i].Text)
		switch {
		case text == "":
			c.ChildErrorf(diag.MissingElement, "issuer-signing-keys/zumo-master-key", i, "", "a zumo-master-key needs a text")
			continue
		case strings.Contains(text, "{{"):
			// A named value that could not be found is told, not refused.
			continue
		}
		hash := sha256.Sum256([]byte(text + "JWTSig"))
		made, err := jwt.Symmetric(k.Zumo[i].ID, hash[:])
		if err != nil {
			c.ChildErrorf(diag.InvalidValue, "issuer-signing-keys/zumo-master-key", i, "", "a key cannot be used: %v", err)
			continue
		}
		out = append(out, made)
	}
	return out
}

// keys makes the literal keys of a policy.
func (k *decryptionKeys) keys(c *policy.Check) []*jwt.DecryptionKey {
	if k == nil {
		return nil
	}
	const element = "decryption-keys/key"
	var out []*jwt.DecryptionKey
	for i := range k.Key {
		key, text := &k.Key[i], strings.TrimSpace(k.Key[i].Text)
		var made *jwt.DecryptionKey
		var err error
		switch {
		case key.CertificateID != "" && text != "":
			c.ChildErrorf(diag.InvalidValue, element, i, "", "a key has a text or a certificate-id; remove one")
			continue
		case key.CertificateID != "":
			cert := c.Certificate(element, i, "certificate-id", key.CertificateID)
			if cert == nil {
				continue
			}
			if cert.Key == nil {
				c.ChildWarnf(diag.UnresolvedCertificate, element, i, "certificate-id", "the certificate %q is not known here: %s", key.CertificateID, cert.Absent())
				continue
			}
			made, err = jwt.DecryptionPrivate(cert.Key)
		case text == "":
			c.ChildErrorf(diag.MissingElement, element, i, "", "a key needs a text or a certificate-id")
			continue
		default:
			data := secret(c, element, i, text)
			if data == nil {
				continue
			}
			made, err = jwt.DecryptionSecret(data)
		}
		if err != nil {
			c.ChildErrorf(diag.InvalidValue, element, i, "", "a key cannot be used: %v", err)
			continue
		}
		out = append(out, made)
	}
	return out
}
