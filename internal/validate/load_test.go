//go:build unix

package validate_test

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/validate"
)

// BenchmarkLoad compiles all published documents one after the other, as a start
// of the gateway does: parsing, binding and generating code, with named values
// made up. It reports the CPU seconds of one such load, user and system together,
// and the memory that was allocated for it.
func BenchmarkLoad(b *testing.B) {
	if _, err := os.Stat(documents); errors.Is(err, fs.ErrNotExist) {
		b.Skip("the corpus of public documents is not beside the clone")
	}
	bcl.Default()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuSeconds(b)
	count := 0
	for b.Loop() {
		checked, err := validate.Path(documents, validate.Options{})
		if err != nil {
			b.Fatal(err)
		}
		count = len(checked)
	}
	used := cpuSeconds(b) - start
	runtime.ReadMemStats(&after)
	b.ReportMetric(used/float64(b.N), "cpu-s/load")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/(1<<20), "MiB/load")
	b.ReportMetric(float64(count), "documents")
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
