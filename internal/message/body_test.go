package message_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestBrokenBody: a body that was buffered in part is never sent as if it were
// whole.
func TestBrokenBody(t *testing.T) {
	failure := errors.New("the connection broke")
	half := func() *message.Body {
		stream := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(failure))
		return message.NewBody(io.NopCloser(stream), 8)
	}
	tests := []struct {
		name    string
		consume bool
		length  int64
		data    string
		err     error
	}{
		{"kept", false, 8, "half", failure},
		{"used up", true, 0, "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := half()
			if _, err := b.Bytes(100); !errors.Is(err, failure) {
				t.Errorf("buffering gave %v", err)
			}
			if test.consume {
				b.Consume()
			}
			if n := b.Length(); n != test.length {
				t.Errorf("the length is %d, want %d", n, test.length)
			}
			data, err := io.ReadAll(b.Reader())
			if string(data) != test.data || !errors.Is(err, test.err) {
				t.Errorf("read %q, %v; want %q, %v", data, err, test.data, test.err)
			}
		})
	}
}

// TestAnnouncedLength: a length that is announced reserves no memory of its size.
func TestAnnouncedLength(t *testing.T) {
	b := message.NewBody(io.NopCloser(strings.NewReader("short")), 1<<62)
	if data, err := b.Bytes(0); string(data) != "short" || err != nil {
		t.Errorf("read %q, %v", data, err)
	}
}
