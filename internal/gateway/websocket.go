package gateway

import "github.com/gatehouse-project/gatehouse/internal/policy"

// takeSocket counts a handshake as a connection. It reports false when there are as
// many as there may be.
func (g *Gateway) takeSocket(st *state) bool {
	most := g.host.Limits.WebSockets
	if n := g.sockets.Add(1); most > 0 && n > most {
		g.sockets.Add(-1)
		return false
	}
	st.socket = true
	return true
}

// leaveSocket ends that, once.
func (g *Gateway) leaveSocket(st *state) {
	if st.socket {
		st.socket = false
		g.sockets.Add(-1)
	}
}

// tooManySockets is the error of a handshake beyond the limit of connections
// (platform/websocket-apis.md, 9).
//
// unverified: what the service answers.
func tooManySockets() error {
	return &policy.Error{
		Source: "configuration", Reason: policy.ReasonGatewayFailure, Message: "There are too many WebSocket connections.", Public: "Service Unavailable", Status: 503,
	}
}
