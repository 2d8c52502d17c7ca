package h1

import (
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// uploadDirectly is the most bytes of a request that are written before its answer
// is looked for: so much a connection takes without its other end.
const uploadDirectly = 16 << 10

// restOfUpload is how long the end of a request is awaited after that of its answer,
// so that the connection can be kept.
const restOfUpload = 20 * time.Millisecond

// upload is a body on its way out, in a goroutine of its own, because its server may
// answer before it has come. A nil one has ended.
type upload struct {
	conn  *upstreamConn
	ended chan struct{}
	// failed is why it ended early; set before the connection is stopped.
	failed atomic.Pointer[uploadError]
}

// uploadError is why an upload ended early: its body could not be read, or the
// server takes nothing.
type uploadError struct {
	err    error
	ofBody bool
}

// failure is why the upload ended early, nil if it has not.
func (u *upload) failure() *uploadError {
	if u == nil {
		return nil
	}
	return u.failed.Load()
}

// done reports whether all was sent, waiting a moment for it.
func (u *upload) done() bool {
	if u == nil {
		return true
	}
	select {
	case <-u.ended:
	default:
		t := time.NewTimer(restOfUpload)
		defer t.Stop()
		select {
		case <-u.ended:
		case <-t.C:
			return false
		}
	}
	return u.conn.out.err == nil && u.failure() == nil
}

// sendRequest sends the head and what is there of the body; the rest goes beside. An
// error is of the body, unless the connection's outbound has one.
func (c *upstreamConn) sendRequest(j *job) error {
	out := c.up.client.pool.get(smallBuffer)
	head := appendRequestHead(out.b[:0], j.req, j.length)
	var err error
	switch {
	case c.asks(j):
		err = c.ask(append(head, j.data...))
	case j.reader == nil && len(j.data) == 0:
		err = c.out.write(head)
	case j.reader == nil && len(head)+len(j.data) <= uploadDirectly:
		_, err = c.out.sendData(head, j.data)
	case j.reader == nil:
		data := j.data
		c.beside(func() error {
			_, err := c.out.sendData(head, data)
			c.up.client.pool.put(out)
			return err
		})
		return nil
	default:
		return c.sendStream(j, out, head)
	}
	c.up.client.pool.put(out)
	return err
}

// sendStream sends a head and a body that comes from somewhere. What has come goes
// with the head.
func (c *upstreamConn) sendStream(j *job, out *buffer, head []byte) error {
	at, length, chunked := len(head), j.length, j.length < 0
	left := length
	ready := 0
	if b, ok := j.reader.(*clientBody); ok && !chunked {
		ready = min(b.ready(), len(out.b)-at)
	}
	if ready > 0 && cap(head) == len(out.b) {
		j.begun = true
		n, err := j.reader.Read(out.b[at : at+ready])
		left -= int64(n)
		at += n
		switch {
		case err != nil && err != io.EOF || n == 0 && err == nil:
			c.up.client.pool.put(out)
			j.reader.Close()
			if err == nil {
				err = io.ErrNoProgress
			}
			return err
		case err == io.EOF && left > 0:
			c.up.client.pool.put(out)
			j.reader.Close()
			return errShortBody
		case left == 0:
			werr := c.out.write(out.b[:at])
			c.up.client.pool.put(out)
			j.reader.Close()
			return werr
		}
		head = out.b[:at]
	}
	// The server may answer to the head alone, and the body may be long in coming.
	if err := c.out.write(head); err != nil {
		c.up.client.pool.put(out)
		return err
	}
	j.begun = true
	body, of := j.reader, j.req.Body
	c.beside(func() error {
		_, err := c.out.stream(out, 0, body, of, left, chunked)
		c.up.client.pool.put(out)
		body.Close()
		return err
	})
	return nil
}

// beside sends the rest of a request while its answer is awaited.
func (c *upstreamConn) beside(send func() error) {
	u := &upload{conn: c, ended: make(chan struct{})}
	c.upload = u
	go func() {
		defer close(u.ended)
		err := send()
		switch {
		case err == nil:
		case c.out.err == nil:
			// The body failed: there will be no answer to wait for.
			u.failed.Store(&uploadError{err, true})
			c.Stop()
		case errors.Is(err, os.ErrDeadlineExceeded):
			// It will hardly answer.
			u.failed.Store(&uploadError{err, false})
			c.Stop()
		}
	}()
}
