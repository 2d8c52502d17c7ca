package grpc

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// patience ends tests that hang; nothing is expected to take that long.
const patience = 20 * time.Second

type text = wrapperspb.StringValue

// peer is the service demo.Talk; what it is told to do stands in the messages.
type peer struct {
	calls    chan string
	canceled chan error
	deadline chan bool
}

func (p *peer) unary(ctx context.Context, in *text) (*text, error) {
	p.calls <- "Unary"
	md, _ := metadata.FromIncomingContext(ctx)
	switch in.Value {
	case "echo":
		return in, nil
	case "fail":
		// An answer of trailers alone.
		return nil, status.Error(codes.NotFound, "nothing hère")
	case "wait":
		_, has := ctx.Deadline()
		p.deadline <- has
		<-ctx.Done()
		p.canceled <- ctx.Err()
		return nil, ctx.Err()
	}
	grpc.SetHeader(ctx, metadata.Pairs("x-head", "h"))
	grpc.SetTrailer(ctx, metadata.Pairs("x-tail", "t", "x-tail-bin", "\x00\xff"))
	return wrapperspb.String(in.Value + " " + strings.Join(md.Get("x-added"), "")), nil
}

// both answers each message.
func (p *peer) both(stream grpc.ServerStream) error {
	for {
		var in text
		switch err := stream.RecvMsg(&in); {
		case err == io.EOF:
			return stream.SendMsg(wrapperspb.String("end"))
		case err != nil:
			p.canceled <- err
			return err
		}
		if err := stream.SendMsg(wrapperspb.String("got " + in.Value)); err != nil {
			return err
		}
	}
}

// many sends three messages, each when the channel of the test says so.
func (p *peer) many(in *text, stream grpc.ServerStream) error {
	for i := range 3 {
		if err := stream.SendMsg(wrapperspb.String(fmt.Sprint(in.Value, i))); err != nil {
			return err
		}
		<-p.calls
	}
	stream.SetTrailer(metadata.Pairs("x-tail", "t"))
	return status.Error(codes.ResourceExhausted, "three are enough")
}

// collect takes messages until the client has ended.
func (p *peer) collect(stream grpc.ServerStream) error {
	n := 0
	for {
		var in text
		err := stream.RecvMsg(&in)
		if err == io.EOF {
			return stream.SendMsg(wrapperspb.String(fmt.Sprint(n)))
		}
		if err != nil {
			return err
		}
		n += len(in.Value)
	}
}

func describe(p *peer) *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: "demo.Talk", HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Unary", Handler: func(_ any, ctx context.Context, dec func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			var in text
			if err := dec(&in); err != nil {
				return nil, err
			}
			return p.unary(ctx, &in)
		}}},
		Streams: []grpc.StreamDesc{
			{StreamName: "Both", ServerStreams: true, ClientStreams: true, Handler: func(_ any, s grpc.ServerStream) error { return p.both(s) }},
			{StreamName: "Collect", ClientStreams: true, Handler: func(_ any, s grpc.ServerStream) error { return p.collect(s) }},
			{StreamName: "Many", ServerStreams: true, Handler: func(_ any, s grpc.ServerStream) error {
				var in text
				if err := s.RecvMsg(&in); err != nil {
					return err
				}
				return p.many(&in, s)
			}},
		},
	}
}

// identity is a certificate for localhost.
func identity(t *testing.T) (tls.Certificate, *x509.CertPool, string, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost", "backend.test"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, data := range map[string][]byte{certFile: certPEM, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool, certFile, keyFile
}

// serve starts a peer and a gateway in front of it and returns a client of the latter.
func serve(t *testing.T, secure bool, version string) (*peer, *grpc.ClientConn) {
	t.Helper()
	cert, pool, certFile, keyFile := identity(t)
	p := &peer{calls: make(chan string, 100), canceled: make(chan error, 10), deadline: make(chan bool, 10)}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serverOptions []grpc.ServerOption
	scheme := "http"
	creds := insecure.NewCredentials()
	if secure {
		scheme = "https"
		serverOptions = append(serverOptions, grpc.Creds(credentials.NewServerTLSFromCert(&cert)))
		creds = credentials.NewTLS(&tls.Config{RootCAs: pool, ServerName: "localhost"})
	}
	backend := grpc.NewServer(serverOptions...)
	backend.RegisterService(describe(p), nil)
	go backend.Serve(ln)
	t.Cleanup(backend.Stop)

	dir := t.TempDir()
	operation := func(name string) string {
		return `{"properties": {"displayName": "` + name + `", "method": "POST", "urlTemplate": "/demo.Talk/` + name + `"}}`
	}
	tree := map[string]string{
		"policy.xml":                    `<policies><inbound /><backend><forward-request http-version="` + version + `" /></backend><outbound><set-header name="X-Out"><value>o</value></set-header></outbound><on-error /></policies>`,
		"apis/talk/apiInformation.json": fmt.Sprintf(`{"properties": {"path": "", "displayName": "talk", "apiRevision": "1", "isCurrent": true, "type": "grpc", "protocols": ["https", "http"], "serviceUrl": "%s://backend.test"}}`, scheme),
		"apis/talk/policy.xml":          `<policies><inbound><base /><set-header name="X-Added"><value>added</value></set-header></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`,
		"subscriptions/partner/subscriptionInformation.json": `{"properties": {"displayName": "partner", "scope": "/apis", "state": "active"}}`,
		"gatehouse.yaml": fmt.Sprintf("subscriptions: { partner: { primaryKey: key } }\nhosts: { backend.test: { address: %q, ca: %q } }\n", ln.Addr().String(), certFile),
	}
	for _, name := range []string{"Unary", "Both", "Collect", "Many"} {
		tree["apis/talk/operations/"+strings.ToLower(name)+"/operationInformation.json"] = operation(name)
	}
	for path, content := range tree {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var l diag.List
	s, err := server.Start(server.Options{
		Source: server.Source{
			Path: dir, CacheFolder: t.TempDir(), Env: func(string) (string, bool) { return "", false },
			Adjust: func(c *config.Settings) {
				c.Listen.Gateway = []config.Listener{{Address: "127.0.0.1:0"}}
				if secure {
					c.Listen.Gateway[0].Certificate, c.Listen.Gateway[0].Key = certFile, keyFile
				}
				c.Listen.Admin = config.Listener{}
			},
		},
		Log: slog.New(slog.DiscardHandler),
	}, &l)
	if err != nil {
		t.Fatal(err, l.All())
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	_, address, _ := strings.Cut(s.Addresses()[0], "://")
	conn, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(creds))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return p, conn
}

// with is a context with the subscription key.
func with(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return metadata.AppendToOutgoingContext(ctx, "ocp-apim-subscription-key", "key")
}

// eachWay runs a test with TLS on both legs and without.
func eachWay(t *testing.T, test func(t *testing.T, p *peer, conn *grpc.ClientConn)) {
	for _, way := range []struct {
		name    string
		secure  bool
		version string
	}{{"h2", true, "2or1"}, {"h2 alone", true, "2"}, {"h2c", false, "2"}, {"h2c 2or1", false, "2or1"}} {
		t.Run(way.name, func(t *testing.T) {
			p, conn := serve(t, way.secure, way.version)
			test(t, p, conn)
		})
	}
}

// TestUnary: a message, an error, and fields before and after them; without the status
// after an answer the client would have an error (grpc-apis.md, test 1).
func TestUnary(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		var out text
		if err := conn.Invoke(with(t), "/demo.Talk/Unary", wrapperspb.String("echo"), &out); err != nil || out.Value != "echo" {
			t.Errorf("got %q, %v", out.Value, err)
		}
		var head, tail metadata.MD
		if err := conn.Invoke(with(t), "/demo.Talk/Unary", wrapperspb.String("hello"), &out, grpc.Header(&head), grpc.Trailer(&tail)); err != nil {
			t.Fatal(err)
		}
		if out.Value != "hello added" {
			t.Errorf("got %q", out.Value)
		}
		if fmt.Sprint(head.Get("x-head"), head.Get("x-out"), tail.Get("x-tail"), tail.Get("x-tail-bin")) != "[h] [o] [t] [\x00\xff]" {
			t.Errorf("header %v, trailers %v", head, tail)
		}
		// An error whose answer is trailers alone.
		err := conn.Invoke(with(t), "/demo.Talk/Unary", wrapperspb.String("fail"), &out)
		if s := status.Convert(err); s.Code() != codes.NotFound || s.Message() != "nothing hère" {
			t.Errorf("got %v", err)
		}
		// A large message.
		large := strings.Repeat("x", 3<<20)
		if err := conn.Invoke(with(t), "/demo.Talk/Unary", wrapperspb.String(large), &out); err != nil || len(out.Value) < len(large) {
			t.Errorf("got %d bytes, %v", len(out.Value), err)
		}
	})
}

// TestRefused: what the gateway refuses never reaches the backend (grpc-apis.md, test 3).
func TestRefused(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		var out text
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := conn.Invoke(ctx, "/demo.Talk/Unary", wrapperspb.String("hello"), &out); status.Code(err) != codes.Unauthenticated || !strings.Contains(err.Error(), "401") {
			t.Errorf("without a key: %v", err)
		}
		if err := conn.Invoke(with(t), "/demo.Talk/Other", wrapperspb.String("hello"), &out); status.Code(err) != codes.Unimplemented || !strings.Contains(err.Error(), "404") {
			t.Errorf("no such operation: %v", err)
		}
		if len(p.calls) > 0 {
			t.Errorf("the backend was called")
		}
	})
}

// TestServerStream: messages come as they are sent, not at the end; the status comes
// after them (grpc-apis.md, test 2).
func TestServerStream(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		s, err := conn.NewStream(with(t), &grpc.StreamDesc{ServerStreams: true}, "/demo.Talk/Many")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.SendMsg(wrapperspb.String("m")), s.CloseSend()); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			var in text
			if err := s.RecvMsg(&in); err != nil || in.Value != fmt.Sprint("m", i) {
				t.Fatal(in.Value, err)
			}
			p.calls <- "go on"
		}
		err = s.RecvMsg(&text{})
		if st := status.Convert(err); st.Code() != codes.ResourceExhausted || st.Message() != "three are enough" || fmt.Sprint(s.Trailer().Get("x-tail")) != "[t]" {
			t.Errorf("ended with %v, trailers %v", err, s.Trailer())
		}
	})
}

func TestClientStream(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		s, err := conn.NewStream(with(t), &grpc.StreamDesc{ClientStreams: true}, "/demo.Talk/Collect")
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			if err := s.SendMsg(wrapperspb.String(strings.Repeat("y", 10_000))); err != nil {
				t.Fatal(err)
			}
		}
		var out text
		if err := errors.Join(s.CloseSend(), s.RecvMsg(&out)); err != nil || out.Value != "500000" {
			t.Errorf("got %q, %v", out.Value, err)
		}
	})
}

// TestBoth: each message is answered before the next one is sent.
func TestBoth(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		s, err := conn.NewStream(with(t), &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, "/demo.Talk/Both")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			var in text
			if err := errors.Join(s.SendMsg(wrapperspb.String(fmt.Sprint(i))), s.RecvMsg(&in)); err != nil || in.Value != fmt.Sprint("got ", i) {
				t.Fatal(in.Value, err)
			}
		}
		var in text
		if err := errors.Join(s.CloseSend(), s.RecvMsg(&in)); err != nil || in.Value != "end" {
			t.Fatal(in.Value, err)
		}
		if err := s.RecvMsg(&in); err != io.EOF {
			t.Errorf("ended with %v", err)
		}
	})
}

// TestCancel: deadlines pass through, and the backend hears of a client that gives up.
func TestCancel(t *testing.T) {
	eachWay(t, func(t *testing.T, p *peer, conn *grpc.ClientConn) {
		ctx, cancel := context.WithCancel(with(t))
		defer cancel()
		go func() {
			if !<-p.deadline {
				t.Error("the backend knows of no deadline")
			}
			cancel()
		}()
		var out text
		if err := conn.Invoke(ctx, "/demo.Talk/Unary", wrapperspb.String("wait"), &out); status.Code(err) != codes.Canceled {
			t.Errorf("got %v", err)
		}
		if err := <-p.canceled; err == nil {
			t.Error("the backend was not told")
		}
		ctx, giveUp := context.WithCancel(with(t))
		defer giveUp()
		s, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, "/demo.Talk/Both")
		if err != nil {
			t.Fatal(err)
		}
		var in text
		if err := errors.Join(s.SendMsg(wrapperspb.String("x")), s.RecvMsg(&in)); err != nil {
			t.Fatal(err)
		}
		giveUp()
		if err := <-p.canceled; status.Code(err) != codes.Canceled {
			t.Errorf("the backend saw %v", err)
		}
	})
}
