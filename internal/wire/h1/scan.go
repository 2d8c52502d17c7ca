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
	// ends are the places of the line ends' CRs.
	ends []int
	// start is where the current line starts, pos what was looked at.
	start, pos int
}

// reset makes the scanner ready for another head.
func (s *headScanner) reset() { s.ends, s.start, s.pos = s.ends[:0], 0, 0 }

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
			return 0, errLineEnd
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
