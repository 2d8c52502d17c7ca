package egress

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"golang.org/x/crypto/md4"
)

// ntlmProxy is a proxy that authenticates connections by NTLMv2. Its side of the
// protocol is written from MS-NLMP and shares nothing with the client's.
type ntlmProxy struct {
	user, domain, password string // whom it lets through, the user in upper case; none without NTLM

	offers    []string // what the first 407 asks for; nil for NTLM alone
	basic     string   // the credentials of Basic it takes too, "user:password"
	open      bool     // it asks for nothing
	close     bool     // the connection ends with a 407 that is not the challenge's
	drop      bool     // the connection ends with the challenge
	reset     bool     // the connection breaks where the third message arrives
	early     bool     // whom it does not know it refuses before it has read the body, and closes
	silent    bool     // the third message is never answered
	forgets   int      // after how many requests a connection is forgotten; 0 for never
	challenge string   // in place of one that can be answered
	page      string   // of a 407
	where     string   // where tunnels lead

	listener net.Listener
	wait     sync.WaitGroup
	mu       sync.Mutex
	conns    map[net.Conn]bool
	seen     []string
}

// start listens, and returns the proxy's address with credentials.
func (p *ntlmProxy) start(t *testing.T, user, password string) *url.URL {
	t.Helper()
	var err error
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.conns = map[net.Conn]bool{}
	p.wait.Go(func() {
		for n := 1; ; n++ {
			conn, err := p.listener.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.conns[conn] = true
			p.mu.Unlock()
			p.wait.Go(func() {
				p.serve(conn, n)
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = p.listener.Close()
		p.mu.Lock()
		for conn := range p.conns {
			_ = conn.Close()
		}
		p.mu.Unlock()
		p.wait.Wait()
	})
	return &url.URL{Scheme: "http", Host: p.listener.Addr().String(), User: url.UserPassword(user, password)}
}

// log returns what was asked, "number of the connection, request, credentials".
func (p *ntlmProxy) log() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.seen
	p.seen = nil
	return seen
}

var serverNonce = []byte{1, 2, 3, 4, 5, 6, 7, 8}

func (p *ntlmProxy) serve(conn net.Conn, number int) {
	reader := bufio.NewReader(conn)
	authenticated, challenged := p.open, false
	for served := 1; ; served++ {
		req, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		scheme, token, _ := strings.Cut(req.Header.Get("Proxy-Authorization"), " ")
		message, _ := base64.StdEncoding.DecodeString(token)
		note := scheme
		if scheme == "NTLM" {
			if len(message) < 12 || string(message[:8]) != "NTLMSSP\x00" {
				note += " malformed"
			} else {
				note += fmt.Sprint(binary.LittleEndian.Uint32(message[8:]))
			}
		}
		p.mu.Lock()
		p.seen = append(p.seen, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", number, req.Method, req.RequestURI, note)))
		p.mu.Unlock()
		if p.forgets > 0 && served > p.forgets {
			authenticated = false
		}
		if p.early && !authenticated && scheme == "" {
			p.refuse(conn, req, true, p.offers...)
			return
		}
		if req.Header.Get("Expect") != "" {
			_, _ = io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n")
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		switch {
		case p.open:
		case scheme == "Basic" && p.basic != "" && string(message) == p.basic:
			authenticated = true
		case note == "NTLM1" && p.user != "":
			challenged = true
			challenge := p.challenge
			if challenge == "" {
				challenge = base64.StdEncoding.EncodeToString(challengeMessage())
			}
			p.refuse(conn, req, p.drop, "NTLM "+challenge)
			if p.drop {
				return
			}
			continue
		case note == "NTLM3" && challenged:
			if p.reset {
				_ = conn.(*net.TCPConn).SetLinger(0)
				return
			}
			if p.silent {
				_, _ = io.Copy(io.Discard, reader)
				return
			}
			if err := p.verify(message); err != nil {
				p.refuse(conn, req, false, "NTLM")
				continue
			}
			authenticated = true
		}
		if !authenticated {
			offers := p.offers
			if offers == nil {
				offers = []string{"NTLM"}
			}
			p.refuse(conn, req, p.close, offers...)
			if p.close {
				return
			}
			continue
		}
		if req.Method == http.MethodConnect {
			p.tunnel(conn, reader)
			return
		}
		if req.Header.Get("Upgrade") != "" {
			_, _ = io.WriteString(conn, switching)
			_, _ = io.Copy(conn, reader)
			return
		}
		answer := fmt.Sprintf("proxied %s %q %s", req.Method, body, req.Header.Get("X-Own"))
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(answer))
		if req.Method != http.MethodHead {
			_, _ = io.WriteString(conn, answer)
		}
	}
}

// switching is the head of an answer after which a connection echoes.
const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

func (p *ntlmProxy) refuse(conn net.Conn, req *http.Request, last bool, offers ...string) {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 407 Proxy Authentication Required\r\n")
	for _, o := range offers {
		b.WriteString("Proxy-Authenticate: " + o + "\r\n")
	}
	if last {
		b.WriteString("Connection: close\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(p.page))
	if req.Method != http.MethodHead {
		b.WriteString(p.page)
	}
	_, _ = conn.Write(b.Bytes())
}

func (p *ntlmProxy) tunnel(conn net.Conn, reader io.Reader) {
	to, err := net.Dial("tcp", p.where)
	if err != nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	defer to.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	p.wait.Go(func() {
		_, _ = io.Copy(to, reader)
		_ = to.Close()
	})
	_, _ = io.Copy(conn, to)
}

// targetInfo is of the domain CORP, with a time.
var targetInfo = bytes.Join([][]byte{
	{2, 0, 8, 0}, utf16le("CORP"), {1, 0, 10, 0}, utf16le("PROXY"),
	{7, 0, 8, 0}, {0x80, 0x3e, 0xd5, 0xde, 0xb1, 0x9d, 0xdb, 0x01}, {0, 0, 0, 0},
}, nil)

// challengeMessage is the second message (MS-NLMP 2.2.1.2).
func challengeMessage() []byte {
	name := utf16le("CORP")
	m := append([]byte("NTLMSSP\x00"), 2, 0, 0, 0)
	field := func(n, offset int) {
		m = binary.LittleEndian.AppendUint16(m, uint16(n))
		m = binary.LittleEndian.AppendUint16(m, uint16(n))
		m = binary.LittleEndian.AppendUint32(m, uint32(offset))
	}
	field(len(name), 56)
	// Unicode, NTLM, always sign, target type domain, extended security, target info, version, 128 and 56 bits.
	m = binary.LittleEndian.AppendUint32(m, 0x00000001|0x00000200|0x00008000|0x00010000|0x00080000|0x00800000|0x02000000|0x20000000|0x80000000)
	m = append(m, serverNonce...)
	m = append(m, make([]byte, 8)...)
	field(len(targetInfo), 56+len(name))
	m = append(m, 10, 0, 0x61, 0x4a, 0, 0, 0, 15)
	return append(append(m, name...), targetInfo...)
}

// verify checks the third message (MS-NLMP 2.2.1.3 and 3.3.2).
func (p *ntlmProxy) verify(m []byte) error {
	field := func(at int) []byte {
		if len(m) < at+8 {
			return nil
		}
		n, offset := int(binary.LittleEndian.Uint16(m[at:])), int(binary.LittleEndian.Uint32(m[at+4:]))
		if n == 0 || offset+n > len(m) {
			return nil
		}
		return m[offset : offset+n]
	}
	response, domain, user := field(20), field(28), field(36)
	if !bytes.Equal(domain, utf16le(p.domain)) || !strings.EqualFold(string(user), string(utf16le(p.user))) {
		return errors.New("another user")
	}
	if len(response) < 16+28+len(targetInfo) {
		return errors.New("no NTLMv2")
	}
	proof, temp := response[:16], response[16:]
	if temp[0] != 1 || temp[1] != 1 || !bytes.Equal(temp[28:28+len(targetInfo)], targetInfo) || !bytes.Contains(targetInfo, temp[8:16]) {
		return errors.New("another challenge was answered")
	}
	nt := md4.New()
	_, _ = nt.Write(utf16le(p.password))
	key := hmacMD5(nt.Sum(nil), utf16le(p.user+p.domain))
	if !hmac.Equal(proof, hmacMD5(key, append(bytes.Clone(serverNonce), temp...))) {
		return errors.New("another password")
	}
	return nil
}

func hmacMD5(key, data []byte) []byte {
	mac := hmac.New(md5.New, key)
	_, _ = mac.Write(data)
	return mac.Sum(nil)
}

func utf16le(text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
