package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/nethttp"
	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// patience ends tests that hang; nothing is expected to take that long.
const patience = 20 * time.Second

// listenWith serves on an address of this machine over an adapter, with TLS when
// conf is not nil.
func listenWith(t *testing.T, adapter string, conf *tls.Config, handle wire.Handler) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	if conf != nil {
		ln = tls.NewListener(ln, conf)
	}
	l := &listener{Listener: ln}
	log := slog.New(slog.DiscardHandler)
	if adapter == "nethttp" {
		l.start(nethttp.Handler(handle, &tunnel.Set{}), log)
	} else {
		l.startOwn(handle, &tunnel.Set{}, log)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		l.close(ctx)
	})
	return address
}

// describe answers with the request as a policy sees it, in the spelling and order
// that all adapters have in common. The status is that of the query.
func describe(_ context.Context, req *message.Request) wire.Answer {
	data, err := req.Body.Bytes(0)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s tls=%v%s certificate=%v body=%v length=%d\n", req.Method, req.URL.String(), req.Proto, req.TLS, req.TLSVersion, req.Certificate != nil, req.Body != nil, req.Body.Length())
	var fields []string
	for f := range req.Header.All() {
		fields = append(fields, textproto.CanonicalMIMEHeaderKey(f.Name)+": "+f.Value)
	}
	// Lines of one name keep their order.
	slices.SortStableFunc(fields, func(a, b string) int {
		a, _, _ = strings.Cut(a, ":")
		b, _, _ = strings.Cut(b, ":")
		return strings.Compare(a, b)
	})
	fmt.Fprintf(&b, "%s\n\n%s", strings.Join(fields, "\n"), data)
	if message.IsClientFault(err) {
		return wire.Answer{Response: &message.Response{Status: 400}}
	}
	resp := &message.Response{Status: 200, Header: message.NewHeader(message.Field{Name: "Content-Type", Value: "text/plain"}), Body: message.BytesBody(b.Bytes())}
	switch req.URL.Query {
	case "204", "304", "404":
		fmt.Sscan(req.URL.Query, &resp.Status)
	case "stream":
		// net/http counts short ones before it sends them.
		resp.Body = message.NewBody(io.NopCloser(bytes.NewReader(append(b.Bytes(), make([]byte, 10000)...))), -1)
	case "flush":
		resp.Body, resp.Flush = message.NewBody(io.NopCloser(bytes.NewReader(b.Bytes())), -1), true
	case "sized":
		resp.Body = message.NewBody(io.NopCloser(bytes.NewReader(b.Bytes())), int64(b.Len()))
	case "none":
		resp.Body = nil
	case "fields":
		resp.Header = message.NewHeader(message.Field{Name: "X-A", Value: "1"}, message.Field{Name: "Connection", Value: "x-a"}, message.Field{Name: "x-a", Value: "2"},
			message.Field{Name: "Bad Name", Value: "1"}, message.Field{Name: "X-Bad", Value: "a\r\nb"}, message.Field{Name: "Content-Length", Value: "1"}, message.Field{Name: "Date", Value: "now"})
	}
	return wire.Answer{Response: resp}
}

// answers sends bytes and describes the answers until the end of the connection,
// one for each method.
func answers(t *testing.T, address, text string) []string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	go func() {
		io.WriteString(c, text)
		// What is not complete gets no more.
		c.(*net.TCPConn).CloseWrite()
	}()
	var out []string
	in := bufio.NewReader(c)
	method := "GET"
	if strings.HasPrefix(text, "HEAD ") {
		method = "HEAD"
	}
	for {
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			return out
		}
		body, err := io.ReadAll(resp.Body)
		if resp.StatusCode >= 400 && resp.StatusCode != 404 {
			// The adapter's own; the words are its business.
			out = append(out, fmt.Sprint(resp.StatusCode))
			continue
		}
		if resp.Header.Get("Date") != "now" {
			if _, err := http.ParseTime(resp.Header.Get("Date")); err != nil {
				out = append(out, err.Error())
			}
			resp.Header.Del("Date")
		}
		var h bytes.Buffer
		resp.Header.Write(&h)
		out = append(out, fmt.Sprint(resp.Proto, " ", resp.StatusCode, " close ", resp.Close, " length ", resp.ContentLength, resp.TransferEncoding, "\n", h.String(), "\n", string(body), err))
	}
}

// TestAdapters: nobody can tell the adapters apart, but that our own is stricter.
func TestAdapters(t *testing.T) {
	const get, post = "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\n"
	const chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
	asked := func(query string) string { return "GET /?" + query + " HTTP/1.1\r\nHost: a\r\n\r\n" }
	tests := []struct{ name, request string }{
		{"least", get + "\r\n"},
		{"several", get + "\r\n" + post + "Content-Length: 2\r\n\r\nab" + get + "Connection: close\r\n\r\n" + get + "\r\n"},
		{"fields", get + "accept: */*\r\nX-B: 1\r\nx-a:  2 \r\nX-B: 3\r\nX-Empty:\r\nUser-Agent: x\r\n\r\n"},
		{"fields of the connection", get + "Connection: x-own, keep-alive\r\nX-Own: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nTrailer: X\r\nProxy-Authorization: x\r\nProxy-Connection: x\r\n\r\n"},
		{"obs-text", get + "X-A: \xe4\r\n\r\n"},
		{"length", post + "Content-Length: 3\r\n\r\nabc"},
		{"no length", post + "\r\n"},
		{"length of nothing", post + "Content-Length: 0\r\n\r\n"},
		{"GET with a body", get + "Content-Length: 3\r\n\r\nabc"},
		{"chunks", chunked + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n" + get + "\r\n"},
		{"trailers", chunked + "3\r\nabc\r\n0\r\nX-A: b\r\n\r\n" + get + "\r\n"},
		{"short body", post + "Content-Length: 5\r\n\r\nabc"},
		{"short chunks", chunked + "3\r\nabc\r\n"},
		{"bad chunks", chunked + "x\r\n"},
		{"Expect", post + "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n"},
		{"unknown expectation", post + "Expect: x\r\nContent-Length: 1\r\n\r\na"},
		{"HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"HEAD, stream", "HEAD /?stream HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"HEAD, fields", "HEAD /?fields HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"204", asked("204") + get + "\r\n"},
		{"304", asked("304") + get + "\r\n"},
		{"404", asked("404")},
		{"stream", asked("stream") + get + "\r\n"},
		{"flush", asked("flush") + get + "\r\n"},
		{"sized", asked("sized") + get + "\r\n"},
		{"no body", asked("none") + get + "\r\n"},
		{"fields of the response", asked("fields") + get + "\r\n"},
		{"HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n" + get + "\r\n"},
		{"HTTP/1.0 without a host", "GET / HTTP/1.0\r\n\r\n"},
		{"HTTP/1.0 that stays", "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n" + get + "Connection: close\r\n\r\n"},
		{"HTTP/1.0 that stays, stream", "GET /?stream HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n" + get + "\r\n"},
		{"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
		{"absolute form", "GET http://b:81/p?q HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"absolute form without a path", "GET http://b HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"absolute form, other scheme", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"host with a port", "GET / HTTP/1.1\r\nHost: A.B:8080\r\n\r\n"},
		{"host of IPv6", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"},
		{"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
		{"no host", "GET / HTTP/1.1\r\n\r\n"},
		{"two hosts", get + "Host: a\r\n\r\n"},
		{"bad host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
		{"encoded path", "GET /a%2fb%20c//d/../e?x=%2f&y=a+b HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"path to be encoded", "GET /a{b}\"<ä>?ä=\"<> HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"encoded and to be encoded", "GET /a%2fb{ HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"empty query", "GET /? HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"bad encoding", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"other method", "brew / HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n"},
		{"no version", "GET /\r\n\r\n"},
		{"space before the colon", get + "X-A : b\r\n\r\n"},
		{"null", get + "X-A: a\x00\r\n\r\n"},
		{"bad length", post + "Content-Length: -1\r\n\r\n"},
		{"other coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n"},
		{"long target", "GET /" + strings.Repeat("a", 17000) + " HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"many fields", get + strings.Repeat("X-A: b\r\n", 300) + "\r\n"},
		{"not a whole head", get},
		{"upgrade to HTTP/2", get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			own := answers(t, listenWith(t, "h1", nil, describe), test.request)
			theirs := answers(t, listenWith(t, "nethttp", nil, describe), test.request)
			if diff := cmp.Diff(theirs, own); diff != "" {
				t.Errorf("(-net/http +own):\n%s", diff)
			}
			if len(own) == 0 {
				t.Error("no answer")
			}
		})
	}
	strict := []struct {
		name, request string
		status        string
	}{
		{"bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "400"},
		{"folded field", get + "X-A: b\r\n c\r\n\r\n", "400"},
		{"length twice", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na", "400"},
		{"length and chunks", post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
		{"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
	}
	for _, test := range strict {
		t.Run("strict, "+test.name, func(t *testing.T) {
			want := []string{test.status}
			if diff := cmp.Diff(want, answers(t, listenWith(t, "h1", nil, describe), test.request+get+"\r\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestHandedOver: connections that speak something else get on at the same port.
func TestHandedOver(t *testing.T) {
	address := listenWith(t, "h1", nil, describe)
	t.Run("HTTP/2 with prior knowledge", func(t *testing.T) {
		var protocols http.Protocols
		protocols.SetUnencryptedHTTP2(true)
		tr := &http.Transport{Protocols: &protocols}
		defer tr.CloseIdleConnections()
		resp, err := (&http.Client{Transport: tr}).Post("http://"+address+"/p", "text/plain", strings.NewReader("abc"))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if body, _ := io.ReadAll(resp.Body); resp.Proto != "HTTP/2.0" || !strings.HasSuffix(string(body), "\n\nabc") {
			t.Errorf("got %s with %q", resp.Proto, body)
		}
	})
	t.Run("upgrade", func(t *testing.T) {
		// Nobody upgrades here; the request is answered, and its connection ends.
		got := answers(t, address, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
		if len(got) != 1 || !strings.HasPrefix(got[0], "HTTP/1.1 200 close true") {
			t.Errorf("got %q", got)
		}
	})
	t.Run("CONNECT", func(t *testing.T) {
		got := answers(t, address, "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n")
		if len(got) != 1 || got[0] != "501" {
			t.Errorf("got %q", got)
		}
	})
}

// TestTLS: both versions of HTTP over TLS, with the certificate of the client, also
// where the connection is handed over.
func TestTLS(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a"}, DNSNames: []string{"a"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	conf := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2", "http/1.1"}, ClientAuth: tls.RequireAnyClientCert}
	for _, adapter := range adapters {
		address := listenWith(t, adapter, conf, describe)
		for _, proto := range []string{"HTTP/1.1", "HTTP/2.0", "upgrade"} {
			t.Run(adapter+"/"+proto, func(t *testing.T) {
				tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{cert}}, ForceAttemptHTTP2: proto == "HTTP/2.0"}
				defer tr.CloseIdleConnections()
				for range 2 {
					req, _ := http.NewRequest("POST", "https://"+address+"/p", strings.NewReader("abc"))
					want := proto
					if proto == "upgrade" {
						req.Header.Set("Connection", "Upgrade")
						req.Header.Set("Upgrade", "x")
						want = "HTTP/1.1"
					}
					resp, err := tr.RoundTrip(req)
					if err != nil {
						t.Fatal(err)
					}
					body, _ := io.ReadAll(resp.Body)
					resp.Body.Close()
					first := fmt.Sprintf("POST https://%s/p %s tls=true1.3 certificate=true body=true length=3\n", address, want)
					if !strings.HasPrefix(string(body), first) || !strings.HasSuffix(string(body), "\n\nabc") {
						t.Errorf("got %q, want it to begin with %q", body, first)
					}
				}
			})
		}
		t.Run(adapter+"/plain", func(t *testing.T) {
			got := answers(t, address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
			if len(got) != 1 || got[0] != "400" {
				t.Errorf("got %q", got)
			}
		})
	}
}
