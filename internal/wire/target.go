package wire

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Target is a request target in parts, ready for a message.
type Target struct {
	// Authority is that of the absolute form, which counts in place of Host; empty
	// in the other forms.
	Authority string
	// Path and Query are percent-encoded; `*` is the path `/`.
	Path, Query string
	HasQuery    bool
}

// ParseTarget reads the target of a request of a method: origin form, absolute form
// of http and https, or, of OPTIONS, `*` (RFC 9112, 3.2). ok is false when it is none
// of them, or when its path has percent signs that encode nothing.
func ParseTarget(method, s string) (t Target, ok bool) {
	switch {
	case s == "*":
		t.Path = "/"
		return t, method == "OPTIONS"
	case s == "" || control(s):
		return t, false
	case s[0] != '/':
		scheme, rest, found := strings.Cut(s, "://")
		if !found || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
			return t, false
		}
		end := strings.IndexAny(rest, "/?")
		if end < 0 {
			end = len(rest)
		}
		t.Authority, s = rest[:end], rest[end:]
		if t.Authority == "" || !ValidHost(t.Authority) {
			return t, false
		}
	}
	t.Path, t.Query, t.HasQuery = strings.Cut(s, "?")
	if !encoded(t.Path) {
		return t, false
	}
	t.Path, t.Query = message.EncodePath(t.Path), message.EncodeQuery(t.Query)
	if t.Path == "" {
		t.Path = "/"
	}
	return t, true
}

// control reports whether a text has control characters.
func control(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= 0x20 || s[i] == 0x7F {
			return true
		}
	}
	return false
}

// encoded reports whether every percent sign starts an encoded byte.
func encoded(s string) bool {
	for {
		i := strings.IndexByte(s, '%')
		if i < 0 {
			return true
		}
		if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			return false
		}
		s = s[i+3:]
	}
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// ValidHost reports whether a text can be a Host field: nothing that could be
// taken for another part of a URL. It may be empty.
func ValidHost(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("!$%&'()*+,-.:;=[]_~", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// RequestURL is the URL of a request: what the client asked for. host is the
// authority of its target, else its Host field.
func RequestURL(scheme, host string, t Target) message.URL {
	u, ok := message.ParseURL(scheme + "://" + host + "/")
	if !ok {
		u = message.URL{Scheme: scheme, Host: "localhost", Port: message.DefaultPort(scheme)}
	}
	u.Path, u.Query, u.HasQuery = t.Path, t.Query, t.HasQuery
	return u
}
