package emulator_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// Everything at once: run with the race detector.
func TestConcurrentUse(t *testing.T) {
	l := startLocal(t, emulator.Options{RequestLog: 50})
	tokens := map[string]string{}
	for _, tt := range targets() {
		tokens[tt.resource] = l.token(tt.resource, "")
	}
	blob := append([]string{"Authorization", "Bearer " + tokens["https://storage.azure.com/"], "x-ms-blob-type", "AppendBlob", "Content-Length", "0"}, storageHeaders...)
	if a := l.do("PUT", blobHost+"/demo/log", "", blob...); a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	var wg sync.WaitGroup
	const workers, rounds = 8, 5
	for w := range workers {
		wg.Go(func() {
			for i := range rounds {
				for _, tt := range targets() {
					if a := l.send(tt, tokens[tt.resource]); a.StatusCode != tt.success {
						t.Errorf("%s: %d %s", tt.name, a.StatusCode, a.body)
					}
				}
				if a := l.do("PUT", blobHost+"/demo/log?comp=appendblock", "x", blob...); a.StatusCode != 201 {
					t.Errorf("append: %d %s", a.StatusCode, a.body)
				}
				if a := l.do("GET", blobHost+"/demo/log", "", blob...); a.StatusCode != 200 {
					t.Errorf("read: %d", a.StatusCode)
				}
				l.do("PUT", "http://"+l.IdentityAddress()+"/local/faults", fmt.Sprintf(`{"host":"h%d.example","status":500,"times":%d}`, w, i))
				l.Requests()
				l.token(fmt.Sprintf("api://%d-%d", w, i), "")
			}
		})
	}
	wg.Wait()
	if messages, _ := l.Messages("ns", "orders"); len(messages) != workers*rounds {
		t.Errorf("%d messages arrived", len(messages))
	}
	if b, _ := l.Blob("acct", "demo", "log"); len(b.Content) != workers*rounds {
		t.Errorf("%d bytes were appended", len(b.Content))
	}
}
