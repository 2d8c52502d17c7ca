package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart measures the time from the start of the process to the first
// answer of a policy of the example, the processor time until then, and the memory
// of the process when it has nothing to do.
func BenchmarkStart(b *testing.B) {
	file := filepath.Join(b.TempDir(), "gatehouse")
	build := exec.CommandContext(b.Context(), "go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", file, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	settings, err := os.ReadFile("../../examples/call-azure/gatehouse.yaml")
	if err != nil {
		b.Fatal(err)
	}
	const key = "start-benchmark"
	dir := filepath.Join(b.TempDir(), "call-azure")
	if err := os.CopyFS(dir, os.DirFS("../../examples/call-azure")); err != nil {
		b.Fatal(err)
	}
	settings = fmt.Appendf(settings, "\nsubscriptions: { master: { primaryKey: %s } }\n", key)
	if err := os.WriteFile(filepath.Join(dir, "gatehouse.yaml"), settings, 0o644); err != nil {
		b.Fatal(err)
	}
	var used time.Duration
	var idle float64
	for b.Loop() {
		run := exec.Command(file, "run", dir, "--listen", address, "--admin", "off")
		if err := run.Start(); err != nil {
			b.Fatal(err)
		}
		for {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://"+address+"/azure/resource-groups/demo/resources", nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("Ocp-Apim-Subscription-Key", key)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				time.Sleep(time.Millisecond)
				continue
			}
			resp.Body.Close()
			if resp.StatusCode != 200 {
				b.Fatal(resp.Status)
			}
			break
		}
		b.StopTimer()
		http.DefaultClient.CloseIdleConnections()
		idle += residentMiB(b, run.Process.Pid)
		if err := run.Process.Signal(os.Interrupt); err != nil {
			b.Fatal(err)
		}
		if err := run.Wait(); err != nil {
			b.Fatal(err)
		}
		used += run.ProcessState.UserTime() + run.ProcessState.SystemTime()
		b.StartTimer()
	}
	b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(idle/float64(b.N), "idle-MiB")
}

// residentMiB is the proportional set size of a process.
func residentMiB(b *testing.B, pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			var kib float64
			if _, err := fmt.Sscan(rest, &kib); err != nil {
				b.Fatal(err)
			}
			return kib / 1024
		}
	}
	b.Fatal("no Pss")
	return 0
}
