package memory

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestReleaseStartup: less of the program is mapped, and it goes on running.
func TestReleaseStartup(t *testing.T) {
	before := residentFile(t)
	ReleaseStartup()
	if after := residentFile(t); after >= before {
		t.Errorf("%d KiB of files are mapped, before it were %d", after, before)
	}
}

// residentFile is what of files is mapped and in memory, in KiB.
func residentFile(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "RssFile:")
	line, _, _ := strings.Cut(rest, "kB\n")
	n, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
