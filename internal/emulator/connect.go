package emulator

import (
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

// connect answers CONNECT for hosts that the services listener stands in for:
// with HTTPS_PROXY pointing here and the authority trusted, any program reaches
// the local Azure unchanged. Nothing else is forwarded anywhere.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil || port != "443" || s.find(strings.ToLower(host)) == nil {
		exchange.JSON(w, http.StatusForbidden, map[string]string{"error": "the local Azure does not stand in for " + r.Host + " and forwards nothing; set NO_PROXY for hosts that are to be reached directly"})
		return
	}
	server, err := net.DialTimeout("tcp", s.HTTPSAddress(), 10*time.Second)
	if err != nil {
		exchange.JSON(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
		return
	}
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = server.Close()
		exchange.JSON(w, http.StatusInternalServerError, map[string]string{"error": err.Error()})
		return
	}
	// The server's deadlines were for the request.
	_ = client.SetDeadline(time.Time{})
	s.tunnels.Go(func() {
		defer client.Close()
		defer server.Close()
		if _, err := io.WriteString(client, "HTTP/1.1 200 Connection Established\r\n\r\n"); err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(server, buffered.Reader)
			closeWrite(server)
		}()
		_, _ = io.Copy(client, server)
	})
}

// closeWrite tells the peer that nothing more will come.
func closeWrite(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
		return
	}
	_ = c.Close()
}
