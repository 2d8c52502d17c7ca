package server

import (
	"context"
	"sync"
)

// maxBackground bounds the calls that outlive their requests
// (send-one-way-request and its kind); a request that starts one more waits.
const maxBackground = 1024

// background runs what goes on after a request has ended.
type background struct {
	ctx    context.Context
	cancel context.CancelFunc
	slots  chan struct{}
	wg     sync.WaitGroup
}

func newBackground() *background {
	ctx, cancel := context.WithCancel(context.Background())
	return &background{ctx: ctx, cancel: cancel, slots: make(chan struct{}, maxBackground)}
}

// run starts f, waiting for a slot. After close it does nothing: the requests that
// could ask for it have ended.
func (b *background) run(f func()) {
	select {
	case b.slots <- struct{}{}:
	case <-b.ctx.Done():
		return
	}
	b.wg.Go(func() {
		defer func() { <-b.slots }()
		f()
	})
}

// close waits for what runs until ctx ends, then cancels it and waits for its end.
func (b *background) close(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		b.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	b.cancel()
	<-done
}
