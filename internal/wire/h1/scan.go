package h1

import "bytes"

// limits bound a head.
type limits struct {
	// line is the most bytes of the start line, fields the most field lines, head
	// the most bytes altogether.
	line, fields, head int
}

// headScanner finds the end of a head while it arrives. It looks at each byte
// once, however small the pieces are, and keeps where the lines end.
type headScanner struct {
	limits limits
	// lenient takes lines that end in LF alone (RFC 9112, 2.2).
	lenient bool
	// bare says that there are such lines in the head.
	bare bool
	// ends are the places of the line ends' CRs.
	ends []int
	// start is where the current line starts, pos what was looked at.
	start, pos int
}

// reset makes the scanner ready for another head.
func (s *headScanner) reset() { s.ends, s.start, s.pos, s.bare = s.ends[:0], 0, 0, false }

// scan looks on in b, which starts with the head and holds what earlier calls saw.
// It returns the length of the head with the empty line that ends it, or 0 when
// more has to come.
func (s *headScanner) scan(b []byte) (int, error) {
	for {
		i := bytes.IndexByte(b[s.pos:], '\n')
		if i < 0 {
			s.pos = len(b)
			switch {
			case len(s.ends) == 0 && len(b)-s.start > s.limits.line:
				return 0, errLongTarget
			case len(b) > s.limits.head:
				return 0, errLongHead
			}
			return 0, nil
		}
		end := s.pos + i - 1
		if end < s.start || b[end] != '\r' {
			if !s.lenient {
				return 0, errLineEnd
			}
			s.bare = true
			end++
		}
		s.pos += i + 1
		switch {
		case s.pos > s.limits.head:
			return 0, errLongHead
		case len(s.ends) == 0 && end-s.start > s.limits.line:
			return 0, errLongTarget
		case end == s.start && len(s.ends) == 0:
			return 0, errStart
		case end == s.start:
			return s.pos, nil
		case len(s.ends) > s.limits.fields:
			return 0, errManyFields
		}
		s.ends = append(s.ends, end)
		s.start = s.pos
	}
}

// repeats reports whether what has come begins with the head of the message before,
// "" for none: a whole head, so that nothing else can be meant.
func repeats(b []byte, text string) bool {
	return text != "" && len(b) >= len(text) && string(b[:len(text)]) == text
}

// plain returns the head of a response, all of which was scanned, and the ends of
// its lines as a strict reader wants them. Lines that end in LF alone get a CR, and
// folded ones become one line with a space in it (RFC 9112, 2.2 and 5.2): servers
// that do so are old but sound, nobody has read the lines differently before us, and
// what goes on to the client is written anew.
func (s *headScanner) plain(b []byte) ([]byte, []int) {
	if !s.bare && !s.folded(b) {
		return b, s.ends
	}
	whole := make([]byte, 0, len(b)+len(s.ends)+1)
	ends := s.ends[:0]
	start := 0
	for i, end := range s.ends {
		line := b[start:end]
		if start = end + 1; b[end] == '\r' {
			start++
		}
		if i > 1 && isBlank(line[0]) {
			whole = append(bytes.TrimRight(whole[:len(whole)-2], " \t"), ' ')
			line = bytes.Trim(line, " \t")
			ends = ends[:len(ends)-1]
		}
		whole = append(whole, line...)
		ends = append(ends, len(whole))
		whole = append(whole, "\r\n"...)
	}
	s.ends = ends
	return append(whole, "\r\n"...), ends
}

// folded reports whether a field goes on in another line. There are no lines that
// end in LF alone.
func (s *headScanner) folded(b []byte) bool {
	for _, end := range s.ends[1:] {
		// The last one is followed by the empty line.
		if isBlank(b[end+2]) {
			return true
		}
	}
	return false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
