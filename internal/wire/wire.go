package wire

import (
	"context"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Limits of requests (platform/limits.md). Beyond them the answer is 414 or 431.
const (
	// MaxTarget is the most bytes of a request target.
	MaxTarget = 16384
	// MaxFields is the most field lines of a request.
	MaxFields = 256
	// MaxHead is the most bytes of a request's head.
	MaxHead = 64 << 10
)

// Handler answers a request. The request, its header and its body belong to the
// exchange: an adapter uses their memory again after Finish, or after writing the
// response when there is no Finish. Texts taken from them stay valid for ever. ctx
// ends with the exchange, or before when the client goes away.
type Handler func(ctx context.Context, req *message.Request) Answer

// Answer is how an exchange ends.
type Answer struct {
	// Response is what to send; the adapter closes its body.
	Response *message.Response
	// Finish, when not nil, is told the end of the exchange, also when the response
	// could not be sent.
	Finish Finisher
}

// Finisher is told that an exchange has ended; bytes is the number of body bytes
// that went in both directions.
type Finisher interface{ Done(bytes int64) }

// Waiter is what waits for something on behalf of an exchange and can be told not
// to. Stop may be called from any goroutine.
type Waiter interface{ Stop() }

// Exchange is a context that adapters may give to a Handler. A Waiter in its care
// costs less than a function on the end of the context: no memory, and a client is
// watched only when the wait becomes long.
type Exchange interface {
	// Attend takes care of w: its Stop is called when the context ends early. It
	// reports false when the context has ended, or when there is another one in its
	// care; the caller then uses the context.
	Attend(w Waiter) bool
	// Leave ends that. After it Stop is not called any more.
	Leave(w Waiter)
}
