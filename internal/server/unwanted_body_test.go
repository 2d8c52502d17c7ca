package server_test

import (
	"bytes"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// TestUnwantedBodyHTTP2: who is answered before a short body has come may send it, and
// the stream ends as others do. Clients that are reset while they send lose the answer
// (curl 7.88). That of a long body is reset without an error (RFC 9113, 8.1).
func TestUnwantedBodyHTTP2(t *testing.T) {
	dir := writeTree(t, map[string]string{"policy.xml": `<policies><inbound><return-response><set-status code="202" /><set-body>no</set-body></return-response></inbound></policies>`})
	s, _ := serveAt(t, filepath.Join(dir, "policy.xml"), options{own: true, backend: "http://127.0.0.1:1"})
	for _, test := range []struct {
		name, length string
		reset        bool
	}{{"short", "3", false}, {"long", "300000", true}} {
		t.Run(test.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.Addresses()[0], "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(patience))
			if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
				t.Fatal(err)
			}
			framer := http2.NewFramer(conn, conn)
			framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
			var fields bytes.Buffer
			e := hpack.NewEncoder(&fields)
			for _, f := range usual("POST", "/", pair{"content-length", test.length}) {
				e.WriteField(hpack.HeaderField{Name: f.name, Value: f.value})
			}
			framer.WriteSettings()
			framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields.Bytes(), EndHeaders: true})
			status, body, sent := "", "", false
			for {
				f, err := framer.ReadFrame()
				if err != nil {
					t.Fatalf("after status %q, body %q: %v", status, body, err)
				}
				switch f := f.(type) {
				case *http2.MetaHeadersFrame:
					status = f.PseudoValue("status")
				case *http2.DataFrame:
					body += string(f.Data())
					if f.StreamEnded() && !test.reset {
						if status != "202" || body != "no" || !sent {
							t.Errorf("status %q, body %q, all sent: %v", status, body, sent)
						}
						return
					}
				case *http2.RSTStreamFrame:
					if !test.reset || f.ErrCode != http2.ErrCodeNo || status != "202" || body != "no" {
						t.Errorf("reset with %v after status %q, body %q", f.ErrCode, status, body)
					}
					return
				}
				if body == "no" && !sent && !test.reset {
					// The whole answer is there before the body is.
					sent = true
					framer.WriteData(1, true, []byte("abc"))
				}
			}
		})
	}
}
