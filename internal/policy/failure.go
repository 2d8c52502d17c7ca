package policy

// ShowFailure lets expressions see a failure that on-error has not been told of yet, for
// a policy that may make up for it: context.Response is the answer that the client would
// get, context.LastError says what went wrong. undo, which must be called, takes that
// back; a response that came meanwhile stays.
//
// The gateway of the service does so for the condition of retry: where forward-request
// had timed out, "context.Response != null && context.Response.StatusCode >= 500" held
// (Azure-Samples/openai-apim-lb, issue 25). unverified: that LastError is there as well.
func (x *Exec) ShowFailure(err error) (undo func()) {
	e := x.asError(err)
	before, last := x.Context.Response, x.Context.LastError
	if answer := e.Response; answer == nil {
		x.SetResponse(e.response(x.RequestID()))
	} else if x.Response() != answer {
		x.SetResponse(answer)
	}
	shown := x.Context.Response
	x.Context.LastError = e.lastError(x.Section)
	return func() {
		x.Context.LastError = last
		switch {
		case shown == before:
		case x.Context.Response == shown:
			x.Context.Response = before
		case before != nil:
			x.Discard(before.Message)
		}
	}
}
