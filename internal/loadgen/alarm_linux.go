package loadgen

import (
	"context"
	"os"
	"syscall"
	"time"
	"unsafe"
)

// Values of timerfd_create(2).
const (
	clockMonotonic = 1
	timerFlags     = syscall.O_NONBLOCK | syscall.O_CLOEXEC
)

// alarm wakes one connection. The runtime's own timers wait in whole milliseconds
// when nothing else happens, which is more than many requests take; a descriptor
// of the kernel's clock ends that wait when it is due.
type alarm struct {
	fd   uintptr
	file *os.File // nil where there is no such clock
	rest [8]byte
}

func newAlarm() *alarm {
	fd, _, err := syscall.Syscall(syscall.SYS_TIMERFD_CREATE, clockMonotonic, timerFlags, 0)
	if err != 0 {
		return &alarm{}
	}
	return &alarm{fd: fd, file: os.NewFile(fd, "timer")}
}

// wait waits; false means that ctx has ended.
func (a *alarm) wait(ctx context.Context, d time.Duration) bool {
	if a.file == nil {
		return timed(ctx, d)
	}
	// The first value is the interval of a repetition, which there is not.
	spec := [2]syscall.Timespec{1: syscall.NsecToTimespec(max(int64(d), 1))}
	if _, _, err := syscall.Syscall6(syscall.SYS_TIMERFD_SETTIME, a.fd, 0, uintptr(unsafe.Pointer(&spec)), 0, 0, 0); err != 0 {
		return timed(ctx, d)
	}
	// close ends the wait when ctx does.
	if _, err := a.file.Read(a.rest[:]); err != nil && ctx.Err() == nil {
		return timed(ctx, d)
	}
	return ctx.Err() == nil
}

// close ends a wait, and the alarm. It may be called from any goroutine, and again.
func (a *alarm) close() {
	if a.file != nil {
		_ = a.file.Close()
	}
}
