package server

import (
	"context"
	"testing"
)

// TestBackground: closing waits for what runs, cancels it when the time is up, and
// lets nothing start afterwards.
func TestBackground(t *testing.T) {
	for _, patient := range []bool{true, false} {
		b := newBackground()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		started, ended := make(chan struct{}), make(chan bool, 1)
		finish := make(chan struct{})
		b.run(func() {
			close(started)
			select {
			case <-finish:
				ended <- true
			case <-b.ctx.Done():
				ended <- false
			}
		})
		<-started
		if patient {
			close(finish)
		} else {
			cancel()
		}
		b.close(ctx)
		select {
		case whole := <-ended:
			if whole != patient {
				t.Errorf("patient %v: the call came to its own end: %v", patient, whole)
			}
		default:
			t.Errorf("patient %v: closing did not wait", patient)
		}
		b.run(func() { t.Error("a call started after the end") })
	}
}
