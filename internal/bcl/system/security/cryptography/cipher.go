package cryptography

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rand"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// sizes are the sizes that keys or blocks may have, in bits.
type sizes struct{ min, max, step int32 }

func (s sizes) has(bits int32) bool {
	if s.step == 0 {
		return bits == s.min
	}
	return bits >= s.min && bits <= s.max && (bits-s.min)%s.step == 0
}

// scheme is a block cipher of .NET.
type scheme struct {
	// class is the class that Create makes; aliases are upper-case names.
	class   string
	aliases []string
	keys    sizes
	// keyBits and blockBits are those of a new object, feedback the bits that CFB
	// takes at a time.
	keyBits, blockBits, feedback int32
	make                         func(key []byte) (cipher.Block, error)
	// weak reports keys that are refused as known weak keys of the named cipher.
	weak     func(key []byte) bool
	weakName string
}

// schemes are the block ciphers that SymmetricAlgorithm.Create and the extension
// methods Encrypt and Decrypt know (expressions.md section 4.9). RijndaelManaged
// has blocks of 128 bits only, which makes it AES.
func schemes() []*scheme {
	aesKeys := sizes{128, 256, 64}
	return []*scheme{
		{"AesCryptoServiceProvider", []string{"AES"}, aesKeys, 256, 128, 8, aes.NewCipher, nil, ""},
		{"AesManaged", nil, aesKeys, 256, 128, 128, aes.NewCipher, nil, ""},
		{"RijndaelManaged", []string{"RIJNDAEL", "SYMMETRICALGORITHM"}, aesKeys, 256, 128, 128, aes.NewCipher, nil, ""},
		{"DESCryptoServiceProvider", []string{"DES"}, sizes{64, 64, 0}, 64, 64, 8, des.NewCipher, weakDES, "DES"},
		{"TripleDESCryptoServiceProvider", []string{"3DES", "TRIPLEDES", "TRIPLE DES"}, sizes{128, 192, 64}, 192, 64, 8, newTripleDES, weakTripleDES, "TripleDES"},
		{"RC2CryptoServiceProvider", []string{"RC2"}, sizes{40, 128, 8}, 128, 64, 8, newRC2, nil, ""},
	}
}

// cipherOf finds a cipher by a name as CryptoConfig knows them, nil for names it
// does not.
func cipherOf(name string) *scheme {
	name = strings.ToUpper(name)
	if name == strings.ToUpper(namespace)+"AES" {
		return nil // not registered in .NET Framework, unlike its other classes
	}
	name = strings.TrimPrefix(name, strings.ToUpper(namespace))
	for _, s := range schemes() {
		if strings.EqualFold(s.class, name) {
			return s
		}
		for _, alias := range s.aliases {
			if alias == name {
				return s
			}
		}
	}
	return nil
}

// newTripleDES makes a cipher of two or three keys.
func newTripleDES(key []byte) (cipher.Block, error) {
	if len(key) == 16 {
		key = append(bytes.Clone(key), key[:8]...)
	}
	return des.NewTripleDESCipher(key)
}

// weakDES reports the weak and semi-weak keys of DES; the lowest bit of every
// byte does not count.
func weakDES(key []byte) bool {
	const keys = "0101010101010101 fefefefefefefefe 1f1f1f1f0e0e0e0e e0e0e0e0f1f1f1f1 " +
		"01fe01fe01fe01fe fe01fe01fe01fe01 1fe01fe00ef10ef1 e01fe01ff10ef10e " +
		"01e001e001f101f1 e001e001f101f101 1ffe1ffe0efe0efe fe1ffe1ffe0efe0e " +
		"011f011f010e010e 1f011f010e010e01 e0fee0fef1fef1fe fee0fee0fef1fef1"
	for weak := range strings.FieldsSeq(keys) {
		same := true
		for i, b := range key {
			w := byte(hexDigit(weak[2*i])<<4 | hexDigit(weak[2*i+1]))
			same = same && (b^w)&^1 == 0
		}
		if same {
			return true
		}
	}
	return false
}

func hexDigit(c byte) int { return strings.IndexByte("0123456789abcdef", c) }

// weakTripleDES reports keys that make triple DES a single one.
func weakTripleDES(key []byte) bool {
	return bytes.Equal(key[:8], key[8:16]) || len(key) == 24 && bytes.Equal(key[8:16], key[16:])
}

// Values of CipherMode and PaddingMode.
const (
	modeCBC, modeECB, modeOFB, modeCFB, modeCTS       = 1, 2, 3, 4, 5
	padNone, padPKCS7, padZeros, padX923, padISO10126 = 1, 2, 3, 4, 5
)

// Cipher is a SymmetricAlgorithm: a cipher with its settings. It is not safe for
// concurrent use.
type Cipher struct {
	typ    *rt.Type
	scheme *scheme
	// key and iv are nil until they are set or needed.
	key, iv           []byte
	keyBits, feedback int32
	mode, padding     int64
}

// RuntimeType returns the class.
func (c *Cipher) RuntimeType() *rt.Type { return c.typ }

// Dispose forgets the key.
func (c *Cipher) Dispose(*rt.Frame) error {
	clear(c.key)
	c.key, c.iv = nil, nil
	return nil
}

func newCipher(t *rt.Type, s *scheme) *Cipher {
	return &Cipher{typ: t, scheme: s, keyBits: s.keyBits, feedback: s.feedback, mode: modeCBC, padding: padPKCS7}
}

// currentKey is Key, which makes a random one at first use.
func (c *Cipher) currentKey() []byte {
	for c.key == nil || c.scheme.weak != nil && c.scheme.weak(c.key) {
		c.key = make([]byte, c.keyBits/8)
		rand.Read(c.key) // it never fails
	}
	return c.key
}

func (c *Cipher) currentIV() []byte {
	if c.iv == nil {
		c.iv = make([]byte, c.scheme.blockBits/8)
		rand.Read(c.iv)
	}
	return c.iv
}

// checkKey checks the size and strength of a key.
func (c *Cipher) checkKey(key []byte) error {
	if !c.scheme.keys.has(int32(min(len(key), 1<<16)) * 8) {
		return failure("Specified key is not a valid size for this algorithm.")
	}
	if c.scheme.weak != nil && c.scheme.weak(key) {
		return clr.Throw(cryptographicException, "Specified key is a known weak key for '%s' and cannot be used.", c.scheme.weakName)
	}
	return nil
}

func (c *Cipher) checkIV(iv []byte) error {
	if int32(len(iv))*8 != c.scheme.blockBits {
		return failure("Specified initialization vector (IV) does not match the block size for this algorithm.")
	}
	return nil
}

// shortBlock is the size in bytes of the blocks of DES, TripleDES and RC2, whose
// transforms ignore what an initialisation vector has beyond, for compatibility with
// .NET's first version; the property IV takes no such vector.
const shortBlock = 8

// worker makes the ICryptoTransform for a key and an initialisation vector, which
// may be nil in the mode that has none.
func (c *Cipher) worker(key, iv *rt.Array[uint8], encrypt bool) (*worker, error) {
	if key == nil {
		return nil, clr.ArgumentNull("key")
	}
	if err := c.checkKey(key.Items); err != nil {
		return nil, err
	}
	w := &worker{padding: c.padding, encrypt: encrypt, size: int(c.scheme.blockBits / 8)}
	if iv != nil {
		given := iv.Items
		if w.size == shortBlock && len(given) > shortBlock {
			given = given[:shortBlock]
		}
		if err := c.checkIV(given); err != nil {
			return nil, err
		}
		w.iv = bytes.Clone(given)
	} else if c.mode != modeECB {
		return nil, failure("The cipher mode specified requires that an initialization vector (IV) be used.")
	}
	block, err := c.scheme.make(key.Items)
	if err != nil {
		return nil, failure("Specified key is not a valid size for this algorithm.")
	}
	if w.start, err = modeOf(c.mode, block, int(c.feedback/8), encrypt); err != nil {
		return nil, err
	}
	w.reset()
	return w, nil
}

// Crypt encrypts or decrypts a whole message with the algorithm, its key and
// initialisation vector where none are given.
func (c *Cipher) Crypt(f *rt.Frame, data []byte, key, iv *rt.Array[uint8], encrypt bool) ([]byte, error) {
	w, err := c.worker(key, iv, encrypt)
	if err != nil {
		return nil, err
	}
	return w.finish(f, data)
}

// CryptDefault is Crypt with the algorithm's own key and initialisation vector.
func (c *Cipher) CryptDefault(f *rt.Frame, data []byte, encrypt bool) ([]byte, error) {
	return c.Crypt(f, data, rt.NewArray(nil, c.currentKey()), rt.NewArray(nil, c.currentIV()), encrypt)
}

// NewCipher makes the algorithm of a name, such as "Aes", for use by the library;
// ok is false when there is none of that name.
func NewCipher(name string) (c *Cipher, ok bool) {
	s := cipherOf(name)
	if s == nil {
		return nil, false
	}
	return newCipher(nil, s), true
}
