package h1

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// TestEarlyAnswer: a request that is answered while its body is still read, by
// somebody else, ends the connection only where its head says so.
func TestEarlyAnswer(t *testing.T) {
	address, _ := serve(t, func(_ context.Context, req *message.Request) wire.Answer {
		r := req.Body.Reader()
		begun := make(chan struct{})
		go func() {
			scratch := make([]byte, 4<<10)
			for n := 0; ; n++ {
				_, err := r.Read(scratch)
				if n == 0 {
					close(begun)
				}
				if err != nil {
					return
				}
			}
		}()
		<-begun
		return wire.Answer{Response: &message.Response{Status: 200}}
	})
	for _, size := range []int{8 << 10, 200 << 10, 1 << 20} {
		body := strings.Repeat("x", size)
		for range 30 {
			c := dial(t, address)
			in := bufio.NewReader(c)
			for again := range 3 {
				sent := make(chan error, 1)
				go func() {
					req, err := http.NewRequest(http.MethodPost, "http://"+address+"/", strings.NewReader(body))
					if err == nil {
						err = req.Write(c)
					}
					sent <- err
				}()
				resp, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatalf("%d bytes, request %d: %v", size, again, err)
				}
				io.Copy(io.Discard, resp.Body)
				if resp.Close {
					break
				}
				if err := <-sent; err != nil {
					t.Fatalf("%d bytes, request %d: %v", size, again, err)
				}
			}
			c.Close()
		}
	}
}
