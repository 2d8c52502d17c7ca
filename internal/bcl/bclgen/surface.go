package bclgen

import (
	"sort"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// member is a member of a type without open parameters.
type member struct {
	owner *types.Type
	name  string
	form  form
	// params and result are without open types; result is nil for void.
	params    []types.Param
	result    *types.Type
	static    bool
	extension bool
	settable  bool
	// args are the type arguments of a generic method.
	args []*types.Type
	// id names the declaration: "System.String: int IndexOf(char value)".
	id string
}

type form uint8

const (
	method form = iota
	property
	indexer
	constructor
	operator
	conversion
)

// operators are the tokens that types may declare.
var operators = []string{"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", ">", "<=", ">=", "!", "~", "++", "--", "true", "false"}

// surface lists the members of the universe that cases call, generic ones once for
// every choice of type arguments, in a fixed order.
func surface(u *types.Universe) (list []*member, left map[string]string) {
	s := &collector{u: u, left: map[string]string{}}
	for _, n := range []string{"int", "string", "object", "Newtonsoft.Json.Linq.JToken", "double"} {
		if t, err := u.TypeOf(n); err == nil {
			s.choices = append(s.choices, t)
		}
	}
	s.tuple = u.Construct(u.MustLookup("System.Tuple", 1), s.choices[0])
	var all []*types.Type
	u.Types(func(t *types.Type) { all = append(all, t) })
	sort.Slice(all, func(i, j int) bool { return all[i].FullName() < all[j].FullName() })
	for _, t := range all {
		if t.Refused != "" {
			continue
		}
		if len(t.Params) == 0 {
			s.declared(t)
			continue
		}
		for i := range 2 {
			args := make([]*types.Type, len(t.Params))
			for k := range args {
				args[k] = s.choices[(i+k)%2]
			}
			if strings.HasPrefix(t.Namespace, "Newtonsoft.Json") {
				args[0] = s.choices[3]
			}
			if t.Name == "Tuple" && len(args) == 8 {
				args[7] = s.tuple
			}
			s.declared(u.Construct(t, args...))
		}
	}
	return s.list, s.left
}

type collector struct {
	u       *types.Universe
	choices []*types.Type
	// tuple is what an eighth element is.
	tuple *types.Type
	list  []*member
	// left are the members that no case calls, with the reason.
	left map[string]string
}

// declared adds the members that a type declares itself.
func (s *collector) declared(t *types.Type) {
	seen := map[string]bool{}
	for _, n := range t.MemberNames() {
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, m := range t.Methods(n) {
			if m.Owner == t {
				s.method(t, m, method)
			}
		}
		if p := t.Property(n); p != nil && p.Owner == t {
			s.add(&member{
				owner: t, name: n, form: property, result: p.Type, static: p.Static, settable: p.Set != nil, id: id(t, p.Signature),
			})
		}
	}
	for _, p := range t.Indexers() {
		if p.Owner == t {
			s.add(&member{owner: t, form: indexer, params: p.Params, result: p.Type, settable: p.Set != nil, id: id(t, p.Signature)})
		}
	}
	for _, c := range t.Constructors() {
		if !t.Abstract {
			s.add(&member{owner: t, name: "new", form: constructor, params: c.Params, result: t, static: true, id: id(t, c.Signature)})
		}
	}
	for _, token := range operators {
		for _, o := range t.Operators(token) {
			if o.Owner == t {
				s.add(&member{owner: t, name: token, form: operator, params: o.Params, result: o.Return, static: true, id: id(t, o.Signature)})
			}
		}
	}
	for _, token := range []string{"implicit", "explicit"} {
		for _, o := range t.Operators(token) {
			if o.Owner == t {
				s.add(&member{owner: t, name: token, form: conversion, params: o.Params, result: o.Return, static: true, id: id(t, o.Signature)})
			}
		}
	}
}

// method adds a method; a generic one for several type arguments.
func (s *collector) method(t *types.Type, m *types.Method, f form) {
	kinds := [][]*types.Type{nil}
	if n := len(m.TypeParams); n > 0 {
		kinds = nil
		for first := range s.choices {
			args := make([]*types.Type, n)
			for k := range args {
				args[k] = s.choices[(first+k)%len(s.choices)]
			}
			if only := constrained(t, m.Name, n); only != "" {
				c, err := s.u.TypeOf(only)
				if err != nil || first > 0 {
					continue
				}
				args[0] = c
			}
			kinds = append(kinds, args)
		}
	}
	for _, args := range kinds {
		x := s.u.Instantiate(m, args)
		s.add(&member{
			owner: t, name: m.Name, form: f, params: x.Params, result: x.Return, static: m.Static,
			extension: m.Extension, args: args, id: id(t, m.Signature),
		})
	}
}

// add keeps a member unless something about it cannot be compared.
func (s *collector) add(m *member) {
	if m.result != nil && m.result.Kind == types.Void {
		m.result = nil
	}
	if why := excluded(m); why != "" {
		s.left[m.id] = why
		return
	}
	s.list = append(s.list, m)
}

func id(t *types.Type, signature string) string { return t.Definition().FullName() + ": " + signature }

// constrained is the type that the first type parameter of a method must be, or be
// derived from, "" for any.
func constrained(t *types.Type, name string, args int) string {
	switch {
	case t.Name == "Nullable":
		return "int"
	case t.Name == "Enum":
		return "DayOfWeek"
	case t.Namespace == "Newtonsoft.Json.Linq" && strings.HasPrefix(name, "Descendants"):
		return "Newtonsoft.Json.Linq.JContainer"
	case t.Namespace == "Newtonsoft.Json.Linq" && t.Name == "Extensions" && (name != "Values" && name != "Value" || args == 2), t.Namespace == "Newtonsoft.Json.Linq" && name == "Children":
		return "Newtonsoft.Json.Linq.JToken"
	case t.Namespace == "System.Xml.Linq" && t.Name == "Extensions":
		if name == "Ancestors" || name == "InDocumentOrder" || name == "Remove" || name == "Nodes" || strings.HasPrefix(name, "Descendant") || strings.HasPrefix(name, "Elements") {
			return "System.Xml.Linq.XElement"
		}
		return "System.Xml.Linq.XElement"
	case t.Name == "XObject":
		return "string"
	}
	return ""
}

// refused reports whether a type mentions one that the service refuses.
func refused(t *types.Type) bool {
	if t == nil {
		return false
	}
	if t.Refused != "" || t.Elem != nil && refused(t.Elem) {
		return true
	}
	for _, a := range t.Args {
		if refused(a) {
			return true
		}
	}
	return false
}

// typeName is the C# name of a type as an expression writes it.
func typeName(t *types.Type) string {
	n := t.String()
	if t.Kind == types.Class || t.Kind == types.Struct || t.Kind == types.Interface {
		n = strings.ReplaceAll(n, "+", ".")
	}
	switch t.Namespace {
	case "System.Xml.XPath", "System.Collections", "System.Net.Sockets":
		return t.Namespace + "." + n
	case "System.Xml.Linq", "Newtonsoft.Json.Linq":
		if t.Name == "Extensions" {
			return t.Namespace + "." + n
		}
	case "System":
		// Nested types carry the name of the outer one.
	}
	return n
}
