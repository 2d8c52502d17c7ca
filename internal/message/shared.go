package message

import (
	"io"
)

// Waiter waits in the place of whoever reads a body that several use in turns.
type Waiter interface {
	// Wait returns when done is closed, or with an error when whoever reads is to give
	// up. Others may have their turn meanwhile.
	Wait(done <-chan struct{}) error
}

// sharing is what a body has that several use in turns.
type sharing struct {
	waiter Waiter
	// reading is nil while nobody reads the stream.
	reading *reading
}

// reading is one reading of the stream of a shared body. It goes on when the one who
// began it gives up: the next who needs the body gets what was read.
type reading struct {
	done chan struct{}
	// last is closed when the last of those who wait has had the outcome: they get it
	// in the order in which they came. It is nil while nobody waits.
	last chan struct{}
	// settle puts what was read into the body. It is called once, by one whose turn it
	// is.
	settle func()
}

// Share says that several use the body in turns from now on, and how each of them
// waits for what has still to come. A later call says who waits from then on.
func (b *Body) Share(w Waiter) {
	switch {
	case b == nil:
	case b.shared != nil:
		b.shared.waiter = w
	case b.stream != nil:
		b.shared = &sharing{waiter: w}
	}
}

// Settle waits until nobody reads the body, and fails when whoever waits is to give
// up. A body that is not shared is settled.
func (b *Body) Settle() error {
	for b != nil && b.shared != nil && b.shared.reading != nil {
		r := b.shared.reading
		if err := r.await(b.shared.waiter); err != nil {
			return err
		}
		if b.shared.reading == r {
			b.shared.reading = nil
			r.settle()
		}
	}
	return nil
}

// await waits for the reading, behind those who came before.
func (r *reading) await(w Waiter) error {
	before, mine := r.last, make(chan struct{})
	r.last = mine
	defer close(mine)
	if before != nil {
		if err := w.Wait(before); err != nil {
			return err
		}
	}
	return w.Wait(r.done)
}

// aside lets read work on the stream, and on nothing else, while others have their
// turn, and what it returns put the outcome into the body.
func (b *Body) aside(read func(stream io.Reader) (settle func())) error {
	r, stream := &reading{done: make(chan struct{})}, b.stream
	b.shared.reading = r
	go func() {
		defer close(r.done)
		defer func() {
			if v := recover(); v != nil {
				// Whoever waits fails, not the process.
				r.settle = func() { panic(v) }
			}
		}()
		r.settle = read(stream)
	}()
	return b.Settle()
}

// bytesShared is Bytes for a body that several use in turns.
func (b *Body) bytesShared(limit int64) ([]byte, error) {
	if err := b.Settle(); err != nil {
		return nil, err
	}
	switch {
	case b.consumed:
		return nil, ErrBodyConsumed
	case b.stream == nil:
		return b.data, b.err
	case limit > 0 && b.length > limit:
		return nil, ErrBodyTooLarge
	}
	var data []byte
	var failed error
	length := b.length
	err := b.aside(func(stream io.Reader) func() {
		got, err := readAll(stream, length, limit)
		return func() { data, failed = b.filled(got, err, limit) }
	})
	switch {
	case err != nil:
		return nil, err
	case b.consumed:
		// By another, whose turn came first.
		return nil, ErrBodyConsumed
	}
	return data, failed
}

// peekShared is Peek for a body that several use in turns.
func (b *Body) peekShared(n int) []byte {
	if b.Settle() != nil || b.consumed {
		return nil
	}
	if b.stream != nil {
		err := b.aside(func(stream io.Reader) func() {
			head, rest := peek(stream, n)
			return func() { b.unread(head, rest) }
		})
		if err != nil || b.consumed {
			return nil
		}
	}
	if b.stream == nil {
		return b.data[:min(n, len(b.data))]
	}
	head, rest := peek(b.stream, n)
	b.unread(head, rest)
	return head
}

// abandon leaves the stream to the one who reads it, if anybody does: nobody else
// wants it any more.
func (b *Body) abandon() {
	if b.shared == nil || b.shared.reading == nil {
		return
	}
	// Some streams are closed when a reading of them has ended, others end it.
	go b.stream.Close()
	b.stream, b.shared.reading = nil, nil
}
