package jsontree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// TokenType is Newtonsoft.Json.Linq.JTokenType.
type TokenType uint8

// The token types, with the numbers of .NET.
const (
	TypeNone TokenType = iota
	TypeObject
	TypeArray
	TypeConstructor
	TypeProperty
	TypeComment
	TypeInteger
	TypeFloat
	TypeString
	TypeBoolean
	TypeNull
	TypeUndefined
	TypeDate
	TypeRaw
	TypeBytes
	TypeGuid
	TypeURI
	TypeTimeSpan
)

// String returns the name of the enum member in .NET.
func (t TokenType) String() string {
	names := [...]string{
		"None", "Object", "Array", "Constructor", "Property", "Comment", "Integer", "Float", "String",
		"Boolean", "Null", "Undefined", "Date", "Raw", "Bytes", "Guid", "Uri", "TimeSpan",
	}
	if int(t) < len(names) {
		return names[t]
	}
	return "None"
}

// Token is a JToken: *Object, *Array, *Property, *Value or *Constructor. A nil
// Token is C#'s null.
type Token interface {
	// Type is the token's kind as JToken.Type gives it.
	Type() TokenType
	// Parent is the container that holds the token, nil for a root.
	Parent() Container
	// HasValues says whether the token has children.
	HasValues() bool
	// Next is the following sibling, or nil.
	Next() Token
	// Previous is the preceding sibling, or nil.
	Previous() Token
	// LineInfo is the place in the text the token was read from: line, counted
	// from 1, and column in UTF-16 units after the token's start was read. It
	// is 0, 0 for tokens that were not read.
	LineInfo() (line, column int)

	header() *node
}

// Container is a token that has children: *Object, *Array, *Property or
// *Constructor. Children of an Object are properties, the only child of a
// Property is its value.
type Container interface {
	Token
	// Count is the number of children.
	Count() int

	// child returns the child at a valid index.
	child(index int) Token
	// changes is the stamp of the child list, nil for a property.
	changes() *stamp
	// validate reports why item may not become a child; existing is the child
	// it would replace, or nil.
	validate(item, existing Token) error
	// refusesItem says that an insertion of item is to be ignored silently, or
	// fails with the error.
	refusesItem(item Token) (ignore bool, err error)
	// place, displace and swap change the child list and nothing else: the
	// caller has validated and keeps the children's parent and index right.
	place(index int, item Token)
	displace(index int) error
	swap(index int, item Token)
}

// node is what all tokens share.
type node struct {
	parent       Container
	index        int32 // position among the parent's children
	line, column int32
	typ          TokenType
	kind         Kind // of a Value's payload
	raw          bool // the Value was created as a JRaw
	dateKind     clr.DateTimeKind
}

func (n *node) header() *node     { return n }
func (n *node) Type() TokenType   { return n.typ }
func (n *node) Parent() Container { return n.parent }

func (n *node) LineInfo() (line, column int) { return int(n.line), int(n.column) }

func (n *node) Next() Token {
	if n.parent == nil || int(n.index)+1 >= n.parent.Count() {
		return nil
	}
	return n.parent.child(int(n.index) + 1)
}

func (n *node) Previous() Token {
	if n.parent == nil || n.index == 0 {
		return nil
	}
	return n.parent.child(int(n.index) - 1)
}

// detach makes the token a root.
func (n *node) detach() { n.parent, n.index = nil, 0 }

// stamp counts the changes of a list of children, so that an enumeration can
// tell that the list changed under it.
type stamp struct{ version uint32 }

// Root returns the topmost ancestor of t, t itself when it has no parent.
func Root(t Token) Token {
	for {
		p := t.header().parent
		if p == nil {
			return t
		}
		t = p
	}
}

// TypeName returns the .NET type of the token, such as
// "Newtonsoft.Json.Linq.JObject".
func TypeName(t Token) string { return "Newtonsoft.Json.Linq." + ShortTypeName(t) }

// ShortTypeName returns the .NET type of the token without its namespace.
func ShortTypeName(t Token) string {
	switch t := t.(type) {
	case *Object:
		return "JObject"
	case *Array:
		return "JArray"
	case *Property:
		return "JProperty"
	case *Constructor:
		return "JConstructor"
	case *Value:
		if t.raw {
			return "JRaw"
		}
		return "JValue"
	}
	return "JToken"
}
