package xmltree

// doctype reads a document type declaration behind <!. Its internal subset is
// kept as text, and acted upon as the options say.
func (p *parser) doctype(at int) error {
	if len(p.s)-at < 8 {
		return p.endOfFile(at, "DOCTYPE")
	}
	if !p.has(at, "DOCTYPE") {
		if p.rooted || p.doc.DocumentType() != nil {
			return p.unexpected(at, "<!--")
		}
		return p.unexpected(at, "DOCTYPE")
	}
	if !isSpaceByte(p.s[at+7]) {
		return p.expectingSpace(at + 7)
	}
	if p.options.DTD == ProhibitDTD {
		return xmlException("For security reasons DTD is prohibited in this XML document. To enable DTD processing set the DtdProcessing property on XmlReaderSettings to Parse and pass the settings into XmlReader.Create method.")
	}
	if p.doc.DocumentType() != nil {
		return p.fail(at-2, "Cannot have multiple DTDs.")
	}
	if p.rooted {
		return p.fail(at-2, "DTD must be defined before the document root element.")
	}
	at = p.skipSpace(at + 8)
	end, _, err := p.name(at, true)
	if err != nil {
		if end := p.token(at); at+len(end) == len(p.s) {
			return p.incompleteDTD()
		}
		return err
	}
	d := &DocumentType{Name: p.s[at:end], Subset: new(string)}
	if at, err = p.externalID(p.skipSpace(end), d); err != nil {
		return err
	}
	if p.at(at) == '[' {
		if end, err = p.internalSubset(at + 1); err != nil {
			return err
		}
		if *d.Subset, err = p.lineEnds(p.s[at+1 : end]); err != nil {
			return err
		}
		if p.options.DTD == ParseDTD {
			if err := p.declarations(at+1, end); err != nil {
				return err
			}
		}
		at = p.skipSpace(end + 1)
		if at == len(p.s) {
			return p.incompleteDTD()
		}
		if p.at(at) != '>' {
			return p.unexpected(at, ">")
		}
	} else if at == len(p.s) {
		return p.incompleteDTD()
	} else if p.at(at) != '>' {
		return p.fail(at, "Expecting an internal subset or the end of the DOCTYPE declaration.")
	}
	p.pos = at + 1
	return p.add(d)
}

const noExternalID = "Expecting external ID, '[' or '>'."

func (p *parser) incompleteDTD() error { return p.fail(len(p.s), "Incomplete DTD content.") }

func (p *parser) externalID(at int, d *DocumentType) (int, error) {
	var err error
	switch p.at(at) {
	case 'P':
		if !p.has(at, "PUBLIC") {
			return 0, p.fail(at, noExternalID)
		}
		if at, err = p.identifier(at+6, &d.PublicID, false); err != nil {
			return 0, err
		}
		at, err = p.identifier(at, &d.SystemID, true)
	case 'S':
		if !p.has(at, "SYSTEM") {
			return 0, p.fail(at, noExternalID)
		}
		at, err = p.identifier(at+6, &d.SystemID, false)
	case '[', '>':
	default:
		if at == len(p.s) {
			return 0, p.incompleteDTD()
		}
		return 0, p.fail(at, noExternalID)
	}
	return p.skipSpace(at), err
}

// identifier reads a quoted identifier after white space; second says that it is
// the second of two.
func (p *parser) identifier(at int, id **string, second bool) (int, error) {
	start := p.skipSpace(at)
	quote := p.at(start)
	isQuote := quote == '"' || quote == '\''
	switch {
	case start == len(p.s):
		return 0, p.incompleteDTD()
	case start == at && (isQuote || !second):
		return 0, p.expectingSpace(at)
	case !isQuote:
		return 0, p.unexpected(start, `"`, "'")
	}
	for i := start + 1; i < len(p.s); {
		if p.s[i] == quote {
			s := p.s[start+1 : i]
			*id = &s
			return i + 1, nil
		}
		n, err := p.check(i)
		if err != nil {
			return 0, err
		}
		i += n
	}
	return 0, p.fail(len(p.s), "There is an unclosed literal string.")
}

// internalSubset finds the bracket that closes the internal subset, past
// literals, comments and processing instructions.
func (p *parser) internalSubset(at int) (int, error) {
	for i := at; i < len(p.s); {
		var err error
		switch c := p.s[i]; {
		case c == ']':
			return i, nil
		case c == '"' || c == '\'':
			i, err = p.past(i+1, string(c))
		case p.has(i, "<!--"):
			i, err = p.past(i+4, "-->")
		case p.has(i, "<?"):
			i, err = p.past(i+2, "?>")
		default:
			var n int
			n, err = p.check(i)
			i += n
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, p.incompleteDTD()
}

func (p *parser) past(at int, end string) (int, error) {
	for i := at; i < len(p.s); {
		if p.has(i, end) {
			return i + len(end), nil
		}
		n, err := p.check(i)
		if err != nil {
			return 0, err
		}
		i += n
	}
	return 0, p.incompleteDTD()
}
