package gateway

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// scheme is a set of the protocols under which APIs are called.
type scheme uint8

const (
	schemeHTTP scheme = 1 << iota
	schemeHTTPS
	schemeWS
	schemeWSS
)

// schemesOf are the protocols of an API.
func schemesOf(a *catalog.API) scheme {
	var out scheme
	for _, p := range a.Protocols {
		switch p {
		case "http":
			out |= schemeHTTP
		case "https":
			out |= schemeHTTPS
		case "ws":
			out |= schemeWS
		case "wss":
			out |= schemeWSS
		}
	}
	return out
}

// serves reports whether the API is called by such requests: a WebSocket API by
// handshakes alone, which other APIs serve as requests that stay HTTP, as proxies do
// that know nothing of the protocol (RFC 9110, 7.8). schemes says that the API's
// protocols count (platform/operation-matching.md, 2).
//
// unverified: that the service knows no such API then, and answers 404.
func (a *servedAPI) serves(req *message.Request, schemes bool) bool {
	socket := a.Type == catalog.WebSocket
	if socket && req.Upgrade != message.WebSocket {
		return false
	}
	if !schemes {
		return true
	}
	plain, secure := schemeHTTP, schemeHTTPS
	if socket {
		plain, secure = schemeWS, schemeWSS
	}
	if req.URL.Scheme == "https" {
		return a.schemes&secure != 0
	}
	return a.schemes&plain != 0
}
