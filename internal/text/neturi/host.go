package neturi

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// readHost recognises a host at offset i, sets its type, and returns its end. The
// type stays HostUnknown when the text is no host.
func (u *URI) readHost(text string, i int) (end int) {
	if text[i] == '[' {
		if end := ipv6End(text, i); end > 0 {
			u.hostType = HostIPv6
			return end
		}
	}
	stops := `/\:?#`
	if u.implicit {
		stops = `/\`
	}
	end = len(text)
	if n := strings.IndexAny(text[i:], stops); n >= 0 {
		end = i + n
	}
	host := text[i:end]
	switch {
	case isDigit(text[i]) && isIPv4(host, u.scheme.unknown):
		u.hostType = HostIPv4
	case isDNS(host):
		u.hostType = HostDNS
	case isServer(host) && utf8.RuneCountInString(host) <= 256:
		u.hostType, u.isUNC = HostDNS, true
	}
	return end
}

// ipv6End returns the end of an address in brackets at offset i, or 0.
func ipv6End(text string, i int) int {
	n := strings.IndexByte(text[i:], ']')
	if n < 0 {
		return 0
	}
	inner := text[i+1 : i+n]
	address, zone, hasZone := strings.Cut(inner, "%")
	if hasZone && strings.ContainsAny(zone, "/") {
		return 0
	}
	address, prefix, hasPrefix := strings.Cut(address, "/")
	if hasPrefix {
		if n, err := strconv.ParseUint(prefix, 10, 8); err != nil || n < 1 || n > 128 {
			return 0
		}
	}
	if a, err := netip.ParseAddr(address); err != nil || !a.Is6() {
		return 0
	}
	return i + n + 1
}

// canonicalIPv6 shortens an address in brackets and takes out its scope.
func canonicalIPv6(host string) (canonical, scope string, loopback bool) {
	inner := host[1 : len(host)-1]
	if n := strings.IndexByte(inner, '%'); n >= 0 {
		inner, scope = inner[:n], inner[n:]
	}
	inner, _, _ = strings.Cut(inner, "/")
	a, err := netip.ParseAddr(inner)
	if err != nil {
		return host, scope, false
	}
	return "[" + IPv6Text(a) + "]", scope, a.IsLoopback() || a.Unmap().IsLoopback()
}

// IPv6Text writes an address as .NET does: addresses made of IPv4 ones end in
// dotted form.
func IPv6Text(a netip.Addr) string {
	b := a.As16()
	zero := func(from, to int) bool {
		for _, x := range b[from:to] {
			if x != 0 {
				return false
			}
		}
		return true
	}
	v4 := netip.AddrFrom4([4]byte(b[12:])).String()
	tail := func() string {
		b[12], b[13], b[14], b[15] = 0, 1, 0, 1
		s := netip.AddrFrom16(b).String()
		return s[:len(s)-len("1:1")] + v4
	}
	switch {
	case !zero(0, 8):
		if b[8] == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe {
			return tail()
		}
	case zero(12, 14):
	case zero(8, 12):
		return "::" + v4
	case zero(8, 10) && b[10] == 0xff && b[11] == 0xff:
		return "::ffff:" + v4
	case b[8] == 0xff && b[9] == 0xff && zero(10, 12):
		return "::ffff:0:" + v4
	case zero(8, 10) && b[10] == 0x5e && b[11] == 0xfe:
		return "::5efe:" + v4
	}
	if a.Is4In6() {
		// netip prints these dotted whatever they hold.
		return "::ffff:" + strconv.FormatUint(uint64(b[12])<<8|uint64(b[13]), 16) + ":" + strconv.FormatUint(uint64(b[14])<<8|uint64(b[15]), 16)
	}
	return a.String()
}

// isIPv4 reports whether a host is an address; unknown schemes take the dotted
// form only.
func isIPv4(host string, dottedOnly bool) bool {
	_, valid := parseIPv4(host, dottedOnly)
	return valid
}

// parseIPv4 reads one to four numbers, decimal, octal or hexadecimal, the last of
// which fills the rest of the address.
func parseIPv4(host string, dottedOnly bool) (address uint32, valid bool) {
	fields := strings.Split(host, ".")
	if len(fields) > 4 || dottedOnly && len(fields) != 4 {
		return 0, false
	}
	var sum uint64
	for i, f := range fields {
		base, digits := 10, f
		switch {
		case dottedOnly:
			if len(f) > 1 && f[0] == '0' {
				return 0, false
			}
		case strings.HasPrefix(f, "0x") || strings.HasPrefix(f, "0X"):
			base, digits = 16, f[2:]
		case len(f) > 1 && f[0] == '0':
			base, digits = 8, f[1:]
		}
		for _, c := range []byte(digits) {
			if !isDigit(c) && !isHex(c) {
				return 0, false
			}
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil {
			return 0, false
		}
		room := uint(8)
		if i == len(fields)-1 {
			room = uint(8 * (4 - i))
		}
		if n >= 1<<room {
			return 0, false
		}
		sum = sum<<room | n
	}
	return uint32(sum), true
}

// ParseIPv4 reads an IPv4 address of one to four numbers, decimal, octal or
// hexadecimal.
func ParseIPv4(text string) (netip.Addr, bool) {
	n, ok := parseIPv4(text, false)
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), ok
}

func canonicalIPv4(host string) (canonical string, loopback bool) {
	a, _ := ParseIPv4(host)
	return a.String(), a.IsLoopback()
}

// isDNS reports whether a host is a DNS name: labels of letters, digits, hyphens
// and underscores that start with a letter or digit, or any characters beyond
// ASCII. A dot may end it.
func isDNS(host string) bool {
	if host == "" {
		return false
	}
	all := strings.Split(strings.Map(plainDot, host), ".")
	if all[len(all)-1] == "" && len(all) > 1 {
		all = all[:len(all)-1]
	}
	for _, label := range all {
		if !isLabel(label) {
			return false
		}
	}
	return true
}

// plainDot maps the full stops of other scripts to a dot.
func plainDot(r rune) rune {
	if r == 0x3002 || r == 0xff0e || r == 0xff61 {
		return '.'
	}
	return r
}

func isLabel(label string) bool {
	length := 0
	for i, r := range label {
		switch {
		case r > 0x9f, r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))):
		case i > 0 && (r == '-' || r == '_'):
		default:
			return false
		}
		length += utf16Len(r)
	}
	if !isASCII(label) {
		// Room for the prefix of the encoded form.
		length += 4
	}
	return length > 0 && length <= 63
}

// isServer reports whether a host is a Windows server name.
func isServer(host string) bool {
	first, rest, dotted := strings.Cut(host, ".")
	named := false
	for _, r := range first {
		switch {
		case unicode.IsLetter(r), r == '-', r == '_':
			named = true
		case r < '0' || r > '9':
			return false
		}
	}
	if !named {
		return false
	}
	if !dotted || rest == "" {
		return true
	}
	all := strings.Split(rest, ".")
	for i, label := range all {
		if label == "" {
			return i == len(all)-1
		}
		for j, r := range label {
			switch {
			case unicode.IsLetter(r), r >= '0' && r <= '9', j > 0 && (r == '-' || r == '_'):
			default:
				return false
			}
		}
	}
	return true
}

// asciiHost is IdnMapping.GetAscii.
func asciiHost(host string) (string, error) {
	if isASCII(host) {
		return lower(host), nil
	}
	mapping := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.CheckJoiners(false))
	ascii, err := mapping.ToASCII(host)
	if err != nil {
		return "", clr.UriFormat("An invalid Unicode character by IDN standards was specified in the host.")
	}
	return ascii, nil
}

// unicodeHost is a host name with its encoded labels decoded, where they can be.
func unicodeHost(host string) string {
	if isASCII(host) && !strings.Contains(host, "xn--") {
		return host
	}
	decoded, err := idna.New(idna.StrictDomainName(false)).ToUnicode(strings.Map(plainDot, host))
	if err != nil {
		return host
	}
	return decoded
}

// CheckHostName is Uri.CheckHostName.
func CheckHostName(name string) HostNameType {
	switch {
	case name == "" || len(name) > 1<<15-1 && units(name) > 1<<15-1:
		return HostUnknown
	case name[0] == '[' && ipv6End(name, 0) == len(name):
		return HostIPv6
	case isIPv4(name, false):
		return HostIPv4
	case isDNS(name):
		return HostDNS
	case ipv6End("["+name+"]", 0) == len(name)+2:
		return HostIPv6
	}
	return HostUnknown
}
