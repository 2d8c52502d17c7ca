package cryptography

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// digest is a hash function.
type digest struct {
	name string
	// size and block are in bytes.
	size, block int
	make        func() hash.Hash
	// class is what Create() of .NET Framework makes.
	class string
}

// digests are the hash functions of .NET that expressions may use.
func digests() []*digest {
	return []*digest{
		{"MD5", md5.Size, md5.BlockSize, md5.New, "MD5CryptoServiceProvider"},
		{"SHA1", sha1.Size, sha1.BlockSize, sha1.New, "SHA1CryptoServiceProvider"},
		{"SHA256", sha256.Size, sha256.BlockSize, sha256.New, "SHA256Managed"},
		{"SHA384", sha512.Size384, sha512.BlockSize, sha512.New384, "SHA384Managed"},
		{"SHA512", sha512.Size, sha512.BlockSize, sha512.New, "SHA512Managed"},
	}
}

// digestOf finds a hash function by a name as CryptoConfig knows them, nil for
// names it does not.
func digestOf(name string) *digest {
	name = strings.TrimPrefix(strings.ToUpper(name), strings.ToUpper(namespace))
	switch name {
	case "SHA", "HASHALGORITHM":
		name = "SHA1"
	case "SHA-256", "SHA-384", "SHA-512":
		name = strings.Replace(name, "-", "", 1)
	}
	for _, d := range digests() {
		if d.name == name || strings.EqualFold(d.class, name) || d.name+"MANAGED" == name {
			return d
		}
	}
	return nil
}

// Hash is a HashAlgorithm, with a key a HMAC. It is not safe for concurrent use,
// as .NET's are not.
type Hash struct {
	typ    *rt.Type
	digest *digest // nil when HashName was set to a name that is none
	keyed  bool
	// key is the key as Key returns it: hashed when it is longer than a block.
	key []byte
	// name is HashName of a HMAC.
	name string
	// size is HashSize in bytes, which HashName does not change.
	size int

	// running is the state after the first bytes, nil before.
	running hash.Hash
	// open says that TransformBlock was called and TransformFinalBlock not yet.
	open     bool
	value    []byte
	disposed bool
}

// RuntimeType returns the class.
func (h *Hash) RuntimeType() *rt.Type { return h.typ }

// Dispose ends the use of the algorithm.
func (h *Hash) Dispose(*rt.Frame) error {
	clear(h.key)
	h.disposed, h.running, h.key, h.value = true, nil, nil, nil
	return nil
}

func (h *Hash) usable() error {
	if h.disposed {
		return clr.Throw("System.ObjectDisposedException", "Cannot access a disposed object.")
	}
	return nil
}

// write hashes more bytes.
func (h *Hash) write(f *rt.Frame, b []byte) error {
	if err := spend(f, len(b)); err != nil {
		return err
	}
	if h.running == nil {
		if err := h.start(); err != nil {
			return err
		}
	}
	h.running.Write(b)
	return nil
}

func (h *Hash) start() error {
	switch {
	case h.digest == nil:
		return clr.NullReference()
	case h.keyed:
		h.running = hmac.New(h.digest.make, h.key)
	default:
		h.running = h.digest.make()
	}
	return nil
}

// compute is ComputeHash: the hash of what was written and of b.
func (h *Hash) compute(f *rt.Frame, b []byte) ([]byte, error) {
	if err := h.usable(); err != nil {
		return nil, err
	}
	if err := h.write(f, b); err != nil {
		return nil, err
	}
	h.value = h.running.Sum(nil)
	h.running = nil
	return bytes.Clone(h.value), nil
}

// transform is TransformBlock: the bytes are hashed and copied.
func (h *Hash) transform(f *rt.Frame, in []byte, out *rt.Array[uint8], at int32) error {
	if err := h.usable(); err != nil {
		return err
	}
	if err := h.write(f, in); err != nil {
		return err
	}
	h.open = true
	if out == nil {
		return nil
	}
	if at < 0 {
		return clr.ArgumentOutOfRange(notNegative, "dstOffset")
	}
	if int(at) > len(out.Items)-len(in) {
		return clr.Argument("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.", "")
	}
	copy(out.Items[at:], in)
	return nil
}

// finish is TransformFinalBlock, which returns a copy of its input.
func (h *Hash) finish(f *rt.Frame, in []byte) ([]byte, error) {
	if _, err := h.compute(f, in); err != nil {
		return nil, err
	}
	h.open = false
	return append([]byte{}, in...), nil
}

// result is Hash.
func (h *Hash) result() ([]byte, error) {
	if err := h.usable(); err != nil {
		return nil, err
	}
	if h.open {
		return nil, clr.Throw(unexpectedOperation, "Hash must be finalized before the hash value is retrieved.")
	}
	return bytes.Clone(h.value), nil
}

// setKey is the setter of Key and what constructors do with one.
func (h *Hash) setKey(f *rt.Frame, key *rt.Array[uint8]) error {
	switch {
	case h.running != nil:
		return failure("Hash key cannot be changed after the first write to the stream.")
	case key == nil || h.digest == nil:
		return clr.NullReference()
	}
	if len(key.Items) > h.digest.block {
		if err := spend(f, len(key.Items)); err != nil {
			return err
		}
		sum := h.digest.make()
		sum.Write(key.Items)
		h.key = sum.Sum(nil)
		return nil
	}
	h.key = append([]byte{}, key.Items...)
	return nil
}

// setName is the setter of HashName.
func (h *Hash) setName(name rt.String) error {
	if h.running != nil {
		return failure("Hash name cannot be changed after the first write to the stream.")
	}
	if !name.Valid {
		return clr.ArgumentNull("name")
	}
	h.name, h.digest = name.Text, digestOf(name.Text)
	return nil
}

// newHash makes an algorithm of the given class.
func newHash(t *rt.Type, d *digest) *Hash {
	return &Hash{typ: t, digest: d, name: d.name, size: d.size}
}

// newHMAC makes a HMAC with a random key of one block.
func newHMAC(t *rt.Type, d *digest) *Hash {
	h := newHash(t, d)
	h.keyed, h.key = true, make([]byte, d.block)
	rand.Read(h.key) // it never fails
	return h
}
