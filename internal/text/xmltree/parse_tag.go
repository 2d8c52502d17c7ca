package xmltree

// rawAttribute is an attribute as read, before its prefix is resolved.
type rawAttribute struct {
	prefix, local string
	value         string
	ns            string
	at, valueAt   int // where name and value stand
}

func (a *rawAttribute) written() string { return qualified(a.prefix, a.local) }

// startTag reads a start tag whose name stands at an offset.
func (p *parser) startTag(at int) error {
	end, colon, err := p.name(at, true)
	if err != nil {
		return err
	}
	tag := openElement{name: p.s[at:end], at: at, mark: len(p.ns), preserve: len(p.open) > 0 && p.open[len(p.open)-1].preserve}
	p.attrs = p.attrs[:0]
	empty := false
	switch c := p.at(end); {
	case isSpaceByte(c):
		if empty, err = p.attributes(end, &tag); err != nil {
			return err
		}
	case c == '>':
		p.pos = end + 1
	case c == '/':
		if end+1 == len(p.s) {
			return p.endOfFile(end, ">")
		}
		if p.s[end+1] != '>' {
			return p.unexpected(end, ">")
		}
		empty, p.pos = true, end+2
	default:
		r, _ := p.char(end)
		return p.fail(end, "%s", badNameChar(r))
	}
	prefix, local := "", tag.name
	if colon >= 0 {
		prefix, local = p.s[at:colon], p.s[colon+1:end]
	}
	ns, ok := p.lookup(prefix)
	if !ok {
		return p.fail(at, "'%s' is an undeclared prefix.", prefix)
	}
	if err := p.resolveAttributes(); err != nil {
		return err
	}
	tag.element = &Element{name: Name{Namespace(ns), local}, prefix: prefix}
	return p.openElement(tag, empty)
}

func (p *parser) openElement(tag openElement, empty bool) error {
	if len(p.open) >= p.options.MaxDepth {
		return p.fail(tag.at, "The input document has exceeded a limit set by MaxDepth.")
	}
	if err := p.add(tag.element); err != nil {
		return err
	}
	// One allocation holds all attributes of the element.
	block := make([]Attribute, len(p.attrs))
	for i := range p.attrs {
		raw := &p.attrs[i]
		a := &block[i]
		a.name, a.prefix, a.value = Name{Namespace(raw.ns), raw.local}, raw.prefix, raw.value
		tag.element.appendAttribute(a)
		if p.options.Report != nil {
			p.options.Report(a, raw.written(), raw.valueAt)
		}
	}
	if p.options.Report != nil {
		p.options.Report(tag.element, tag.name, tag.at)
	}
	if empty {
		p.unbind(tag.mark)
		return nil
	}
	p.open = append(p.open, tag)
	p.cur = tag.element
	return nil
}

// attributes reads from the white space after a tag's name to its end.
func (p *parser) attributes(at int, tag *openElement) (empty bool, err error) {
	p.pos = at
	for {
		i := p.skipSpace(p.pos)
		r, _ := p.char(i)
		if !isNameStart(r) {
			switch {
			case i == len(p.s):
				return false, p.unclosed()
			case r == '>':
				p.pos = i + 1
				return false, nil
			case r == '/':
				if i+1 == len(p.s) {
					return false, p.unclosed()
				}
				if p.s[i+1] != '>' {
					return false, p.unexpected(i+1, ">")
				}
				p.pos = i + 2
				return true, nil
			}
			return false, p.fail(i, "%s", badNameStart(r))
		}
		if i == p.pos {
			return false, p.expectingSpace(i)
		}
		a, err := p.attribute(i)
		if err != nil {
			return false, err
		}
		if err := p.special(&a, tag); err != nil {
			return false, err
		}
		if err := p.options.Charge.take(AttributeSize); err != nil {
			return false, err
		}
		// The list is kept for the next tag, so it grows at most once to each size.
		p.attrs = append(p.attrs, a)
	}
}

// special acts on namespace declarations and xml:space.
func (p *parser) special(a *rawAttribute, tag *openElement) error {
	switch {
	case a.prefix == "" && a.local == "xmlns", a.prefix == "xmlns":
		return p.bind(a)
	case a.prefix == "xml" && a.local == "space":
		switch trim(a.value) {
		case "preserve":
			tag.preserve = true
		case "default":
			tag.preserve = false
		default:
			return p.fail(a.at, "'%s' is an invalid xml:space value.", a.value)
		}
	}
	return nil
}

// attribute reads name="value" and leaves pos behind it.
func (p *parser) attribute(at int) (a rawAttribute, err error) {
	end, colon, err := p.name(at, true)
	if err != nil {
		return a, err
	}
	a.at, a.local = at, p.s[at:end]
	if colon >= 0 {
		a.prefix, a.local = p.s[at:colon], p.s[colon+1:end]
	}
	quote, at, err := p.equals(end)
	if err != nil {
		return a, err
	}
	a.valueAt = at
	a.value, err = p.attributeValue(at, quote)
	return a, err
}

// equals reads the sign and the quote before a value.
func (p *parser) equals(at int) (quote byte, valueAt int, err error) {
	at = p.skipSpace(at)
	if p.at(at) != '=' {
		return 0, 0, p.unexpected(at, "=")
	}
	at = p.skipSpace(at + 1)
	quote = p.at(at)
	if quote != '"' && quote != '\'' {
		return 0, 0, p.unexpected(at, `"`, "'")
	}
	return quote, at + 1, nil
}

// resolveAttributes gives prefixed attributes their namespaces and refuses two
// of one name.
func (p *parser) resolveAttributes() error {
	for i := range p.attrs {
		a := &p.attrs[i]
		if a.prefix == "" {
			if a.local == "xmlns" {
				a.ns = "" // as LINQ to XML names it
			}
			continue
		}
		ns, ok := p.lookup(a.prefix)
		if !ok {
			return p.fail(a.at, "'%s' is an undeclared prefix.", a.prefix)
		}
		a.ns = ns
	}
	if len(p.attrs) > 16 {
		seen := make(map[Name]bool, len(p.attrs))
		for i := range p.attrs {
			name := Name{Namespace(p.attrs[i].ns), p.attrs[i].local}
			if seen[name] {
				return p.duplicate(&p.attrs[i])
			}
			seen[name] = true
		}
		return nil
	}
	for i := range p.attrs {
		for j := i + 1; j < len(p.attrs); j++ {
			if p.attrs[i].local == p.attrs[j].local && p.attrs[i].ns == p.attrs[j].ns {
				return p.duplicate(&p.attrs[j])
			}
		}
	}
	return nil
}

func (p *parser) duplicate(a *rawAttribute) error {
	return p.fail(a.at, "'%s' is a duplicate attribute name.", a.written())
}

// endTag reads an end tag whose name stands at an offset.
func (p *parser) endTag(at int) error {
	tag := &p.open[len(p.open)-1]
	end := at + len(tag.name)
	if !p.has(at, tag.name) {
		return p.mismatch(tag, at)
	}
	if r, _ := p.char(end); isNameChar(r) || r == ':' {
		return p.mismatch(tag, at)
	}
	end = p.skipSpace(end)
	if end == len(p.s) {
		return p.unclosed()
	}
	if p.s[end] != '>' {
		return p.unexpected(end, ">")
	}
	p.pos = end + 1
	if p.options.End != nil {
		p.options.End(tag.element, at)
	}
	if tag.element.kids.first == nil {
		tag.element.kids.blank = true
	}
	p.unbind(tag.mark)
	p.open = p.open[:len(p.open)-1]
	if p.cur = Container(p.doc); len(p.open) > 0 {
		p.cur = p.open[len(p.open)-1].element
	}
	return nil
}

func (p *parser) mismatch(tag *openElement, at int) error {
	end, _, err := p.name(at, true)
	if err != nil {
		return err
	}
	line, column := p.place(tag.at)
	return p.fail(at, "The '%s' start tag on line %d position %d does not match the end tag of '%s'.", tag.name, line, column, p.s[at:end])
}
