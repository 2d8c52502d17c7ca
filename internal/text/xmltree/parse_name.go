package xmltree

// name reads a name at an offset and returns where it ends and, for a qualified
// name, where its colon is (-1: none).
func (p *parser) name(at int, qualified bool) (end, colon int, err error) {
	colon = -1
	for i := at; ; i = colon + 1 {
		r, n := p.char(i)
		if !isNameStart(r) {
			if i+1 >= len(p.s) {
				return 0, 0, p.endOfFile(i, "Name")
			}
			return 0, 0, p.fail(i, "%s", badNameStart(r))
		}
		for isNameChar(r) {
			i += n
			r, n = p.char(i)
		}
		if i >= len(p.s) {
			return 0, 0, p.endOfFile(i, "Name")
		}
		if r != ':' {
			return i, colon, nil
		}
		if colon >= 0 || !qualified {
			return 0, 0, p.fail(i, "%s", badNameChar(':'))
		}
		colon = i
	}
}

// char decodes the character at an offset; (0, 0) at the end.
func (p *parser) char(at int) (rune, int) {
	if at >= len(p.s) {
		return 0, 0
	}
	if c := p.s[at]; c < 0x80 {
		return rune(c), 1
	}
	return decode(p.s[at:])
}

// lookup finds the namespace of a prefix.
func (p *parser) lookup(prefix string) (string, bool) {
	if i, ok := p.nsTop[prefix]; ok {
		return p.ns[i].uri, true
	}
	switch prefix {
	case "":
		return "", true
	case "xml":
		return string(XMLNamespace), true
	case "xmlns":
		return string(XmlnsNamespace), true
	}
	return "", false
}

// bind enters the namespace declaration in an attribute.
func (p *parser) bind(a *rawAttribute) error {
	prefix := ""
	if a.prefix == "xmlns" {
		if prefix = a.local; a.value == "" {
			return p.fail(a.valueAt-1, "Invalid namespace declaration.")
		}
	}
	switch {
	case Namespace(a.value) == XmlnsNamespace && prefix != "xmlns", Namespace(a.value) == XMLNamespace && prefix != "xml":
		return p.fail(a.valueAt, "%s", reservedNamespace(prefix))
	case Namespace(a.value) == XmlnsNamespace:
		return p.fail(a.valueAt, `Prefix "xmlns" is reserved for use by XML.`)
	case prefix == "xmlns":
		return p.fail(a.at, `Prefix "xmlns" is reserved for use by XML.`)
	case prefix == "xml" && Namespace(a.value) != XMLNamespace:
		return p.fail(a.at, "%s", reservedXMLPrefix())
	}
	if err := p.options.Charge.take(AttributeSize); err != nil {
		return err
	}
	hidden, ok := p.nsTop[prefix]
	if !ok {
		hidden = -1
	}
	if p.nsTop == nil {
		p.nsTop = map[string]int{}
	}
	p.nsTop[prefix] = len(p.ns)
	p.ns = append(p.ns, nsBinding{prefix, a.value, hidden})
	return nil
}

// unbind ends the scope of the declarations from mark on.
func (p *parser) unbind(mark int) {
	for i := len(p.ns) - 1; i >= mark; i-- {
		if b := p.ns[i]; b.hidden < 0 {
			delete(p.nsTop, b.prefix)
		} else {
			p.nsTop[b.prefix] = b.hidden
		}
	}
	p.ns = p.ns[:mark]
}
