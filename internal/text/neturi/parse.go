package neturi

import "strings"

type options struct {
	// userEscaped is the promise of Uri(string, bool).
	userEscaped bool
	// iriRelative decodes relative texts for display, which the constructors do
	// and TryCreate does not.
	iriRelative bool
}

// parse reads a text in the order .NET does: scheme or file path, authority,
// path, query, fragment. What it meets first decides about the error.
func parse(text string, kind Kind, o options) (*URI, problem) {
	u := &URI{original: text, text: text, userEscaped: o.userEscaped}
	rest, p := u.readScheme(text)
	if p == ok && u.implicit && u.losesToRelative(text, kind) {
		return &URI{original: text, text: text, userEscaped: o.userEscaped}, ok
	}
	relative := func(p problem) (*URI, problem) {
		if kind == Absolute || p > lastRelative {
			return nil, p
		}
		return &URI{original: text, text: text, userEscaped: o.userEscaped}, ok
	}
	if p != ok {
		r, p := relative(p)
		if r != nil && o.iriRelative && needsIRI(text) {
			r.text = iriText(text, partRelative)
		}
		return r, p
	}
	if p := u.readHierarchy(text, rest, needsIRI(text)); p != ok {
		return relative(p)
	}
	if kind == Relative {
		return nil, notRelative
	}
	return u, ok
}

// losesToRelative decides about file paths, which are relative URIs as well.
func (u *URI) losesToRelative(text string, kind Kind) bool {
	switch {
	case kind == Absolute, kind == RelativeOrAbsolute && text[0] == '/':
		return false
	case u.dos:
		return kind == Relative
	}
	return kind == Relative || !strings.HasPrefix(text, `\\`)
}

// readScheme finds the scheme, or that the text is a file path, and returns the
// offset of what follows. It counts UTF-16 units only where the text is long.
func (u *URI) readScheme(text string) (rest int, p problem) {
	switch {
	case text == "":
		return 0, empty
	case len(text) >= maxUnits && units(text) >= maxUnits:
		return 0, tooLong
	}
	start := 0
	for start < len(text) && isBlank(text[start]) {
		start++
	}
	colon := strings.IndexByte(text[start:], ':')
	// Three characters at least, one of them before the colon.
	if units(text[start:min(len(text), start+9)]) < 3 || colon == 0 {
		return 0, badFormat
	}
	switch first, second := text[start], text[start+1]; {
	case second == ':' || second == '|':
		switch {
		case isLetter(first) && isSlash(text[start+2]):
			u.implicit, u.dos, u.authority, u.scheme = true, true, true, schemeOf("file")
			return start, ok
		case isLetter(first):
			return 0, driveNotRooted
		case second == ':':
			return 0, badScheme
		}
		return 0, badFormat
	case first == '\\' && isSlash(second):
		u.implicit, u.unc, u.authority, u.scheme = true, true, true, schemeOf("file")
		rest = start + 2
		for rest < len(text) && isSlash(text[rest]) {
			rest++
		}
		return rest, ok
	case first == '\\':
		return 0, badFormat
	case first == '/':
		u.implicit, u.authority, u.scheme = true, true, schemeOf("file")
		return start, ok
	}
	if colon < 0 {
		return 0, badFormat
	}
	name := text[start : start+colon]
	switch {
	case len(name) > maxSchemeUnits:
		return 0, schemeTooLong
	case !ValidScheme(name):
		return 0, badScheme
	}
	u.schemeAsWritten = name
	u.scheme = schemeOf(strings.ToLower(name))
	return start + colon + 1, ok
}

// readHierarchy reads all that follows the scheme, at offset i. iri says that the
// text has characters to decode.
func (u *URI) readHierarchy(text string, i int, iri bool) problem {
	s := u.scheme
	full := text
	text = strings.TrimRight(text, " \n\r\t")
	if len(text) < i {
		text = full[:i]
	}
	begin, compressed := i, false
	if s.emptyHost && s.drives && !u.implicit && i+1 < len(text) {
		var p problem
		if i, compressed, p = u.readSlashes(text, i); p != ok {
			return p
		}
	}
	switch {
	case u.dos, u.unc, u.implicit, compressed:
	case strings.HasPrefix(text[i:], "//") && (s.needsAuthority || s.mayAuthority):
		u.authority = true
		i += 2
	case s.needsAuthority:
		return badAuthority
	case s.mayAuthority && u.authority && i+2 <= len(text):
		i += 2
	case !s.mailto:
		return u.readParts(full, text, i, iri)
	}
	if u.dos {
		u.lead = text[begin:i]
		if u.authority {
			u.hostType, u.loopback = HostBasic, true
		}
		return u.readParts(full, text, i, iri)
	}
	u.lead = text[begin:i]
	end, p := u.readAuthority(text, i, iri)
	if p != ok {
		return p
	}
	if end < len(text) && text[end] == '\\' && !u.implicit && !s.drives {
		return badTerminator
	}
	return u.readParts(full, text, end, iri)
}

// readSlashes looks for a drive or a server behind any number of slashes, which
// file and unknown schemes allow. compressed says that slashes were skipped up to
// the host.
func (u *URI) readSlashes(text string, i int) (at int, compressed bool, p problem) {
	s, n := u.scheme, i
	for n < len(text) && isSlash(text[n]) {
		n++
	}
	slashes := n - i
	if !s.file && slashes > 3 {
		return i, false, ok
	}
	if slashes >= 2 {
		u.authority = true
	}
	switch {
	case n+1 < len(text) && (text[n+1] == ':' || text[n+1] == '|') && isLetter(text[n]):
		if n+2 >= len(text) || !isSlash(text[n+2]) {
			if s.file {
				return i, false, driveNotRooted
			}
			return i, false, ok
		}
		u.dos = true
		u.authority = u.authority || s.needsAuthority
		if slashes == 0 || slashes == 2 {
			return n, false, ok
		}
		return n - 1, false, ok
	case s.file && slashes > 3 && n < len(text) && text[n] != '?' && text[n] != '#':
		return n, true, ok
	}
	return i, false, ok
}

// readParts splits what follows the authority, at offset i, into path, query and
// fragment. Texts that are decoded keep blanks at their end.
func (u *URI) readParts(full, text string, i int, iri bool) problem {
	if u.hostType == HostUnknown {
		u.lead = ""
	}
	s, rest := u.scheme, text[i:]
	if iri {
		rest = full[i:]
	}
	stops := ""
	switch {
	case u.implicit:
	case s.query && s.fragment:
		stops = "?#"
	case s.query:
		stops = "?"
	case s.fragment:
		stops = "#"
	}
	u.path, rest = cutAt(rest, stops)
	if strings.HasPrefix(rest, "?") {
		u.query, rest = rest, ""
		if s.fragment {
			u.query, rest = cutAt(u.query, "#")
		}
	}
	u.fragment = rest
	if iri {
		u.path = iriText(u.path, partOther)
		u.query = iriText(u.query, partQuery)
		u.fragment = iriText(u.fragment, partOther)
	}
	u.facts = u.examine()
	return ok
}

// cutAt cuts s before the first of the stops.
func cutAt(s, stops string) (before, after string) {
	if i := strings.IndexAny(s, stops); stops != "" && i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
