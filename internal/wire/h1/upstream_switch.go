package h1

import (
	"context"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// switches reports whether the answer 101 is to what was asked for.
func (c *upstreamConn) switches() bool {
	asked := c.job.req.Upgrade
	return asked != "" && c.head.facts.upgrading && message.EqualName(c.head.facts.upgrade, asked)
}

// switched makes the message of an answer 101: the connection belongs to whoever
// takes it out of the body.
func (c *upstreamConn) switched(resp *message.Response) (*message.Response, error) {
	ctx := c.job.ctx
	if !c.depart() {
		err := ctx.Err()
		if err == nil {
			err = context.Canceled
		}
		return nil, err
	}
	_ = c.net.SetDeadline(time.Time{})
	resp.Status, resp.Reason, resp.Proto = c.head.status, c.head.reason, c.head.proto()
	resp.Body = message.TunnelBody(wire.Replay(c.net, c.in.bytes()))
	c.in.drop()
	c.forget()
	return resp, nil
}
