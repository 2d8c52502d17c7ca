package xslt

import "golang.org/x/text/unicode/norm"

// plainLetter returns a letter without its accent, and the accent.
func plainLetter(r rune) (plain rune, accent int) {
	if r < 0x80 {
		return r, 0
	}
	parts := []rune(norm.NFD.String(string(r)))
	if len(parts) < 2 {
		return r, 0
	}
	return parts[0], int(parts[1])
}
