package neturi

import "strings"

// findings are what .NET notes about the characters of a part.
type findings struct {
	// shown says that nothing is escaped or needs to be for display, canonical
	// that an escaped form would be the same.
	shown, canonical bool
	backslash        bool
	// reserved is a character that stands for another part there.
	reserved bool
	// dots is a dot or slash that may be part of a dot segment; escapedDots one
	// that is escaped.
	dots, escapedDots bool
	// beyond is a character beyond z, outside one that RFC 3987 does not allow.
	beyond, outside bool
}

// look examines a part of the URI. A question mark or number sign is reserved
// where the scheme has no query or fragment and in file paths.
func (u *URI) look(s string, inFragment bool) (f findings) {
	needs, found := false, false
	noQuery := u.implicit || u.scheme != nil && !u.scheme.query && !inFragment
	noFragment := u.implicit || u.scheme != nil && !u.scheme.fragment
	for i := 0; i < len(s); {
		r, size := decode(s[i:])
		next := byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case isControl(r):
			needs, found, f.reserved = true, true, true
		case r > 'z' && r != '~':
			f.beyond, needs = true, true
			// .NET looks at the halves of a pair one by one.
			f.outside = f.outside || !inIRI(r, true) || r >= 0x10000
		case r == '?':
			if noQuery {
				needs, found, f.reserved = true, true, true
			}
		case r == '#':
			needs = true
			if noFragment {
				found, f.reserved = true, true
			}
		case r == '/' || r == '\\':
			f.backslash = f.backslash || r == '\\'
			f.dots = f.dots || isSlash(next)
		case r == '.':
			f.dots = f.dots || i+1 == len(s) || next == '.' || isSlash(next) || next == '?' || next == '#'
		case strings.ContainsRune("\" <>[\\]^`", r):
			needs = true
		case r == '%':
			found = true
			if b, valid := escaped(s[i:]); valid {
				f.escapedDots = f.escapedDots || b == '.' || b == '/' || b == '\\'
				i += 3
				continue
			}
			needs = true
		}
		i += size
	}
	f.shown, f.canonical = !found, !needs
	return f
}

// pathFacts are what has to be done to the path.
type pathFacts struct {
	findings
	// slashAbsent says that the path lacks its first slash, compress that it may
	// have dot segments.
	slashAbsent, compress bool
	// backslashes are to become slashes; escape and unescape say that the path is
	// not in its escaped or unescaped form.
	backslashes, escape, unescape bool
	// iri is a path that is well formed by RFC 3987.
	iri bool
}

// examine decides how the path is to be brought into its canonical form.
func (u *URI) examine() (p pathFacts) {
	s := u.scheme
	p.findings = u.look(u.path, false)
	p.slashAbsent = u.authority && s.rooted && (u.path == "" || !isSlash(u.path[0]))
	changed := false
	if u.dos || u.authority && (s.compress || s.slashes || s.dots) {
		if p.findings.escapedDots && s.dots {
			p.escape, p.unescape, changed = true, true, true
		}
		if s.slashes && p.findings.backslash {
			p.escape, p.unescape, changed = true, true, true
		}
		p.compress = s.compress && (p.escape || p.dots)
		p.backslashes = p.findings.backslash
	} else if p.findings.backslash {
		p.escape, changed = true, true
	}
	if !p.shown && (!u.implicit || u.userEscaped || p.reserved) {
		p.unescape, changed = true, true
	}
	canonical := p.canonical && !(u.implicit && (p.reserved || p.canonical))
	p.escape = p.escape || !canonical
	p.iri = !changed && !canonical && p.shown && p.beyond && !p.outside
	return p
}

// canonicalPath writes the path: dot segments removed, backslashes turned, in the
// format asked for.
func (u *URI) canonicalPath(f Format) string {
	path := u.path
	if path != "" {
		path = u.formPath(path, f)
	}
	if u.facts.slashAbsent {
		return "/" + path
	}
	return path
}

func (u *URI) formPath(path string, f Format) string {
	p, s := u.facts, u.scheme
	drive := u.driveLength()
	if drive > 0 && path[drive-1] == '|' {
		path = path[:drive-1] + ":" + path[drive:]
	}
	percent := u.implicit // a percent sign in a file path is one
	switch {
	case p.compress:
		if s.dots && p.unescape && !u.implicit {
			path = unescapeDots(path, s.slashes)
		}
		if s.slashes {
			path = path[:drive] + strings.ReplaceAll(path[drive:], `\`, "/")
		}
		path = path[:drive] + removeDots(path[drive:])
		if path != "" && path[0] == '\\' {
			path = "/" + path[1:]
		}
		if f == Escaped && p.escape && !u.userEscaped {
			path = escapePart(path, "?#", percent)
		}
	case f == Escaped && p.escape && !u.userEscaped:
		path = escapePart(path, "?#", percent)
	}
	if !p.compress && s.slashes && p.backslashes {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	if f == Escaped || !p.unescape {
		return path
	}
	o := unescaping{unescape: true, escape: !u.userEscaped, plain: f == display, keep: "?#"}
	if f == Unescaped {
		if u.implicit {
			return path
		}
		o = unescaping{unescape: true, all: true}
	} else if u.implicit {
		o.unescape = false
	}
	return unescape(path, o)
}

// driveLength is the length of a drive and the slash before it, or 0.
func (u *URI) driveLength() int {
	switch {
	case !u.dos || len(u.path) < 2:
		return 0
	case isSlash(u.path[0]) && len(u.path) >= 3:
		return 3
	}
	return 2
}

// unescapeDots undoes the escapes of dots and slashes.
func unescapeDots(path string, backslash bool) string {
	var out strings.Builder
	for i := 0; i < len(path); {
		if b, valid := escaped(path[i:]); valid && (b == '.' || b == '/' || b == '\\' && backslash) {
			out.WriteByte(b)
			i += 3
			continue
		}
		out.WriteByte(path[i])
		i++
	}
	return out.String()
}

// removeDots removes the segments . and .. of a path, the latter with the segment
// before. What stands before the first slash is left alone.
func removeDots(path string) string {
	first := strings.IndexByte(path, '/')
	if first < 0 || !strings.Contains(path, "/.") {
		return path
	}
	lead, segments := path[:first], strings.Split(path[first+1:], "/")
	kept := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
			if last {
				kept = append(kept, "")
			}
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, s)
		}
	}
	return lead + "/" + strings.Join(kept, "/")
}
