package servicebus

import (
	"fmt"
	"regexp"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Refusal is an answer that does not say that the message was taken.
type Refusal struct {
	Status int
	// Detail is the service's explanation, possibly empty.
	Detail string
}

// Error implements error.
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return fmt.Sprintf("the broker answered %d %s", r.Status, message.Reason(r.Status))
	}
	return fmt.Sprintf("the broker answered %d: %s", r.Status, r.Detail)
}

// Temporary reports whether the same request may be taken later.
func (r *Refusal) Temporary() bool { return r.Status == 429 || r.Status >= 500 }

// mostDetail bounds how much of an explanation is read, in bytes.
const mostDetail = 8 << 10

var detail = regexp.MustCompile(`(?s)<Detail>(.*?)</Detail>`)

// Check reads an answer and closes it. The error is a *Refusal.
func Check(resp *message.Response) error {
	if resp.Status >= 200 && resp.Status <= 299 {
		resp.Body.Close()
		return nil
	}
	r := &Refusal{Status: resp.Status}
	text, err := resp.Body.Bytes(mostDetail)
	resp.Body.Close()
	if err == nil {
		if m := detail.FindSubmatch(text); m != nil {
			r.Detail = string(m[1])
		} else {
			r.Detail = string(text)
		}
	}
	return r
}
