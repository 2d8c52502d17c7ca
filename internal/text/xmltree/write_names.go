package xmltree

import "strconv"

// scopes knows the namespace declarations that stand in the tree around the
// element being written; a name's prefix is taken from them.
type scopes struct {
	list []declaration // searched from the end
	// last holds for each prefix and each namespace the places in list.
	byPrefix    map[string][]int
	byNamespace map[Namespace][]int
}

type declaration struct {
	prefix string
	ns     Namespace
	depth  int
}

func (s *scopes) push(prefix string, ns Namespace, depth int) {
	if s.byPrefix == nil {
		s.byPrefix, s.byNamespace = map[string][]int{}, map[Namespace][]int{}
	}
	i := len(s.list)
	s.list = append(s.list, declaration{prefix, ns, depth})
	s.byPrefix[prefix] = append(s.byPrefix[prefix], i)
	s.byNamespace[ns] = append(s.byNamespace[ns], i)
}

// pushAncestors enters the declarations around the element where writing starts.
// The nearest and, on one element, the first is the one found first.
func (s *scopes) pushAncestors(e *Element) {
	var around []declaration
	for up := e.Parent(); up != nil; up = up.Parent() {
		for a := up.firstAttr; a != nil; a = a.next {
			if a.IsDeclaration() {
				around = append(around, declaration{prefix: a.declares(), ns: Namespace(a.value)})
			}
		}
	}
	for i := len(around) - 1; i >= 0; i-- {
		s.push(around[i].prefix, around[i].ns, -1)
	}
}

// pop drops the declarations of elements at the given depth or deeper.
func (s *scopes) pop(depth int) {
	for i := len(s.list) - 1; i >= 0 && s.list[i].depth >= depth; i-- {
		d := s.list[i]
		s.list = s.list[:i]
		s.byPrefix[d.prefix] = dropLast(s.byPrefix[d.prefix])
		s.byNamespace[d.ns] = dropLast(s.byNamespace[d.ns])
	}
}

func dropLast(s []int) []int { return s[:len(s)-1] }

// prefix returns the prefix to write for a namespace, if one is known. Only
// elements may use the default namespace.
func (s *scopes) prefix(ns Namespace, element bool) (string, bool) {
	if ns == "" {
		return "", true
	}
	places := s.byNamespace[ns]
	for i := len(places) - 1; i >= 0; i-- {
		d := s.list[places[i]]
		same := s.byPrefix[d.prefix]
		if same[len(same)-1] == places[i] && (element || d.prefix != "") {
			return d.prefix, true
		}
	}
	return reservedPrefix(ns)
}

// bindingKind tells how a prefix came to be bound in the output.
type bindingKind uint8

const (
	implied    bindingKind = iota // in force already
	needed                        // to be declared when the start tag ends
	written                       // declared by an attribute of the tree
	predefined                    // xml and xmlns
)

type binding struct {
	prefix     string
	ns         Namespace
	kind       bindingKind
	prevPrefix int // the binding of the same prefix that this one hides, or -1
	prevSpace  int // the earlier binding of the same namespace, or -1
}

// boundNames is what the output binds so far. One entry is made for every
// element and prefixed attribute that is not bound in its own start tag, needed
// or not: made-up prefixes are numbered by the count of entries.
type boundNames struct {
	// written says that the names are those of XmlDocument, which writes attributes that
	// declare namespaces whatever they say.
	written     bool
	list        []binding
	byPrefix    map[string]int
	byNamespace map[Namespace]int
}

func (b *boundNames) init() {
	b.byPrefix, b.byNamespace = map[string]int{}, map[Namespace]int{}
	b.add("xmlns", XmlnsNamespace, predefined)
	b.add("xml", XMLNamespace, predefined)
	b.add("", "", implied)
}

func (b *boundNames) add(prefix string, ns Namespace, kind bindingKind) {
	e := binding{prefix, ns, kind, -1, -1}
	if i, ok := b.byPrefix[prefix]; ok {
		e.prevPrefix = i
	}
	if i, ok := b.byNamespace[ns]; ok {
		e.prevSpace = i
	}
	b.byPrefix[prefix], b.byNamespace[ns] = len(b.list), len(b.list)
	b.list = append(b.list, e)
}

// pop drops the entries from mark on.
func (b *boundNames) pop(mark int) {
	for i := len(b.list) - 1; i >= mark; i-- {
		e := b.list[i]
		if e.prevPrefix < 0 {
			delete(b.byPrefix, e.prefix)
		} else {
			b.byPrefix[e.prefix] = e.prevPrefix
		}
		if e.prevSpace < 0 {
			delete(b.byNamespace, e.ns)
		} else {
			b.byNamespace[e.ns] = e.prevSpace
		}
	}
	b.list = b.list[:mark]
}

func (b *boundNames) find(prefix string) int {
	if i, ok := b.byPrefix[prefix]; ok {
		return i
	}
	return -1
}

// prefixOf returns the prefix bound last to a namespace unless it is hidden.
func (b *boundNames) prefixOf(ns Namespace) (string, bool) {
	i, ok := b.byNamespace[ns]
	if !ok || b.byPrefix[b.list[i].prefix] != i {
		return "", false
	}
	return b.list[i].prefix, true
}

// invent makes up a prefix: p and the number of entries.
func (b *boundNames) invent() string {
	p := "p" + strconv.Itoa(len(b.list)-3)
	if b.find(p) < 0 {
		return p
	}
	for i := 0; ; i++ {
		if s := p + strconv.Itoa(i); b.find(s) < 0 {
			return s
		}
	}
}

// use notes that the innermost element, whose entries start at mark, uses a
// prefix for a namespace.
func (b *boundNames) use(prefix string, ns Namespace, mark int) error {
	i, kind := b.find(prefix), needed
	if b.written && ns == XmlnsNamespace {
		return argument("Cannot bind to the reserved namespace.")
	}
	switch {
	case i >= mark:
		if b.list[i].ns != ns {
			return redefined(prefix, b.list[i].ns, ns)
		}
		return nil
	case i >= 0 && b.list[i].kind == predefined:
		switch {
		case prefix == "xmlns" && b.written:
		case prefix == "xmlns":
			return argument(`Prefix "xmlns" is reserved for use by XML.`)
		case ns == b.list[i].ns:
			kind = implied
		case b.written:
			return argument("Prefixes beginning with \"xml\" (regardless of whether the characters are uppercase, lowercase, or some combination thereof) are reserved for use by XML.")
		default:
			return reservedXMLPrefix()
		}
	case i >= 0:
		if b.list[i].ns == ns {
			kind = implied
		}
	case ns == XMLNamespace && !b.written || ns == XmlnsNamespace:
		return reservedNamespace(prefix)
	}
	b.add(prefix, ns, kind)
	return nil
}

// declare notes that an attribute of the innermost element declares a namespace.
// It reports whether the declaration is to be written.
func (b *boundNames) declare(prefix string, ns Namespace, mark int, omitDuplicates bool) (write bool, err error) {
	i := b.find(prefix)
	if i >= mark {
		if b.list[i].ns != ns && b.written {
			return true, nil
		}
		if b.list[i].ns != ns {
			return false, redefined(prefix, b.list[i].ns, ns)
		}
		write = !omitDuplicates || b.list[i].kind == needed
		b.list[i].kind = written
		return write, nil
	}
	write = !(i >= 0 && b.list[i].ns == ns && omitDuplicates)
	if b.written {
		b.add(prefix, ns, written)
		return write, nil
	}
	if ns == XMLNamespace && prefix != "xml" || ns == XmlnsNamespace && prefix != "xmlns" {
		return false, reservedNamespace(prefix)
	}
	if prefix == "xml" && ns != XMLNamespace {
		return false, reservedXMLPrefix()
	}
	b.add(prefix, ns, written)
	return write, nil
}

func redefined(prefix string, from, to Namespace) error {
	return xmlException("The prefix '%s' cannot be redefined from '%s' to '%s' within the same start element tag.", prefix, from, to)
}

func reservedXMLPrefix() error {
	return argument(`Prefix "xml" is reserved for use by XML and can be mapped only to namespace name "http://www.w3.org/XML/1998/namespace".`)
}

func reservedNamespace(prefix string) error {
	return argument(`Prefix '%s' cannot be mapped to namespace name reserved for "xml" or "xmlns".`, prefix)
}
