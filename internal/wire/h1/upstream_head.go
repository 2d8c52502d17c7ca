package h1

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// checkRequest reports why a request cannot be said in HTTP/1.1, nil if it can.
func checkRequest(req *message.Request) error {
	switch {
	case !message.ValidMethod(req.Method), req.Method == "CONNECT":
		return errMethod
	case !isTarget(req.URL.Path), !isTarget(req.URL.Query):
		return errTarget
	case !wire.ValidHost(req.Header.Value("Host")), !isTarget(req.URL.Host):
		return errHost
	}
	return nil
}

// appendRequestHead appends the head of a request that was checked and whose body
// has length bytes, -1 when nobody knows.
func appendRequestHead(b []byte, req *message.Request, length int64) []byte {
	u := &req.URL
	b = append(b, req.Method...)
	b = append(b, ' ')
	if u.Path == "" || u.Path[0] != '/' {
		b = append(b, '/')
	}
	b = append(b, u.Path...)
	if u.Query != "" || u.HasQuery {
		b = append(b, '?')
		b = append(b, u.Query...)
	}
	b = append(b, " HTTP/1.1\r\nHost: "...)
	if host := req.Header.Value("Host"); host != "" {
		b = append(b, host...)
	} else {
		b = append(b, u.Host...)
		if u.Port != 0 && u.Port != message.DefaultPort(u.Scheme) {
			b = append(b, ':')
			b = strconv.AppendInt(b, int64(u.Port), 10)
		}
	}
	b = append(b, "\r\n"...)
	for i := range req.Header.Len() {
		f := req.Header.Field(i)
		switch len(f.Name) {
		case 4:
			if message.EqualName(f.Name, "Host") {
				continue
			}
		case 6:
			// Nobody waits for 100 Continue here.
			if message.EqualName(f.Name, "Expect") {
				continue
			}
		}
		if sendable(f.Name, f.Value) {
			b = appendField(b, f.Name, f.Value)
		}
	}
	switch {
	case length > 0:
		b = appendLength(b, length)
	case length < 0:
		b = append(b, "Transfer-Encoding: chunked\r\n"...)
		b = appendTrailerNames(b, req.Body.TrailerNames())
	case req.Method == "POST" || req.Method == "PUT" || req.Method == "PATCH":
		b = append(b, "Content-Length: 0\r\n"...)
	}
	switch {
	case req.Upgrade != "":
		b = append(b, "Connection: Upgrade\r\nUpgrade: "...)
		b = append(b, req.Upgrade...)
		b = append(b, "\r\n"...)
	case req.TakesTrailers:
		b = append(b, "Connection: TE\r\nTE: trailers\r\n"...)
	}
	return append(b, "\r\n"...)
}

// isTarget reports whether a text may stand in a request line.
func isTarget(s string) bool {
	for i := 0; i < len(s); i++ {
		if bytesOf[s[i]]&targetByte == 0 {
			return false
		}
	}
	return true
}
