package jwt

import (
	"bytes"
	"crypto"
	"crypto/fips140"
	"crypto/rsa"

	"filippo.io/bigmod"
)

// rsaKey is a public key of RSA. What its modulus takes to calculate with is made
// once: the standard library makes it anew for each signature, which is half of the
// time of verifying one.
type rsaKey struct {
	public *rsa.PublicKey
	// modulus is nil where the standard library is to decide.
	modulus *bigmod.Modulus
}

// Keys of these sizes, in bits, are the prepared ones.
const (
	minPrepared = 2048
	maxPrepared = 8192
)

func newRSAKey(public *rsa.PublicKey) *rsaKey {
	k := &rsaKey{public: public}
	bits := public.N.BitLen()
	if fips140.Enabled() || bits < minPrepared || bits > maxPrepared || public.E < 3 || public.E&1 == 0 || public.N.Bit(0) == 0 {
		return k
	}
	if m, err := bigmod.NewModulus(public.N.Bytes()); err == nil {
		k.modulus = m
	}
	return k
}

// Prefixes of hashes in a signature: DigestInfo in DER up to the hash (RFC 8017, 9.2,
// note 1).
const (
	prefixSHA256 = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
	prefixSHA384 = "\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
	prefixSHA512 = "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
)

// verifies reports whether signature is that of a hash by RSASSA-PKCS1-v1_5 (RFC
// 8017, 8.2.2). The message that was signed is made anew and compared as a whole, so
// that there is nothing to parse and nothing to be lenient with. Nothing here is
// secret.
func (k *rsaKey) verifies(id crypto.Hash, sum, signature []byte) bool {
	if k.modulus == nil {
		return rsa.VerifyPKCS1v15(k.public, id, sum, signature) == nil
	}
	var prefix string
	switch id {
	case crypto.SHA256:
		prefix = prefixSHA256
	case crypto.SHA384:
		prefix = prefixSHA384
	case crypto.SHA512:
		prefix = prefixSHA512
	default:
		return false
	}
	size := k.modulus.Size()
	if len(signature) != size || len(sum) != id.Size() {
		return false
	}
	s, err := bigmod.NewNat().SetBytes(signature, k.modulus)
	if err != nil {
		return false // not below the modulus
	}
	message := bigmod.NewNat().ExpShortVarTime(s, uint(k.public.E), k.modulus).Bytes(k.modulus)

	var room [maxPrepared / 8]byte
	want := append(room[:0], 0, 1)
	for len(want) < size-1-len(prefix)-len(sum) {
		want = append(want, 0xFF)
	}
	want = append(append(append(want, 0), prefix...), sum...)
	return bytes.Equal(message, want)
}
