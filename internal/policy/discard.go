package policy

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Discard gives up a response that another one replaces. Its body is closed, unless a
// variable holds the response: then policies may read it until the request has ended.
func (x *Exec) Discard(r *message.Response) {
	if r == nil || r.Body == nil {
		return
	}
	held := false
	x.Context.Variables.Each(func(_ string, value any) {
		if v, ok := value.(*apim.Response); ok && v.Message != nil && v.Message.Body == r.Body {
			held = true
		}
	})
	if !held {
		r.Body.Close()
		return
	}
	x.AfterExchange(func(*Exec, int64) { r.Body.Close() })
}
