package xmltree

import "strings"

// until reads to the given end and returns what stands before it; every
// character is checked. pos is left behind the end.
func (p *parser) until(at int, end, parsing string) (string, error) {
	if len(p.s)-at < len(end) {
		if parsing == "PI" {
			at = len(p.s)
		}
		return "", p.endOfFile(at, parsing)
	}
	for i := at; i < len(p.s); {
		if p.s[i] == end[0] {
			if p.has(i, end) {
				p.pos = i + len(end)
				return p.lineEnds(p.s[at:i])
			}
			if end == "-->" && p.has(i, "--") && i+2 < len(p.s) {
				return "", p.fail(i, "An XML comment cannot contain '--', and '-' cannot be the last character.")
			}
		}
		n, err := p.check(i)
		if err != nil {
			return "", err
		}
		i += n
	}
	return "", p.endOfFile(len(p.s), parsing)
}

func (p *parser) comment(at int) error {
	s, err := p.until(at, "-->", "Comment")
	if err != nil {
		return err
	}
	return p.add(NewComment(s))
}

func (p *parser) cdata(at int) error {
	s, err := p.until(at, "]]>", "CDATA")
	if err != nil {
		return err
	}
	return p.addText(s, true)
}

// instruction reads a processing instruction whose target stands at an offset.
func (p *parser) instruction(at int) error {
	target, data, err := p.scanInstruction(at)
	if err != nil {
		return err
	}
	return p.add(&Instruction{target: target, data: data})
}

func (p *parser) scanInstruction(at int) (target, data string, err error) {
	end, _, err := p.name(at, false)
	if err != nil {
		return "", "", err
	}
	target = p.s[at:end]
	if strings.EqualFold(target, "xml") {
		if target == "xml" {
			return "", "", p.fail(at, "Unexpected XML declaration. The XML declaration must be the first node in the document, and no white space characters are allowed to appear before it.")
		}
		return "", "", p.fail(at, "'%s' is an invalid name for processing instructions.", target)
	}
	start := p.skipSpace(end)
	if start == end && !p.has(end, "?>") {
		r, _ := p.char(end)
		return "", "", p.fail(end, "%s", badNameChar(r))
	}
	data, err = p.until(start, "?>", "PI")
	return target, data, err
}

// xmlDeclaration reads <?xml ... ?> at the very start, if it is there.
func (p *parser) xmlDeclaration() error {
	if len(p.s) < 6 || !p.has(0, "<?xml") {
		return nil
	}
	if r, _ := p.char(5); isNameChar(r) {
		return nil
	}
	const invalid = "Syntax for an XML declaration is invalid."
	decl := new(Declaration)
	for i, state := 5, 0; ; {
		start := i
		i = p.skipSpace(i)
		if p.at(i) == '?' {
			switch {
			case p.at(i+1) == '>' && state == 0:
				return p.fail(i, invalid)
			case p.at(i+1) == '>':
				p.doc.Declaration, p.pos = decl, i+2
				return nil
			case i+1 == len(p.s):
				return p.fail(i, "Unexpected end of file has occurred.")
			}
			return p.unexpected(i, "'>'")
		}
		if i == start && state != 0 {
			return p.unexpected(i, "?>")
		}
		end, _, err := p.name(i, false)
		if err != nil {
			return err
		}
		switch name := p.s[i:end]; {
		case name == "version" && state == 0:
		case name == "encoding" && state == 1:
		case name == "standalone" && (state == 1 || state == 2):
			state = 2
		default:
			return p.fail(i, invalid)
		}
		quote, at, err := p.equals(end)
		if err != nil {
			return err
		}
		value, after, err := p.declarationValue(at, quote, invalid)
		if err != nil {
			return err
		}
		switch {
		case state == 0 && value != "1.0":
			return p.fail(at, "Version number '%s' is invalid.", value)
		case state == 0:
			decl.Version = value
		case state == 1:
			decl.Encoding = value
		case value != "yes" && value != "no":
			return p.fail(at-1, invalid)
		default:
			decl.Standalone = value
		}
		i, state = after, state+1
	}
}

func (p *parser) declarationValue(at int, quote byte, invalid string) (value string, after int, err error) {
	i := at
	for i < len(p.s) && p.s[i] >= 0x20 && !strings.ContainsRune(`<&"'>`, rune(p.s[i])) {
		i++
	}
	switch {
	case i == len(p.s):
		return "", 0, p.fail(at, "There is an unclosed literal string.")
	case p.s[i] != quote:
		return "", 0, p.fail(at, "%s", invalid)
	}
	return p.s[at:i], i + 1, nil
}
