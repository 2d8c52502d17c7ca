package catalog

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// NamedValue is a string that policies, backends and loggers refer to as
// {{DisplayName}}.
type NamedValue struct {
	// Name is the resource name; nothing refers to it.
	Name string
	// DisplayName is what {{…}} refers to.
	DisplayName string
	// Value is the text put in place of the reference. When Secret it is never
	// shown.
	Value string
	// HasValue is false when the value is not known here: a secret, which exports
	// do not hold, or a Key Vault reference that was not read.
	HasValue bool
	Secret   bool
	// Text is Value for diagnostics to point into: its places resolve to the file
	// that holds the value. The text of a secret is masked. It is nil when there
	// is no value.
	Text *diag.Source
	// Missing says why there is no value, empty when there is one.
	Missing string
	// Unread says that there is no value because nobody asked the Key Vault for it, as
	// is the case when a configuration is only looked at.
	Unread bool
	// KeyVault is where the service reads the value, nil when it holds it.
	KeyVault *KeyVaultReference
	Tags     []string
	// Workspace is the workspace it belongs to, nil for the service.
	Workspace *Workspace
	Origin    Origin
}

// NamedValueReference is one {{name}} in a text.
type NamedValueReference struct {
	Name string
	// Start and End are the byte offsets of the reference with its braces.
	Start, End int
}

// maxReference is how far the end of a reference may be from its start: a name
// of 256 characters with some white space.
const maxReference = 300

// NamedValueReferences returns the references in a text outside policy
// documents (backend and logger properties), where nothing else has double
// braces. Names hold letters, digits, '.', '-' and '_'.
func NamedValueReferences(text string) []NamedValueReference {
	var out []NamedValueReference
	for at := 0; ; {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			return out
		}
		start := at + i
		length := strings.Index(text[start+2:min(start+2+maxReference, len(text))], "}}")
		if length < 0 {
			at = start + 1
			continue
		}
		name := strings.TrimSpace(text[start+2 : start+2+length])
		if !IsNamedValueName(name) {
			at = start + 1
			continue
		}
		at = start + length + 4
		out = append(out, NamedValueReference{Name: name, Start: start, End: at})
	}
}

// IsNamedValueName reports whether a text may be the display name of a named value
// (platform/named-values.md).
func IsNamedValueName(s string) bool {
	if s == "" || len(s) > 256 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
