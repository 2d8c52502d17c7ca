package xml

import (
	"maps"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Resolver is what objects behind IXmlNamespaceResolver implement.
type Resolver interface {
	// LookupNamespace returns the namespace of a prefix, false for null.
	LookupNamespace(prefix string) (string, bool)
	// LookupPrefix returns a prefix of a namespace, false for null.
	LookupPrefix(uri string) (string, bool)
}

// manager is an XmlNamespaceManager: scopes of prefixes, the innermost last. Each
// scope holds all that are in force in it; own are those it declares itself.
type manager struct {
	scopes []scope
	table  *nameTable
}

type scope struct {
	inForce map[string]string
	own     map[string]bool
	// order lists the prefixes in force as they came.
	order []string
}

func newManager(table *nameTable) *manager {
	return &manager{table: table, scopes: []scope{{
		inForce: map[string]string{
			"": "", "xml": string(xmltree.XMLNamespace), "xmlns": string(xmltree.XmlnsNamespace),
		},
		own:   map[string]bool{},
		order: []string{"xmlns", "xml", ""},
	}}}
}

func (m *manager) top() *scope { return &m.scopes[len(m.scopes)-1] }

// LookupNamespace returns the namespace of a prefix.
func (m *manager) LookupNamespace(prefix string) (string, bool) {
	uri, ok := m.top().inForce[prefix]
	return uri, ok
}

// LookupPrefix returns the prefix that was declared last for a namespace.
func (m *manager) LookupPrefix(uri string) (string, bool) {
	s := m.top()
	for i := len(s.order) - 1; i >= 0; i-- {
		if s.inForce[s.order[i]] == uri {
			return s.order[i], true
		}
	}
	return "", false
}

func (m *manager) add(f *rt.Frame, prefix, uri rt.String) (rt.Void, error) {
	switch {
	case !uri.Valid:
		return rt.Void{}, clr.ArgumentNull("uri")
	case !prefix.Valid:
		return rt.Void{}, clr.ArgumentNull("prefix")
	case prefix.Text == "xml" && uri.Text != string(xmltree.XMLNamespace):
		return rt.Void{}, clr.Argument("Prefix \"xml\" is reserved for use by XML and can be mapped only to namespace name \"http://www.w3.org/XML/1998/namespace\".", "")
	case prefix.Text == "xmlns":
		return rt.Void{}, clr.Argument("Prefix \"xmlns\" is reserved for use by XML.", "")
	}
	if err := f.Alloc(128); err != nil {
		return rt.Void{}, err
	}
	s := m.top()
	if _, known := s.inForce[prefix.Text]; !known {
		s.order = append(s.order, prefix.Text)
	}
	s.inForce[prefix.Text], s.own[prefix.Text] = uri.Text, true
	return rt.Void{}, nil
}

func (m *manager) remove(prefix, uri rt.String) (rt.Void, error) {
	switch {
	case !uri.Valid:
		return rt.Void{}, clr.ArgumentNull("uri")
	case !prefix.Valid:
		return rt.Void{}, clr.ArgumentNull("prefix")
	}
	s := m.top()
	if !s.own[prefix.Text] || s.inForce[prefix.Text] != uri.Text {
		return rt.Void{}, nil
	}
	delete(s.own, prefix.Text)
	outer, ok := "", prefix.Text == ""
	if n := len(m.scopes); n > 1 {
		outer, ok = m.scopes[n-2].inForce[prefix.Text], true
		if _, known := m.scopes[n-2].inForce[prefix.Text]; !known {
			ok = false
		}
	}
	if ok {
		s.inForce[prefix.Text] = outer
		return rt.Void{}, nil
	}
	delete(s.inForce, prefix.Text)
	for i, p := range s.order {
		if p == prefix.Text {
			s.order = append(s.order[:i:i], s.order[i+1:]...)
			break
		}
	}
	return rt.Void{}, nil
}

func (m *manager) push(f *rt.Frame) (rt.Void, error) {
	s := m.top()
	if err := f.Alloc(64 + 96*len(s.order)); err != nil {
		return rt.Void{}, err
	}
	m.scopes = append(m.scopes, scope{
		inForce: maps.Clone(s.inForce), own: map[string]bool{}, order: append([]string(nil), s.order...),
	})
	return rt.Void{}, nil
}

func (m *manager) pop() (bool, error) {
	if len(m.scopes) == 1 {
		return false, nil
	}
	m.scopes = m.scopes[:len(m.scopes)-1]
	return true, nil
}

// Enumerator returns an enumerator over the prefixes.
func (m *manager) Enumerator() rt.Enumerator {
	items := make([]any, len(m.top().order))
	for i, p := range m.top().order {
		items[i] = p
	}
	return &listEnumerator{items}
}

// listEnumerator enumerates items that are there already.
type listEnumerator struct{ rest []any }

// Next returns the next item.
func (e *listEnumerator) Next(*rt.Frame) (any, bool, error) {
	if len(e.rest) == 0 {
		return nil, false, nil
	}
	v := e.rest[0]
	e.rest = e.rest[1:]
	return v, true, nil
}

// nameTable is a NameTable. Names need no table here; it knows those that were added,
// and those of a document.
type nameTable struct {
	known map[string]bool
	// of returns what names are in besides; nil where there is nothing.
	of func() xmltree.Container
}

// newNameTable makes a table for a document or reader, with the names that both begin
// with.
func newNameTable(f *rt.Frame, document bool, of func() xmltree.Container) (*nameTable, error) {
	t := &nameTable{map[string]bool{"xml": true, "xmlns": true, string(xmltree.XMLNamespace): true, string(xmltree.XmlnsNamespace): true}, of}
	if document {
		for _, name := range []string{
			"#document", "#document-fragment", "#comment", "#text", "#cdata-section", "#entity", "#whitespace",
			"#significant-whitespace", "id", "space", "preserve",
		} {
			t.known[name] = true
		}
	}
	return t, f.Alloc(1024)
}

// knows reports whether a name was added or is in the document.
func (t *nameTable) knows(f *rt.Frame, name string) (bool, error) {
	if name == "" || t.known[name] || t.of == nil {
		return name == "" || t.known[name], nil
	}
	c := t.of()
	if c == nil {
		return false, nil
	}
	for e, err := range xmltree.DescendantElements(c, true, xmltree.Name{}) {
		if err == nil {
			err = f.Step()
		}
		if err != nil || e.Prefix() == name || e.Name().Local == name || string(e.Name().Space) == name {
			return err == nil, err
		}
		for a := range e.Attributes() {
			if err := f.Step(); err != nil {
				return false, err
			}
			if a.Prefix() == name || a.Name().Local == name || string(a.Name().Space) == name {
				return true, nil
			}
		}
	}
	return false, nil
}

func resolverTypes() []types.Decl {
	lookup := []types.Member{
		{Sig: "string LookupNamespace(string prefix)", Impl: rt.Method1(func(r Resolver, prefix rt.String) (rt.String, error) {
			if !prefix.Valid {
				return prefix, nil
			}
			uri, ok := r.LookupNamespace(prefix.Text)
			return rt.String{Text: uri, Valid: ok}, nil
		})},
		{Sig: "string LookupPrefix(string namespaceName)", Impl: rt.Method1(func(r Resolver, uri rt.String) (rt.String, error) {
			if !uri.Valid {
				return uri, nil
			}
			prefix, ok := r.LookupPrefix(uri.Text)
			return rt.String{Text: prefix, Valid: ok}, nil
		})},
	}
	return []types.Decl{
		// Documents set one to null; there is nothing else to set it to.
		{Name: ns + "XmlResolver", Kind: types.Class, Abstract: true, Refused: "it is outside of the types that expressions may use"},
		{Name: ns + "IXmlNamespaceResolver", Kind: types.Interface, Members: lookup},
		{
			Name: ns + "XmlNamespaceManager", Kind: types.Class, Class: rt.RefClass[*manager](rt.Class{}),
			Implements: []string{ns + "IXmlNamespaceResolver", "System.Collections.IEnumerable"},
			Members: append([]types.Member{
				{Sig: "new(XmlNameTable nameTable)", Impl: rt.FrameFunc1(func(f *rt.Frame, t *nameTable) (*manager, error) {
					if t == nil {
						return nil, clr.NullReference()
					}
					return newManager(t), f.Alloc(512)
				})},
				{Sig: "void AddNamespace(string prefix, string uri)", Impl: rt.FrameMethod2(func(f *rt.Frame, m *manager, prefix, uri rt.String) (rt.Void, error) {
					return m.add(f, prefix, uri)
				})},
				{Sig: "void RemoveNamespace(string prefix, string uri)", Impl: rt.Method2((*manager).remove)},
				{Sig: "bool HasNamespace(string prefix)", Impl: rt.Method1(func(m *manager, prefix rt.String) (bool, error) { return m.top().own[prefix.Text], nil })},
				{Sig: "string DefaultNamespace", Impl: rt.Method0(func(m *manager) (rt.String, error) { return rt.Str(m.top().inForce[""]), nil })},
				{Sig: "XmlNameTable NameTable", Impl: rt.Method0(func(m *manager) (*nameTable, error) { return m.table, nil })},
				{Sig: "void PushScope()", Impl: rt.FrameMethod0(func(f *rt.Frame, m *manager) (rt.Void, error) { return m.push(f) })},
				{Sig: "bool PopScope()", Impl: rt.Method0((*manager).pop)},
			}, lookup...),
			RefusedMembers: []string{"GetNamespacesInScope"},
		},
		{
			Name: ns + "XmlNameTable", Kind: types.Class, Abstract: true,
			Members: []types.Member{
				{Sig: "string Add(string key)", Impl: rt.FrameMethod1(func(f *rt.Frame, t *nameTable, key rt.String) (rt.String, error) {
					if !key.Valid {
						return key, clr.ArgumentNull("key")
					}
					t.known[key.Text] = true
					return key, f.Alloc(64 + len(key.Text))
				})},
				{Sig: "string Get(string value)", Impl: rt.FrameMethod1(func(f *rt.Frame, t *nameTable, key rt.String) (rt.String, error) {
					if !key.Valid {
						return key, clr.ArgumentNull("value")
					}
					known, err := t.knows(f, key.Text)
					if !known {
						return rt.String{}, err
					}
					return key, nil
				})},
			},
		},
		{
			Name: ns + "NameTable", Kind: types.Class, Base: ns + "XmlNameTable", Class: rt.RefClass[*nameTable](rt.Class{}),
			Members: []types.Member{
				{Sig: "new()", Impl: rt.FrameFunc0(func(f *rt.Frame) (*nameTable, error) { return &nameTable{known: map[string]bool{}}, f.Alloc(64) })},
			},
		},
	}
}
