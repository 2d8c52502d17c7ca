package message

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
)

// Request is a request, from a client or to a backend.
type Request struct {
	Method string
	// URL is where the request goes; for a request from a client, what the client
	// asked for.
	URL    URL
	Header Header
	// Body is nil when the request has none.
	Body *Body
	// Remote is the peer's address; RemoteText is what policies see of it, without the
	// port. It is made of Remote where it is empty.
	Remote     netip.AddrPort
	RemoteText string
	// Certificate is the client's certificate, nil without one.
	Certificate *x509.Certificate
	// CertificateChain are the other certificates that the client sent, which may
	// lead from its own to a trusted root.
	CertificateChain []*x509.Certificate
	// Proto is the protocol version the request came in: "HTTP/1.1", "HTTP/2.0".
	Proto string
	// TLS says that it came over TLS; TLSVersion is "1.2" or "1.3" then, or empty.
	TLS        bool
	TLSVersion string
	// Upgrade is the protocol that the connection is to speak after it, in lower case,
	// empty when it is to stay HTTP. Only WebSocket is known: "websocket".
	Upgrade string
	// TakesTrailers says that whoever gets the answer takes fields after its body.
	TakesTrailers bool
}

// TLSVersion is the text of Request.TLSVersion for the number of a version of TLS.
func TLSVersion(number uint16) string {
	switch number {
	case tls.VersionTLS13:
		return "1.3"
	case tls.VersionTLS12:
		return "1.2"
	}
	return ""
}

// WebSocket is the protocol of Request.Upgrade that is known.
const WebSocket = "websocket"

// Scheme is the scheme of HTTP by which the request goes: for a handshake of WebSocket
// ws is http and wss is https.
func (r *Request) Scheme() string {
	if r.Upgrade == "" {
		return r.URL.Scheme
	}
	switch r.URL.Scheme {
	case "ws":
		return "http"
	case "wss":
		return "https"
	}
	return r.URL.Scheme
}

// Response is a response, from a backend or to the client.
type Response struct {
	Status int
	// Reason is the reason phrase; HTTP/2 has none.
	Reason string
	// Proto is the protocol version that it came in from a backend, like that of a
	// Request; empty for a response that nobody sent.
	Proto  string
	Header Header
	// Body is nil when the response has none.
	Body *Body
	// Flush asks for every piece of the body to be passed on as it arrives.
	Flush bool
}

// Reason returns the standard reason phrase of a status code, "" when there is
// none.
func Reason(status int) string { return reasons[status] }

// reasons are the phrases of the HTTP status code registry.
var reasons = map[int]string{
	100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
	200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
	205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
	300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
	305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
	400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
	405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout",
	409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large",
	414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
	418: "I'm a teapot", 421: "Misdirected Request", 422: "Unprocessable Content", 423: "Locked",
	424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
	429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
	500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
	504: "Gateway Timeout", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates",
	507: "Insufficient Storage", 508: "Loop Detected", 510: "Not Extended", 511: "Network Authentication Required",
}
