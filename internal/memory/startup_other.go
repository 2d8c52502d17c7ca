//go:build !linux

package memory

// unmapProgram leaves to other systems what they keep mapped.
func unmapProgram() {}
