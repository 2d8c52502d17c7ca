package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestLibraryLog(t *testing.T) {
	var out bytes.Buffer
	l := libraryLog{slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	if n, err := l.Write([]byte("Unsolicited response received on idle HTTP channel starting with \"s3cret\"; err=<nil>\n")); n == 0 || err != nil {
		t.Errorf("Write: %d, %v", n, err)
	}
	got := out.String()
	if !strings.Contains(got, `"msg":"Unsolicited response received on idle HTTP channel"`) || strings.Contains(got, "s3cret") {
		t.Errorf("the log is %s", got)
	}
}
