package jwt

import (
	"strings"
	"sync"
)

// maxHeaders bounds the headers that are remembered; beyond it all are forgotten.
const maxHeaders = 256

// headers remembers the headers of verified tokens, by their text: those of an issuer
// differ only when its key does. What was not verified is not kept, so that nobody
// but an issuer can fill it.
type headers struct {
	mu    sync.RWMutex
	known map[string]*header
}

// read returns the header that a part of a token is, and whether it was remembered.
func (h *headers) read(part string) (read *header, known bool, failure *Error) {
	h.mu.RLock()
	read, known = h.known[part]
	h.mu.RUnlock()
	if !known {
		read, failure = readHeader(part)
	}
	return read, known, failure
}

// keep remembers the header of a verified token.
func (h *headers) keep(part string, read *header) {
	if len(part) > costliest {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known == nil || len(h.known) >= maxHeaders {
		h.known = map[string]*header{}
	}
	h.known[strings.Clone(part)] = read
}
