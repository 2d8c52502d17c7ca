package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
)

// TestBenchView: one block that is drawn over itself, never wider than the terminal.
func TestBenchView(t *testing.T) {
	var out strings.Builder
	v := &benchView{out: &out, columns: func() int { return 44 }}
	p := loadgen.Progress{
		Elapsed: 5 * time.Second, Duration: 10 * time.Second, Asked: 100, Rate: 99, Errors: 1, Backlog: 7,
		All: loadgen.Times{P50: 0.5, P90: 1, P99: 2, Max: 1500}, Last: loadgen.Second{P50: 0.25, P99: 3, Max: 4},
	}
	p.Classes[2], p.Classes[5] = 490, 3
	v.show(loadgen.Progress{Elapsed: -2 * time.Second, Duration: 10 * time.Second})
	v.show(p)
	v.erase()
	want := "warming up, 2 s left\n" +
		"\x1b[1A\x1b[J" +
		"███████████████░░░░░░░░░░░░░░░ 5s of 10s\n" +
		"  rate     99 a second of 100 asked, 7 wait\n" +
		"  latency  p50 500 µs  p90 1.00 ms  p99 2.0\n" +
		"  now      p50 250 µs  p99 3.00 ms  max 4.0\n" +
		"  answers  2xx 490  5xx 3  errors 1\n" +
		"\x1b[5A\x1b[J"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("drawn (-want +got):\n%s", diff)
	}
}

// TestBenchInterrupted: an interrupt ends it early, with a report.
func TestBenchInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer s.Close()
	var out, stderr bytes.Buffer
	status := execute(ctx, []string{"bench", s.URL, "--rate", "10", "--duration", "1h"}, strings.NewReader(""), &out, &stderr)
	if status != statusFine || !strings.Contains(out.String(), "It was interrupted after ") || stderr.Len() > 0 {
		t.Errorf("status %d: %s%s", status, out.Bytes(), stderr.Bytes())
	}
}
