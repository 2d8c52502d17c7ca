package jwt

import (
	"crypto"
	"crypto/hmac"
	"hash"
	"sync"
)

// secret is the material of a symmetric key. Its HMACs are kept, for their start is a
// third of the work for a token. It is safe for concurrent use.
type secret struct {
	bytes []byte
	macs  [3]sync.Pool
}

// mac returns an HMAC that has seen nothing yet.
func (s *secret) mac(d digest) hash.Hash {
	if m, ok := s.pool(d).Get().(hash.Hash); ok {
		return m
	}
	return hmac.New(d.make, s.bytes)
}

// done takes back an HMAC.
func (s *secret) done(d digest, m hash.Hash) {
	m.Reset()
	s.pool(d).Put(m)
}

func (s *secret) pool(d digest) *sync.Pool {
	switch d.id {
	case crypto.SHA256:
		return &s.macs[0]
	case crypto.SHA384:
		return &s.macs[1]
	}
	return &s.macs[2]
}
