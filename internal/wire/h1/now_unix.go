//go:build unix && (!linux || race)

package h1

import "syscall"

// readNow reads what there is; the error is EAGAIN when that is nothing. p is not
// empty.
func readNow(fd uintptr, p []byte) (int, syscall.Errno) {
	return repeated(func() (int, error) { return syscall.Read(int(fd), p) })
}

// writeNow writes what there is room for; the error is EAGAIN when there is none. p
// is not empty.
func writeNow(fd uintptr, p []byte) (int, syscall.Errno) {
	return repeated(func() (int, error) { return syscall.Write(int(fd), p) })
}

// peekNow is readNow for one byte that stays where it is.
func peekNow(fd uintptr) (int, syscall.Errno) {
	var b [1]byte
	return repeated(func() (int, error) {
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return n, err
	})
}

// repeated calls until no signal comes between.
func repeated(call func() (int, error)) (int, syscall.Errno) {
	for {
		n, err := call()
		switch err := err.(type) {
		case nil:
			return n, 0
		case syscall.Errno:
			if err != syscall.EINTR {
				return 0, err
			}
		default:
			return 0, syscall.EIO
		}
	}
}
