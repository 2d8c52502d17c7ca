package text

// .NET's builder keeps its text in pieces, and its capacity is what the pieces before
// the last have in them with what the last has room for. A Builder keeps one buffer,
// and of the pieces their sizes only, so that capacities are the same.

// chunk is the size of a piece.
type chunk struct {
	// size is how much the piece has room for, length how much is in it, offset how
	// much is in the pieces before it.
	size, length, offset int
}

// chunks are the pieces of a builder.
type chunks struct {
	last   chunk
	before []chunk
}

// maxChunk is how much .NET's builder grows at most when it is full.
const maxChunk = 8000

func (c *chunks) capacity() int { return c.last.offset + c.last.size }

func (c *chunks) length() int { return c.last.offset + c.last.length }

// expand adds a piece that has room for n units, or for as many as there are.
func (c *chunks) expand(n int) {
	length := c.length()
	c.before = append(c.before, c.last)
	c.last = chunk{size: max(n, min(length, maxChunk)), offset: length}
}

// append adds n units at the end.
func (c *chunks) append(n int) {
	if c.last.length+n <= c.last.size {
		c.last.length += n
		return
	}
	rest := n - (c.last.size - c.last.length)
	c.last.length = c.last.size
	c.expand(rest)
	c.last.length = rest
}

// appendSingly adds n units one by one.
func (c *chunks) appendSingly(n int) {
	for n > 0 {
		took := min(n, c.last.size-c.last.length)
		c.last.length += took
		if n -= took; n > 0 {
			c.expand(1)
		}
	}
}

// at returns the piece of a number; the last one has that of len(before).
func (c *chunks) at(k int) *chunk {
	if k == len(c.before) {
		return &c.last
	}
	return &c.before[k]
}

// find returns the number of the piece that unit i is in, or the one behind the end of
// which it would be.
func (c *chunks) find(i int) int {
	k := len(c.before)
	for c.at(k).offset > i {
		k--
	}
	return k
}

// shift moves the pieces from one on.
func (c *chunks) shift(from, n int) {
	for k := from; k <= len(c.before); k++ {
		c.at(k).offset += n
	}
}

// insert makes room for n units before unit i. The pieces before the last are counted
// by the caller, as work.
func (c *chunks) insert(i, n int, following bool) {
	k := c.find(i)
	into := c.at(k)
	if following && into.length <= 2*defaultCapacity && into.size-into.length >= n {
		into.length += n
		c.shift(k+1, n)
		return
	}
	made := chunk{size: max(n, defaultCapacity), length: n, offset: into.offset}
	c.shift(k, n)
	c.before = append(c.before, chunk{})
	copy(c.before[k+1:], c.before[k:])
	c.before[k] = made
}

// remove takes n units from unit i on out.
func (c *chunks) remove(i, n int) {
	if n == 0 {
		return
	}
	first, last := c.find(i), c.find(i+n)
	end := i + n - c.at(last).offset
	c.shift(last+1, -n)
	if first == last {
		c.at(last).length -= n
		return
	}
	start, to := c.at(first), c.at(last)
	start.length = i - start.offset
	to.offset = start.offset + start.length
	to.length -= end
	kept := first + 1
	if start.length == 0 {
		kept = first
	}
	c.drop(kept, last)
}

// drop takes pieces out, of which the last is none.
func (c *chunks) drop(from, to int) {
	c.before = append(c.before[:from], c.before[to:]...)
}

// setLength cuts the text off after n units, which there are. What it keeps of the
// capacity is a fifth more than there was text.
func (c *chunks) setLength(n int) {
	k := c.find(n)
	if k == len(c.before) {
		c.last.length = n - c.last.offset
		return
	}
	keep := min(c.capacity(), max(c.length()*6/5, c.last.size))
	found := c.before[k]
	c.before = c.before[:k]
	c.last = chunk{size: max(keep-found.offset, found.size), length: n - found.offset, offset: found.offset}
}

// setCapacity makes room in the last piece.
func (c *chunks) setCapacity(n int) { c.last.size = n - c.last.offset }

// replace puts words of another length in the places of others. It takes the pieces
// one after another, with all the places in a piece at once, as .NET does.
func (c *chunks) replace(places []int, old, with int) {
	all := append(c.before, c.last)
	made := make([]chunk, 0, 2*len(all))
	grown, at := 0, 0 // by how much the text has grown, and where it ends so far
	for k := 0; k < len(all); k++ {
		piece := all[k]
		n := 0
		for n < len(places) && places[n]+grown < at+piece.length {
			n++
		}
		more, none := n*(with-old), false
		switch {
		case more > 0:
			made = append(made, chunk{size: max(more, defaultCapacity), length: more, offset: at})
			at += more
		case more < 0:
			// The new words and what is between them have been moved to the front: what
			// is to be removed ends where the last of the old words does.
			end := places[n-1] + grown + old
			last, before := k, at
			for last < len(all)-1 && before+all[last].length <= end {
				before += all[last].length
				last++
			}
			if last == k {
				piece.length += more
				break
			}
			all[last].length -= end - before
			piece.length = end + more - at
			k, none = last-1, piece.length == 0
		}
		grown += more
		places = places[n:]
		if none {
			continue
		}
		piece.offset = at
		made = append(made, piece)
		at += piece.length
	}
	c.before, c.last = made[:len(made)-1], made[len(made)-1]
}
