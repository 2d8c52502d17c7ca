package neturi

// scheme is what .NET knows about the URIs of a scheme.
type scheme struct {
	name string
	// port is the usual port, -1 for none.
	port int
	// needsAuthority demands //host, mayAuthority allows it; mailto has neither
	// and yet a host.
	needsAuthority, mayAuthority, mailto bool
	// The parts that are recognised.
	user, ports, query, fragment bool
	emptyHost                    bool
	// file and unknown are the scheme file and all that are not in the table;
	// drives says that a path may start with a drive letter.
	file, unknown, drives bool
	// rooted says that a path after a host starts with a slash, slashes that
	// backslashes in it count as such, compress that dot segments are removed,
	// and dots that escaped dots and slashes are decoded first.
	rooted, slashes, compress, dots bool
}

func webScheme(name string, port int) scheme {
	return scheme{
		name: name, port: port, needsAuthority: true, user: true, ports: true, query: true, fragment: true,
		rooted: true, slashes: true, compress: true,
	}
}

// hostScheme is for the older schemes, which have no query.
func hostScheme(name string, port int) scheme {
	return scheme{name: name, port: port, needsAuthority: true, user: true, ports: true, fragment: true, rooted: true}
}

func pipeScheme(name string, port int) scheme {
	return scheme{
		name: name, port: port, needsAuthority: true, ports: port >= 0, query: true, fragment: true,
		rooted: true, slashes: true, compress: true, dots: true,
	}
}

var schemes = func() map[string]scheme {
	ftp := hostScheme("ftp", 21)
	ftp.slashes, ftp.compress = true, true
	table := map[string]scheme{}
	for _, s := range []scheme{
		webScheme("http", 80), webScheme("https", 443), webScheme("ws", 80), webScheme("wss", 443),
		ftp, hostScheme("gopher", 70), hostScheme("nntp", 119), hostScheme("telnet", 23),
		pipeScheme("net.tcp", 808), pipeScheme("net.pipe", -1),
		{name: "news", port: -1, fragment: true}, {name: "uuid", port: -1, fragment: true},
		{name: "mailto", port: 25, mailto: true, user: true, ports: true, query: true, fragment: true, emptyHost: true},
		{name: "ldap", port: 389, needsAuthority: true, user: true, ports: true, query: true, fragment: true, emptyHost: true, rooted: true},
		fileScheme(),
	} {
		table[s.name] = s
	}
	return table
}()

func fileScheme() scheme {
	return scheme{
		name: "file", port: -1, needsAuthority: true, query: true, fragment: true, emptyHost: true,
		file: true, drives: true, rooted: true, slashes: true, compress: true, dots: true,
	}
}

// schemeOf returns the scheme of a name in lower case.
func schemeOf(name string) *scheme {
	if s, known := schemes[name]; known {
		return &s
	}
	return &scheme{
		name: name, port: -1, mayAuthority: true, user: true, ports: true, query: true, fragment: true, emptyHost: true,
		unknown: true, drives: true, rooted: true, slashes: true, compress: true,
	}
}

const maxSchemeUnits = 1024

// ValidScheme is Uri.CheckSchemeName.
func ValidScheme(name string) bool {
	if name == "" || !isLetter(name[0]) {
		return false
	}
	for i := 1; i < len(name); i++ {
		if c := name[i]; !isLetter(c) && !isDigit(c) && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isBlank reports whether c is white space that may surround a URI.
func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func isSlash(c byte) bool { return c == '/' || c == '\\' }
