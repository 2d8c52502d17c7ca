package neturi

import "strings"

// IsWellFormed is Uri.IsWellFormedUriString.
func IsWellFormed(text string, kind Kind) bool {
	if kind == RelativeOrAbsolute {
		kind = dotNet
	}
	u, valid := TryParse(text, kind)
	return valid && u.IsWellFormed()
}

// IsWellFormed is IsWellFormedOriginalString: whether the text needed no change
// but the case of scheme and host, and no file path stands for a URI.
func (u *URI) IsWellFormed() bool {
	if !u.IsAbsolute() {
		if i := strings.IndexAny(u.text, `:\/?#`); i >= 0 && u.text[i] == ':' {
			return false
		}
		f := u.look(u.text, true)
		return f.canonical && !f.backslash
	}
	if u.implicit || !u.partsWellFormed() {
		return false
	}
	if u.authority {
		if len(u.lead) < 2 || strings.IndexByte(u.lead[:2], '\\') >= 0 || u.lead[:2] != "//" {
			return false
		}
		if u.dos && len(u.lead) > 2 {
			return false
		}
	}
	drive := u.driveLength()
	switch {
	case u.facts.slashAbsent && u.path != "", u.facts.backslashes, drive > 0 && u.path[drive-1] == '|':
		return false
	case u.hostType == HostIPv6:
		return true
	}
	a := u.look(u.rawAuthority, false)
	return a.canonical && !a.reserved && !a.backslash || a.shown && a.beyond && !a.outside
}

// partsWellFormed asks whether user, path, query and fragment are escaped, or
// well formed by RFC 3987.
func (u *URI) partsWellFormed() bool {
	canonical, iri := true, false
	add := func(isCanonical, isIRI bool) {
		canonical = canonical && isCanonical
		iri = iri || !isCanonical && isIRI
	}
	for _, s := range []string{u.user, u.query, u.fragment} {
		if s == "" {
			continue
		}
		body := s
		if s[0] == '?' || s[0] == '#' {
			body = s[1:]
		} else {
			body = s[:len(s)-1]
		}
		f := u.look(body, s[0] == '#')
		add(f.canonical && !f.backslash, f.shown && !f.canonical && !f.backslash && f.beyond && !f.outside)
	}
	add(!u.facts.escape, u.facts.iri)
	// One part in the newer form excuses all the others, as in .NET.
	return canonical || iri
}
