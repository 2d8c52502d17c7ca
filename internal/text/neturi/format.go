package neturi

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Components is System.UriComponents: parts of a URI, combined by |.
type Components int64

// The components, with .NET's values.
const (
	Scheme         Components = 0x1
	UserInfo       Components = 0x2
	Host           Components = 0x4
	Port           Components = 0x8
	Path           Components = 0x10
	Query          Components = 0x20
	Fragment       Components = 0x40
	StrongPort     Components = 0x80
	NormalizedHost Components = 0x100
	KeepDelimiter  Components = 0x40000000
	// SerializationInfo stands alone.
	SerializationInfo Components = -0x80000000

	AbsoluteURI     = Scheme | UserInfo | Host | Port | Path | Query | Fragment
	HTTPRequestURL  = Scheme | Host | Port | Path | Query
	StrongAuthority = UserInfo | Host | StrongPort
	HostAndPort     = Host | StrongPort
	SchemeAndServer = Scheme | Host | Port
	PathAndQuery    = Path | Query
)

// Format is System.UriFormat.
type Format int

// The formats, with .NET's values; display is what ToString uses.
const (
	Escaped       Format = 1
	Unescaped     Format = 2
	SafeUnescaped Format = 3
	display       Format = 0x7fff
)

// Components is GetComponents. It throws System.ArgumentOutOfRangeException for
// impossible arguments and System.InvalidOperationException for a relative URI
// that is asked for anything but its serialised form.
func (u *URI) Components(c Components, f Format) (string, error) {
	switch {
	case c&SerializationInfo != 0 && c != SerializationInfo:
		return "", clr.ArgumentOutOfRange("UriComponents.SerializationInfoString must not be combined with other UriComponents.", "components")
	case f&^SafeUnescaped != 0:
		return "", clr.ArgumentOutOfRange("", "format")
	case !u.IsAbsolute() && c == SerializationInfo:
		return u.relativeText(f)
	case !u.IsAbsolute():
		return "", NotAbsolute()
	case f == 0:
		return "", clr.ArgumentOutOfRange("", "uriFormat")
	}
	return u.components(c, f), nil
}

// NotAbsolute is what every property of an absolute URI throws for a relative one.
func NotAbsolute() error {
	return clr.InvalidOperation("This operation is not supported for a relative URI.")
}

// relativeText is the serialised form of a relative URI.
func (u *URI) relativeText(f Format) (string, error) {
	switch f {
	case Escaped:
		return escapePart(u.original, "", false), nil
	case Unescaped:
		return unescapeAll(u.original), nil
	case SafeUnescaped:
		return unescape(u.original, unescaping{unescape: true, escape: true}), nil
	}
	return "", clr.ArgumentOutOfRange("", "format")
}

func (u *URI) components(c Components, f Format) string {
	if c == Scheme {
		return u.scheme.name
	}
	scope := false
	if c&SerializationInfo != 0 {
		c, scope = c|AbsoluteURI, true
	}
	if c&NormalizedHost != 0 {
		c |= Host
	}
	if c == Port || c == StrongPort {
		return strings.TrimPrefix(u.portText(c == StrongPort), ":")
	}
	var out strings.Builder
	if c&Scheme != 0 {
		out.WriteString(u.scheme.name)
		out.WriteByte(':')
		if u.authority {
			out.WriteString("//")
		}
	}
	if c&UserInfo != 0 && u.user != "" {
		user := u.formUser(f)
		if c == UserInfo {
			user = user[:len(user)-1]
		}
		out.WriteString(user)
	}
	if c&Host != 0 {
		out.WriteString(u.formHost(f, c&NormalizedHost != 0, scope))
	}
	if c&(Port|StrongPort) != 0 {
		out.WriteString(u.portText(c&StrongPort != 0))
	}
	if c&Path != 0 {
		path := u.canonicalPath(f)
		if c == Path && u.authority {
			path = strings.TrimPrefix(path, "/")
		}
		out.WriteString(path)
	}
	if c&Query != 0 && u.query != "" {
		if c != Query {
			out.WriteByte('?')
		}
		out.WriteString(u.formPart(u.query[1:], f, "#", true))
	}
	if c&Fragment != 0 && u.fragment != "" {
		if c != Fragment {
			out.WriteByte('#')
		}
		out.WriteString(u.formPart(u.fragment[1:], f, "", false))
	}
	return out.String()
}

// portText is the port behind a colon, where it is not the scheme's or is wanted
// anyway.
func (u *URI) portText(strong bool) string {
	switch {
	case u.ownPort:
		return ":" + strconv.Itoa(u.port)
	case strong && u.scheme.port >= 0:
		return ":" + strconv.Itoa(u.scheme.port)
	}
	return ""
}

// formUser writes the user with its @.
func (u *URI) formUser(f Format) string {
	found := u.look(u.user, false)
	switch {
	case f == Escaped && !u.userEscaped:
		return escapePart(u.user, "?#", false)
	case found.shown:
	case f == SafeUnescaped:
		return unescape(u.user[:len(u.user)-1], unescaping{unescape: true, escape: !u.userEscaped, keep: `@/\`}) + "@"
	case f == Unescaped:
		return unescapeAll(u.user)
	}
	return u.user
}

func (u *URI) formHost(f Format, normalized, scope bool) string {
	host := u.host
	if scope && u.scopeID != "" {
		host = host[:len(host)-1] + u.scopeID + "]"
	}
	if normalized {
		return unicodeHost(host)
	}
	return host
}

// formPart writes a query or fragment without its delimiter.
func (u *URI) formPart(s string, f Format, force string, query bool) string {
	if f == Escaped {
		if u.userEscaped {
			return s
		}
		return escapePart(s, force, false)
	}
	switch {
	case u.look(s, true).shown:
		return s
	case f == Unescaped:
		return unescapeAll(s)
	}
	return unescape(s, unescaping{unescape: true, escape: !u.userEscaped, plain: f == display, keep: "#", query: query})
}
