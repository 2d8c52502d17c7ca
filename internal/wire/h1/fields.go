package h1

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// bodyKind is how the end of a body is known.
type bodyKind uint8

const (
	// noBody is a message without a body.
	noBody bodyKind = iota
	// sizedBody has a Content-Length above 0.
	sizedBody
	// chunkedBody is in chunks.
	chunkedBody
	// endlessBody ends with the connection; only responses have one.
	endlessBody
)

// framing is what a head says about the connection and the body that follows.
type framing struct {
	body   bodyKind
	length int64 // of a sized body
	// close says that the connection ends with this message.
	close bool
}

// maxOptions bounds the fields that Connection may name: each is compared with
// every field.
const maxOptions = 32

// fieldFacts is what the field lines of a head say about connection and body.
type fieldFacts struct {
	// lines is how many there are.
	lines                   int
	host                    string
	hosts, lengths, codings int
	length                  int64
	chunked                 bool
	// close, keepAlive and upgrading are what Connection says.
	close, keepAlive, upgrading bool
	// upgrade is the value of Upgrade, expect that of Expect.
	upgrade, expect string
	// persist is the value of Keep-Alive, trailer that of Trailer.
	persist, trailer string
	// takesTrailers says that TE has trailers.
	takesTrailers bool
	// lengthsDiffer says that not all lengths are the same.
	lengthsDiffer bool
	// options are the fields that Connection names.
	options []string
}

// reset forgets all but the memory.
func (f *fieldFacts) reset() {
	clear(f.options)
	*f = fieldFacts{options: f.options[:0]}
}

// parseFields reads the field lines of a head into h, without those that belong to
// the connection; what these say goes to f. ends are the ends of the lines, that of
// the start line first. lenient drops lines with invalid names, which is for
// responses, and takes the white space before a colon away (RFC 9112, 5.1).
func parseFields(s string, ends []int, h *message.Header, f *fieldFacts, lenient bool) error {
	start := ends[0] + 2
	f.lines = len(ends) - 1
	for _, end := range ends[1:] {
		line := s[start:end]
		start = end + 2
		n := 0
		for n < len(line) && bytesOf[line[n]]&tokenByte != 0 {
			n++
		}
		name := line[:n]
		if n == 0 || n == len(line) || line[n] != ':' {
			if line[0] == ' ' || line[0] == '\t' {
				return errFold
			}
			if !lenient {
				return errFieldName
			}
			if n = strings.IndexByte(line, ':'); n < 0 {
				return errFieldName
			}
			if name = strings.TrimRight(line[:n], " \t"); !message.ValidName(name) {
				continue
			}
		}
		value := trim(line[n+1:])
		if !message.ValidValue(value) {
			return errFieldValue
		}
		keep, err := f.note(name, value)
		if err != nil {
			return err
		}
		if keep {
			h.Add(name, value)
		}
	}
	for _, name := range f.options {
		h.Del(name)
	}
	return nil
}

// note takes notice of a field; keep says that it is for the other end, not for
// this connection.
func (f *fieldFacts) note(name, value string) (keep bool, err error) {
	switch len(name) {
	case 2:
		if message.EqualName(name, "TE") {
			f.takesTrailers = f.takesTrailers || wire.ListsToken(value, "trailers")
		}
	case 4:
		if message.EqualName(name, "Host") {
			f.host = value
			f.hosts++
		}
	case 6:
		if message.EqualName(name, "Expect") {
			if f.expect != "" {
				value = f.expect + "," + value
			}
			f.expect = value
		}
	case 7:
		if message.EqualName(name, "Upgrade") {
			f.upgrade = value
		} else if message.EqualName(name, "Trailer") {
			if f.trailer != "" {
				value = f.trailer + "," + value
			}
			f.trailer = value
		}
	case 10:
		if message.EqualName(name, "Connection") {
			return false, f.connection(value)
		}
		if message.EqualName(name, "Keep-Alive") {
			f.persist = value
		}
	case 14:
		if message.EqualName(name, "Content-Length") {
			f.lengths++
			n, ok := parseLength(value)
			if !ok {
				return false, errLength
			}
			f.lengthsDiffer = f.lengthsDiffer || f.lengths > 1 && n != f.length
			f.length = n
			// One that is repeated is the same, or refused.
			return f.lengths == 1, nil
		}
	case 17:
		if message.EqualName(name, "Transfer-Encoding") {
			f.codings++
			f.chunked = message.EqualName(value, "chunked")
			return false, nil
		}
	}
	return !wire.HopByHop(name), nil
}

// connection reads a Connection field.
func (f *fieldFacts) connection(value string) error {
	if f.options = wire.Options(f.options, value); len(f.options) > maxOptions {
		return errOptions
	}
	for value != "" {
		var option string
		option, value, _ = strings.Cut(value, ",")
		switch option = trim(option); len(option) {
		case 7:
			f.upgrading = f.upgrading || message.EqualName(option, "upgrade")
		case 5:
			f.close = f.close || message.EqualName(option, "close")
		case 10:
			f.keepAlive = f.keepAlive || message.EqualName(option, "keep-alive")
		}
	}
	return nil
}

// parseLength reads a Content-Length: digits and nothing else.
func parseLength(s string) (int64, bool) {
	var n int64
	for i := 0; i < len(s); i++ {
		d := int64(s[i]) - '0'
		if d < 0 || d > 9 || n > (1<<63-1-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, s != ""
}

// trim takes optional white space away (RFC 9110, 5.6.3).
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// Classes of bytes.
const (
	tokenByte = 1 << iota
	valueByte
	targetByte
)

// bytesOf are the classes of each byte.
var bytesOf = func() (t [256]uint8) {
	for c := range 256 {
		if message.ValidName(string([]byte{byte(c)})) {
			t[c] |= tokenByte
		}
		if c >= 0x20 && c != 0x7F || c == '\t' {
			t[c] |= valueByte
		}
		if c > 0x20 && c != 0x7F {
			t[c] |= targetByte
		}
	}
	return t
}()
