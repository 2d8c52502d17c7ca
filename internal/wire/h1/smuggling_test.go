package h1

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// verdict is the status with which a request is refused for its bytes, 0 when it is
// taken, -1 when it is not complete.
func verdict(text string) int {
	text = strings.TrimPrefix(text, "\r\n")
	if text == "" || bytesOf[text[0]]&tokenByte == 0 {
		return errMethod.status
	}
	head, _, n, err := readRequest(text)
	switch {
	case err == nil && n == 0:
		return -1
	case err == nil && !head.preface():
		if _, ok := wire.ParseTarget(head.method, head.target); !ok {
			err = errTarget
		}
	}
	var bad *headError
	if errors.As(err, &bad) {
		return bad.status
	}
	_, _, err = readBody(strings.NewReader(text[n:]), head.framing, 512)
	var broken bodyError
	switch {
	case errors.As(err, &broken):
		return 400
	case err != nil:
		return -1
	}
	return 0
}

// TestSmuggling: what programs read differently has one meaning here, the one that
// the table says, and whatever net/http refuses is refused.
func TestSmuggling(t *testing.T) {
	for _, c := range wiretest.Requests(t) {
		t.Run(c.Name, func(t *testing.T) {
			want := 0
			switch {
			case c.Unfinished:
				want = -1
			case len(c.Answers) > 0 && c.Answers[0] >= 400:
				want = c.Answers[0]
			}
			text := c.Text
			if !c.Unfinished {
				text += "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
			}
			if got := verdict(text); got != want {
				t.Errorf("the verdict is %d, want %d: %s", got, want, c.Why)
			}
			compareRequest(t, c.Text)
		})
	}
}

// TestSmugglingBytes puts each byte at the places of Transfer-Encoding and
// Content-Length where scanners try some: whatever is taken means to net/http what it
// means here, and what is not a space or a tab hides nothing.
func TestSmugglingBytes(t *testing.T) {
	templates := []string{
		"Transfer-Encoding:%schunked", "Transfer-Encoding%s: chunked", "%sTransfer-Encoding: chunked", "Transfer-Encoding: chunked%s", "Transfer-Encoding: chu%snked", "Transfer%sEncoding: chunked",
		"Transfer-Encoding: %[1]schunked%[1]s", "%[1]sTransfer-Encoding%[1]s: chunked", "Transfer-Encoding%[1]s:%[1]schunked", "X-A: b%sTransfer-Encoding: chunked", "X-A: b\r%sTransfer-Encoding: chunked", "X-A: b%s\nTransfer-Encoding: chunked", "X-A: b\r\n%sTransfer-Encoding: chunked",
		"Content-Length:%s5", "Content-Length%s: 5", "%sContent-Length: 5", "Content-Length: 5%s", "Content-Length: 1%s0", "Content-Length: 5%s5", "Content%sLength: 5", "X-A: b%sContent-Length: 5", "X-A: b\r%sContent-Length: 5",
		"Transfer-Encoding: chunked\r\nContent-Length:%s5", "Content-Length: 5\r\nTransfer-Encoding%s: chunked", "Content-Length: 5\r\nTransfer-Encoding: %schunked",
		"Host%s: b", "Host: a%sb", "Connection: close%s", "Expect: 100-continue%s",
	}
	bodies := []string{"5\r\nabcde\r\n0\r\n\r\n", "0\r\n\r\nG"}
	for _, template := range templates {
		t.Run(template, func(t *testing.T) {
			for b := range 256 {
				for _, piece := range []string{string([]byte{byte(b)}), "\r" + string([]byte{byte(b)}), string([]byte{byte(b)}) + "\n"} {
					line := strings.ReplaceAll(fmt.Sprintf(strings.ReplaceAll(template, "%s", "%[1]s"), "\x00\x00"), "\x00\x00", piece)
					for _, body := range bodies {
						text := "POST / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n" + body
						compareRequest(t, text)
						if head, _, n, err := readRequest(text); err == nil && n > 0 {
							codings, lengths := head.facts.codings, head.facts.lengths
							if codings > 0 && (lengths > 0 || head.body != chunkedBody) || lengths > 1 {
								t.Errorf("%q is taken with %d codings and %d lengths", text, codings, lengths)
							}
						}
					}
				}
			}
		})
	}
}

// TestSmugglingChunks puts each byte at the places of chunks where programs were
// found to take some; what is taken is what net/http takes.
func TestSmugglingChunks(t *testing.T) {
	templates := []string{
		"%s3\r\nabc\r\n0\r\n\r\n", "3%s\r\nabc\r\n0\r\n\r\n", "3\r%sabc\r\n0\r\n\r\n", "3%s\nabc\r\n0\r\n\r\n", "3;%s\r\nabc\r\n0\r\n\r\n", "3;a=%s\r\nabc\r\n0\r\n\r\n", "3%s;a\r\nabc\r\n0\r\n\r\n", "3;a=\"%s\"\r\nabc\r\n0\r\n\r\n",
		"3\r\nabc%s0\r\n\r\n", "3\r\nabc\r%s0\r\n\r\n", "3\r\nabc\r\n%s0\r\n\r\n", "3\r\nabc\r\n0%s\r\n\r\n", "3\r\nabc\r\n0\r\n%s\r\n", "3\r\nabc\r\n0\r\n\r%s", "3\r\nabc\r\n0\r\nX%s: y\r\n\r\n", "3\r\nabc\r\n0\r\nX: y%s\r\n\r\n", "3\r\nabc\r\n0\r\n%sX: y\r\n\r\n",
	}
	for _, template := range templates {
		t.Run(template, func(t *testing.T) {
			for b := range 256 {
				for _, piece := range []string{string([]byte{byte(b)}), string([]byte{byte(b), byte(b)}), "\r" + string([]byte{byte(b)}), string([]byte{byte(b)}) + "\n"} {
					compareChunks(t, []byte(strings.ReplaceAll(template, "%s", piece)))
				}
			}
		})
	}
}

// TestSmugglingResponses is TestSmuggling for answers of backends.
func TestSmugglingResponses(t *testing.T) {
	for _, c := range wiretest.Responses(t) {
		t.Run(c.Name, func(t *testing.T) {
			head, _, n, err := readResponse(c.Text, c.Method)
			taken := err == nil && n > 0 && !slices.Contains([]int{100, 101, 102, 103}, head.status)
			if refused := err != nil; refused && c.Status != 500 {
				t.Errorf("it is refused with %v: %s", err, c.Why)
			}
			if taken && c.Status != head.status && c.Status != 500 {
				t.Errorf("the status is %d, want %d: %s", head.status, c.Status, c.Why)
			}
			compareResponse(t, c.Text, c.Method)
		})
	}
}
