package netregex

// countGroups is the first pass: it finds the numbers and names of the groups
// without understanding the rest.
func (p *pattern) countGroups() error {
	p.groups.note(0, 0)
	p.autocap = 1
	for p.left() > 0 {
		at := p.pos
		switch p.next() {
		case '\\':
			// \c takes one more, which may look like the start of something.
			if p.left() > 1 && p.peek(0) == 'c' {
				p.pos++
			}
			if p.left() > 0 {
				p.pos++
			}
		case '#':
			if p.has(IgnorePatternWhitespace) {
				p.pos--
				if err := p.skipBlank(); err != nil {
					return err
				}
			}
		case '[':
			if err := p.skipClass(); err != nil {
				return err
			}
		case ')':
			if n := len(p.stack); n > 0 {
				p.options = p.stack[n-1]
				p.stack = p.stack[:n-1]
			}
		case '(':
			if err := p.countGroup(at); err != nil {
				return err
			}
		}
	}
	p.groups.nameSlots(&p.autocap)
	return nil
}

func (p *pattern) countGroup(at int) error {
	if p.left() >= 2 && p.peek(0) == '?' && p.peek(1) == '#' {
		p.pos--
		return p.skipBlank()
	}
	ignore := p.ignoreParen
	p.ignoreParen = false
	p.stack = append(p.stack, p.options)
	if p.left() == 0 || p.peek(0) != '?' {
		if !p.has(ExplicitCapture) && !ignore {
			p.groups.note(p.autocap, at)
			p.autocap++
		}
		return nil
	}
	p.pos++
	if p.left() > 1 && (p.peek(0) == '<' || p.peek(0) == '\'') {
		p.pos++
		switch c := p.peek(0); {
		case c >= '1' && c <= '9':
			n, err := p.decimal()
			if err != nil {
				return err
			}
			p.groups.note(n, at)
		case c != '0' && isWord(c):
			p.groups.noteName(p.name(), at)
		}
		return nil
	}
	p.scanOptions()
	if p.left() == 0 {
		return nil
	}
	switch p.peek(0) {
	case ')':
		p.pos++
		p.stack = p.stack[:len(p.stack)-1] // but the options stay
	case '(':
		p.ignoreParen = true
	}
	return nil
}
