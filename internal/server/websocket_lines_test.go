package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestWebSocketConnectionLines: a handshake may say Upgrade in any line and place of
// the header Connection, and in any case (platform/websocket-apis.md, 11); without it
// the request is for the HTTP API at the same path.
func TestWebSocketConnectionLines(t *testing.T) {
	for name, netHTTP := range map[string]bool{"own": false, "net/http": true} {
		_, backend := newEcho(t)
		s := serveTree(t, socketTree(backend, ""), options{netHTTP: netHTTP})
		for _, tt := range []struct {
			name, lines string
			status      int
		}{
			{"one line", "Connection: Upgrade\r\n", 101},
			{"a list", "Connection: keep-alive, upgrade\r\n", 101},
			{"two lines", "Connection: keep-alive\r\nConnection: UPGRADE\r\n", 101},
			{"two lines, the other way round", "Connection: Upgrade\r\nConnection: keep-alive\r\n", 101},
			{"none", "Connection: keep-alive\r\n", 200},
		} {
			t.Run(name+"/"+tt.name, func(t *testing.T) {
				conn, err := net.Dial("tcp", strings.TrimPrefix(s.Addresses()[0], "http://"))
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
					t.Fatal(err)
				}
				_, err = io.WriteString(conn, "GET /chat HTTP/1.1\r\nHost: gateway.test\r\nUpgrade: websocket\r\n"+tt.lines+
					"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOcp-Apim-Subscription-Key: s3cret-key\r\n\r\n")
				if err != nil {
					t.Fatal(err)
				}
				resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				if resp.StatusCode != tt.status || tt.status == 101 && resp.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
					t.Errorf("%s, %v", resp.Status, resp.Header)
				}
			})
		}
	}
}
