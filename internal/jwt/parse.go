package jwt

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// MaxLength is the length of the longest token that is read, the library's own
	// limit, in bytes.
	MaxLength = 250 << 10
	// maxDepth is how deep the JSON of a token may nest.
	maxDepth = 64
)

// header is what is needed of the header of a token.
type header struct {
	Algorithm string `json:"alg"`
	kid, x5t  string
}

// split divides a token into its parts: 3 of a signed one, 5 of an encrypted one.
// Every byte must be one that base64url has: Go's decoder skips line ends.
func split(text string) ([]string, *Error) {
	if len(text) > MaxLength {
		return nil, &Error{Kind: Malformed, Text: fmt.Sprintf("IDX10209: Token has length: '%d' which is larger than the MaximumTokenLength: '%d'.", len(text), MaxLength)}
	}
	for i := range len(text) {
		c := text[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.') {
			return nil, malformed(errors.New("a character that base64url does not have"))
		}
	}
	n := strings.Count(text, ".") + 1
	if n != 3 && n != 5 {
		return nil, malformed(fmt.Errorf("%d parts", n))
	}
	return strings.Split(text, "."), nil
}

// readHeader reads the header of a token.
func readHeader(part string) (*header, *Error) {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, malformed(err)
	}
	if err := checkObject(data); err != nil {
		return nil, malformed(err)
	}
	// Field names are compared as they are; encoding/json would fold their case.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, malformed(err)
	}
	if _, ok := fields["crit"]; ok {
		// Nothing that a token could call critical is understood here (RFC 7515, 4.1.11).
		return nil, malformed(errors.New("the header parameter crit"))
	}
	h := &header{}
	for name, to := range map[string]*string{"alg": &h.Algorithm, "kid": &h.kid, "x5t": &h.x5t} {
		raw, ok := fields[name]
		if !ok {
			continue
		}
		if err := json.Unmarshal(raw, to); err != nil {
			return nil, malformed(fmt.Errorf("the header parameter %s is no text", name))
		}
	}
	return h, nil
}

// checkPayload refuses claims that two readers could understand differently.
func checkPayload(part string) *Error {
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err == nil {
		err = checkObject(data)
	}
	if err != nil {
		return malformed(err)
	}
	return nil
}

// checkObject demands one JSON object in UTF-8 that does not nest too deep and has
// no member twice.
func checkObject(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	depth, key := 0, false
	seen := map[string]bool{}
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		delim, isDelim := t.(json.Delim)
		switch {
		case depth == 0 && (!isDelim || delim != '{' || len(seen) > 0 || key):
			return errors.New("not one JSON object")
		case isDelim && (delim == '{' || delim == '['):
			if depth++; depth > maxDepth {
				return errors.New("nested too deep")
			}
			// The value of a member of the outer object begins, or that object itself.
			key = depth == 1
			continue
		case isDelim:
			depth--
			key = true
			continue
		}
		if depth != 1 {
			continue
		}
		if key {
			name, _ := t.(string)
			if seen[name] {
				return fmt.Errorf("the member %q stands twice", name)
			}
			seen[name] = true
		}
		key = !key
	}
	if !json.Valid(data) {
		return errors.New("not valid JSON")
	}
	return nil
}
