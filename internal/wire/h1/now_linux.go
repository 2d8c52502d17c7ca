//go:build !race

package h1

import (
	"syscall"
	"unsafe"
)

// The calls of this file are not told to the scheduler. Telling it costs as much as
// the rest of a short call, and when a call into the network takes long it would
// start another thread for nothing: none of them waits, because descriptors of
// connections are not blocking. The race detector has to know of them, though, and
// then the calls of package syscall take their place.

// readNow reads what there is; the error is EAGAIN when that is nothing. p is not
// empty.
func readNow(fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, _, err := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		switch err {
		case 0:
			return int(n), 0
		case syscall.EINTR:
		default:
			return 0, err
		}
	}
}

// writeNow writes what there is room for; the error is EAGAIN when there is none. p
// is not empty.
func writeNow(fd uintptr, p []byte) (int, syscall.Errno) {
	for {
		n, _, err := syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		switch err {
		case 0:
			return int(n), 0
		case syscall.EINTR:
		default:
			return 0, err
		}
	}
}

// peekNow is readNow for one byte that stays where it is.
func peekNow(fd uintptr) (int, syscall.Errno) {
	var b [1]byte
	for {
		n, _, err := syscall.RawSyscall6(syscall.SYS_RECVFROM, fd, uintptr(unsafe.Pointer(&b)), 1, syscall.MSG_PEEK|syscall.MSG_DONTWAIT, 0, 0)
		switch err {
		case 0:
			return int(n), 0
		case syscall.EINTR:
		default:
			return 0, err
		}
	}
}
