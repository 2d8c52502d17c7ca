package gatewaylog

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
)

const (
	// waiting is how many records may wait for the writer.
	waiting = 4096
	// maxLine is the length of the longest line, in bytes: longer records lose bodies,
	// then headers (the service trims at 32 KB).
	maxLine = 32 << 10
)

// Log writes records. Requests never wait for it: when the writer cannot follow,
// records are dropped, and the program's log says how many. It may be used by several
// goroutines.
type Log struct {
	records chan *Record
	dropped atomic.Int64
	log     *slog.Logger
	done    chan struct{}

	mu     sync.RWMutex // held for reading while a record is handed over
	closed bool
}

// New starts a log that writes to w, which nobody else may write to meanwhile. Close it
// when done; it does not close w.
func New(w io.Writer, log *slog.Logger) *Log {
	l := &Log{records: make(chan *Record, waiting), log: log, done: make(chan struct{})}
	go l.run(w)
	return l
}

// Write hands a record over. A nil Log takes none.
func (l *Log) Write(r *Record) {
	if l == nil {
		return
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return
	}
	select {
	case l.records <- r:
	default:
		l.dropped.Add(1)
	}
}

// Close writes what waits and ends the log.
func (l *Log) Close() {
	if l == nil {
		return
	}
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.records)
	}
	l.mu.Unlock()
	<-l.done
}

func (l *Log) run(w io.Writer) {
	defer close(l.done)
	out := bufio.NewWriterSize(w, 64<<10)
	failed := false
	for r := range l.records {
		// What a failed write leaves in the buffer must not begin a line of another.
		_, err := out.Write(line(r))
		if err == nil && len(l.records) == 0 {
			err = out.Flush()
		}
		if err != nil {
			if !failed {
				l.log.Error("the log of requests cannot be written", "error", err)
			}
			out.Reset(w)
		}
		failed = err != nil
		if n := l.dropped.Swap(0); n > 0 {
			l.log.Warn("the log of requests could not follow", "dropped", n)
		}
	}
	if err := out.Flush(); err != nil && !failed {
		l.log.Error("the log of requests cannot be written", "error", err)
	}
}

// line is the text of a record, trimmed if it is too long.
func line(r *Record) []byte {
	text := encode(r)
	if len(text) <= maxLine {
		return text
	}
	p := &r.Properties
	p.RequestBody, p.ResponseBody = "", ""
	if p.Backend != nil {
		p.Backend.RequestBody, p.Backend.ResponseBody = "", ""
	}
	if text = encode(r); len(text) <= maxLine {
		return text
	}
	p.Traces = nil
	p.RequestHeaders, p.ResponseHeaders, p.URL = nil, nil, cut(p.URL)
	if b := p.Backend; b != nil {
		b.RequestHeaders, b.ResponseHeaders, b.URL = nil, nil, cut(b.URL)
	}
	if e := p.LastError; e != nil {
		e.Message = cut(e.Message)
	}
	return encode(r)
}

// maxText bounds texts of records that are trimmed.
const maxText = 2 << 10

func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	return text[:maxText]
}

// properties are Properties with those of the backend beside them.
type properties struct {
	*Properties
	*Backend
}

func encode(r *Record) []byte {
	type plain Record
	text, err := json.Marshal(struct {
		*plain
		Properties properties `json:"properties"`
	}{(*plain)(r), properties{&r.Properties, r.Properties.Backend}})
	if err != nil {
		return nil // nothing in a record can fail
	}
	return append(text, '\n')
}
