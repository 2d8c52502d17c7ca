package memory

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Tune sets the limits of this process. lookup reads environment variables.
func Tune(lookup func(string) (string, bool)) {
	if _, set := lookup("GOMEMLIMIT"); !set {
		if n := containerLimit(os.DirFS("/")); n > 0 {
			debug.SetMemoryLimit(int64(float64(n) * limitShare))
		}
	}
	if _, set := lookup("GOGC"); !set {
		new(pacer).adjust()
	}
}

// room is how much garbage in bytes may come together before it is collected. A
// gateway of a few APIs uses five megabytes: collecting whenever as much has been
// allocated again takes a fifth of its time.
const room = 16 << 20

// pacer sets the runtime's percentage anew after each collection.
type pacer struct{ percent int }

// percentFor is the percentage that leaves room above live bytes, and no less than
// the runtime's own.
func percentFor(live uint64) int {
	return int(min(max(room*100/max(live, 1), 100), 1000))
}

// adjust sets the percentage for what is in use now, and again after the next
// collection.
func (p *pacer) adjust() {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() == metrics.KindUint64 {
		percent := percentFor(sample[0].Value.Uint64())
		// Setting it stops the program for a moment.
		if d := percent - p.percent; d > p.percent/8 || -d > p.percent/8 {
			p.percent = percent
			debug.SetGCPercent(percent)
		}
	}
	// Nobody holds it, so it is gone after the next collection.
	runtime.AddCleanup(new([64]byte), (*pacer).adjust, p)
}
