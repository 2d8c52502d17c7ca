package neturi

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// readAuthority reads user, host and port at offset i and returns the offset of
// the path.
func (u *URI) readAuthority(text string, i int, iri bool) (end int, p problem) {
	s := u.scheme
	if i == len(text) || text[i] == '/' || text[i] == '\\' && s.file || text[i] == '#' || text[i] == '?' {
		if !s.emptyHost || u.implicit && (i == len(text) || text[i] != '/') {
			return i, badHost
		}
		u.unc = false
		u.hostType, u.loopback = HostBasic, true
		return i, ok
	}
	start := i
	if s.user {
		start = userEnd(text, i)
	}
	end = u.readHost(text, start)
	switch {
	case u.hostType == HostUnknown:
		if !s.unknown {
			return i, badHost
		}
		// Unknown schemes have hosts of one or two dots as well.
		if end = dotsHost(text, i); end < 0 {
			return i, badHost
		}
		u.hostType, u.host = HostBasic, text[i:end]
		u.rawAuthority = u.host
		return end, ok
	case end < len(text) && text[end] == '\\' && !s.file:
		return i, badHost
	}
	hostEnd := end
	if end < len(text) && text[end] == ':' {
		if !s.ports {
			return i, badHost
		}
		if end, p = u.readPort(text, end+1); p != ok {
			return i, p
		}
	}
	u.user = text[i:start]
	host := text[start:hostEnd]
	if iri {
		u.user = iriText(u.user, partOther)
		if u.hostType == HostDNS && !u.isUNC {
			host = norm.NFC.String(strings.Map(dropBidi, host))
		}
	}
	u.setHost(host)
	u.rawAuthority = u.user + host + text[hostEnd:end]
	return end, ok
}

// userEnd returns the offset behind the @ that ends a user, or i without one. An
// @ that is the last character is none.
func userEnd(text string, i int) int {
	at := strings.IndexAny(text[i:], `@?#\/`)
	if at < 0 || text[i+at] != '@' || i+at == len(text)-1 {
		return i
	}
	return i + at + 1
}

// dotsHost returns the end of a host of one or two dots, or -1.
func dotsHost(text string, i int) int {
	end := i
	for end < len(text) && end < i+2 && text[end] == '.' {
		end++
	}
	if end == i || end < len(text) && strings.IndexByte("/?#", text[end]) < 0 {
		return -1
	}
	return end
}

// readPort reads the digits of a port at offset i.
func (u *URI) readPort(text string, i int) (end int, p problem) {
	end = i
	for end < len(text) && isDigit(text[end]) {
		end++
	}
	if end < len(text) && strings.IndexByte("/?#", text[end]) < 0 {
		return end, badPort
	}
	if end == i {
		return end, ok
	}
	n, err := strconv.ParseUint(text[i:end], 10, 16)
	if err != nil {
		return end, badPort
	}
	if usual := max(u.scheme.port, 0); int(n) != usual {
		u.port, u.ownPort = int(n), true
	}
	return end, ok
}

// setHost brings the host into its canonical form.
func (u *URI) setHost(host string) {
	switch {
	case u.isUNC:
		u.host = strings.ToLower(host)
	case u.hostType == HostIPv6:
		u.host, u.scopeID, u.loopback = canonicalIPv6(host)
	case u.hostType == HostIPv4:
		u.host, u.loopback = canonicalIPv4(host)
	default:
		u.host = lower(host)
		if u.host == "localhost" || u.host == "loopback" {
			u.host, u.loopback = "localhost", true
		}
	}
}
