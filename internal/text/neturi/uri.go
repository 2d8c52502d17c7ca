package neturi

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Kind is System.UriKind: what a text may be.
type Kind int

// The kinds, with .NET's values.
const (
	RelativeOrAbsolute Kind = iota
	Absolute
	Relative
	// dotNet is RelativeOrAbsolute that takes a text such as /path for relative
	// on every system. Relative parts of combinations are read so.
	dotNet
)

// HostNameType is System.UriHostNameType.
type HostNameType int

// The types of host names, with .NET's values.
const (
	HostUnknown HostNameType = iota
	HostBasic
	HostDNS
	HostIPv4
	HostIPv6
)

// URI is a System.Uri.
type URI struct {
	original string
	// scheme is nil for relative URIs, for which text is what ToString shows.
	scheme *scheme
	text   string
	// userEscaped says that the caller promised an escaped text.
	userEscaped bool
	// implicit marks file paths written without a scheme, dos those with a drive
	// letter, unc those that name a server.
	implicit, dos, unc bool
	// authority says that the scheme is followed by two slashes, or counts so.
	authority bool

	// The parts as written, except that escaped letters and characters beyond
	// ASCII are in the form of RFC 3987. lead is what stands between the scheme
	// and the authority; user ends with @, query starts with ?, fragment with #.
	lead, user, rawAuthority string
	path, query, fragment    string

	host     string // canonical, IPv6 in brackets
	hostType HostNameType
	isUNC    bool // the host is a server name that is not a DNS name
	scopeID  string
	loopback bool
	port     int  // -1 when the scheme has none
	ownPort  bool // the port is not the scheme's

	schemeAsWritten string
	facts           pathFacts
}

// New is the constructor Uri(string): the text must be absolute.
func New(text string) (*URI, error) { return Parse(text, Absolute) }

// Parse is the constructor Uri(string, UriKind).
func Parse(text string, kind Kind) (*URI, error) {
	u, problem := parse(text, kind, options{iriRelative: true})
	if problem != ok {
		return nil, problem.exception()
	}
	return u, nil
}

// ParseEscaped is the constructor Uri(string, bool), which trusts the caller that
// nothing needs escaping when escaped is true.
func ParseEscaped(text string, escaped bool) (*URI, error) {
	u, problem := parse(text, Absolute, options{userEscaped: escaped})
	if problem != ok {
		return nil, problem.exception()
	}
	return u, nil
}

// TryParse is Uri.TryCreate(string, UriKind, out Uri).
func TryParse(text string, kind Kind) (*URI, bool) {
	u, problem := parse(text, kind, options{})
	return u, problem == ok
}

// IsAbsolute is IsAbsoluteUri.
func (u *URI) IsAbsolute() bool { return u.scheme != nil }

// OriginalString is the text the URI was made of.
func (u *URI) OriginalString() string { return u.original }

// String is ToString: the URI with everything unescaped that cannot be mistaken.
func (u *URI) String() string {
	if !u.IsAbsolute() {
		return u.text
	}
	return u.components(AbsoluteURI, display)
}

// The properties below are those of absolute URIs; a relative one has none of
// them, and .NET throws System.InvalidOperationException.

// AbsoluteURI is the whole URI, escaped.
func (u *URI) AbsoluteURI() string { return u.components(AbsoluteURI, Escaped) }

// Scheme is in lower case.
func (u *URI) Scheme() string { return u.scheme.name }

// Host is the host name or address; an IPv6 address is in brackets.
func (u *URI) Host() string { return u.host }

// HostType is HostNameType.
func (u *URI) HostType() HostNameType {
	if u.isUNC {
		return HostBasic
	}
	return u.hostType
}

// DNSSafeHost is DnsSafeHost: the host without brackets and with the scope of an
// IPv6 address.
func (u *URI) DNSSafeHost() string {
	if u.hostType == HostIPv6 {
		return u.host[1:len(u.host)-1] + u.scopeID
	}
	if u.hostType == HostBasic && !u.isUNC {
		return unescapeAll(u.host)
	}
	return u.host
}

// IDNHost is IdnHost: the host in ASCII. A name that has no such form throws
// System.UriFormatException.
func (u *URI) IDNHost() (string, error) {
	host := u.DNSSafeHost()
	if u.hostType != HostDNS || u.isUNC {
		return host, nil
	}
	return asciiHost(host)
}

// Authority is the host with a port that is not the scheme's.
func (u *URI) Authority() string { return u.components(Host|Port, Escaped) }

// Port is the port, or -1 when the scheme has none.
func (u *URI) Port() int {
	if u.ownPort {
		return u.port
	}
	return u.scheme.port
}

// IsDefaultPort reports whether the port is the scheme's.
func (u *URI) IsDefaultPort() bool { return !u.ownPort }

// UserInfo is what stands before @, escaped.
func (u *URI) UserInfo() string { return u.components(UserInfo, Escaped) }

// AbsolutePath is the path, escaped; that of a drive has no slash before it.
func (u *URI) AbsolutePath() string {
	return u.withoutDriveSlash(u.components(Path|KeepDelimiter, Escaped))
}

// PathAndQuery is the path with the query, escaped.
func (u *URI) PathAndQuery() string { return u.withoutDriveSlash(u.components(Path|Query, Escaped)) }

func (u *URI) withoutDriveSlash(s string) string {
	if u.dos && strings.HasPrefix(s, "/") {
		return s[1:]
	}
	return s
}

// LocalPath is the path as the operating system writes it, unescaped: with
// backslashes for drives and servers.
func (u *URI) LocalPath() string {
	path := u.components(Path|KeepDelimiter, Unescaped)
	switch {
	case u.dos:
		return strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", `\`)
	case u.scheme.file && u.host != "" && !u.loopback:
		if path == "/" && u.path == "" {
			path = ""
		}
		return `\\` + u.host + strings.ReplaceAll(path, "/", `\`)
	}
	return path
}

// Query is the query with its question mark, escaped.
func (u *URI) Query() string { return u.components(Query|KeepDelimiter, Escaped) }

// Fragment is the fragment with its number sign, escaped.
func (u *URI) Fragment() string { return u.components(Fragment|KeepDelimiter, Escaped) }

// Segments are the parts of the escaped path, each with the slash that ends it.
func (u *URI) Segments() []string {
	path := u.components(Path|KeepDelimiter, Escaped)
	var out []string
	for path != "" {
		end := strings.IndexByte(path, '/') + 1
		if end == 0 {
			end = len(path)
		}
		out = append(out, path[:end])
		path = path[end:]
	}
	return out
}

// IsFile reports whether the scheme is file.
func (u *URI) IsFile() bool { return u.scheme.file }

// IsUNC reports whether the URI is a path of the form \\server\share.
func (u *URI) IsUNC() bool { return u.unc }

// IsLoopback reports whether the host is this machine.
func (u *URI) IsLoopback() bool { return u.loopback }

// UserEscaped reports whether the caller promised an escaped text.
func (u *URI) UserEscaped() bool { return u.userEscaped }

// Partial is System.UriPartial: how much of a URI GetLeftPart gives.
type Partial int

// The parts, with .NET's values.
const (
	PartialScheme Partial = iota
	PartialAuthority
	PartialPath
	PartialQuery
)

// LeftPart is GetLeftPart; a part that does not exist throws
// System.ArgumentException.
func (u *URI) LeftPart(part Partial) (string, error) {
	const server = Scheme | UserInfo | Host | Port
	switch part {
	case PartialScheme:
		return u.components(Scheme|KeepDelimiter, Escaped), nil
	case PartialAuthority:
		if !u.authority || u.dos {
			return "", nil
		}
		return u.components(server, Escaped), nil
	case PartialPath:
		return u.components(server|Path, Escaped), nil
	case PartialQuery:
		return u.components(server|Path|Query, Escaped), nil
	}
	return "", clr.Argument("part", "")
}
