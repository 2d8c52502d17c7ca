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
