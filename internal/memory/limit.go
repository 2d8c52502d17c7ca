package memory

import (
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// limitShare is the part of a container's memory that the runtime may use; the rest
// is for what it does not count, the program's text and the kernel's buffers.
const limitShare = 0.9

// containerLimit returns the smallest limit in bytes that control groups set for this
// process (cgroups(7), version 2 and 1), 0 without one. root is the file system from
// its root.
func containerLimit(root fs.FS) int64 {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	least := int64(math.MaxInt64)
	take := func(file string) {
		if n := readLimit(root, file); n > 0 {
			least = min(least, n)
		}
	}
	for line := range strings.Lines(string(text)) {
		// hierarchy:controllers:path; version 2 has neither number nor controllers.
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, ok := strings.Cut(rest, ":")
		if !ok {
			continue
		}
		dir, name := "sys/fs/cgroup", "memory.max"
		if controllers != "" {
			if !strings.Contains(","+controllers+",", ",memory,") {
				continue
			}
			dir, name = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		// A limit further up holds too. Inside of a container the path may be that of
		// the host, of which only the end is to be seen here.
		for at := path.Clean("/" + group); ; at = path.Dir(at) {
			take(path.Join(dir, at, name))
			if at == "/" {
				break
			}
		}
	}
	if least == math.MaxInt64 {
		return 0
	}
	return least
}

// readLimit reads a file with a number of bytes, 0 when it sets no limit.
func readLimit(root fs.FS, file string) int64 {
	text, err := fs.ReadFile(root, file)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || n >= 1<<60 {
		// "max", or what version 1 says for none.
		return 0
	}
	return n
}
