package jsonxml

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// name makes the name of an element or attribute of that of a property: the first
// separator behind a declared prefix is a colon, and what no name may hold is
// encoded or replaced.
func (w *xmlWriter) name(property string) string {
	if prefix, local, ok := strings.Cut(property, string(w.opts.Separator)); ok && local != "" && prefix != "" && w.space(prefix) != "" {
		return prefix + ":" + w.localName(local)
	}
	return w.localName(property)
}

// space is the namespace of a prefix, empty for one that is not declared.
func (w *xmlWriter) space(prefix string) xmltree.Namespace {
	if spaces := w.bound[prefix]; len(spaces) > 0 {
		return spaces[len(spaces)-1]
	}
	return ""
}

// expanded tells attributes apart, by their namespace where they have a prefix.
func (w *xmlWriter) expanded(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok || prefix == "xmlns" {
		return name
	}
	return string(w.space(prefix)) + " " + local
}

// localName makes a name without a colon.
func (w *xmlWriter) localName(s string) string {
	if isNCName(s) {
		return s
	}
	if s == "" {
		return "_"
	}
	var b strings.Builder
	for i, r := range s {
		_, n := utf8.DecodeRuneInString(s[i:])
		part := s[i : i+n]
		switch {
		case r != ':' && r != utf8.RuneError && isNCName("_"+part) && (i > 0 || isNCName(part)):
			b.WriteString(part)
		case w.opts.Replacement != "" && isNCName("_"+w.opts.Replacement):
			if i == 0 && !isNCName(w.opts.Replacement) {
				b.WriteByte('_')
			}
			b.WriteString(w.opts.Replacement)
		case r > 0xFFFF:
			fmt.Fprintf(&b, "_x%08X_", r)
		default:
			fmt.Fprintf(&b, "_x%04X_", r)
		}
	}
	return b.String()
}

// isNCName reports whether a string is a name without a colon.
func isNCName(s string) bool {
	return s != "" && xmltree.NameLength(s) == len(s) && strings.IndexByte(s, ':') < 0 && utf8.ValidString(s)
}
