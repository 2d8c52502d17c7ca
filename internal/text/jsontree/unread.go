package jsontree

import "fmt"

// minUnread is the length of a text, in bytes, from which on it pays to read an
// object later: one that is read in the end was looked through twice, and has blocks
// of tokens of its own.
const minUnread = 512

// reserve is the memory for what is read later of a document.
type reserve struct {
	slab slab
	room *room
}

// postpone has the object that was opened last read when somebody looks into it, if
// there is nothing in its text that only a reader can judge.
func (p *parser) postpone(o *Object) error {
	from := p.r.pos - 1
	around := &p.frames[len(p.frames)-2]
	if around.small || len(p.r.src)-from < minUnread {
		return nil
	}
	s := skim{src: p.r.src, pos: p.r.pos, line: p.r.line, lineStart: p.r.lineStart, surplus: p.r.surplus}
	if !s.object() {
		// Nothing is passed over twice.
		p.lazy = false
		return nil
	}
	if s.pos-from < minUnread {
		// The items of an array are mostly of a size.
		around.small = around.into.Type() == TypeArray
		return nil
	}
	if s.properties == 0 || p.r.maxDepth > 0 && len(p.r.stack)+s.deepest >= p.r.maxDepth {
		return nil
	}
	if err := p.slab.pay(s.cost()); err != nil {
		return err
	}
	p.r.pos, p.r.line, p.r.lineStart, p.r.surplus = s.pos, s.line, s.lineStart, s.surplus
	if err := p.r.end(tokenEndObject); err != nil {
		return err
	}
	p.close()
	if p.later == nil {
		p.later = &reserve{slab: slab{most: maxBlock, few: 2 * minBlock}, room: p.room}
	}
	o.unread, o.reserve = p.r.src[from:s.pos], p.later
	return nil
}

// expand reads an object that was postponed. Its text was looked through and paid
// for, so nothing can be wrong with it.
func (o *Object) expand() {
	from := o.reserve
	p := newParser(o.unread, Options{MaxDepth: -1}, from.room)
	p.slab = from.slab
	o.unread, o.reserve = "", nil
	// The object's place is that behind its brace.
	p.r.line, p.r.lineStart = int(o.line), 1-int(o.column)
	ok, err := p.r.read()
	p.frames = append(p.frames, frame{into: o})
	for ok && err == nil {
		if ok, err = p.r.read(); ok && err == nil {
			err = p.step()
		}
		if len(p.frames) == 0 {
			from.slab = p.slab
			return
		}
	}
	panic(fmt.Sprintf("jsontree: a text that was passed over cannot be read: %v", err))
}
