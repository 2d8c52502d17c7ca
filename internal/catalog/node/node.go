package node

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Kind is the kind of a Value.
type Kind uint8

// The kinds of values, which are JSON's.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String returns the kind in words, as used in messages.
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// Value is one value of a document. Values are immutable after reading, but for what
// Readers note for Unasked, and may be shared: a YAML alias is the same Value as its anchor.
type Value struct {
	Kind Kind
	// Text is the decoded text of a String, the literal of a Number as it was
	// written, and "true" or "false" of a Bool.
	Text string
	// Items are the values of an Array.
	Items []*Value
	// Members are the members of an Object in the order of the document.
	Members []Member
	// Source and Span are the place of the value.
	Source *diag.Source
	Span   diag.Span

	// weight is the number of values in the tree below, aliases expanded.
	weight int
	// use says how Readers used the value, in the bits of asked.go.
	use uint32
}

// Member is one member of an object.
type Member struct {
	Name string
	// NameSpan is the place of the name in the Source of Value.
	NameSpan diag.Span
	Value    *Value
}

// Get returns the value of the member called name, or nil. It may be called on
// nil and on values that are no objects.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for i := range v.Members {
		if v.Members[i].Name == name {
			return v.Members[i].Value
		}
	}
	return nil
}

// GetFold is Get without regard to case, as Azure Resource Manager compares
// property names. An exact match wins.
func (v *Value) GetFold(name string) *Value {
	if m := v.memberFold(name); m != nil {
		return m.Value
	}
	return nil
}

func (v *Value) memberFold(name string) *Member {
	if v == nil {
		return nil
	}
	var found *Member
	for i := range v.Members {
		m := &v.Members[i]
		if m.Name == name {
			return m
		}
		if found == nil && strings.EqualFold(m.Name, name) {
			found = m
		}
	}
	return found
}

// IsNull reports whether v is absent or null.
func (v *Value) IsNull() bool { return v == nil || v.Kind == Null }

// Errorf reports an error at v.
func (v *Value) Errorf(l *diag.List, code diag.Code, format string, args ...any) {
	l.Errorf(code, v.Source, v.Span, format, args...)
}

// Warnf reports a warning at v.
func (v *Value) Warnf(l *diag.List, code diag.Code, format string, args ...any) {
	l.Warnf(code, v.Source, v.Span, format, args...)
}

// Retarget points v and all values below it at another source of the same
// length, for instance a copy in which secrets are masked. It must be called
// before v is shared.
func Retarget(v *Value, src *diag.Source) {
	if v == nil || v.Source == src {
		return
	}
	v.Source = src
	for _, item := range v.Items {
		Retarget(item, src)
	}
	for _, m := range v.Members {
		Retarget(m.Value, src)
	}
}

// TextOrEmpty returns the text of a scalar, "" of anything else and of nil.
func (v *Value) TextOrEmpty() string {
	if v == nil {
		return ""
	}
	return v.Text
}
