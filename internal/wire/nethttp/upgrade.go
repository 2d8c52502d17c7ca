package nethttp

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// upgradeOf is the protocol that a request asks its connection to speak, empty for
// none that is known. A request with a body is not one.
func upgradeOf(r *http.Request) string {
	lists := func(name, token string) bool {
		return slices.ContainsFunc(r.Header[name], func(v string) bool { return wire.ListsToken(v, token) })
	}
	if r.ProtoMajor != 1 || !r.ProtoAtLeast(1, 1) || r.ContentLength != 0 || !lists("Connection", "upgrade") || !lists("Upgrade", message.WebSocket) {
		return ""
	}
	return message.WebSocket
}

// upgrade relays the answer 101 and then everything between client and backend, until
// one of them ends it. It returns the number of bytes in both directions, and what to
// call when everything else is done.
func upgrade(conn *http.ResponseController, resp *message.Response, backend io.ReadWriteCloser, tunnels *tunnel.Set) (sent int64, leave func()) {
	client, buffered, err := conn.Hijack()
	if err != nil {
		backend.Close()
		panic(http.ErrAbortHandler)
	}
	_ = client.SetDeadline(time.Time{})
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 101 ")
	if resp.Reason != "" && message.ValidValue(resp.Reason) {
		head.WriteString(resp.Reason)
	} else {
		head.WriteString(message.Reason(http.StatusSwitchingProtocols))
	}
	head.WriteString("\r\nConnection: Upgrade\r\nUpgrade: " + message.WebSocket + "\r\n")
	for f := range resp.Header.All() {
		if hopByHop(f.Name) || !message.ValidName(f.Name) || !message.ValidValue(f.Value) {
			continue
		}
		head.WriteString(f.Name + ": " + f.Value + "\r\n")
	}
	head.WriteString("\r\n")
	_ = client.SetWriteDeadline(time.Now().Add(writePatience))
	if _, err := client.Write(head.Bytes()); err != nil {
		client.Close()
		backend.Close()
		return 0, func() {}
	}
	_ = client.SetWriteDeadline(time.Time{})
	// Clients may say something before they are answered.
	early, _ := buffered.Reader.Peek(buffered.Reader.Buffered())
	return tunnels.Relay(wire.Replay(client, early), backend)
}
