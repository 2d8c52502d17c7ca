package jwt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unsafe"
)

// MaxLength is the length of the longest token that is read, in bytes
// (Microsoft.IdentityModel's TokenValidationParameters.DefaultMaximumTokenSizeInBytes).
const MaxLength = 250 << 10

// header is what is needed of the header of a token. It is immutable.
type header struct {
	Algorithm, kid, x5t string
	typ                 *string // nil without one
}

// split divides a token into its parts: 3 of a signed one, 5 of an encrypted one.
// Every byte must be one that base64url has: Go's decoder skips line ends.
//
// They are put into room.
func split(text string, room *[5]string) ([]string, *Error) {
	if len(text) > MaxLength {
		return nil, &Error{Kind: Malformed, Text: fmt.Sprintf("IDX10209: Token has length: '%d' which is larger than the MaximumTokenLength: '%d'.", len(text), MaxLength)}
	}
	for i := range len(text) {
		if c := text[i]; c >= 128 || !tokenCharacters[c] {
			return nil, malformed(errors.New("a character that base64url does not have"))
		}
	}
	n := strings.Count(text, ".") + 1
	if n != 3 && n != 5 {
		return nil, malformed(fmt.Errorf("%d parts", n))
	}
	for i := range n {
		room[i], text, _ = strings.Cut(text, ".")
	}
	return room[:n], nil
}

// tokenCharacters are those of base64url and the point between parts.
var tokenCharacters = func() (set [128]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_." {
		set[c] = true
	}
	return set
}()

// readHeader reads the header of a token.
func readHeader(part string) (*header, *Error) {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, malformed(err)
	}
	h := &header{}
	err = members(data, func(name, value []byte) (err error) {
		// Names are compared as they are; encoding/json would fold their case.
		to := &h.Algorithm
		switch string(name) {
		case "alg":
		case "kid":
			to = &h.kid
		case "x5t":
			to = &h.x5t
		case "typ":
			switch value[0] {
			case '{', '[':
				return errors.New("the header parameter typ is no text")
			case 'n':
				return nil
			case '"':
				h.typ = new(string)
				to = h.typ
			default:
				s := string(value)
				h.typ = &s
				return nil
			}
		case "crit":
			// Nothing that a token could call critical is understood here (RFC 7515, 4.1.11).
			return errors.New("the header parameter crit")
		default:
			return nil
		}
		if *to, err = text(value); err != nil {
			return fmt.Errorf("the header parameter %s is no text", name)
		}
		return nil
	})
	if err != nil {
		return nil, malformed(err)
	}
	return h, nil
}

// readPayload returns the claims, as a whole and one by one, and refuses those that two
// readers could understand differently.
func readPayload(part string) (payload string, claims []Claim, failure *Error) {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return "", nil, malformed(err)
	}
	claims = make([]Claim, 0, min(bytes.Count(data, []byte(`":`)), usualClaims))
	if err := members(data, func(name, value []byte) error {
		claims = append(claims, Claim{asText(name), asText(value)})
		return nil
	}); err != nil {
		return "", nil, malformed(err)
	}
	return asText(data), claims, nil
}

// usualClaims is how many claims there is room for at once.
const usualClaims = 32

// asText is a text of bytes that nobody changes any more.
func asText(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// asBytes is a text as bytes that nobody may change.
func asBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
