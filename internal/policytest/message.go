package policytest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// separator is the line between messages of a file.
const separator = "###"

// directives stand before a message, each on a line of its own:
//
//	# @wait 10s      wait before the request is sent
//	# @times 3       send the request that often
//	# @together 3    send it that often at once
//	# @from IP       the address it comes from; any other text is an address that
//	                 could not be read
//	# @tls           it comes over TLS
//	# @certificate FILE  over TLS, with the certificates of a file of the archive (PEM)
//	# @delay 5s      an answer takes that long
//	# @body 5s       the body takes that long after the header
//	# @error WORD    no answer: refused, reset, timeout
//	# @stream        the body arrives without a length
//	# @base64        the body is written in base64
//	# @cache WORD    from this request on the cache is down, or up again
//
// Other lines that start with # are comments.
type directives struct {
	wait, delay, slow   time.Duration
	times, together     int
	from                netip.Addr
	fromText            string
	tls, stream, base64 bool
	fail, cache         string
	certificate         string
}

// part is one message of a file with its directives.
type part struct {
	directives
	first  string
	header message.Header
	body   []byte
}

// parseMessages reads the messages of a file.
func parseMessages(data []byte) ([]part, error) {
	var out []part
	for i, text := range split(data) {
		p, err := parseMessage(text)
		if err != nil {
			return nil, fmt.Errorf("message %d: %w", i+1, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// split divides a file at its separator lines.
func split(data []byte) []string {
	var out []string
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) == separator {
			out = append(out, b.String())
			b.Reset()
			continue
		}
		b.WriteString(line)
	}
	return append(out, b.String())
}

func parseMessage(text string) (part, error) {
	p := part{directives: directives{times: 1, from: netip.MustParseAddr("203.0.113.7")}}
	text = strings.TrimLeft(text, "\n")
	for strings.HasPrefix(text, "#") {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		if err := p.directive(strings.TrimSpace(strings.TrimPrefix(line, "#"))); err != nil {
			return p, err
		}
	}
	if p.fail != "" {
		return p, nil
	}
	p.first, text, _ = strings.Cut(text, "\n")
	if p.first == "" {
		return p, fmt.Errorf("there is no first line")
	}
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return p, fmt.Errorf("%q is no header field", line)
		}
		p.header.Add(name, strings.TrimSpace(value))
	}
	// The line end before a separator or the end of the file is not the body's.
	p.body = []byte(strings.TrimSuffix(text, "\n"))
	if p.base64 {
		data, err := base64.StdEncoding.DecodeString(string(p.body))
		if err != nil {
			return p, err
		}
		p.body = data
	}
	return p, nil
}

func (d *directives) directive(text string) (err error) {
	if !strings.HasPrefix(text, "@") {
		return nil
	}
	word, arg, _ := strings.Cut(text[1:], " ")
	switch word {
	case "wait":
		d.wait, err = time.ParseDuration(arg)
	case "delay":
		d.delay, err = time.ParseDuration(arg)
	case "times":
		d.times, err = strconv.Atoi(arg)
	case "together":
		d.together, err = strconv.Atoi(arg)
	case "body":
		d.slow, err = time.ParseDuration(arg)
	case "from":
		var bad error
		if d.from, bad = netip.ParseAddr(arg); bad != nil {
			d.fromText = arg
		}
	case "tls":
		d.tls = true
	case "certificate":
		d.tls, d.certificate = true, arg
	case "stream":
		d.stream = true
	case "base64":
		d.base64 = true
	case "cache":
		d.cache = arg
		if arg != "up" && arg != "down" {
			err = fmt.Errorf("the cache is up or down, not %q", arg)
		}
	case "error":
		d.fail = arg
	default:
		err = fmt.Errorf("unknown directive @%s", word)
	}
	return err
}

// content makes the body of a message, nil when there is none.
func (p *part) content() *message.Body {
	switch {
	case len(p.body) == 0 && !p.stream:
		return nil
	case p.stream:
		return message.NewBody(nopCloser{bytes.NewReader(p.body)}, -1)
	}
	return message.NewBody(nopCloser{bytes.NewReader(p.body)}, int64(len(p.body)))
}

type nopCloser struct{ *bytes.Reader }

// Close implements io.Closer.
func (nopCloser) Close() error { return nil }

// request makes the request of a part.
func (p *part) request() (*message.Request, error) {
	method, target, ok := strings.Cut(p.first, " ")
	if !ok {
		return nil, fmt.Errorf("%q is no request line", p.first)
	}
	target, proto, _ := strings.Cut(target, " ")
	if proto == "" {
		proto = "HTTP/1.1"
	}
	host := p.header.Value("Host")
	if host == "" {
		host = "gateway.test"
	}
	scheme := "http"
	if p.tls {
		scheme = "https"
	}
	u, ok := message.ParseURL(scheme + "://" + host + target)
	if !ok {
		return nil, fmt.Errorf("%q is no request target", target)
	}
	r := &message.Request{
		Method: method, URL: u, Proto: proto, TLS: p.tls, Remote: netip.AddrPortFrom(p.from, 40000), RemoteText: p.fromText, Body: p.content(),
	}
	if !p.header.Has("Host") {
		r.Header.Add("Host", host)
	}
	for f := range p.header.All() {
		r.Header.Add(f.Name, f.Value)
	}
	if len(p.body) > 0 && !p.stream && !r.Header.Has("Content-Length") {
		r.Header.Add("Content-Length", strconv.Itoa(len(p.body)))
	}
	return r, nil
}

// response makes the response of a part.
func (p *part) response() (*message.Response, error) {
	proto, rest, _ := strings.Cut(p.first, " ")
	code, reason, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || !strings.HasPrefix(proto, "HTTP/") {
		return nil, fmt.Errorf("%q is no status line", p.first)
	}
	r := &message.Response{Status: status, Reason: reason, Proto: proto, Header: p.header.Clone(), Body: p.content()}
	if r.Body == nil {
		r.Body = message.BytesBody(nil)
	}
	return r, nil
}

// dump appends a message as it looks on the wire. A body that is no text is
// written in base64.
func dump(b *bytes.Buffer, first string, h *message.Header, body []byte) {
	b.WriteString(first)
	b.WriteByte('\n')
	for f := range h.All() {
		fmt.Fprintf(b, "%s: %s\n", f.Name, f.Value)
	}
	if len(body) > 0 && !isText(body) {
		fmt.Fprintf(b, "\n(base64) %s\n", base64.StdEncoding.EncodeToString(body))
		return
	}
	if len(body) > 0 {
		b.WriteByte('\n')
		b.Write(body)
		if body[len(body)-1] != '\n' {
			b.WriteByte('\n')
		}
	}
}

func isText(body []byte) bool {
	if !utf8.Valid(body) {
		return false
	}
	return !bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}
