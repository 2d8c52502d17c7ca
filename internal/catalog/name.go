package catalog

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxOperationName leaves room for the suffix that makes a name unique in the
// 80 characters of a resource name (artifacts.md section 13).
const maxOperationName = 76

// maxDisplayName is the length, in characters, of the longest display name of an
// operation (artifacts.md section 13).
const maxDisplayName = 300

// OperationName returns the resource name that an operation without a usable
// one gets: lower case, every run of characters that are neither letters nor
// digits one dash, none at the ends, at most 76 characters (artifacts.md
// section 13).
func OperationName(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(s) {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
			dash = b.Len() > 0
			continue
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		b.WriteRune(r)
	}
	name := b.String()
	if len(name) > maxOperationName {
		name = strings.TrimRight(name[:maxOperationName], "-")
	}
	return name
}

// IsOperationName reports whether an operationId can be a resource name as it
// is. Exports write resource names as operationIds, and real ones hold capitals
// and underscores, so normalising every one would give operations names that
// their policy folders do not have.
func IsOperationName(s string) bool {
	if s == "" || len(s) > 80 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case i > 0 && (c == '-' || c == '_' || c == '.'):
		default:
			return false
		}
	}
	return true
}

// Names makes names unique. The zero value is ready to use.
type Names struct {
	next map[string]int
}

// Take returns name, or name with the first of -1, -2, … that was not taken
// yet, and takes it. Names are compared without regard to case.
func (n *Names) Take(name string) string {
	if n.next == nil {
		n.next = map[string]int{}
	}
	key := strings.ToLower(name)
	suffix, taken := n.next[key]
	if !taken {
		n.next[key] = 1
		return name
	}
	for ; ; suffix++ {
		unique := key + "-" + strconv.Itoa(suffix)
		if _, taken := n.next[unique]; !taken {
			n.next[key], n.next[unique] = suffix+1, 1
			return name + unique[len(key):]
		}
	}
}

// Imported gives an operation that was read from a definition its resource name, from
// the definition's identifier or else from method and path, and its display name: the
// title unless it is too long, else the identifier, else method and path.
//
// unverified: that the methods of WADL get their names as the operations of OpenAPI do.
func (n *Names) Imported(op *Operation, id, title, path string) {
	name := id
	if !IsOperationName(id) {
		name = OperationName(id)
	}
	if name == "" {
		name = OperationName(op.Method + " " + path)
	}
	op.Name = n.Take(name)
	op.DisplayName = title
	if title == "" || utf8.RuneCountInString(title) > maxDisplayName {
		op.DisplayName = id
	}
	if op.DisplayName == "" {
		op.DisplayName = op.Method + " - " + path
	}
}
