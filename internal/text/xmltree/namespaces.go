package xmltree

// DefaultNamespace returns the default namespace in scope:
// XElement.GetDefaultNamespace.
func (e *Element) DefaultNamespace() Namespace {
	ns, _ := e.declared("xmlns", nil)
	return ns
}

// NamespaceOfPrefix returns the namespace that a prefix stands for:
// XElement.GetNamespaceOfPrefix. ok is false where .NET returns null.
func (e *Element) NamespaceOfPrefix(prefix string) (ns Namespace, ok bool, err error) {
	if prefix == "" {
		return "", false, argument("'%s' is an invalid prefix.", prefix)
	}
	if prefix == "xmlns" {
		return XmlnsNamespace, true, nil
	}
	if ns, ok := e.declared(prefix, nil); ok {
		return ns, true, nil
	}
	if prefix == "xml" {
		return XMLNamespace, true, nil
	}
	return "", false, nil
}

// declared looks for the declaration of a prefix (xmlns: the default namespace)
// on the element and those above it, up to but not including stop.
func (e *Element) declared(prefix string, stop *Element) (Namespace, bool) {
	for ; e != stop && e != nil; e = e.Parent() {
		for a := e.firstAttr; a != nil; a = a.next {
			if a.IsDeclaration() && a.name.Local == prefix {
				return Namespace(a.value), true
			}
		}
	}
	return "", false
}

// PrefixOfNamespace returns a prefix that stands for a namespace:
// XElement.GetPrefixOfNamespace. ok is false where .NET returns null; the default
// namespace has no prefix.
func (e *Element) PrefixOfNamespace(ns Namespace) (prefix string, ok bool) {
	for up := e; up != nil; up = up.Parent() {
		for a := up.firstAttr; a != nil; a = a.next {
			if a.name.Space != XmlnsNamespace || Namespace(a.value) != ns {
				continue
			}
			if _, hidden := e.declared(a.name.Local, up); !hidden {
				return a.name.Local, true
			}
		}
	}
	return reservedPrefix(ns)
}

func reservedPrefix(ns Namespace) (prefix string, ok bool) {
	switch ns {
	case XMLNamespace:
		return "xml", true
	case XmlnsNamespace:
		return "xmlns", true
	}
	return "", false
}
