package server

import "context"

// maxBackground bounds the calls that outlive their requests
// (send-one-way-request and its kind); a request that starts one more waits.
const maxBackground = 1024

// background runs what goes on after a request has ended.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc
	// slots holds one entry for each call under way.
	slots chan struct{}
}

func newBackground() *background {
	ctx, cancel := context.WithCancel(context.Background())
	return &background{ctx: ctx, cancel: cancel, slots: make(chan struct{}, maxBackground)}
}

// run starts f, waiting for a slot. After close it does nothing.
func (b *background) run(f func()) {
	select {
	case b.slots <- struct{}{}:
	case <-b.ctx.Done():
		return
	}
	go func() {
		defer func() { <-b.slots }()
		f()
	}()
}

// close waits for what runs until ctx ends, then cancels it and waits for its end.
// It takes all slots, so that nothing starts any more: requests whose connections
// were cut may still be running.
func (b *background) close(ctx context.Context) {
	stop := context.AfterFunc(ctx, b.cancel)
	defer stop()
	for range cap(b.slots) {
		b.slots <- struct{}{}
	}
	b.cancel()
}
