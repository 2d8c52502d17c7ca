package memory

import (
	"bufio"
	"io"
	"runtime/debug"
	"strconv"
	"strings"
)

// ReleaseStartup gives back to the system what only the start needed: the garbage of
// loading, and the pages of the program itself that were mapped on the way. The
// initialization of some four hundred packages touches nearly all of them, and each
// touch maps sixteen pages around it; serving comes back to a fifth. Those that are
// used again are mapped again from the page cache, at about a microsecond for sixteen.
// It collects garbage first, so it belongs behind the moment when requests are served.
func ReleaseStartup() {
	debug.FreeOSMemory()
	unmapProgram()
}

// mapping is a part of the address space, in bytes.
type mapping struct{ start, length uintptr }

// programMappings picks from the text of /proc/self/smaps the mappings of the program's
// file that are read-only and hold nothing but what is in the file, so that the kernel
// can read them again: a debugger's breakpoints and relocations are private copies, which
// would be lost.
func programMappings(smaps io.Reader, program string) ([]mapping, error) {
	var out []mapping
	var at mapping
	lines := bufio.NewScanner(smaps)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 2 {
			continue
		}
		if from, to, ok := strings.Cut(f[0], "-"); ok && !strings.HasSuffix(f[0], ":") {
			// start-end rwxp offset device inode path
			at = mapping{}
			if len(f) < 6 || f[1][0] != 'r' || f[1][1] == 'w' || strings.Join(f[5:], " ") != program {
				continue
			}
			start, err := strconv.ParseUint(from, 16, 64)
			if err != nil {
				return nil, err
			}
			end, err := strconv.ParseUint(to, 16, 64)
			if err != nil {
				return nil, err
			}
			at = mapping{uintptr(start), uintptr(end - start)}
			continue
		}
		if f[0] == "Anonymous:" && f[1] == "0" && at.length > 0 {
			out = append(out, at)
			at = mapping{}
		}
	}
	return out, lines.Err()
}
