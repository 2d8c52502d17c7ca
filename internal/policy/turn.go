package policy

import (
	"context"
	"sync"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// turn is held by the one branch of a request that works on its state. Messages,
// variables and what expressions make of them are for one goroutine at a time; so
// branches that run side by side take turns, and only what they wait for overlaps.
type turn struct {
	mu sync.Mutex
	// holder is whose turn it is, nil when the turns are over.
	holder *Exec
}

// Wait implements message.Waiter: a body that has still to come holds the branch that
// reads it, until that is given up, and no other.
func (t *turn) Wait(done <-chan struct{}) error {
	x := t.holder
	if x == nil || x.branch == nil {
		// Without branches, nothing is given up: the body ends when its connection does.
		if x != nil {
			x.Away(func() { <-done })
		} else {
			<-done
		}
		return nil
	}
	var err error
	x.Away(func() {
		select {
		case <-done:
		case <-x.branch.Done():
			err = x.branch.Err()
		}
	})
	return err
}

// Fork returns a copy of x for a branch that runs side by side with others, and
// takes the turn for x if nobody has it yet. A branch does its work in [Exec.InTurn].
func (x *Exec) Fork(ctx context.Context) *Exec {
	if x.turn == nil {
		x.turn = &turn{}
		x.turn.mu.Lock()
		x.turn.holder, x.leads = x, true
		x.Request().Body.Share(x.turn)
		if r := x.Response(); r != nil {
			r.Body.Share(x.turn)
		}
	}
	x.needTallies()
	x.forked = true
	y := *x
	y.Ctx, y.branch, y.leads = ctx, ctx, false
	y.memory = &memory{}
	y.begin(x.Host, x.Context)
	return &y
}

// Shared reports whether branches have worked on the request: one that was given up
// may go on when the request has ended.
func (x *Exec) Shared() bool { return x.forked }

// InTurn runs fn when it is the branch's turn.
func (x *Exec) InTurn(fn func()) {
	x.turn.mu.Lock()
	defer x.turn.mu.Unlock()
	x.turn.holder = x
	fn()
}

// Away runs fn, which waits for something and leaves the request alone, while
// other branches go on.
func (x *Exec) Away(fn func()) {
	if x.turn == nil {
		fn()
		return
	}
	x.turn.mu.Unlock()
	defer func() {
		x.turn.mu.Lock()
		x.turn.holder = x
	}()
	fn()
}

// Join takes over what a finished branch has left to be done.
func (x *Exec) Join(y *Exec) {
	x.deferred = append(x.deferred, y.deferred...)
	x.after = append(x.after, y.after...)
	x.onSend = append(x.onSend, y.onSend...)
}

// Joined ends the turns that Fork began, when all branches have finished.
func (x *Exec) Joined() {
	if x.leads {
		x.turn.holder = nil
		x.turn.mu.Unlock()
		x.turn, x.leads = nil, false
	}
}

// detached returns a request whose body no other branch can reach while it is
// sent. One that streams is used up by that, as by any sending. It fails when the
// branch is given up while another reads the body.
func (x *Exec) detached(req *message.Request) (*message.Request, error) {
	if err := req.Body.Settle(); err != nil {
		return nil, err
	}
	if x.turn == nil || req.Body.Buffered() {
		return req, nil
	}
	r := *req
	n := req.Body.Length()
	r.Body = message.NewBody(req.Body.Reader(), n)
	return &r, nil
}
