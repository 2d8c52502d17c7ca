package h1

import (
	"net"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// respond sends the answer to the current request. sent is the number of body
// bytes; keep says that another request may follow on the connection.
func (c *conn) respond(resp *message.Response) (sent int64, keep bool) {
	defer resp.Body.Close()
	out := c.server.pool.get(smallBuffer)
	defer c.server.pool.put(out)
	b, p := c.appendHead(out.b[:0], resp)
	if !p.keep {
		c.head.close = true
	}
	if !p.hasBody {
		return 0, c.out.write(b) == nil && p.keep
	}
	var err error
	if data, whole := resp.Body.Data(); whole && !p.chunked {
		sent, err = c.out.sendData(b, data)
	} else {
		sent, err = c.stream(out, b, resp, p)
	}
	if err != nil {
		c.abort(p)
	}
	return sent, err == nil && p.keep
}

// plan is how a response goes out.
type plan struct {
	hasBody bool
	// length is that of the body, -1 when it is not known; chunked says that it goes
	// in chunks then, else its end is that of the connection.
	length        int64
	chunked, keep bool
}

// appendHead appends the head of a response, and decides about the body and the
// connection.
func (c *conn) appendHead(b []byte, resp *message.Response) ([]byte, plan) {
	status, reason := resp.Status, resp.Reason
	if status < 200 || status > 999 {
		// An interim answer cannot be the last one.
		status, reason = 500, ""
	}
	b = appendStatusLine(b, c.head.minor, status, reason)
	dated := false
	for i := range resp.Header.Len() {
		f := resp.Header.Field(i)
		if !sendable(f.Name, f.Value) {
			continue
		}
		switch len(f.Name) {
		case 4:
			dated = dated || message.EqualName(f.Name, "Date")
		case 12:
			// It would describe a body that is not there.
			if status == 304 && message.EqualName(f.Name, "Content-Type") {
				continue
			}
		}
		b = appendField(b, f.Name, f.Value)
	}
	if !dated {
		b = appendField(b, "Date", c.server.date.text(time.Now()))
	}
	head := c.head.method == "HEAD"
	p := plan{length: resp.Body.Length(), keep: !c.head.close && !c.server.closing.Load() && c.bodyAllowsMore()}
	p.hasBody = !head && status != 204 && status != 304
	if p.hasBody && c.head.minor > 0 && resp.Body.ExpectsTrailers() {
		p.length = -1 // fields can only follow chunks
	}
	switch {
	case status == 204 || status == 304:
	case head && p.length <= 0:
		if n, ok := resp.Header.Get("Content-Length"); ok {
			if n, ok := parseLength(n); ok {
				b = appendLength(b, n)
			}
		}
	case p.length >= 0:
		b = appendLength(b, p.length)
	case c.head.minor > 0:
		p.chunked = true
		b = append(b, "Transfer-Encoding: chunked\r\n"...)
		b = appendTrailerNames(b, resp.Body.TrailerNames())
	default:
		p.keep = false
	}
	switch {
	case !p.keep && c.head.minor > 0:
		b = append(b, "Connection: close\r\n"...)
	case p.keep && c.head.minor == 0:
		b = append(b, "Connection: keep-alive\r\n"...)
	}
	return append(b, "\r\n"...), p
}

// bodyAllowsMore reports whether another request can be read after what may be left
// of the body of this one.
func (c *conn) bodyAllowsMore() bool {
	return c.body == nil || c.body.hasEnded() || !c.body.refused() && c.body.skippable()
}

// stream sends a head, which stands at the start of out unless it was too long for
// it, and the body behind it.
func (c *conn) stream(out *buffer, head []byte, resp *message.Response, p plan) (sent int64, err error) {
	body := resp.Body.Reader()
	defer body.Close()
	at := len(head)
	if resp.Flush || at > smallBuffer/2 {
		// Clients of event streams wait for the head, and the first piece may be long
		// in coming.
		if err := c.out.write(head); err != nil {
			return 0, err
		}
		at = 0
	}
	return c.out.stream(out, at, body, resp.Body, p.length, p.chunked)
}

// abort makes the client see that the answer is not complete.
func (c *conn) abort(p plan) {
	if t, ok := c.net.(*net.TCPConn); ok && p.hasBody && p.length < 0 && !p.chunked {
		// Without a length the usual end of the connection would be that of the body.
		_ = t.SetLinger(0)
	}
	c.net.Close()
}

// refuse answers a request that was not understood.
func (c *conn) refuse(e *headError) {
	text := strconv.Itoa(e.status) + " " + message.Reason(e.status) + ": " + e.text
	b := appendStatusLine(nil, 1, e.status, "")
	b = appendField(b, "Content-Type", "text/plain; charset=utf-8")
	b = appendField(b, "Date", c.server.date.text(time.Now()))
	b = appendLength(b, int64(len(text)))
	b = append(b, "Connection: close\r\n\r\n"...)
	_ = c.out.write(append(b, text...))
}
