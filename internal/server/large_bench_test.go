package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// BenchmarkLargeConfiguration reads 10,000 APIs with 100,000 operations and a
// policy document each from files and compiles them: CPU seconds, and what stays
// in memory.
func BenchmarkLargeConfiguration(b *testing.B) {
	const apis, operations = 10_000, 10
	dir := b.TempDir()
	var paths strings.Builder
	for k := range operations {
		fmt.Fprintf(&paths, `%s"/things%d/{id}": {"get": {"operationId": "get%d", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}}`,
			map[bool]string{true: ", "}[k > 0], k, k)
	}
	write := func(path, text string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for i := range apis {
		name := fmt.Sprintf("apis/api%d/", i)
		write(name+"apiInformation.json", fmt.Sprintf(`{"properties": {"path": "team%d/api%d", "displayName": "API %d", "apiRevision": "1", "isCurrent": true, "protocols": ["https"], "serviceUrl": "https://backend.test/%d", "subscriptionRequired": false}}`, i%100, i, i, i))
		write(name+"specification.json", `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {`+paths.String()+`}}`)
		write(name+"policy.xml", fmt.Sprintf(`<policies>
    <inbound>
        <base />
        <set-header name="X-API"><value>@("api%d-" + context.Operation.Id)</value></set-header>
    </inbound>
    <backend><base /></backend>
    <outbound><base /></outbound>
    <on-error><base /></on-error>
</policies>`, i))
	}
	library := bcl.Default()
	b.ResetTimer()
	start := cpu(b)
	var snapshot *gateway.Snapshot
	for b.Loop() {
		var l diag.List
		c, err := server.Read(server.Source{Path: dir, CacheFolder: dir, Env: func(string) (string, bool) { return "", false }}, &l)
		if err != nil {
			b.Fatal(err)
		}
		snapshot = gateway.Build(c.Service, gateway.BuildOptions{Library: library, Registry: policies.Builtin()}, &l)
		if l.HasErrors() {
			b.Fatal(l.All()[0].Message)
		}
	}
	b.ReportMetric((cpu(b)-start).Seconds()/float64(b.N), "cpu-s/op")
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB-live")
	if n := len(snapshot.Routes()); n != apis*operations {
		b.Fatalf("%d operations", n)
	}
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
