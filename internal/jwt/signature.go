package jwt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"math/big"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// signedToken is a token with a signature, which nobody has looked at yet.
type signedToken struct {
	header *header
	// hash is that of its algorithm.
	hash digest
	// input is what was signed: header and payload as they stand in the token.
	input     []byte
	signature []byte
}

// verifies reports whether the key made the signature. Only algorithms of the key
// count, whatever the token says (RFC 8725, 3.1).
func (k *Key) verifies(t *signedToken) bool {
	alg := jose.SignatureAlgorithm(t.header.Algorithm)
	if !slices.Contains(k.algorithms, alg) {
		return false
	}
	var room [64]byte
	if secret, ok := k.material.(*secret); ok {
		// RFC 7518, 3.2: the key is at least as long as the hash; the service's library
		// says IDX10720 of a shorter one.
		if len(secret.bytes) < t.hash.id.Size() {
			return false
		}
		m := secret.mac(t.hash)
		defer secret.done(t.hash, m)
		m.Write(t.input)
		return hmac.Equal(m.Sum(room[:0]), t.signature)
	}
	h := t.hash.make()
	h.Write(t.input)
	sum := h.Sum(room[:0])
	switch public := k.material.(type) {
	case *rsaKey:
		if alg[0] == 'P' {
			// RFC 7518, 3.5: the salt is as long as the hash.
			return rsa.VerifyPSS(public.public, t.hash.id, sum, t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
		return public.verifies(t.hash.id, sum, t.signature)
	case *ecdsa.PublicKey:
		// RFC 7518, 3.4: R and S, each as long as the order of the curve.
		n := (public.Curve.Params().BitSize + 7) / 8
		if len(t.signature) != 2*n {
			return false
		}
		return ecdsa.Verify(public, sum, new(big.Int).SetBytes(t.signature[:n]), new(big.Int).SetBytes(t.signature[n:]))
	}
	return false
}

// digest is a hash function.
type digest struct {
	id   crypto.Hash
	make func() hash.Hash
}

// hashOf returns the hash function of an algorithm (RFC 7518, 3.1); ok is false for
// algorithms that no key has.
func hashOf(alg string) (d digest, ok bool) {
	switch jose.SignatureAlgorithm(alg) {
	case jose.RS256, jose.PS256, jose.ES256, jose.HS256:
		return digest{crypto.SHA256, sha256.New}, true
	case jose.RS384, jose.PS384, jose.ES384, jose.HS384:
		return digest{crypto.SHA384, sha512.New384}, true
	case jose.RS512, jose.PS512, jose.ES512, jose.HS512:
		return digest{crypto.SHA512, sha512.New}, true
	}
	return digest{}, false
}
