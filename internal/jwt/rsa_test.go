package jwt

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"math/big"
	"testing"
)

// signed signs a whole message, whatever it is.
func signed(k *rsa.PrivateKey, message []byte) []byte {
	m := new(big.Int).SetBytes(message)
	return m.Exp(m, k.D, k.N).FillBytes(make([]byte, k.Size()))
}

// TestRSAAgrees: sound and forged signatures, beside the standard library.
func TestRSAAgrees(t *testing.T) {
	for _, bits := range []int{2048, 2056, 3072} {
		private, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		k := newRSAKey(&private.PublicKey)
		if k.modulus == nil {
			t.Fatalf("%d bits: not prepared", bits)
		}
		for _, id := range []crypto.Hash{crypto.SHA256, crypto.SHA384, crypto.SHA512} {
			h := id.New()
			h.Write([]byte("input"))
			sum := h.Sum(nil)
			sound, err := rsa.SignPKCS1v15(nil, private, id, sum)
			if err != nil {
				t.Fatal(err)
			}
			size := private.Size()
			whole := new(big.Int).Exp(new(big.Int).SetBytes(sound), big.NewInt(int64(private.E)), private.N).FillBytes(make([]byte, size))
			prefixed := whole[bytes.IndexByte(whole[1:], 0)+2:]
			changed := func(at int, b byte) []byte {
				m := bytes.Clone(whole)
				m[at] ^= b
				return signed(private, m)
			}
			forged := map[string][]byte{
				"empty":              {},
				"zero":               make([]byte, size),
				"one":                append(make([]byte, size-1), 1),
				"short":              sound[1:],
				"long":               append([]byte{0}, sound...),
				"the modulus":        private.N.Bytes(),
				"modulus and more":   new(big.Int).Add(private.N, big.NewInt(7)).FillBytes(make([]byte, size)),
				"all ones":           bytes.Repeat([]byte{0xFF}, size),
				"block type 2":       changed(1, 3),
				"first byte":         changed(0, 0), // the sound one
				"padding":            changed(5, 1),
				"end of the padding": changed(size-len(prefixed)-1, 1),
				"algorithm":          changed(size-len(prefixed)+6, 1),
				"hash":               changed(size-1, 1),
				// What was called Bleichenbacher's forgery of 2006: less padding, and something
				// behind the hash.
				"short padding":       signed(private, append(append([]byte{0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0}, prefixed...), make([]byte, size-11-len(prefixed))...)),
				"no hash information": signed(private, append(append([]byte{0, 1}, bytes.Repeat([]byte{0xFF}, size-3-len(sum))...), append([]byte{0}, sum...)...)),
				"parameters left out": signed(private, withoutNull(whole, prefixed, len(sum))),
			}
			forged["sound"] = sound
			for i := range 64 {
				b := bytes.Clone(sound)
				b[i*size/64] ^= 1 << (i % 8)
				forged[fmt.Sprintf("bit %d", i)] = b
			}
			for name, signature := range forged {
				want := rsa.VerifyPKCS1v15(&private.PublicKey, id, sum, signature) == nil
				if got := k.verifies(id, sum, signature); got != want {
					t.Errorf("%d bits, %v, %s: %v, the library says %v", bits, id, name, got, want)
				}
				if known := name == "sound" || name == "first byte"; want != known {
					t.Errorf("%d bits, %v, %s: the library says %v", bits, id, name, want)
				}
			}
			if k.verifies(id, sum[1:], sound) || k.verifies(crypto.SHA1, sum[:20], sound) {
				t.Errorf("%d bits, %v: a hash of another length or kind is taken", bits, id)
			}
		}
	}
}

// withoutNull is a message whose DigestInfo has no parameters, with the lengths right.
func withoutNull(whole, prefixed []byte, sum int) []byte {
	info := bytes.Clone(prefixed[:len(prefixed)-sum])
	at := bytes.Index(info, []byte{5, 0})
	info = append(info[:at], info[at+2:]...)
	info[1] -= 2
	info[3] -= 2
	info = append(info, prefixed[len(prefixed)-sum:]...)
	m := append([]byte{0, 1}, bytes.Repeat([]byte{0xFF}, len(whole)-3-len(info))...)
	return append(append(m, 0), info...)
}

// TestRSAUnprepared: keys that the library is to judge.
func TestRSAUnprepared(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	h := crypto.SHA256.New()
	h.Write([]byte("input"))
	sum := h.Sum(nil)
	sound, err := rsa.SignPKCS1v15(nil, private, crypto.SHA256, sum)
	if err != nil {
		t.Fatal(err)
	}
	k := newRSAKey(&private.PublicKey)
	if k.modulus != nil {
		t.Error("a short key is prepared")
	}
	if !k.verifies(crypto.SHA256, sum, sound) {
		t.Error("a sound signature is refused")
	}
	even := new(big.Int).Lsh(big.NewInt(1), 2047)
	if k := newRSAKey(&rsa.PublicKey{N: even, E: 65537}); k.modulus != nil || k.verifies(crypto.SHA256, sum, make([]byte, 256)) {
		t.Error("an even modulus is a key")
	}
}

// BenchmarkRSA is one signature, beside the standard library.
func BenchmarkRSA(b *testing.B) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	h := crypto.SHA256.New()
	h.Write([]byte("input"))
	sum := h.Sum(nil)
	sound, err := rsa.SignPKCS1v15(nil, private, crypto.SHA256, sum)
	if err != nil {
		b.Fatal(err)
	}
	k := newRSAKey(&private.PublicKey)
	b.Run("prepared", func(b *testing.B) {
		for b.Loop() {
			k.verifies(crypto.SHA256, sum, sound)
		}
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			_ = rsa.VerifyPKCS1v15(&private.PublicKey, crypto.SHA256, sum, sound)
		}
	})
}
