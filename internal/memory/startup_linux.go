package memory

import (
	"os"
	"syscall"
)

// unmapProgram drops the mapped pages of the program's file. What goes wrong leaves
// things as they were.
func unmapProgram() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer f.Close()
	list, err := programMappings(f, program)
	if err != nil {
		return
	}
	for _, m := range list {
		// For a private mapping of a file without copies of its own it means that the
		// next access reads the file's page again (madvise(2)).
		syscall.Syscall(syscall.SYS_MADVISE, m.start, m.length, syscall.MADV_DONTNEED)
	}
}
