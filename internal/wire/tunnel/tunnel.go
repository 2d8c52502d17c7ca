package tunnel

import (
	"crypto/rand"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// The directions of a tunnel.
const (
	fromClients = iota
	fromBackends
)

// Sizes of the buffers of a direction: the small one while little goes by, since most
// connections wait most of the time.
const (
	smallBuffer = 2 << 10
	largeBuffer = 32 << 10
)

// farewell bounds the time that saying goodbye takes.
const farewell = time.Second

// tunnel is one connection between a client and a backend.
type tunnel struct {
	set  *Set
	ways [2]way
	// last is when something went by, in nanoseconds since start.
	last  atomic.Int64
	start time.Time
	once  sync.Once
}

// way is one direction.
type way struct {
	from io.Reader
	to   io.WriteCloser
	// mu is held while writing, and while frames are looked at.
	mu     sync.Mutex
	frames frames
	bytes  int64
}

// relay runs both directions and returns the number of bytes.
func (t *tunnel) relay() int64 {
	t.start = time.Now()
	idle := t.set.idle()
	var timer *time.Timer
	var ended sync.Mutex
	over := false
	check := func() {
		ended.Lock()
		defer ended.Unlock()
		left := idle - (time.Since(t.start) - time.Duration(t.last.Load()))
		switch {
		case over:
		case left <= 0:
			t.close()
		default:
			timer.Reset(left)
		}
	}
	ended.Lock()
	timer = time.AfterFunc(idle, check)
	ended.Unlock()
	var other sync.WaitGroup
	other.Go(func() { t.run(fromBackends) })
	t.run(fromClients)
	other.Wait()
	ended.Lock()
	over = true
	timer.Stop()
	ended.Unlock()
	t.close()
	return t.ways[fromClients].bytes + t.ways[fromBackends].bytes
}

// run passes on what comes from one side. The end of it is passed on too; a failure
// ends the tunnel.
func (t *tunnel) run(direction int) {
	w := &t.ways[direction]
	count := func(k Kind) { t.set.counts[direction][k].Add(1) }
	small := make([]byte, smallBuffer)
	buf := small
	for {
		n, err := w.from.Read(buf)
		if n > 0 {
			t.last.Store(int64(time.Since(t.start)))
			w.mu.Lock()
			w.frames.see(buf[:n], count)
			_, werr := w.to.Write(buf[:n])
			w.mu.Unlock()
			if werr != nil {
				t.close()
				return
			}
			t.last.Store(int64(time.Since(t.start)))
			w.bytes += int64(n)
		}
		if err != nil {
			if err != io.EOF || !closeWrite(w.to) {
				t.close()
			}
			return
		}
		switch {
		case n == len(buf) && len(buf) == smallBuffer:
			buf = make([]byte, largeBuffer)
		case n < smallBuffer:
			buf = small
		}
	}
}

// closeWrite tells a side that nothing more comes. It reports false when that cannot
// be said, so that the connection has to end whole.
func closeWrite(to io.Writer) bool {
	half, ok := to.(interface{ CloseWrite() error })
	return ok && half.CloseWrite() == nil
}

// close closes both sides.
func (t *tunnel) close() {
	t.once.Do(func() {
		t.ways[fromBackends].to.Close()
		t.ways[fromClients].to.Close()
	})
}

// leave tells both sides that the gateway goes away, where that can be said soon and
// between two frames, and closes them.
func (t *tunnel) leave() {
	timer := time.AfterFunc(farewell, t.close)
	defer timer.Stop()
	for direction := range t.ways {
		w := &t.ways[direction]
		// Whoever writes to a side that reads nothing gives up when it is closed.
		w.mu.Lock()
		if w.frames.between() {
			_, _ = w.to.Write(goingAway(direction == fromClients))
			// No frame of the other side may follow.
			w.frames.closed = true
		}
		w.mu.Unlock()
	}
	t.close()
}

// goingAway is a close frame with the code 1001. What goes to a backend is masked, as
// everything that clients say.
func goingAway(masked bool) []byte {
	if !masked {
		return []byte{0x88, 2, 1001 >> 8, 1001 & 0xFF}
	}
	var mask [4]byte
	rand.Read(mask[:]) // never fails on the platforms Go supports
	return []byte{0x88, 0x80 | 2, mask[0], mask[1], mask[2], mask[3], 1001>>8 ^ mask[0], 1001&0xFF ^ mask[1]}
}
