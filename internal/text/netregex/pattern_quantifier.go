package netregex

// trueQuantifier tells the braces of a quantifier from others.
func (p *pattern) trueQuantifier() bool {
	if c := p.peek(0); c != '{' {
		return category(c) == quantifier
	}
	i := p.pos + 1
	digits := func() (n int) {
		for ; i < len(p.p) && p.p[i] >= '0' && p.p[i] <= '9'; i++ {
			n++
		}
		return n
	}
	if digits() == 0 || i == len(p.p) {
		return false
	}
	if p.p[i] == ',' {
		i++
		digits()
	}
	return i < len(p.p) && p.p[i] == '}'
}

// barAtomic puts a test that always holds at the end of an atomic group that is
// about to be quantified. Without it the engine merges quantifier and group, as in
// (?>a*)*, and refuses to give the group up.
func (p *pattern) barAtomic() {
	if p.atomicEnd == p.out.Len() {
		s := p.out.String()
		p.out.Reset()
		p.out.WriteString(s[:len(s)-1] + `(?:\b|\B))`)
	}
}

// quantifier reads a quantifier, which is there.
func (p *pattern) quantifier() error {
	start := p.pos
	if p.next() == '{' {
		low, err := p.decimal()
		if err != nil {
			return err
		}
		high, bounded := low, true
		if p.next() == ',' {
			if bounded = p.peek(0) != '}'; bounded {
				if high, err = p.decimal(); err != nil {
					return err
				}
			}
			p.pos++
		}
		if bounded && low > high {
			if err := p.lazy(start); err != nil {
				return err
			}
			return p.fail("Illegal {x,y} with x > y.")
		}
	}
	return p.lazy(start)
}

// lazy writes the quantifier that began at start, and the ? behind it.
func (p *pattern) lazy(start int) error {
	p.out.WriteString(string(p.p[start:p.pos]))
	if err := p.skipBlank(); err != nil {
		return err
	}
	if p.left() > 0 && p.peek(0) == '?' {
		p.pos++
		p.out.WriteByte('?')
	}
	return nil
}
