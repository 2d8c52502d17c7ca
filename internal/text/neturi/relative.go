package neturi

import "strings"

// Combine is the constructor Uri(Uri, string): relative is read as any URI and,
// when it is not absolute, resolved against base, which must be absolute.
func Combine(base *URI, relative string) (*URI, error) {
	r, err := Parse(relative, dotNet)
	if err != nil {
		return nil, err
	}
	return CombineURI(base, r)
}

// CombineEscaped is the constructor Uri(Uri, string, bool), whose last argument
// promises that the text is escaped already.
func CombineEscaped(base *URI, relative string, escaped bool) (*URI, error) {
	r, problem := parse(relative, dotNet, options{userEscaped: escaped})
	if problem != ok {
		return nil, problem.exception()
	}
	return CombineURI(base, r)
}

// CombineURI is the constructor Uri(Uri, Uri).
func CombineURI(base, relative *URI) (*URI, error) {
	if relative.isReference() {
		text, escaped := base.resolve(relative)
		u, p := parse(text, Absolute, options{userEscaped: escaped})
		if p != ok {
			return nil, p.exception()
		}
		return u, nil
	}
	return relative, nil
}

// isReference reports whether a URI is resolved against a base: relative ones,
// and Unix paths, which are absolute on their own.
func (u *URI) isReference() bool {
	return !u.IsAbsolute() || u.implicit && strings.HasPrefix(u.original, "/")
}

// resolve returns the text of relative seen from the base, and whether its author
// promised that it is escaped.
func (u *URI) resolve(relative *URI) (text string, escaped bool) {
	ref := strings.Trim(relative.original, " \n\r\t")
	escaped = relative.userEscaped
	whole := SafeUnescaped
	if u.userEscaped {
		whole = Escaped
	}
	switch {
	case ref == "":
		return u.components(AbsoluteURI, whole), escaped
	case ref[0] == '#' && !u.implicit && u.scheme.fragment:
		return u.components(AbsoluteURI&^Fragment, Escaped) + ref, escaped
	case ref[0] == '?' && !u.implicit && u.scheme.query:
		return u.components(AbsoluteURI&^Query&^Fragment, Escaped) + ref, escaped
	case startsWithDrive(ref) && u.implicit:
		return ref, escaped
	case startsWithDrive(ref) && u.scheme.drives:
		// Only the path is replaced.
		if u.authority {
			return u.scheme.name + ":///" + ref, escaped
		}
		return u.scheme.name + ":/" + ref, escaped
	}
	// A scheme in a reference that is no URI, such as http:a, counts only if it
	// is another one.
	if i := strings.IndexAny(ref, `:/\?#`); i >= 2 && ref[i] == ':' && ValidScheme(ref[:i]) {
		if strings.ToLower(ref[:i]) != u.scheme.name {
			return ref, escaped
		}
		ref = ref[i+1:]
	}
	if ref == "" {
		return u.original, escaped
	}
	f := SafeUnescaped
	if escaped {
		f = Escaped
	}
	return u.combine(ref, f), escaped
}

func startsWithDrive(s string) bool {
	return len(s) >= 3 && isLetter(s[0]) && (s[1] == ':' || s[1] == '|') && isSlash(s[2])
}

// combine joins a reference that is not empty and starts with neither ? nor #.
func (u *URI) combine(ref string, f Format) string {
	first := ref[0]
	if u.dos && isSlash(first) && (len(ref) == 1 || !isSlash(ref[1])) {
		colon := strings.IndexByte(u.original, ':')
		if !u.implicit {
			colon += 1 + strings.IndexByte(u.original[colon+1:], ':')
		}
		return u.original[:colon+1] + ref
	}
	if u.scheme.file && isSlash(first) {
		if len(ref) > 1 && isSlash(ref[1]) {
			if u.implicit {
				return ref
			}
			return "file:" + ref
		}
		if u.unc {
			share := u.components(Path|KeepDelimiter, Unescaped)
			if n := strings.IndexByte(share[min(1, len(share)):], '/'); n >= 0 {
				share = share[:n+1]
			}
			if u.implicit {
				return `\\` + u.host + share + ref
			}
			return "file://" + u.host + share + ref
		}
		return "file://" + ref
	}
	server := u.server(f)
	if first == '/' || first == '\\' && u.scheme.slashes {
		if len(ref) > 1 && ref[1] == '/' {
			return u.scheme.name + ":" + ref
		}
		return server + "/" + ref[1:]
	}
	pathFormat := f
	if u.implicit {
		pathFormat = Unescaped
	}
	path := u.components(Path|KeepDelimiter, pathFormat)
	path = path[:strings.LastIndexByte(path, '/')+1]
	stops := ""
	if u.scheme.query {
		stops = "?"
	}
	if u.scheme.fragment && !u.implicit {
		stops += "#"
	}
	own, extra := cutAt(ref, stops)
	path += own
	if u.implicit {
		server = u.host
		if u.unc {
			server = `\\` + u.host
		}
		if u.dos {
			return strings.TrimPrefix(path[:3], "/") + removeDots(path[3:]) + extra
		}
	}
	drive := min(u.driveLength(), len(path))
	tail := path[drive:]
	if u.scheme.slashes {
		tail = strings.ReplaceAll(tail, `\`, "/")
	}
	return server + path[:drive] + removeDots(tail) + extra
}

// server is the URI up to the path.
func (u *URI) server(f Format) string {
	if u.hostType == HostIPv6 {
		return u.components(Scheme|UserInfo, f) + "[" + u.DNSSafeHost() + "]" + u.components(KeepDelimiter|Port, f)
	}
	return u.components(SchemeAndServer|UserInfo, f)
}

// MakeRelative is MakeRelativeUri: what leads from u to other, or other itself
// when they have nothing in common. Both must be absolute.
func (u *URI) MakeRelative(other *URI) (*URI, error) {
	if u.Scheme() != other.Scheme() || u.Host() != other.Host() || u.Port() != other.Port() {
		return other, nil
	}
	target := other.AbsolutePath()
	text := pathDifference(u.AbsolutePath(), target, !u.unc && !u.dos)
	if i := strings.IndexAny(text, `:\/?#`); i >= 0 && text[i] == ':' && !(other.dos && target == text) {
		text = "./" + text
	}
	return Parse(text+other.components(Query|Fragment, Escaped), Relative)
}

// RelativePath is MakeRelative, the forerunner of MakeRelativeUri: the way from
// path to path as it is written, or the whole of other when the servers differ.
func (u *URI) RelativePath(other *URI) string {
	if u.Scheme() != other.Scheme() || u.Host() != other.Host() || u.Port() != other.Port() {
		return other.String()
	}
	return pathDifference(u.AbsolutePath(), other.AbsolutePath(), !u.unc && !u.dos)
}

// pathDifference is the way from one path to another.
func pathDifference(from, to string, caseful bool) string {
	i, slash := 0, -1
	for ; i < len(from) && i < len(to); i++ {
		if from[i] != to[i] && (caseful || !strings.EqualFold(from[i:i+1], to[i:i+1])) {
			break
		}
		if from[i] == '/' {
			slash = i
		}
	}
	switch {
	case i == 0:
		return to
	case i == len(from) && i == len(to):
		return ""
	}
	up := strings.Repeat("../", strings.Count(from[i:], "/"))
	if up == "" && len(to)-1 == slash {
		return "./"
	}
	return up + to[slash+1:]
}
