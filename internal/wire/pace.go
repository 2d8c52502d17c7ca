package wire

import "time"

// Limits of how slowly a client may send a body, once it has been waited for as long
// as slowGrace altogether. Without a limit a byte now and then holds a connection to
// the backend for ever. The rate is that of the service's own server (Kestrel's
// MinRequestBodyDataRate).
const (
	slowGrace = time.Minute
	slowRate  = 240 // bytes a second
)

// Pace is how fast a body comes. Only the time counts in which its reader waited for
// it: when the backend is slow, the client is not to blame. It is not safe for
// concurrent use.
type Pace struct {
	waited time.Duration
	bytes  int64
}

// Waited says that n bytes were waited for. It reports false when the body comes too
// slowly.
func (p *Pace) Waited(d time.Duration, n int) bool {
	p.waited += d
	p.bytes += int64(n)
	return p.waited <= slowGrace || p.bytes >= int64(p.waited/time.Second)*slowRate
}

// Came says that n bytes came that were not waited for.
func (p *Pace) Came(n int) { p.bytes += int64(n) }
