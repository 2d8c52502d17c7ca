package h1

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// requestLimits bound the heads of requests. Around the target of a request line
// stand a method and a version.
var requestLimits = limits{line: wire.MaxTarget + 64, fields: wire.MaxFields, head: wire.MaxHead}

// requestHead is what the head of a request says beside its header. It is used
// again for every request of a connection.
type requestHead struct {
	method, target string
	// proto is the version, minor its second number.
	proto string
	minor int
	framing
	facts fieldFacts
}

// parseRequest reads the head of a request. s is the whole of it with its line
// ends, ends those of the scanner. Its fields are added to h, which is empty. All
// texts are parts of s.
func parseRequest(s string, ends []int, head *requestHead, h *message.Header) error {
	head.facts.reset()
	head.framing = framing{}
	if err := head.startLine(s[:ends[0]]); err != nil {
		return err
	}
	if err := parseFields(s, ends, h, &head.facts, false); err != nil {
		return err
	}
	return head.settle()
}

// startLine reads the request line: one space between its parts, no other white
// space (RFC 9112, 3).
func (h *requestHead) startLine(line string) error {
	var ok bool
	if h.method, line, ok = strings.Cut(line, " "); !ok {
		return errStart
	}
	switch {
	case !message.ValidMethod(h.method):
		return errMethod
	case h.method == "CONNECT":
		// A server that takes it takes all that follows, requests of others, for what
		// goes through the tunnel (RFC 9110, 9.3.6).
		return errConnect
	}
	if h.target, h.proto, ok = strings.Cut(line, " "); !ok {
		return errStart
	}
	if len(h.target) > wire.MaxTarget {
		return errLongTarget
	}
	if h.target == "" {
		return errTarget
	}
	for i := 0; i < len(h.target); i++ {
		if bytesOf[h.target[i]]&targetByte == 0 {
			return errTarget
		}
	}
	major, minor, ok := parseVersion(h.proto)
	switch {
	case !ok:
		return errVersionText
	case major != 1 && !h.preface():
		return errVersion
	}
	h.minor = minor
	return nil
}

// preface reports whether the request line is that of the start of an HTTP/2
// connection (RFC 9113, 3.4), which looks like a request without fields.
func (h *requestHead) preface() bool {
	return h.method == "PRI" && h.target == "*" && h.proto == "HTTP/2.0"
}

// parseVersion reads HTTP/d.d.
func parseVersion(s string) (major, minor int, ok bool) {
	if len(s) != 8 || s[:5] != "HTTP/" || s[6] != '.' || s[5] < '0' || s[5] > '9' || s[7] < '0' || s[7] > '9' {
		return 0, 0, false
	}
	return int(s[5] - '0'), int(s[7] - '0'), true
}

// settle checks the fields and decides about connection and body (RFC 9112, 3.2
// and 6).
func (h *requestHead) settle() error {
	f := &h.facts
	switch {
	case h.preface() && f.lines > 0:
		return errVersion
	case h.preface():
		return nil
	case f.hosts > 1:
		return errHosts
	case f.hosts == 0 && h.minor > 0:
		return errNoHost
	case !wire.ValidHost(f.host):
		return errHost
	case f.codings > 0 && f.lengths > 0:
		return errBoth
	case f.codings > 0 && h.minor == 0:
		return errCoding10
	case f.codings > 1, f.codings == 1 && !f.chunked:
		return errCoding
	case f.lengths > 1:
		return errLengths
	case f.expect != "" && !message.EqualName(f.expect, "100-continue"):
		return errExpect
	}
	switch {
	case f.chunked:
		h.body = chunkedBody
	case f.length > 0:
		h.body, h.length = sizedBody, f.length
	}
	h.close = f.close || h.minor == 0 && !f.keepAlive
	return nil
}

// expectsContinue reports whether the client waits for an interim answer before it
// sends its body.
func (h *requestHead) expectsContinue() bool {
	return h.facts.expect != "" && h.minor > 0 && h.body != noBody
}
