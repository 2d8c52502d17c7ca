package jwt

import (
	"context"
	"encoding/base64"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Verify decrypts a token if it is encrypted and verifies its signature. A token
// that was verified before is not verified again while the keys are the same. With
// unsigned, tokens without a signature are taken as well.
//
// A key that the token calls by name decides alone; where no key has that name,
// every key is tried (validate-jwt.md, semantics 6), after the sources were asked
// whether they have a new one. The error is an *Error, or ctx's.
func (r *Ring) Verify(ctx context.Context, text string, unsigned bool) (*Token, error) {
	now := time.Now()
	for _, s := range r.settings.Sources {
		if s.current.Load() != nil {
			s.refresh(ctx, now)
		} else {
			s.begin(false)
		}
	}
	set := r.snapshot()
	if t := r.directory.tokens.get(set.id, text); t != nil {
		return t, nil
	}
	var room [5]string
	signed, parts, failure := r.open(text, &room)
	if failure != nil {
		return nil, failure
	}
	if len(parts) != 3 {
		return nil, malformed(nil)
	}
	h, known, failure := r.directory.headers.read(parts[0])
	if failure != nil {
		return nil, failure
	}
	payload, claims, failure := readPayload(parts[1])
	if failure != nil {
		return nil, failure
	}
	content := Content{Algorithm: h.Algorithm, Type: h.typ, Payload: payload, Claims: claims}
	if h.Algorithm == "none" || parts[2] == "" {
		// A token that names an algorithm and has no signature is not taken either way.
		if !unsigned || h.Algorithm != "none" || parts[2] != "" {
			return nil, &Error{Kind: Unsigned, Text: "IDX10504: Unable to validate signature, token does not have a signature."}
		}
		t, failure := r.token(content, false)
		if failure != nil {
			return nil, failure
		}
		return t, nil
	}
	hash, ok := hashOf(h.Algorithm)
	if !ok {
		return nil, &Error{Kind: SignatureInvalid, Text: "IDX10511: Signature validation failed. The algorithm of the token is not supported."}
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, malformed(err)
	}
	input := asBytes(signed[:len(parts[0])+1+len(parts[1])])
	set, failure = r.verify(ctx, set, &signedToken{h, hash, input, signature})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if failure != nil {
		return nil, failure
	}
	t, failure := r.token(content, true)
	if failure != nil {
		return nil, failure
	}
	if !known {
		r.directory.headers.keep(parts[0], h)
	}
	r.directory.tokens.put(set.id, text, t)
	return t, nil
}

// token makes the token of what was verified.
func (r *Ring) token(c Content, signed bool) (*Token, *Error) {
	view, err := r.settings.Read(c)
	if err != nil {
		return nil, malformed(err)
	}
	return &Token{View: view, Signed: signed}, nil
}

// open decrypts a token; one that is only signed is returned as it is. parts are those
// of signed, in room.
func (r *Ring) open(text string, room *[5]string) (signed string, parts []string, failure *Error) {
	parts, failure = split(text, room)
	if failure != nil || len(parts) == 3 {
		return text, parts, failure
	}
	if _, failure := readHeader(parts[0]); failure != nil {
		return "", nil, failure
	}
	if len(r.settings.Decryption) == 0 {
		return "", nil, &Error{Kind: Undecryptable, Text: "IDX10609: Decryption failed. No Keys tried."}
	}
	jwe, err := jose.ParseEncryptedCompact(text, keyAlgorithms(), contentAlgorithms())
	if err != nil {
		return "", nil, malformed(err)
	}
	for _, k := range r.settings.Decryption {
		if !slices.Contains(k.algorithms, jose.KeyAlgorithm(jwe.Header.Algorithm)) {
			continue
		}
		if data, err := jwe.Decrypt(k.material); err == nil {
			signed = string(data)
			parts, failure = split(signed, room)
			return signed, parts, failure
		}
	}
	return "", nil, &Error{Kind: Undecryptable, Text: "IDX10603: Decryption failed. None of the keys could decrypt the token."}
}

// verify checks the signature with the keys of set, and with those that the
// sources have got since. It returns the set that has the key.
func (r *Ring) verify(ctx context.Context, s *set, t *signedToken) (*set, *Error) {
	h := t.header
	named := func() (found, good bool) {
		for _, k := range s.keys {
			if k.called(h) {
				found = true
				if k.verifies(t) {
					return true, true
				}
			}
		}
		return found, false
	}
	found, good := named()
	if !found && s.missing {
		r.await(ctx, false)
		s = r.snapshot()
		found, good = named()
	}
	if !found && h.kid+h.x5t != "" && len(r.settings.Sources) > 0 {
		r.await(ctx, true)
		s = r.snapshot()
		found, good = named()
	}
	switch {
	case good:
		return s, nil
	case found:
		return nil, &Error{Kind: SignatureInvalid, Text: "IDX10511: Signature validation failed. The key that the token names was tried."}
	}
	for _, k := range s.keys {
		if k.verifies(t) {
			return s, nil
		}
	}
	switch {
	case s.missing:
		return nil, r.unavailable(s)
	case len(s.keys) == 0:
		return nil, &Error{Kind: KeyNotFound, Text: "IDX10500: Signature validation failed. No security keys were provided to validate the signature."}
	case h.kid == "":
		return nil, &Error{Kind: SignatureInvalid, Text: "IDX10511: Signature validation failed. Every key was tried."}
	}
	return nil, &Error{Kind: KeyNotFound, Text: "IDX10503: Signature validation failed. The token's kid is: '" + shownID(h.kid) + "', but did not match any keys in TokenValidationParameters or Configuration."}
}

// unavailable names the sources that have said nothing yet.
func (r *Ring) unavailable(s *set) *Error {
	for i, d := range s.docs {
		if d == nil {
			return &Error{Kind: Unavailable, Text: "IDX20803: Unable to obtain configuration from: '" + r.settings.Sources[i].shown + "'."}
		}
	}
	return malformed(nil)
}

// shownID is a key's name as it may stand in a message: it comes from the caller.
func shownID(id string) string {
	if len(id) > 100 {
		id = id[:100]
	}
	out := []byte(id)
	for i, c := range out {
		if c < ' ' || c > '~' || c == '\'' {
			out[i] = '?'
		}
	}
	return string(out)
}
