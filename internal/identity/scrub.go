package identity

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDetail bounds an endpoint's explanation in an error, in bytes.
const maxDetail = 2 << 10

// tokenLike matches a JWT or a JWE: base64url of `{"` and two more parts at
// the least.
var tokenLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]*`)

// clean makes one printable line of text written by an endpoint: secrets and
// anything that looks like a token are replaced, control characters become
// spaces, and the length is bounded.
func clean(text string, secrets ...string) string {
	for _, secret := range secrets {
		// Very short secrets would riddle the text; they protect nothing.
		if len(secret) >= 4 {
			text = strings.ReplaceAll(text, secret, "(redacted)")
		}
	}
	text = tokenLike.ReplaceAllString(text, "(redacted)")
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxDetail {
		cut := maxDetail
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return text
}
