package server

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/gatehouse-project/gatehouse/internal/gatewaylog"
)

// requestLog is the log of requests with what it writes to.
type requestLog struct {
	log  *gatewaylog.Log
	file io.Closer // nil for what the process did not open
}

// openRequestLog opens the log of requests at a place of the settings: stdout, stderr or
// a path; nil for none. Files are appended to, so that programs that rotate logs may
// copy and truncate them.
func openRequestLog(to string, log *slog.Logger) (*requestLog, error) {
	switch to {
	case "":
		return nil, nil
	case "stdout":
		return &requestLog{log: gatewaylog.New(os.Stdout, log)}, nil
	case "stderr":
		return &requestLog{log: gatewaylog.New(os.Stderr, log)}, nil
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening logs.gateway: %w", err)
	}
	return &requestLog{log: gatewaylog.New(f, log), file: f}, nil
}

// close writes what waits. A nil log is closed.
func (l *requestLog) close() {
	if l == nil {
		return
	}
	l.log.Close()
	if l.file != nil {
		l.file.Close()
	}
}
