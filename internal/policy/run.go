package policy

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Run carries a request through its program (00-documents-and-pipeline.md
// section 4): inbound, backend, outbound, and on-error as soon as something
// fails. It returns the response for the client; Finished must be called when
// that was sent.
func Run(x *Exec) *message.Response {
	err := x.sections()
	if err == nil {
		if err = x.runDeferred(); err == nil {
			return x.result()
		}
	}
	return x.onError(err)
}

// runDeferred counts what waited for the response. It happens once; after a failure
// it goes on with the next.
func (x *Exec) runDeferred() error {
	if len(x.deferred) > 0 && x.Ctx.Err() != nil {
		// A client that goes away in time must not keep its calls from being counted.
		ctx, cancel := context.WithTimeout(x.Host.Background, time.Second)
		defer cancel()
		defer x.WithContext(ctx)()
	}
	for len(x.deferred) > 0 {
		d := x.deferred[0]
		x.deferred = slices.Delete(x.deferred, 0, 1)
		x.step = d.step
		if err := d.run(x); err != nil {
			return x.failed(d.step, err)
		}
	}
	return nil
}

// sections runs the sections of the normal way.
func (x *Exec) sections() error {
	for _, s := range []Section{Inbound, Backend, Outbound} {
		x.Section = s
		if s == Outbound && x.Context.Response == nil {
			// unverified: without a backend call the client gets an empty 200.
			r := x.Pending
			if r == nil {
				r = &message.Response{Status: 200, Reason: "OK"}
			}
			x.SetResponse(r)
		}
		flow, err := x.RunBlock(x.Program.section(s))
		if err != nil {
			return err
		}
		if flow == End {
			if x.answered == 0 {
				return nil
			}
			x.Section = Outbound
			_, err = x.resume()
			return err
		}
	}
	return nil
}

// Fail answers a request that a built-in step refuses, or that failed outside of
// Run: on-error runs, then the response is what it left.
func Fail(x *Exec, err error) *message.Response { return x.onError(err) }

// onError records the error, runs on-error and returns the response.
func (x *Exec) onError(err error) *message.Response {
	e := x.asError(err)
	x.logFailure(e)
	x.Context.LastError = e.lastError(x.Section)
	answer := e.Response
	if answer == nil {
		answer = e.response(x.RequestID())
	}
	if old := x.Response(); old != nil && old != answer {
		x.Discard(old)
	}
	x.SetResponse(answer)
	x.Section, x.Building = OnError, nil
	_, err = x.errorSection()
	if err != nil {
		second := x.asError(err)
		x.logFailure(second)
		x.Context.LastError = second.lastError(OnError)
		// unverified: a failing on-error answers 500.
		failed := Error{Status: 500, Public: internalError}
		x.SetResponse(failed.response(x.RequestID()))
	}
	// Behind all, so that what counts depends on the response that the client gets.
	for len(x.deferred) > 0 {
		// What one policy cannot count is no reason for others not to count.
		if derr := x.runDeferred(); derr != nil {
			x.logFailure(x.classify(derr))
		}
	}
	return x.result()
}

func (x *Exec) errorSection() (Flow, error) {
	if x.Program == nil {
		return Next, nil
	}
	return x.RunBlock(&x.Program.OnError)
}

// result is the response on its way to the client.
func (x *Exec) result() *message.Response {
	r := x.response()
	for _, change := range x.onSend {
		change(r)
	}
	r.Body = r.Body.Coded(&r.Header, r.Flush)
	return r
}

// Finished runs what was put off until the response was sent; bytes is how many
// body bytes went in both directions.
func Finished(x *Exec, bytes int64) {
	for len(x.after) > 0 {
		fn := x.after[0]
		x.after = slices.Delete(x.after, 0, 1)
		fn(x, bytes)
	}
}

// logFailure writes what happened to the log, with the file position a user can
// act on. Errors that clients cause are no news, but with --verbose it says what their
// answers do not: why a token was refused, which limit was reached, and by which policy.
func (x *Exec) logFailure(e *Error) {
	level, text := slog.LevelError, "request failed"
	if e.Status < 500 {
		level, text = slog.LevelDebug, "request refused"
	}
	if x.Host.Log == nil || !x.Host.Log.Enabled(x.Ctx, level) {
		return
	}
	message := e.Message
	if e.Log != "" {
		message = e.Log
	}
	args := []any{"source", e.Source, "reason", e.Reason, "message", message, "request", x.RequestID()}
	if e.Step != nil {
		args = append(args, "at", e.position())
	}
	x.Host.Log.Log(x.Ctx, level, text, args...)
}

// position names the place of the failing policy or expression.
func (e *Error) position() string {
	if f := failureOf(e); f != nil {
		return locationText(f.Source, f.Span)
	}
	return locationText(e.Step.Document, e.Step.Span)
}
