package nethttp

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// Handler answers requests with handle. Connections that speak something else after
// an answer go to tunnels.
func Handler(handle wire.Handler, tunnels *tunnel.Set) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			refuse(w, 501)
			return
		}
		if r.Method == "PRI" {
			// It stands for the start of an HTTP/2 connection, which this is not any more.
			refuse(w, 505)
			return
		}
		if len(r.RequestURI) > wire.MaxTarget {
			refuse(w, 414)
			return
		}
		n := 0
		for _, v := range r.Header {
			n += len(v)
		}
		if n > wire.MaxFields {
			refuse(w, 431)
			return
		}
		conn := http.NewResponseController(w)
		body := newClientBody(r, conn)
		// That of the response before.
		_ = conn.SetWriteDeadline(time.Time{})
		req, ok := request(r, body)
		if !ok {
			refuse(w, 400)
			return
		}
		a := handle(r.Context(), req)
		defer body.leave()
		var sent int64
		leave := func() {}
		defer func() { leave() }()
		defer func() {
			// Also when the client went away and write gave up.
			if a.Finish != nil {
				a.Finish.Done(sent + body.count.Load())
			}
		}()
		if t := a.Response.Body.Tunnel(); t != nil && a.Response.Status == http.StatusSwitchingProtocols {
			sent, leave = upgrade(conn, a.Response, t, tunnels)
			return
		} else if t != nil {
			t.Close()
		}
		write(w, conn, r, a.Response, &sent)
		body.forget()
	})
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
}

// request makes the message of a request. ok is false when its target is none.
func request(r *http.Request, body *clientBody) (req *message.Request, ok bool) {
	state := connectionState(r)
	scheme := "http"
	if state != nil {
		scheme = "https"
	}
	// What net/http made of the target is not used: it decodes what the client has
	// encoded.
	target, ok := wire.ParseTarget(r.Method, r.RequestURI)
	if !ok || r.ProtoMajor > 1 && !sound(r, target) {
		return nil, false
	}
	req = &message.Request{Method: r.Method, Proto: r.Proto, TLS: state != nil, URL: wire.RequestURL(scheme, r.Host, target)}
	if state != nil {
		req.TLSVersion = message.TLSVersion(state.Version)
	}
	names := make([]string, 0, len(r.Header))
	for n := range r.Header {
		names = append(names, n)
	}
	slices.Sort(names)
	req.Header = message.NewHeader(make([]message.Field, 0, len(names)+2)...)
	if r.Host != "" || r.ProtoAtLeast(1, 1) {
		req.Header.Add("Host", r.Host)
	}
	req.Upgrade = upgradeOf(r)
	req.TakesTrailers = slices.ContainsFunc(r.Header["Te"], func(v string) bool { return wire.ListsToken(v, "trailers") })
	own := connectionFields(r.Header)
	for _, n := range names {
		// Policies may look at what makes a handshake.
		if (hopByHop(n) || listed(own, n)) && !(req.Upgrade != "" && (n == "Connection" || n == "Upgrade")) {
			continue
		}
		for _, v := range r.Header[n] {
			req.Header.Add(n, v)
		}
	}
	if r.ContentLength > 0 || r.ContentLength == 0 && r.Header["Content-Length"] != nil {
		req.Header.Set("Content-Length", formatInt(r.ContentLength))
	}
	if r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0 {
		req.Body = message.NewBody(body, r.ContentLength)
		req.Body.SetTrailers(body)
	}
	if a, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		req.Remote = a
	} else {
		req.RemoteText = r.RemoteAddr
	}
	if state != nil && len(state.PeerCertificates) > 0 {
		req.Certificate, req.CertificateChain = state.PeerCertificates[0], state.PeerCertificates[1:]
	}
	return req, true
}

// sound reports whether a request over HTTP/2 can be said in HTTP/1.1, and says one
// thing only: net/http reads it less strictly than one over HTTP/1.1 (RFC 9113, 8.1.1,
// 8.3.1 and 10.3). A Host beside the authority must be the same, and is dropped.
func sound(r *http.Request, target wire.Target) bool {
	hosts, lengths := r.Header["Host"], r.Header["Content-Length"]
	switch {
	case !message.ValidMethod(r.Method), !wire.ValidHost(r.Host), target.Authority != "":
		return false
	case len(hosts) > 1 || len(hosts) == 1 && !strings.EqualFold(hosts[0], r.Host):
		return false
	case len(lengths) > 1 || len(lengths) == 1 && lengths[0] != formatInt(r.ContentLength):
		return false
	}
	delete(r.Header, "Host")
	return true
}

// tlsKey is the key of a connection's TLS state in the contexts of its requests.
type tlsKey struct{}

// ConnContext is for http.Server.ConnContext: it lets requests on connections that
// another adapter handed over know their TLS.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if t := wire.TLS(c); t != nil {
		return context.WithValue(ctx, tlsKey{}, t)
	}
	return ctx
}

// connectionState is the TLS state of a request's connection, nil without TLS.
func connectionState(r *http.Request) *tls.ConnectionState {
	if r.TLS != nil {
		return r.TLS
	}
	if t, ok := r.Context().Value(tlsKey{}).(*tls.Conn); ok {
		state := t.ConnectionState()
		return &state
	}
	return nil
}

// hopByHop reports header fields that belong to one connection.
func hopByHop(name string) bool { return wire.HopByHop(name) }

// connectionFields are the further fields that belong to this connection, which a
// sender names in Connection.
func connectionFields(h http.Header) []string {
	var out []string
	for _, v := range h["Connection"] {
		out = wire.Options(out, v)
	}
	return out
}

// listed reports whether a field is among names.
func listed(names []string, field string) bool { return wire.Listed(names, field) }

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
	if status < 200 || status > 999 {
		// An interim answer cannot be the last one.
		status = 500
	}
	empty := r.Method == http.MethodHead || status == 204 || status == 304
	if n := resp.Body.Length(); n >= 0 && status != 204 && (r.ProtoMajor > 1 || !resp.Body.ExpectsTrailers()) {
		if !empty || n > 0 {
			h.Set("Content-Length", formatInt(n))
		}
	}
	if r.Method == http.MethodHead && resp.Body.Length() <= 0 {
		if cl, ok := resp.Header.Get("Content-Length"); ok {
			h.Set("Content-Length", cl)
		}
	}
	if names := resp.Body.TrailerNames(); len(names) > 0 && !empty && r.ProtoAtLeast(1, 1) {
		h.Set("Trailer", strings.Join(names, ", "))
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
	if empty || resp.Body.Length() == 0 {
		return
	}
	body := resp.Body.Reader()
	defer body.Close()
	http2 := r.ProtoMajor > 1
	if http2 {
		// There the time runs on while the backend is silent.
		_ = conn.SetWriteDeadline(time.Time{})
	}
	n, err := copyBody(clientWriter{w, conn, http2}, body, resp.Flush)
	*sent = n
	if err != nil {
		// The client must see that the body is not complete.
		panic(http.ErrAbortHandler)
	}
	_ = conn.SetWriteDeadline(time.Now().Add(writePatience))
	trailers(h, conn, r, resp)
}

// trailers sends the fields after a body.
func trailers(h http.Header, conn *http.ResponseController, r *http.Request, resp *message.Response) {
	fields := resp.Body.Trailers()
	if len(fields) == 0 || !r.ProtoAtLeast(1, 1) {
		return
	}
	if r.ProtoMajor == 1 && conn.Flush() != nil {
		// Without that a short body would not go in chunks, after which they stand.
		return
	}
	announced := resp.Body.TrailerNames()
	for _, f := range fields {
		if !message.ValidName(f.Name) || !message.ValidValue(f.Value) || !wire.TrailerAllowed(f.Name) {
			continue
		}
		name := http.CanonicalHeaderKey(f.Name)
		if !listed(announced, name) {
			name = http.TrailerPrefix + name
		}
		h[name] = append(h[name], f.Value)
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
