package jwt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// Key verifies signatures. It is immutable.
type Key struct {
	// ids are the names that a token may call it by.
	ids        []string
	algorithms []jose.SignatureAlgorithm
	material   any
}

// Algorithms by kind of key. A key verifies nothing but those of its kind: an RSA
// key never becomes the secret of an HMAC.
func rsaAlgorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}
}

func hmacAlgorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.HS256, jose.HS384, jose.HS512}
}

func curveAlgorithm(c elliptic.Curve) (jose.SignatureAlgorithm, bool) {
	switch c {
	case elliptic.P256():
		return jose.ES256, true
	case elliptic.P384():
		return jose.ES384, true
	case elliptic.P521():
		return jose.ES512, true
	}
	return "", false
}

// Symmetric returns the key of a secret, for HS256, HS384 and HS512. id may be
// empty.
func Symmetric(id string, bytes []byte) (*Key, error) {
	if len(bytes) == 0 {
		return nil, errors.New("the key is empty")
	}
	return &Key{ids: names(id), algorithms: hmacAlgorithms(), material: &secret{bytes: slices.Clone(bytes)}}, nil
}

// RSA returns the public key of a modulus and an exponent, both in base64url.
func RSA(id, modulus, exponent string) (*Key, error) {
	n, err := decodeBase64URL(modulus)
	if err != nil {
		return nil, errors.New("n is not in base64url")
	}
	e, err := decodeBase64URL(exponent)
	if err != nil {
		return nil, errors.New("e is not in base64url")
	}
	exp := new(big.Int).SetBytes(e)
	if !exp.IsInt64() || exp.Int64() < 3 || exp.Int64() > 1<<31-1 {
		return nil, errors.New("e is no exponent of an RSA key")
	}
	return public(names(id), &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(exp.Int64())})
}

func decodeBase64URL(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(s), "="))
}

// Certificate returns the public key of a certificate. Tokens may call it by id,
// or by the thumbprint of the certificate as kid (hexadecimal or base64url) or x5t.
func Certificate(id string, c *x509.Certificate) (*Key, error) {
	sum := sha1.Sum(c.Raw)
	return public(names(id, strings.ToUpper(hex.EncodeToString(sum[:])), base64.RawURLEncoding.EncodeToString(sum[:])), c.PublicKey)
}

// public returns the key of a public key.
func public(ids []string, material crypto.PublicKey) (*Key, error) {
	switch m := material.(type) {
	case *rsa.PublicKey:
		// Go refuses to verify with less.
		if m.N.BitLen() < 1024 {
			return nil, fmt.Errorf("an RSA key of %d bits is too short", m.N.BitLen())
		}
		return &Key{ids: ids, algorithms: rsaAlgorithms(), material: newRSAKey(m)}, nil
	case *ecdsa.PublicKey:
		alg, ok := curveAlgorithm(m.Curve)
		if !ok {
			return nil, errors.New("the curve of the key is not supported")
		}
		return &Key{ids: ids, algorithms: []jose.SignatureAlgorithm{alg}, material: m}, nil
	}
	return nil, fmt.Errorf("keys of type %T are not supported", material)
}

// web returns the key of a JSON Web Key of an identity provider: never a secret,
// and not one for encryption.
func web(data []byte) (*Key, error) {
	var j jose.JSONWebKey
	if err := j.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	if j.Use != "" && j.Use != "sig" {
		return nil, errors.New("the key is not for signatures")
	}
	material := j.Key
	if !j.IsPublic() {
		return nil, errors.New("the key is not public")
	}
	var x5t string
	if len(j.CertificateThumbprintSHA1) > 0 {
		x5t = base64.RawURLEncoding.EncodeToString(j.CertificateThumbprintSHA1)
	}
	k, err := public(names(j.KeyID, x5t), material)
	if err != nil {
		return nil, err
	}
	if j.Algorithm != "" {
		alg := jose.SignatureAlgorithm(j.Algorithm)
		if !slices.Contains(k.algorithms, alg) {
			return nil, errors.New("the algorithm of the key does not belong to its type")
		}
		k.algorithms = []jose.SignatureAlgorithm{alg}
	}
	return k, nil
}

func names(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// called reports whether a token may call the key by one of its names.
func (k *Key) called(h *header) bool {
	for _, id := range k.ids {
		if h.kid != "" && id == h.kid || h.kid == "" && h.x5t != "" && id == h.x5t {
			return true
		}
	}
	return false
}

// DecryptionKey opens encrypted tokens. It is immutable.
type DecryptionKey struct {
	algorithms []jose.KeyAlgorithm
	material   any
}

// DecryptionSecret returns the key of a secret: used directly, or to unwrap the
// content's key (dir, A128KW, A192KW, A256KW).
func DecryptionSecret(secret []byte) (*DecryptionKey, error) {
	if len(secret) == 0 {
		return nil, errors.New("the key is empty")
	}
	return &DecryptionKey{[]jose.KeyAlgorithm{jose.DIRECT, jose.A128KW, jose.A192KW, jose.A256KW}, slices.Clone(secret)}, nil
}

// DecryptionPrivate returns the key of a certificate's private key (RSA-OAEP,
// RSA-OAEP-256). RSA1_5 is not taken: its padding has been the way into many
// implementations.
func DecryptionPrivate(key crypto.PrivateKey) (*DecryptionKey, error) {
	k, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("a key of type %T cannot decrypt tokens; an RSA key can", key)
	}
	return &DecryptionKey{[]jose.KeyAlgorithm{jose.RSA_OAEP, jose.RSA_OAEP_256}, k}, nil
}

// keyAlgorithms are those of all decryption keys, and contentAlgorithms those of
// the content.
func keyAlgorithms() []jose.KeyAlgorithm {
	return []jose.KeyAlgorithm{jose.DIRECT, jose.A128KW, jose.A192KW, jose.A256KW, jose.RSA_OAEP, jose.RSA_OAEP_256}
}

func contentAlgorithms() []jose.ContentEncryption {
	return []jose.ContentEncryption{jose.A128CBC_HS256, jose.A192CBC_HS384, jose.A256CBC_HS512, jose.A128GCM, jose.A192GCM, jose.A256GCM}
}
