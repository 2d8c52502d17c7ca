package wire

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// HopByHop reports header fields that belong to one connection (RFC 9110, 7.6.1),
// those about the length of a body among them: every sender says that anew.
func HopByHop(name string) bool {
	switch len(name) {
	case 2:
		return message.EqualName(name, "TE")
	case 7:
		return message.EqualName(name, "Upgrade") || message.EqualName(name, "Trailer")
	case 10:
		return message.EqualName(name, "Connection") || message.EqualName(name, "Keep-Alive")
	case 14:
		return message.EqualName(name, "Content-Length")
	case 16:
		return message.EqualName(name, "Proxy-Connection")
	case 17:
		return message.EqualName(name, "Transfer-Encoding")
	case 18:
		return message.EqualName(name, "Proxy-Authenticate")
	case 19:
		return message.EqualName(name, "Proxy-Authorization")
	}
	return false
}

// Options are the names in a Connection field, but for those that every adapter
// knows: a sender lists there further fields that belong to the connection (RFC
// 9110, 7.6.1). They are appended to names.
func Options(names []string, value string) []string {
	for value != "" {
		var name string
		name, value, _ = strings.Cut(value, ",")
		switch name = strings.Trim(name, " \t"); {
		case name == "", message.EqualName(name, "close"), message.EqualName(name, "keep-alive"), message.EqualName(name, "upgrade"):
		case message.EqualName(name, "Host"), message.EqualName(name, "Content-Length"):
			// The message cannot do without them.
		default:
			names = append(names, name)
		}
	}
	return names
}

// Listed reports whether a field is among names.
func Listed(names []string, field string) bool {
	for _, n := range names {
		if message.EqualName(n, field) {
			return true
		}
	}
	return false
}

// TrailerAllowed reports whether a field may stand after a body: nothing that frames
// or routes a message, that says how to read or to answer it, or who sends it (RFC
// 9110, 6.5.1).
func TrailerAllowed(name string) bool {
	if HopByHop(name) || len(name) > 3 && message.EqualName(name[:3], "If-") {
		return false
	}
	for _, f := range [...]string{
		"Host", "Cache-Control", "Expect", "Max-Forwards", "Pragma", "Range", "Authorization", "WWW-Authenticate", "Cookie", "Set-Cookie",
		"Age", "Expires", "Date", "Location", "Retry-After", "Vary", "Warning", "Content-Encoding", "Content-Type", "Content-Range",
	} {
		if message.EqualName(name, f) {
			return false
		}
	}
	return true
}

// ListsToken reports whether a token stands in a list separated by commas; what
// follows a semicolon in an item does not count.
func ListsToken(list, token string) bool {
	for list != "" {
		var item string
		item, list, _ = strings.Cut(list, ",")
		item, _, _ = strings.Cut(item, ";")
		if message.EqualName(strings.Trim(item, " \t"), token) {
			return true
		}
	}
	return false
}

// TrailerNames are the names in a Trailer field that may stand after a body.
func TrailerNames(value string) []string {
	var out []string
	for value != "" && len(out) < maxTrailerNames {
		var name string
		name, value, _ = strings.Cut(value, ",")
		if name = strings.Trim(name, " \t"); message.ValidName(name) && TrailerAllowed(name) {
			out = append(out, name)
		}
	}
	return out
}

// maxTrailerNames bounds the fields that a Trailer field announces.
const maxTrailerNames = 64
