package delivery

import (
	"context"
	"log/slog"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Options are what a publisher needs. All are required.
type Options struct {
	// Send carries a request.
	Send func(ctx context.Context, req *message.Request) (*message.Response, error)
	// Token returns the value of an Authorization header, of the identity with that
	// client id, the system-assigned one when it is empty.
	Token func(ctx context.Context, clientID, resource string) (string, error)
	// Go runs a function in the background.
	Go func(func())
	// Context ends the sending when the process stops.
	Context context.Context
	Log     *slog.Logger
}

// Pause waits, less long when the process stops.
func (o *Options) Pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-o.Context.Done():
	}
}
