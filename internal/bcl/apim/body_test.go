package apim_test

import (
	"errors"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestDecodeText: a byte order mark, then the charset of Content-Type, then an XML
// declaration decide; else a body is UTF-8.
func TestDecodeText(t *testing.T) {
	for _, test := range []struct{ name, contentType, data, want string }{
		{"nothing", "", `{"a":"é"}`, `{"a":"é"}`},
		{"empty", "", "", ""},
		{"json", "application/json", `{"a":"é"}`, `{"a":"é"}`},
		{"utf-8", "application/json; charset=utf-8", `{"a":"é"}`, `{"a":"é"}`},
		{"UTF-8 in quotes", `application/json;charset="UTF-8"`, `{"a":"é"}`, `{"a":"é"}`},
		{"latin 1", "text/plain; charset=iso-8859-1", "caf\xE9", "café"},
		{"mark", "application/json; charset=utf-8", "\xEF\xBB\xBF{}", "{}"},
		{"UTF-16 mark", "application/json; charset=utf-8", "\xFF\xFE{\x00}\x00", "{}"},
		{"declaration", "application/xml", `<?xml version="1.0" encoding="iso-8859-1"?><a>` + "\xE9</a>", `<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>`},
		{"no UTF-8", "application/json", "{\xE9}", "{\uFFFD}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var h message.Header
			if test.contentType != "" {
				h.Add("Content-Type", test.contentType)
			}
			charged := 0
			got, err := apim.DecodeText([]byte(test.data), &h, func(n int) error { charged += n; return nil })
			if err != nil || got != test.want {
				t.Fatalf("got %q, %v, want %q", got, err, test.want)
			}
			if charged < len(got) {
				t.Errorf("%d bytes counted for %d", charged, len(got))
			}
			if test.data == "" {
				return
			}
			full := errors.New("full")
			if _, err := apim.DecodeText([]byte(test.data), &h, func(int) error { return full }); !errors.Is(err, full) {
				t.Errorf("error %v where there is no memory, want %v", err, full)
			}
		})
	}
}
