package neturi

import "strings"

// Equal is Uri.Equals: user and fragment do not count, nor does case in the paths
// of drives and servers.
func (u *URI) Equal(o *URI) bool {
	switch {
	case u == o:
		return true
	case u.IsAbsolute() != o.IsAbsolute():
		return false
	case !u.IsAbsolute():
		return u.original == o.original
	case u.Port() != o.Port():
		return false
	}
	if u.unc || u.dos {
		return strings.EqualFold(u.Key(), o.Key())
	}
	return u.Key() == o.Key()
}

// Key is the text that equal URIs share, apart from case in file paths.
func (u *URI) Key() string {
	if !u.IsAbsolute() {
		return u.original
	}
	return u.components(HTTPRequestURL, SafeUnescaped)
}

// IsBaseOf reports whether other, seen from u, is in the same directory or below.
// u must be absolute.
func (u *URI) IsBaseOf(other *URI) bool {
	if !other.IsAbsolute() {
		combined, err := CombineURI(u, other)
		if err != nil {
			return false
		}
		other = combined
	}
	if u.scheme.name != other.scheme.name {
		return false
	}
	const most = AbsoluteURI &^ Fragment
	return isPrefixPath(u.components(most, SafeUnescaped), other.components(most, SafeUnescaped), u.unc || other.unc || u.dos || other.dos)
}

// isPrefixPath compares two URIs up to the last slash of the first.
func isPrefixPath(base, other string, fold bool) bool {
	end := strings.IndexAny(base, "?#")
	if end < 0 {
		end = len(base)
	}
	last := strings.LastIndexByte(base[:end], '/')
	if last < 0 {
		return true
	}
	if fold {
		base, other = lower(base), lower(other)
	}
	return strings.HasPrefix(other, base[:last+1])
}
