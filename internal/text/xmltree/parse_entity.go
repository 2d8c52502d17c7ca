package xmltree

import (
	"strings"
	"unicode/utf8"
)

// maxEntityChars is how many bytes references to entities may bring in altogether, as
// MaxCharactersFromEntities of XDocument.Parse: entities that refer to others many
// times over end there.
const maxEntityChars = 10_000_000

// entity is a general entity that the document declares.
type entity struct {
	// text is the replacement text, at the offset in the document where its literal
	// begins.
	text string
	at   int
	// external says that it stands elsewhere, where nothing is ever read.
	external bool
	// open says that it is being read.
	open bool
}

// source is a text being read.
type source struct {
	s     string
	pos   int
	shift int
	// floor is how many elements were open around it.
	floor int
}

// enter begins to read an entity in the place of the text around; the result goes
// back to that.
func (p *parser) enter(e *entity, name string, at int) (leave func(), err error) {
	if e.open {
		return nil, p.fail(at+len(name)+1, "General entity '%s' references itself.", name)
	}
	if p.expanded += len(e.text); p.expanded > maxEntityChars {
		return nil, p.fail(at, "The input document has exceeded a limit set by MaxCharactersFromEntities.")
	}
	if p.depth >= p.options.MaxDepth {
		return nil, p.fail(at, "The input document has exceeded a limit set by MaxDepth.")
	}
	saved := source{p.s, p.pos, p.shift, p.floor}
	if p.depth == 0 {
		p.whole = p.s
	}
	p.s, p.pos, p.shift, p.floor = e.text, 0, e.at, len(p.open)
	p.depth++
	e.open = true
	return func() {
		e.open = false
		p.depth--
		p.s, p.pos, p.shift, p.floor = saved.s, saved.pos, saved.shift, saved.floor
	}, nil
}

// declared looks for the entity of a reference whose name is at an offset; nil stands
// for an external one.
func (p *parser) declared(at, end int) (*entity, error) {
	e := p.entities[p.s[at:end]]
	if e == nil {
		return nil, p.fail(at, "Reference to undeclared entity '%s'.", p.s[at:end])
	}
	if e.external {
		return nil, nil
	}
	return e, nil
}

// expand reads an entity as content of the open element.
func (p *parser) expand(e *entity, name string, at int) error {
	leave, err := p.enter(e, name, at)
	if err != nil {
		return err
	}
	defer leave()
	for p.pos < len(p.s) {
		start := p.pos
		if p.s[start] != '<' {
			if err := p.text(); err != nil {
				return err
			}
			continue
		}
		if p.at(start+1) == '/' && len(p.open) == p.floor {
			return p.fail(start+strings.IndexByte(p.s[start:]+">", '>')+1, "Data at the root level is invalid.")
		}
		if err := p.markup(start); err != nil {
			return err
		}
	}
	if len(p.open) > p.floor {
		return p.fail(len(p.s), "Incomplete entity contents.")
	}
	return nil
}

// appendEntity appends an entity to the value of an attribute.
func (p *parser) appendEntity(b []byte, e *entity, name string, at int) ([]byte, error) {
	leave, err := p.enter(e, name, at)
	if err != nil {
		return nil, err
	}
	defer leave()
	for i := 0; i < len(p.s); {
		switch c := p.s[i]; {
		case c == '<':
			shown, number := describeChar('<')
			return nil, p.fail(i, "'%s', hexadecimal value %s, is an invalid attribute character.", shown, number)
		case c == '&':
			r, inner, end, err := p.reference(i)
			if err != nil {
				return nil, err
			}
			if inner != nil {
				if b, err = p.appendEntity(b, inner, p.s[i+1:end-1], i+1); err != nil {
					return nil, err
				}
			} else if r >= 0 {
				b = utf8.AppendRune(b, r)
			}
			i = end
		case isSpaceByte(c):
			b = append(b, ' ')
			i++
		default:
			n, err := p.check(i)
			if err != nil {
				return nil, err
			}
			b = append(b, p.s[i:i+n]...)
			i += n
		}
	}
	return b, nil
}

// keep holds a piece of text back, which goes on in or behind an entity.
func (p *parser) keep(piece []byte, rest string, blank bool) error {
	if err := p.options.Charge.take(len(piece) + len(rest)); err != nil {
		return err
	}
	p.kept = append(append(p.kept, piece...), rest...)
	p.inked = p.inked || !blank
	return nil
}

// flush adds the text that was held back.
func (p *parser) flush() error {
	if len(p.kept) == 0 {
		return nil
	}
	s, blank := string(p.kept), !p.inked
	p.kept, p.inked = p.kept[:0], false
	if blank && !p.preserve() {
		return nil
	}
	return p.addText(s, false)
}

// declarations reads the markup of the internal subset from an offset to its end, for
// the entities that it declares.
func (p *parser) declarations(at, end int) error {
	for {
		at = p.skipSpace(at)
		var err error
		switch {
		case at >= end:
			return nil
		case p.has(at, "<!--"):
			at, err = p.past(at+4, "-->")
		case p.has(at, "<?"):
			at, err = p.past(at+2, "?>")
		case p.has(at, "<!ENTITY"):
			at, err = p.entityDeclaration(at+8, end)
		case p.has(at, "<!ELEMENT"), p.has(at, "<!ATTLIST"), p.has(at, "<!NOTATION"):
			at, err = p.skipDeclaration(at, end)
		case p.s[at] == '%':
			at, err = p.parameter(at+1, end)
		case p.has(at, "<!"):
			return p.fail(at+2, "Expected DTD markup was not found.")
		default:
			return p.fail(at, "Expected DTD markup was not found.")
		}
		if err != nil {
			return err
		}
	}
}

// skipDeclaration passes over a declaration that is not acted upon.
func (p *parser) skipDeclaration(at, end int) (int, error) {
	for at < end && p.s[at] != '>' {
		if q := p.s[at]; q == '"' || q == '\'' {
			i := strings.IndexByte(p.s[at+1:end], q)
			if i < 0 {
				break
			}
			at += i + 1
		}
		at++
	}
	if at >= end {
		return 0, p.unexpected(end, ">")
	}
	return at + 1, nil
}

// parameter reads a reference to a parameter entity between declarations. What is
// declared in one holds as if it stood there.
func (p *parser) parameter(at, limit int) (int, error) {
	end, _, err := p.name(at, false)
	if err != nil {
		return 0, err
	}
	if end >= limit || p.s[end] != ';' {
		return 0, p.unexpected(end, ";")
	}
	name := p.s[at:end]
	e := p.parameters[name]
	if e == nil {
		return 0, p.fail(at, "Reference to undeclared entity '%s'.", name)
	}
	if e.external {
		return end + 1, nil
	}
	if e.open {
		return 0, p.fail(at, "Parameter entity '%s' references itself.", name)
	}
	leave, err := p.enter(e, name, at)
	if err != nil {
		return 0, err
	}
	defer leave()
	return end + 1, p.declarations(0, len(p.s))
}

// entityDeclaration reads what follows <!ENTITY and returns where it ends.
func (p *parser) entityDeclaration(at, limit int) (int, error) {
	if !isSpaceByte(p.at(at)) {
		return 0, p.expectingSpace(at)
	}
	at = p.skipSpace(at)
	into := &p.entities
	if p.at(at) == '%' {
		into = &p.parameters
		if !isSpaceByte(p.at(at + 1)) {
			return 0, p.expectingSpace(at + 1)
		}
		at = p.skipSpace(at + 1)
	}
	end, _, err := p.name(at, false)
	if err != nil {
		return 0, err
	}
	name := p.s[at:end]
	if !isSpaceByte(p.at(end)) {
		return 0, p.expectingSpace(end)
	}
	at = p.skipSpace(end)
	e := &entity{}
	switch c := p.at(at); {
	case p.has(at, "SYSTEM"), p.has(at, "PUBLIC"):
		e.external = true
		if end, err = p.skipDeclaration(at, limit); err != nil {
			return 0, err
		}
	case c == '"' || c == '\'':
		e.at = p.shift + at + 1
		if e.text, at, err = p.entityValue(at+1, limit, c); err != nil {
			return 0, err
		}
		if end = p.skipSpace(at); end >= limit || p.s[end] != '>' {
			return 0, p.unexpected(end, ">")
		}
		end++
	default:
		return 0, p.fail(at, "Expecting an external identifier or an entity value.")
	}
	if *into == nil {
		*into = map[string]*entity{}
	}
	if _, known := (*into)[name]; !known { // the first declaration holds
		(*into)[name] = e
	}
	return end, p.options.Charge.take(len(e.text) + NodeSize)
}

// entityValue reads the literal of an entity up to its quote: references to characters
// are replaced, those to entities are left for when it is used.
func (p *parser) entityValue(at, limit int, quote byte) (string, int, error) {
	var b []byte
	for i := at; i < limit; {
		switch c := p.s[i]; {
		case c == quote:
			return string(b), i + 1, nil
		case c == '%':
			return "", 0, p.fail(i+1, "A parameter entity reference is not allowed in internal markup.")
		case c == '&' && p.at(i+1) == '#':
			r, end, err := p.numericReference(i)
			if err != nil {
				return "", 0, err
			}
			b = utf8.AppendRune(b, r)
			i = end
		case c == '&':
			end, _, err := p.name(i+1, false)
			if err != nil {
				return "", 0, p.fail(i+1, "An error occurred while parsing EntityName.")
			}
			if p.at(end) != ';' {
				return "", 0, p.unexpected(end, ";")
			}
			b = append(b, p.s[i:end+1]...)
			i = end + 1
		case c == '\r':
			b = append(b, '\n')
			if i++; p.at(i) == '\n' {
				i++
			}
		default:
			n, err := p.check(i)
			if err != nil {
				return "", 0, err
			}
			b = append(b, p.s[i:i+n]...)
			i += n
		}
	}
	return "", 0, p.incompleteDTD()
}
