package memory

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"testing/fstest"
	"time"
)

func TestContainerLimit(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tests := []struct {
		name string
		root fstest.MapFS
		want int64
	}{
		{"no control groups", fstest.MapFS{}, 0},
		{"version 2, in a container", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("268435456\n")}, 256 << 20},
		{"version 2, no limit", fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("max\n")}, 0},
		{
			"version 2, the parent's is smaller",
			fstest.MapFS{
				"proc/self/cgroup":                           file("0::/a.slice/b.service\n"),
				"sys/fs/cgroup/a.slice/b.service/memory.max": file("max\n"),
				"sys/fs/cgroup/a.slice/memory.max":           file("1000000\n"),
			}, 1000000,
		},
		{
			"version 1",
			fstest.MapFS{
				"proc/self/cgroup":                           file("12:cpu,cpuacct:/docker/x\n5:memory:/docker/x\n1:name=systemd:/docker/x\n"),
				"sys/fs/cgroup/memory/memory.limit_in_bytes": file("536870912\n"),
			}, 512 << 20,
		},
		{
			"version 1, no limit",
			fstest.MapFS{"proc/self/cgroup": file("5:memory:/\n"), "sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712\n")}, 0,
		},
		{"nonsense", fstest.MapFS{"proc/self/cgroup": file("x\n:\n0::/../..\n"), "sys/fs/cgroup/memory.max": file("-5")}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := containerLimit(test.root); got != test.want {
				t.Errorf("the limit is %d, want %d", got, test.want)
			}
		})
	}
}

func TestPercent(t *testing.T) {
	for live, want := range map[uint64]int{0: 1000, 1 << 20: 1000, 4 << 20: 400, 16 << 20: 100, 1 << 30: 100} {
		if got := percentFor(live); got != want {
			t.Errorf("%d bytes in use: %d percent, want %d", live, got, want)
		}
	}
}

// TestPacer: the percentage follows what is in use.
func TestPacer(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	new(pacer).adjust()
	until := func(what string, fits func(percent uint64) bool) {
		t.Helper()
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		for deadline := time.Now().Add(20 * time.Second); ; {
			runtime.GC()
			metrics.Read(sample)
			if got := sample[0].Value.Uint64(); fits(got) {
				return
			} else if time.Now().After(deadline) {
				t.Fatalf("%s: the percentage is %d", what, got)
			}
		}
	}
	until("little in use", func(p uint64) bool { return p > 150 })
	held := make([]byte, 64<<20)
	until("much in use", func(p uint64) bool { return p == 100 })
	runtime.KeepAlive(held)
	held = nil
	until("little in use again", func(p uint64) bool { return p > 150 })
}
