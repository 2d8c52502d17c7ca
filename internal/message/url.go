package message

import (
	"strconv"
	"strings"
)

// URL is an absolute http or https URL in parts, as they are sent: Path and Query
// are percent-encoded.
type URL struct {
	Scheme string
	// Host is the host name or address without a port; IPv6 addresses are in
	// brackets.
	Host string
	// Port is never 0: it is the scheme's default when the URL names none.
	Port int
	// Path starts with a slash.
	Path string
	// Query has no leading question mark. HasQuery tells `/?` from `/`.
	Query    string
	HasQuery bool
}

// DefaultPort returns the port of a scheme, 0 when it is not known.
func DefaultPort(scheme string) int {
	switch scheme {
	case "http", "ws":
		return 80
	case "https", "wss":
		return 443
	}
	return 0
}

// QueryString returns the query with its leading question mark, "" without one.
// An empty query is a question mark, as System.Uri.Query has it.
func (u *URL) QueryString() string {
	if u.Query == "" && !u.HasQuery {
		return ""
	}
	return "?" + u.Query
}

// HostPort returns the host with its port, when that is not the default, as it
// stands in a Host header.
func (u *URL) HostPort() string {
	if u.Port == 0 || u.Port == DefaultPort(u.Scheme) {
		return u.Host
	}
	return u.Host + ":" + strconv.Itoa(u.Port)
}

// Address returns host and port to connect to.
func (u *URL) Address() string { return u.Host + ":" + strconv.Itoa(u.Port) }

// Target returns path and query, as they stand in a request line.
func (u *URL) Target() string {
	p := u.Path
	if p == "" {
		p = "/"
	}
	if u.Query != "" || u.HasQuery {
		return p + "?" + u.Query
	}
	return p
}

// String returns the whole URL.
func (u *URL) String() string { return u.Scheme + "://" + u.HostPort() + u.Target() }

// ParseURL splits an absolute URL. ok is false when it is not an absolute http or
// https URL with a host. A fragment is dropped; characters that may not stand in
// a URL are percent-encoded.
func ParseURL(s string) (u URL, ok bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(s), "://")
	if !found {
		return u, false
	}
	u.Scheme = strings.ToLower(scheme)
	if DefaultPort(u.Scheme) == 0 {
		return u, false
	}
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		rest = rest[:i]
	}
	end := strings.IndexAny(rest, "/?\\")
	authority := rest
	if end >= 0 {
		authority, rest = rest[:end], rest[end:]
	} else {
		rest = ""
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	u.Port = DefaultPort(u.Scheme)
	host := authority
	if i := strings.LastIndexByte(authority, ':'); i >= 0 && !strings.HasSuffix(authority, "]") {
		host = authority[:i]
		if p := authority[i+1:]; p != "" {
			n, err := strconv.Atoi(p)
			if err != nil || n <= 0 || n > 65535 {
				return u, false
			}
			u.Port = n
		}
	}
	u.Host = strings.ToLower(host)
	if !validHost(u.Host) {
		return u, false
	}
	u.Path, u.Query, u.HasQuery = strings.Cut(rest, "?")
	u.Path = EncodePath(u.Path)
	u.Query = EncodeQuery(u.Query)
	if u.Path == "" {
		u.Path = "/"
	}
	return u, true
}

func validHost(h string) bool {
	if h == "" {
		return false
	}
	for i := 0; i < len(h); i++ {
		c := h[i]
		if c <= 0x20 || c == 0x7F || strings.IndexByte("/?#@\\<>^`{|}\"%", c) >= 0 {
			return false
		}
	}
	return true
}

// EncodePath percent-encodes the bytes of a path that may not stand in one;
// percent-encoded ones stay.
func EncodePath(s string) string { return encode(s, "/:@!$&'()*+,;=%") }

// EncodeQuery does the same for a query.
func EncodeQuery(s string) string { return encode(s, "/?:@!$&'()*+,;=%[]|{}^`\\") }

func encode(s, allowed string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = plain(s[i], allowed)
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if plain(s[i], allowed) {
			b.WriteByte(s[i])
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[s[i]>>4])
		b.WriteByte(hex[s[i]&15])
	}
	return b.String()
}

const hex = "0123456789ABCDEF"

func plain(c byte, allowed string) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	case c == '-' || c == '.' || c == '_' || c == '~':
		return true
	}
	return strings.IndexByte(allowed, c) >= 0
}
