package main

import (
	"log"
	"log/slog"
	"strings"
)

// libraryLog is where libraries write that know no better than package log.
// net/http's client does so when a backend says what nobody has asked for.
type libraryLog struct{ log *slog.Logger }

// redirectPackageLog sends to out what is written to package log: the program's log
// has one form.
func redirectPackageLog(out *slog.Logger) {
	log.SetFlags(0)
	log.SetOutput(libraryLog{out})
}

// Write implements io.Writer. What a backend said is left out: it may be secret.
func (l libraryLog) Write(p []byte) (int, error) {
	text, _, _ := strings.Cut(strings.TrimSpace(string(p)), " starting with ")
	l.log.Debug(text, "source", "library")
	return len(p), nil
}
