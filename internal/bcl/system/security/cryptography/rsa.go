package cryptography

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// RSA is a System.Security.Cryptography.RSA: a key pair, or a public key. It is
// not safe for concurrent use.
type RSA struct {
	typ *rt.Type
	// next says that it is a RSACng, which knows more paddings than a
	// RSACryptoServiceProvider.
	next bool
	// bits is the size of the key, which is made at first use when there is none.
	bits     int32
	public   *rsa.PublicKey
	private  *rsa.PrivateKey
	disposed bool
}

// Sizes of keys in bits. .NET makes keys of up to 16384 bits; that many take
// minutes, which no evaluation has.
const (
	smallestKey = 384
	largestKey  = 16384
	largestMade = 4096
)

// RuntimeType returns the class.
func (r *RSA) RuntimeType() *rt.Type { return r.typ }

// Dispose ends the use of the key.
func (r *RSA) Dispose(*rt.Frame) error {
	r.disposed, r.public, r.private = true, nil, nil
	return nil
}

// spendRSA counts the work of an operation with the private key of that size.
func spendRSA(f *rt.Frame, bits int) error {
	words := bits / 64
	if err := f.Steps(1 + words*words*words/100); err != nil {
		return err
	}
	return f.CheckTime()
}

// ready makes the key pair of an object that has none yet.
func (r *RSA) ready(f *rt.Frame) error {
	if r.disposed {
		return clr.Throw("System.ObjectDisposedException", "Safe handle has been closed")
	}
	if r.public != nil {
		return nil
	}
	if r.bits > largestMade {
		return &rt.Exceeded{What: "time"}
	}
	// About as much work as two hundred signatures.
	for range 200 {
		if err := spendRSA(f, int(r.bits)); err != nil {
			return err
		}
	}
	key, err := rsa.GenerateKey(rand.Reader, int(r.bits))
	if err != nil {
		return failure("Specified key is not a valid size for this algorithm.")
	}
	r.private, r.public = key, &key.PublicKey
	return f.CheckTime()
}

// keyPair returns the private key, which the object must have.
func (r *RSA) keyPair(f *rt.Frame) (*rsa.PrivateKey, error) {
	if err := r.ready(f); err != nil {
		return nil, err
	}
	if r.private == nil {
		return nil, failure("Key does not exist.")
	}
	return r.private, spendRSA(f, r.public.N.BitLen())
}

// size is KeySize.
func (r *RSA) size() int32 {
	if r.public != nil {
		return int32(r.public.N.BitLen())
	}
	return r.bits
}

// NewRSA returns the RSACng of a key for use by other packages of the library;
// private may be nil.
func NewRSA(c *rt.Call, public *rsa.PublicKey, private *rsa.PrivateKey) *RSA {
	return &RSA{typ: lookup(universe(c), namespace+"RSACng"), next: true, public: public, private: private}
}

// NewProviderRSA is NewRSA for a RSACryptoServiceProvider, which older members
// return.
func NewProviderRSA(c *rt.Call, public *rsa.PublicKey, private *rsa.PrivateKey) *RSA {
	return &RSA{typ: lookup(universe(c), namespace+"RSACryptoServiceProvider"), public: public, private: private}
}

// function returns Go's and our own form of a hash function.
func (n HashName) function() (crypto.Hash, *digest, error) {
	if n.name.Text == "" {
		return 0, nil, noHashName()
	}
	for h, name := range map[crypto.Hash]string{
		crypto.MD5: "MD5", crypto.SHA1: "SHA1", crypto.SHA256: "SHA256", crypto.SHA384: "SHA384", crypto.SHA512: "SHA512",
	} {
		if name == n.name.Text {
			return h, digestOf(name), nil
		}
	}
	return 0, nil, failure("'" + n.name.Text + "' is not a known hash algorithm.")
}

// hash hashes data as SignData and VerifyData do.
func (n HashName) hash(f *rt.Frame, data []byte) ([]byte, error) {
	_, d, err := n.function()
	if err != nil {
		return nil, err
	}
	if err := spend(f, len(data)); err != nil {
		return nil, err
	}
	h := d.make()
	h.Write(data)
	return h.Sum(nil), nil
}

// sign signs a hash.
func (r *RSA) sign(f *rt.Frame, hash []byte, name HashName, p *padding) ([]byte, error) {
	h, d, err := name.function()
	if err != nil {
		return nil, err
	}
	if err := r.accepts(p); err != nil {
		return nil, err
	}
	if len(hash) != d.size {
		return nil, failure("Bad Hash.")
	}
	key, err := r.keyPair(f)
	if err != nil {
		return nil, err
	}
	var signature []byte
	if p.mode == paddingPSS {
		signature, err = rsa.SignPSS(rand.Reader, key, h, hash, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	} else {
		signature, err = rsa.SignPKCS1v15(nil, key, h, hash)
	}
	if err != nil {
		return nil, badKey(err)
	}
	return signature, nil
}

// badKey is what operations throw that a key is too small for.
func badKey(err error) error {
	if errors.Is(err, rsa.ErrMessageTooLong) {
		return failure("The parameter is incorrect.")
	}
	return failure("Bad Key.")
}

// verify checks the signature of a hash.
func (r *RSA) verify(f *rt.Frame, hash, signature []byte, name HashName, p *padding) (bool, error) {
	h, d, err := name.function()
	if err != nil {
		return false, err
	}
	if err := r.accepts(p); err != nil {
		return false, err
	}
	if err := r.ready(f); err != nil {
		return false, err
	}
	if err := f.Steps(1 + r.public.N.BitLen()/8); err != nil {
		return false, err
	}
	if len(hash) != d.size {
		return false, failure("Bad Hash.")
	}
	if p.mode == paddingPSS {
		return rsa.VerifyPSS(r.public, h, hash, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil, nil
	}
	return rsa.VerifyPKCS1v15(r.public, h, hash, signature) == nil, nil
}

// crypt encrypts or decrypts a message shorter than the key.
func (r *RSA) crypt(f *rt.Frame, data []byte, p *padding, encrypt bool) ([]byte, error) {
	if err := r.accepts(p); err != nil {
		return nil, err
	}
	if err := r.ready(f); err != nil {
		return nil, err
	}
	var d *digest
	if p.mode == paddingOAEP {
		var err error
		if _, d, err = p.hash.function(); err != nil {
			return nil, err
		}
	}
	if encrypt {
		if err := f.Steps(1 + r.public.N.BitLen()/8); err != nil {
			return nil, err
		}
		var out []byte
		var err error
		if d != nil {
			out, err = rsa.EncryptOAEP(d.make(), rand.Reader, r.public, data, nil)
		} else {
			out, err = rsa.EncryptPKCS1v15(rand.Reader, r.public, data)
		}
		if err != nil {
			return nil, badKey(err)
		}
		return out, nil
	}
	key, err := r.keyPair(f)
	if err != nil {
		return nil, err
	}
	var out []byte
	if d != nil {
		out, err = rsa.DecryptOAEP(d.make(), nil, key, data, nil)
	} else {
		out, err = rsa.DecryptPKCS1v15(nil, key, data)
	}
	if err != nil {
		return nil, failure("The parameter is incorrect.")
	}
	if out == nil {
		out = []byte{}
	}
	return out, nil
}
