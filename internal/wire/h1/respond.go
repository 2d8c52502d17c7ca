package h1

import (
	"errors"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// pieceSize is the most bytes for which a client has one time limit: a buffered
// body comes in one write, however long it is.
const pieceSize = 256 << 10

// output is what writing to a connection needs, made once.
type output struct {
	vec  [2][]byte
	bufs net.Buffers
}

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
		return 0, c.write(b) == nil && p.keep
	}
	var err error
	if data, whole := resp.Body.Data(); whole {
		sent, err = c.sendData(b, data)
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
	return c.body == nil || !c.body.refused() && c.body.skippable()
}

// write sends bytes.
func (c *conn) write(b []byte) error {
	for {
		piece := b[:min(len(b), pieceSize)]
		c.writeLimit.write(c.net, writePatience)
		n, err := c.net.Write(piece)
		if b = b[n:]; err != nil || len(b) == 0 {
			return err
		}
	}
}

// sendData sends a head and a body that is in memory, together where the system can
// take them together or they are short.
func (c *conn) sendData(head, data []byte) (sent int64, err error) {
	if len(head)+len(data) <= cap(head) {
		return int64(len(data)), c.write(append(head, data...))
	}
	if _, ok := c.net.(*net.TCPConn); !ok {
		if len(head)+len(data) <= largeBuffer {
			// One TLS record is cheaper than two.
			large := c.server.pool.get(largeBuffer)
			defer c.server.pool.put(large)
			return int64(len(data)), c.write(append(append(large.b[:0], head...), data...))
		}
		if err := c.write(head); err != nil {
			return 0, err
		}
		return int64(len(data)), c.write(data)
	}
	first := data[:min(len(data), pieceSize)]
	c.out.vec = [2][]byte{head, first}
	c.out.bufs = c.out.vec[:]
	c.writeLimit.write(c.net, writePatience)
	_, err = c.out.bufs.WriteTo(c.net)
	c.out.vec = [2][]byte{}
	if err == nil && len(first) < len(data) {
		err = c.write(data[len(first):])
	}
	return int64(len(data)), err
}

// Errors of bodies that are not what they were said to be.
var (
	errShortBody = errors.New("the body is shorter than announced")
	errLongBody  = errors.New("the body is longer than announced")
)

// stream sends head, which stands at the start of out unless it was too long for
// it, and the body behind it, piece by piece as it comes. The first piece goes
// together with the head, the last with the end of the chunks.
func (c *conn) stream(out *buffer, head []byte, resp *message.Response, p plan) (sent int64, err error) {
	body := resp.Body.Reader()
	defer body.Close()
	buf := out
	defer func() {
		if buf != out {
			c.server.pool.put(buf)
		}
	}()
	at := len(head)
	if resp.Flush || at > smallBuffer/2 {
		// Clients of event streams wait for the head, and the first piece may be long
		// in coming.
		if err := c.write(head); err != nil {
			return 0, err
		}
		at = 0
	}
	before, after := 0, 0
	if p.chunked {
		before, after = chunkHead, len("\r\n")+len(lastChunk)
	}
	for idle := 0; ; {
		room := buf.b[at+before : len(buf.b)-after]
		n, rerr := body.Read(room)
		if n == 0 && rerr == nil {
			if idle++; idle > 100 {
				return sent, io.ErrNoProgress
			}
			continue
		}
		idle = 0
		full := n == len(room)
		ended := rerr == io.EOF
		switch {
		case rerr != nil && !ended:
			return sent, rerr
		case p.length >= 0 && sent+int64(n) > p.length:
			return sent, errLongBody
		case ended && sent+int64(n) < p.length:
			return sent, errShortBody
		}
		if piece := frame(buf.b, at, n, p.chunked, ended); len(piece) > 0 {
			if err := c.write(piece); err != nil {
				return sent, err
			}
		}
		sent += int64(n)
		if ended {
			return sent, nil
		}
		at = 0
		if full && len(buf.b) < largeBuffer {
			buf = c.server.pool.get(largeBuffer)
		}
	}
}

// frame returns what to write for n bytes of a body, which stand in b behind at
// bytes of other things and, for chunks, chunkHead bytes of room.
func frame(b []byte, at, n int, chunked, last bool) []byte {
	if !chunked {
		return b[:at+n]
	}
	end := b[:at]
	if n > 0 {
		chunk := b[at : at+chunkHead+n]
		start, tail := frameChunk(chunk)
		// What was before moves up to the chunk; it is a head, or nothing.
		copy(b[start:], b[:at])
		b = b[start:]
		end = append(b[:at+len(chunk)-start], tail...)
	}
	if last {
		end = append(end, lastChunk...)
	}
	return end
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
	_ = c.write(append(b, text...))
}
