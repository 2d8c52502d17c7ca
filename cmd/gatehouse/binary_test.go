package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// maxBinary is the most bytes the program may have as it is released. It had 42.8
// MiB when this was written, 4 of them for Redis and metrics, and 47.9 with what our
// own code has gained since. A library that calls
// methods by computed names keeps the linker from leaving out what is not called,
// which costs a third more (docs/dependencies.md): then this fails.
const maxBinary = 50 << 20

// TestBinary builds the program as the Makefile does: it is static, so that it runs
// in an empty container, and not larger than expected.
func TestBinary(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"TAGS     := grpcnotrace\n", "LDFLAGS  := -s -w\n",
		"CGO_ENABLED=0 $(GO) build -tags=$(TAGS) -trimpath -ldflags=\"$(LDFLAGS)\"",
	} {
		if !strings.Contains(string(makefile), line) {
			t.Errorf("the Makefile builds in another way than this test: it has no %q", line)
		}
	}
	file := filepath.Join(t.TempDir(), "gatehouse")
	// Linux whatever this machine is: that is what is released as a container.
	build := exec.CommandContext(t.Context(), "go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", file, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+runtime.GOARCH)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f MiB", float64(info.Size())/(1<<20))
	if info.Size() > maxBinary {
		t.Errorf("the program has %d bytes, more than %d", info.Size(), maxBinary)
	}
	program, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the program is not static: it has a segment %v", p.Type)
		}
	}
	for _, name := range []string{".symtab", ".debug_info", ".zdebug_info"} {
		if program.Section(name) != nil {
			t.Errorf("the program has a section %s", name)
		}
	}
}
