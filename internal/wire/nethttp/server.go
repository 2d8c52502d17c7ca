package nethttp

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Limits of requests (platform/limits.md). Beyond them the answer is 414 or 431.
const (
	maxURL     = 16384
	maxHeaders = 256
	// MaxHeaderBytes bounds the header block of a request.
	MaxHeaderBytes = 64 << 10
)

// Answer is how an exchange ends: the response to send, and a function to call
// with the number of body bytes that went in both directions.
type Answer struct {
	Response *message.Response
	Done     func(bytes int64)
}

// Handler answers requests with handle.
func Handler(handle func(context.Context, *message.Request) Answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > maxURL {
			refuse(w, 414)
			return
		}
		n := 0
		for _, v := range r.Header {
			n += len(v)
		}
		if n > maxHeaders {
			refuse(w, 431)
			return
		}
		conn := http.NewResponseController(w)
		body := &clientBody{r: r.Body, conn: conn, done: r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0}
		// That of the response before.
		_ = conn.SetWriteDeadline(time.Time{})
		req := request(r, body)
		a := handle(r.Context(), req)
		defer body.leave()
		var sent int64
		defer func() {
			// Also when the client went away and write gave up.
			if a.Done != nil {
				a.Done(sent + body.n)
			}
		}()
		write(w, conn, r, a.Response, &sent)
	})
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
}

// request makes the message of a request.
func request(r *http.Request, body *clientBody) *message.Request {
	req := &message.Request{Method: r.Method, Proto: r.Proto, TLS: r.TLS != nil, URL: requestURL(r)}
	names := make([]string, 0, len(r.Header))
	for n := range r.Header {
		names = append(names, n)
	}
	slices.Sort(names)
	req.Header = message.NewHeader(make([]message.Field, 0, len(names)+2)...)
	req.Header.Add("Host", r.Host)
	own := connectionFields(r.Header)
	for _, n := range names {
		if hopByHop(n) || listed(own, n) {
			continue
		}
		for _, v := range r.Header[n] {
			req.Header.Add(n, v)
		}
	}
	if r.ContentLength > 0 {
		// net/http keeps it out of the header.
		req.Header.Set("Content-Length", formatInt(r.ContentLength))
	}
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		req.Body = message.NewBody(body, r.ContentLength)
	}
	if a, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		req.Remote = a
	} else {
		req.RemoteText = r.RemoteAddr
	}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		req.Certificate, req.CertificateChain = r.TLS.PeerCertificates[0], r.TLS.PeerCertificates[1:]
	}
	return req
}

// requestURL is what the client asked for, the path as it was encoded.
func requestURL(r *http.Request) message.URL {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	u, ok := message.ParseURL(scheme + "://" + r.Host + "/")
	if !ok {
		u = message.URL{Scheme: scheme, Host: "localhost", Port: message.DefaultPort(scheme)}
	}
	u.Path = message.EncodePath(r.URL.EscapedPath())
	if u.Path == "" || u.Path[0] != '/' {
		u.Path = "/" + strings.TrimPrefix(u.Path, "*")
	}
	u.Query, u.HasQuery = message.EncodeQuery(r.URL.RawQuery), r.URL.ForceQuery || r.URL.RawQuery != ""
	return u
}

// hopByHop reports header fields that belong to one connection (RFC 9110, 7.6.1).
func hopByHop(name string) bool {
	for _, own := range [...]string{
		"Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "Te", "Trailer", "Upgrade", "Content-Length", "Proxy-Authenticate", "Proxy-Authorization",
	} {
		if message.EqualName(own, name) {
			return true
		}
	}
	return false
}

// connectionFields are the further fields that belong to this connection, which a
// sender names in Connection (RFC 9110, 7.6.1).
func connectionFields(h http.Header) []string {
	var out []string
	for _, v := range h["Connection"] {
		for name := range strings.SplitSeq(v, ",") {
			out = append(out, strings.TrimSpace(name))
		}
	}
	return out
}

// listed reports whether a field is among names.
func listed(names []string, field string) bool {
	for _, n := range names {
		if message.EqualName(n, field) {
			return true
		}
	}
	return false
}

// spelling is the name under which a field is given to net/http, which sends
// names as they are but finds those that it acts on by their canonical spelling.
func spelling(name string) string {
	switch c := http.CanonicalHeaderKey(name); c {
	case "Content-Type", "Content-Length", "Content-Encoding", "Date", "Host", "User-Agent", "Expect", "Accept-Encoding", "Cookie", "Server", "Upgrade":
		return c
	}
	return name
}

// write sends a response; the number of body bytes sent goes to sent. It panics
// with http.ErrAbortHandler when the body cannot be completed.
func write(w http.ResponseWriter, conn *http.ResponseController, r *http.Request, resp *message.Response, sent *int64) {
	defer resp.Body.Close()
	h := w.Header()
	for f := range resp.Header.All() {
		if hopByHop(f.Name) || !message.ValidName(f.Name) || !message.ValidValue(f.Value) {
			continue
		}
		name := spelling(f.Name)
		h[name] = append(h[name], f.Value)
	}
	status := resp.Status
	if status < 100 || status > 999 {
		status = 500
	}
	empty := r.Method == http.MethodHead || status == 204 || status == 304 || status < 200
	if n := resp.Body.Length(); n >= 0 && status != 204 && status >= 200 {
		if !empty || n > 0 {
			h.Set("Content-Length", formatInt(n))
		}
	}
	if r.Method == http.MethodHead && resp.Body.Length() <= 0 {
		if cl, ok := resp.Header.Get("Content-Length"); ok {
			h.Set("Content-Length", cl)
		}
	}
	// Nothing is guessed about a body whose type nobody named.
	if _, ok := h["Content-Type"]; !ok {
		h["Content-Type"] = nil
	}
	if _, ok := h["Date"]; !ok && resp.Header.Has("Date") {
		h["Date"] = nil
	}
	_ = conn.SetWriteDeadline(time.Now().Add(writePatience))
	w.WriteHeader(status)
	if empty || resp.Body == nil {
		return
	}
	body := resp.Body.Reader()
	defer body.Close()
	n, err := copyBody(clientWriter{w, conn}, body, resp.Flush)
	*sent = n
	if err != nil {
		// The client must see that the body is not complete.
		panic(http.ErrAbortHandler)
	}
}

// copyBody sends a body; flush passes every piece on as it arrives.
func copyBody(w clientWriter, body io.Reader, flush bool) (int64, error) {
	if !flush {
		return io.Copy(w, body)
	}
	// Clients of event streams wait for the header, and the first piece may be long
	// in coming.
	if err := w.conn.Flush(); err != nil {
		return 0, err
	}
	buf := make([]byte, 32<<10)
	var total int64
	for {
		n, err := body.Read(buf)
		if n > 0 {
			if _, werr := w.Write(buf[:n]); werr != nil {
				return total, werr
			}
			total += int64(n)
			if ferr := w.conn.Flush(); ferr != nil {
				return total, ferr
			}
		}
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}
