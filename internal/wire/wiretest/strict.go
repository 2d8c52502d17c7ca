package wiretest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ErrPart says that a request is not complete.
var ErrPart = errors.New("the request is not complete")

// Describe reads the request at the start of s by the letter of RFC 9112, taking
// nothing that any server could read differently. It returns what it says in one
// line, `METHOD target host | name: value | "body"`, with the fields sorted but
// without those that frame it, and the length of the request. The error is ErrPart
// when s is the beginning of a request.
func Describe(s string) (text string, n int, err error) {
	head, rest, ok := strings.Cut(s, "\r\n\r\n")
	if strings.Count(head, "\n") != strings.Count(head, "\r\n") || strings.Count(head, "\r") != strings.Count(head, "\r\n")+trailingCR(head, ok) {
		return "", 0, fmt.Errorf("a line does not end in CRLF: %q", head)
	}
	if !ok {
		return "", 0, ErrPart
	}
	lines := strings.Split(head, "\r\n")
	parts := strings.Split(lines[0], " ")
	if len(parts) != 3 || !token(parts[0]) || !visible(parts[1]) || parts[1] == "" || parts[2] != "HTTP/1.1" {
		return "", 0, fmt.Errorf("the request line is %q", lines[0])
	}
	var fields, hosts, lengths, codings []string
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		value = strings.Trim(value, " \t")
		if !ok || !token(name) || !text8(value) {
			return "", 0, fmt.Errorf("a field line is %q", line)
		}
		switch name = strings.ToLower(name); name {
		case "host":
			hosts = append(hosts, value)
		case "content-length":
			lengths = append(lengths, value)
		case "transfer-encoding":
			codings = append(codings, value)
		case "connection", "trailer", "te":
		default:
			fields = append(fields, name+": "+value)
		}
	}
	if len(hosts) != 1 || len(lengths)+len(codings) > 1 {
		return "", 0, fmt.Errorf("hosts %q, lengths %q, codings %q", hosts, lengths, codings)
	}
	n = len(head) + 4
	body, used := "", 0
	switch {
	case len(lengths) == 1:
		size, err := strconv.ParseUint(lengths[0], 10, 31)
		if err != nil || strconv.FormatUint(size, 10) != lengths[0] {
			return "", 0, fmt.Errorf("the length is %q", lengths[0])
		}
		if len(rest) < int(size) {
			return "", 0, ErrPart
		}
		body, used = rest[:size], int(size)
	case len(codings) == 1:
		if codings[0] != "chunked" {
			return "", 0, fmt.Errorf("the coding is %q", codings[0])
		}
		var trailers []string
		if body, trailers, used, err = chunks(rest); err != nil {
			return "", 0, err
		}
		fields = append(fields, trailers...)
	}
	slices.Sort(fields)
	text = strings.Join(append([]string{parts[0] + " " + parts[1] + " " + hosts[0]}, fields...), " | ")
	if body != "" {
		text += " | " + strconv.Quote(body)
	}
	return text, n + used, nil
}

// trailingCR is 1 when the head is not complete and ends between CR and LF.
func trailingCR(head string, complete bool) int {
	if !complete && strings.HasSuffix(head, "\r") {
		return 1
	}
	return 0
}

// chunks reads a body in chunks without extensions.
func chunks(s string) (body string, trailers []string, n int, err error) {
	for {
		line, rest, ok := strings.Cut(s[n:], "\r\n")
		if strings.Trim(strings.TrimSuffix(line, "\r"), "0123456789abcdefABCDEF") != "" || len(line) > 9 {
			return "", nil, 0, fmt.Errorf("the size of a chunk is %q", line)
		}
		if !ok {
			return "", nil, 0, ErrPart
		}
		size, err := strconv.ParseUint(line, 16, 31)
		if err != nil {
			return "", nil, 0, fmt.Errorf("the size of a chunk is %q", line)
		}
		n += len(line) + 2
		if size == 0 {
			break
		}
		if len(rest) < int(size)+2 {
			return "", nil, 0, ErrPart
		}
		if rest[size:size+2] != "\r\n" {
			return "", nil, 0, fmt.Errorf("a chunk of %d bytes is followed by %q", size, rest[size:size+2])
		}
		body += rest[:size]
		n += int(size) + 2
	}
	for {
		line, _, ok := strings.Cut(s[n:], "\r\n")
		if !ok {
			return "", nil, 0, ErrPart
		}
		if n += len(line) + 2; line == "" {
			return body, trailers, n, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !token(name) || !text8(value) {
			return "", nil, 0, fmt.Errorf("a trailer is %q", line)
		}
		trailers = append(trailers, "trailer "+strings.ToLower(name)+": "+strings.Trim(value, " \t"))
	}
}

func token(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

// visible reports whether a text has no white space and no control characters.
func visible(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c == 0x7F {
			return false
		}
	}
	return true
}

// text8 reports whether a text can be the value of a field.
func text8(s string) bool {
	for _, c := range []byte(s) {
		if c < ' ' && c != '\t' || c == 0x7F {
			return false
		}
	}
	return true
}
