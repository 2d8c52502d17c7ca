package loadgen

import (
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Bounds of what can be asked for.
const (
	// MaxConnections is the most connections.
	MaxConnections = 10_000
	// MaxRate is the highest rate, in requests a second.
	MaxRate = 1_000_000
	// maxTime bounds durations: more is a slip of the hand.
	maxTime = 7 * 24 * time.Hour
)

// Options say what is sent where, and how often.
type Options struct {
	// URL is where requests go: http or https.
	URL string
	// Method is GET when empty.
	Method string
	// Header are the fields of every request, in this order; Host among them replaces
	// the one of the URL.
	Header []message.Field
	// Body is the body of every request.
	Body []byte
	// Rate is how many requests are due each second; 0 sends each when its connection
	// is free.
	Rate float64
	// Duration is how long requests are sent for the measurement; Warmup how long they
	// are before, which is not measured.
	Duration, Warmup time.Duration
	// Connections is how many requests can be under way at once.
	Connections int
	// Timeout bounds a request, from connecting to the last byte of its answer.
	Timeout time.Duration
	// Insecure takes any certificate.
	Insecure bool
	// Every is how often Progress is called, from one goroutine; neither is needed.
	Every    time.Duration
	Progress func(Progress)
}

// check says what is wrong with the options.
func (o *Options) check() error {
	if _, ok := message.ParseURL(o.URL); !ok {
		return fmt.Errorf("%q is no http or https URL", o.URL)
	}
	if !message.ValidMethod(o.Method) {
		return fmt.Errorf("%q is no method", o.Method)
	}
	for _, f := range o.Header {
		if !message.ValidName(f.Name) || !message.ValidValue(f.Value) {
			return fmt.Errorf("the header field %q is not one that can be sent", f.Name)
		}
	}
	switch {
	case !(o.Rate >= 0 && o.Rate <= MaxRate): // NaN, too
		return fmt.Errorf("a rate is between 0 and %d requests a second", MaxRate)
	case o.Duration <= 0 || o.Duration > maxTime || o.Warmup < 0 || o.Warmup > maxTime:
		return errors.New("a duration is more than nothing and at most a week")
	case o.Connections < 1 || o.Connections > MaxConnections:
		return fmt.Errorf("the number of connections is between 1 and %d", MaxConnections)
	case o.Timeout <= 0 || o.Timeout > time.Hour:
		return errors.New("a timeout is more than nothing and at most an hour")
	}
	return nil
}
