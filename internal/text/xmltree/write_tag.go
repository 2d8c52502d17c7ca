package xmltree

// startElement writes a start tag with the declarations it needs.
func (w *writer) startElement(e *Element) error {
	depth := len(w.open)
	for a := e.firstAttr; a != nil; a = a.next {
		if a.IsDeclaration() {
			w.declared.push(a.declares(), Namespace(a.value), depth)
		}
	}
	prefix, ok := w.declared.prefix(e.name.Space, true)
	switch {
	case w.options.Written:
		prefix = w.writtenPrefix(e.prefix, e.name.Space, false)
	case !ok:
		prefix, _ = w.bound.prefixOf(e.name.Space)
	}
	w.lineBreak()
	name := qualified(prefix, e.name.Local)
	w.out = append(w.out, "<"+name...)
	mark := len(w.bound.list)
	w.open = append(w.open, openTag{name: name, mixed: w.mixed, mark: mark})
	if err := w.bound.use(prefix, e.name.Space, mark); err != nil {
		return err
	}
	for a := e.firstAttr; a != nil; a = a.next {
		prefix, known := w.declared.prefix(a.name.Space, false)
		if err := w.attribute(a, prefix, known, mark); err != nil {
			return err
		}
	}
	for i := len(w.bound.list) - 1; i >= mark; i-- {
		if b := w.bound.list[i]; b.kind == needed {
			if err := w.declare(b.prefix, string(b.ns)); err != nil {
				return err
			}
		}
	}
	w.out = append(w.out, '>')
	w.contentStart = len(w.out)
	// Space at the top of a document does not make the root's content mixed.
	if depth == 0 {
		w.mixed = false
	}
	return nil
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// attribute writes one attribute of the start tag whose bindings start at mark.
// prefix is what the tree declares for its namespace, if it is known.
func (w *writer) attribute(a *Attribute, prefix string, known bool, mark int) error {
	if a.IsDeclaration() {
		return w.declarationAttribute(a, mark)
	}
	ns := a.name.Space
	switch {
	case w.options.Written:
		prefix = w.writtenPrefix(a.prefix, ns, true)
	case !known:
		prefix, _ = w.bound.prefixOf(ns)
	}
	value := a.value
	switch {
	case ns == "":
		prefix = ""
	case prefix == "":
		prefix = w.bound.invent()
	case prefix == "xml" && a.name.Local == "space":
		value = trim(value)
		if value != "default" && value != "preserve" {
			return argument("'%s' is an invalid xml:space value.", value)
		}
		return w.namedValue("xml:space", value)
	case prefix == "xml" && a.name.Local == "lang":
		return w.namedValue("xml:lang", value)
	default:
		if i := w.bound.find(prefix); i >= mark && w.bound.list[i].ns != ns {
			if w.options.Written {
				prefix = w.bound.inventAt(len(w.open))
			} else {
				prefix = w.bound.invent()
			}
		}
	}
	if prefix != "" {
		if err := w.bound.use(prefix, ns, mark); err != nil {
			return err
		}
	}
	return w.namedValue(qualified(prefix, a.name.Local), value)
}

func (w *writer) declarationAttribute(a *Attribute, mark int) error {
	prefix := a.declares()
	if w.options.Written && prefix != "" && a.value == "" {
		return argument("Cannot use a prefix with an empty namespace.")
	}
	omit := w.options.Save&OmitDuplicateNamespaces != 0
	write, err := w.bound.declare(prefix, Namespace(a.value), mark, omit)
	if err != nil || !write {
		return err
	}
	return w.declare(prefix, a.value)
}

func (w *writer) declare(prefix, ns string) error {
	if prefix == "" {
		return w.namedValue("xmlns", ns)
	}
	return w.namedValue("xmlns:"+prefix, ns)
}

func (w *writer) namedValue(name, value string) (err error) {
	w.out = append(w.out, ' ')
	w.out = append(w.out, name...)
	w.out = append(w.out, `="`...)
	w.out, err = appendValue(w.out, value)
	w.out = append(w.out, '"')
	return err
}

// loneAttribute writes an attribute by itself, after a space.
func (w *writer) loneAttribute(a *Attribute) error {
	prefix, known := reservedPrefix(a.name.Space)
	if a.parent != nil {
		prefix, known = a.parent.PrefixOfNamespace(a.name.Space)
	}
	return w.attribute(a, prefix, known, len(w.bound.list))
}
