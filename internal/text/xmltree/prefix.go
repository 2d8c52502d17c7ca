package xmltree

import "strconv"

// LINQ to XML keeps no prefixes: a name is written with the prefix that is declared
// for its namespace. XmlDocument keeps those that were written, and the functions here
// are for it: they keep them, and make names that XName does not allow.

// Prefix returns the prefix that the element's name was written with.
func (e *Element) Prefix() string { return e.prefix }

// SetPrefix changes it.
func (e *Element) SetPrefix(prefix string) { e.prefix = prefix }

// Prefix returns the prefix that the attribute's name was written with.
func (a *Attribute) Prefix() string { return a.prefix }

// SetPrefix changes it.
func (a *Attribute) SetPrefix(prefix string) { a.prefix = prefix }

// RawElement makes an element of a name that is not checked.
func RawElement(name Name, prefix string) *Element { return &Element{name: name, prefix: prefix} }

// RawAttribute makes an attribute of a name that is not checked.
func RawAttribute(name Name, prefix string) *Attribute {
	return &Attribute{name: name, prefix: prefix}
}

// PutValue changes the value, also to one that XML forbids in a namespace declaration.
func (a *Attribute) PutValue(value string) { a.value = value }

// RawInstruction makes a processing instruction of a target that is not checked.
func RawInstruction(target, data string) *Instruction {
	return &Instruction{target: target, data: data}
}

// VerifyNameChars checks that a text consists of characters that names may have, as
// XmlDocument checks names: they may begin with any, and may be empty.
func VerifyNameChars(s string) error {
	for i := 0; i < len(s); {
		r, n := decode(s[i:])
		if !isNameChar(r) {
			return xmlException("%s", badNameChar(r))
		}
		i += n
	}
	return nil
}

// checkWrittenTarget checks the target of a processing instruction of XmlDocument,
// which does not when it is made.
func checkWrittenTarget(target string) error {
	switch {
	case target == "":
		return argument("The empty string '' is not a valid name.")
	case !isQualifiedName(target):
		return argument("Invalid name character in '%s'.", target)
	}
	return nil
}

func isQualifiedName(s string) bool {
	n := NameLength(s)
	if n > 0 && n < len(s) && s[n] == ':' {
		s = s[n+1:]
		n = NameLength(s)
	}
	return n > 0 && n == len(s)
}

// writtenPrefix is the prefix to write for the name of an attribute or element that
// keeps its own.
func (w *writer) writtenPrefix(prefix string, ns Namespace, attribute bool) string {
	switch {
	case ns == "":
		return ""
	case prefix != "" || !attribute:
		return prefix
	}
	if found, ok := w.bound.prefixOf(ns); ok && found != "" && ns != XMLNamespace {
		return found
	}
	return w.bound.inventAt(len(w.open))
}

// inventAt makes up a prefix for an attribute of an element as deep as that.
func (b *boundNames) inventAt(depth int) string {
	for i := 1; ; i++ {
		if s := "d" + strconv.Itoa(depth) + "p" + strconv.Itoa(i); b.find(s) < 0 {
			return s
		}
	}
}
