package h1

import (
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// responseLimits bound the heads of responses, those of interim ones included.
var responseLimits = limits{line: 16 << 10, fields: 1024, head: 256 << 10}

// responseHead is what the head of a response says beside its header. It is used
// again for every response of a connection.
type responseHead struct {
	status int
	reason string
	minor  int
	framing
	facts fieldFacts
}

// parseResponse reads the head of a response to a request of a method. s is the
// whole of it with its line ends, ends those of the scanner. Its fields are added
// to h, which is empty; Content-Length is among them. All texts are parts of s.
func parseResponse(s string, ends []int, method string, head *responseHead, h *message.Header) error {
	head.facts.reset()
	head.framing = framing{}
	if err := head.startLine(s[:ends[0]]); err != nil {
		return err
	}
	if err := parseFields(s, ends, h, &head.facts, true); err != nil {
		return err
	}
	if err := head.settle(method); err != nil {
		return err
	}
	if head.facts.codings > 0 {
		h.Del("Content-Length")
	}
	return nil
}

// startLine reads the status line. Its last space may be missing with the phrase.
func (h *responseHead) startLine(line string) error {
	if len(line) < 12 || line[8] != ' ' {
		return errStart
	}
	major, minor, ok := parseVersion(line[:8])
	switch {
	case !ok:
		return errVersionText
	case major != 1:
		return errVersion
	}
	h.minor, h.status = minor, 0
	for i := 9; i < 12; i++ {
		c := line[i]
		if c < '0' || c > '9' {
			return errStatusCode
		}
		h.status = h.status*10 + int(c-'0')
	}
	if h.status < 100 {
		return errStatusCode
	}
	h.reason = line[12:]
	if h.reason == "" {
		return nil
	}
	if h.reason[0] != ' ' {
		return errStatusCode
	}
	h.reason = h.reason[1:]
	if !message.ValidValue(h.reason) {
		return errReason
	}
	return nil
}

// settle decides about connection and body (RFC 9112, 6.3).
func (h *responseHead) settle(method string) error {
	f := &h.facts
	switch {
	case f.codings > 0 && h.minor == 0:
		return errCoding10
	case f.codings > 1, f.codings == 1 && !f.chunked:
		return errCoding
	case f.lengthsDiffer:
		return errLengths
	}
	// Servers that give both a length and chunks mean the chunks, but one that means
	// something else must not have its bytes taken for another response.
	h.close = f.close || h.minor == 0 && !f.keepAlive || f.codings > 0 && f.lengths > 0
	switch {
	case method == "HEAD":
	case h.status < 200, h.status == 204, h.status == 304:
		// Whatever follows such a head, it is no body: no other response may be read
		// from there. Interim ones have the final one after them.
		if h.status >= 200 && (f.chunked || f.length > 0 && h.status == 204) {
			h.close = true
		}
	case f.chunked:
		h.body = chunkedBody
	case f.lengths > 0:
		if f.length > 0 {
			h.body, h.length = sizedBody, f.length
		}
	default:
		h.body, h.close = endlessBody, true
	}
	return nil
}

// proto is the protocol version of the head.
func (h *responseHead) proto() string {
	if h.minor == 0 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}
