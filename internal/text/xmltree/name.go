package xmltree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The namespaces that XML reserves.
const (
	XMLNamespace   Namespace = "http://www.w3.org/XML/1998/namespace"
	XmlnsNamespace Namespace = "http://www.w3.org/2000/xmlns/"
)

// Name is an XName: a local name in a namespace. Names are compared with ==. The
// zero Name is not a name and stands for null.
type Name struct {
	// Space is the namespace; empty for none.
	Space Namespace
	// Local is the local name, an NCName.
	Local string
}

// Namespace is an XNamespace, given by its URI. The empty Namespace is
// XNamespace.None.
type Namespace string

// Name returns the name with that local name in the namespace, as
// XNamespace.GetName and the + operator do.
func (ns Namespace) Name(local string) (Name, error) {
	if err := ValidateName(local); err != nil {
		return Name{}, err
	}
	return Name{Space: ns, Local: local}, nil
}

// IsNull reports whether n is the zero Name.
func (n Name) IsNull() bool { return n.Local == "" }

// String returns the expanded name: {namespace}local, or the local name alone.
func (n Name) String() string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + string(n.Space) + "}" + n.Local
}

// ParseName reads an expanded name, as XName.Get(string) and the conversion from
// string do.
func ParseName(expanded string) (Name, error) {
	if expanded == "" {
		return Name{}, invalidExpandedName(expanded)
	}
	if expanded[0] != '{' {
		return Namespace("").Name(expanded)
	}
	end := strings.LastIndexByte(expanded, '}')
	if end <= 1 || end == len(expanded)-1 {
		return Name{}, invalidExpandedName(expanded)
	}
	return Namespace(expanded[1:end]).Name(expanded[end+1:])
}

// SplitName cuts a name as written, prefix:local, at its first colon. A name that has
// none, or nothing before or behind it, is a local name as a whole.
func SplitName(name string) (prefix, local string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok && prefix != "" && local != "" {
		return prefix, local
	}
	return "", name
}

func invalidExpandedName(expanded string) error {
	return argument("'%s' is an invalid expanded name.", expanded)
}

// ValidateName checks that s is an NCName, as XmlConvert.VerifyNCName does.
func ValidateName(s string) error {
	if s == "" {
		return clr.Throw("System.ArgumentNullException", "The empty string '' is not a valid local name.\nParameter name: name")
	}
	for i, first := 0, true; i < len(s); first = false {
		c := s[i]
		if c < 0x80 && asciiClass[c]&(classStart|className) != 0 && (!first || asciiClass[c]&classStart != 0) {
			i++
			continue
		}
		r, n := decode(s[i:])
		switch {
		case first && !isNameStart(r):
			return xmlException("%s", badNameStart(r))
		case !isNameChar(r):
			return xmlException("%s", badNameChar(r))
		}
		i += n
	}
	return nil
}

// NameLength returns how many bytes at the start of s are an NCName, 0 for none.
func NameLength(s string) int {
	length := 0
	for length < len(s) {
		r, n := decode(s[length:])
		if length == 0 && !isNameStart(r) || !isNameChar(r) {
			break
		}
		length += n
	}
	return length
}
