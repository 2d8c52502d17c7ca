package message

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecoded(t *testing.T) {
	const limit = 100
	bomb := zipped(t, strings.Repeat("0", limit+1))
	tests := []struct {
		name, coding string
		data         []byte
		want         string
		err          error
	}{
		{"gzip", "gzip", zipped(t, "text"), "text", nil},
		{"as HTTP/1.0 has it", " X-GZIP ", zipped(t, "text"), "text", nil},
		{"nothing", "gzip", nil, "", nil},
		{"no coding", "", zipped(t, "text"), string(zipped(t, "text")), nil},
		{"another coding", "br", []byte("\x0b\x01"), "\x0b\x01", nil},
		{"several", "gzip, gzip", zipped(t, "text"), string(zipped(t, "text")), nil},
		{"no gzip", "gzip", []byte("text"), "text", nil},
		{"half of it", "gzip", zipped(t, "text")[:20], string(zipped(t, "text")[:20]), nil},
		{"as long as may be", "gzip", zipped(t, strings.Repeat("0", limit)), strings.Repeat("0", limit), nil},
		{"a bomb", "gzip", bomb, "", ErrBodyTooLarge},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var h Header
			if test.coding != "" {
				h.Set("Content-Encoding", test.coding)
			}
			b := NewBody(io.NopCloser(bytes.NewReader(test.data)), -1)
			got, err := b.Decoded(&h, limit)
			if string(got) != test.want || !errors.Is(err, test.err) {
				t.Errorf("%q, %v", got, err)
			}
			if data, err := b.Bytes(limit); err != nil || !bytes.Equal(data, test.data) {
				t.Errorf("then the body is %q, %v", data, err)
			}
		})
	}
}

func TestCoded(t *testing.T) {
	text := strings.Repeat("text ", 1000)
	stream := func() *Body { return NewBody(io.NopCloser(iotest.OneByteReader(strings.NewReader(text))), int64(len(text))) }
	for name, flush := range map[string]bool{"at its end": false, "in pieces": true} {
		for kind, b := range map[string]*Body{"buffered": TextBody(text), "stream": stream()} {
			t.Run(kind+" "+name, func(t *testing.T) {
				var h Header
				h.Set("Content-Length", "5000")
				b.KeepCoding(&h)
				if b.Coded(&h, flush) != b {
					t.Fatal("compressed unasked")
				}
				h.Set("Content-Encoding", "gzip")
				coded := b.Coded(&h, flush)
				if coded == b {
					t.Fatal("not compressed")
				}
				if coded.Length() >= 0 && coded.Length() >= int64(len(text)) || h.Value("Content-Length") == "5000" {
					t.Errorf("length %d, header %q", coded.Length(), h.Value("Content-Length"))
				}
				if again := coded.Coded(&h, flush); again != coded {
					t.Error("compressed twice")
				}
				r, err := gzip.NewReader(coded.Reader())
				if err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(r); err != nil || string(got) != text {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			})
		}
	}
	t.Run("left alone", func(t *testing.T) {
		var h Header
		h.Set("Content-Encoding", "gzip")
		came := BytesBody(zipped(t, "text"))
		came.KeepCoding(&h)
		made := BytesBody(zipped(t, "text"))
		made.MarkPlain()
		empty := TextBody("")
		empty.MarkPlain()
		for name, b := range map[string]*Body{"none": nil, "as it came": came, "with its coding": made, "empty": empty, "not marked": TextBody("text")} {
			if b.Coded(&h, false) != b {
				t.Errorf("%s: compressed", name)
			}
		}
		h.Del("Content-Encoding")
		if got, err := came.Decoded(&h, 100); string(got) != "text" || err != nil {
			t.Errorf("without its header: %q, %v", got, err)
		}
	})
	t.Run("broken", func(t *testing.T) {
		var h Header
		fails := errors.New("fails")
		b := NewBody(io.NopCloser(io.MultiReader(strings.NewReader("text"), iotest.ErrReader(fails))), -1)
		b.MarkPlain()
		h.Set("Content-Encoding", "gzip")
		if _, err := io.ReadAll(b.Coded(&h, false).Reader()); !errors.Is(err, fails) {
			t.Error(err)
		}
	})
}
