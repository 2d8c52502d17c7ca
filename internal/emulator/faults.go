package emulator

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator/entra"
	"github.com/gatehouse-project/gatehouse/internal/emulator/exchange"
)

const (
	// maxFaults is how many faults can be set at once.
	maxFaults = 64
	// maxDelay bounds the delay of a fault.
	maxDelay = 10 * time.Minute
)

// Fault is a failure on demand.
type Fault struct {
	// Host is a host name, a pattern such as *.vault.azure.net, "*", or
	// "identity" for all token endpoints.
	Host string `json:"host"`
	// Status is the HTTP status to answer with; 0 answers as ever.
	Status int `json:"status,omitempty"`
	// RetryAfter in seconds goes with the status; 0 sends no such header.
	RetryAfter int `json:"retryAfter,omitempty"`
	// Times is how many requests fail; nil means all, 0 clears the fault.
	Times *int `json:"times,omitempty"`
	// Delay before the answer.
	Delay Duration `json:"delay,omitempty"`
	// Reset closes the connection instead of answering.
	Reset bool `json:"reset,omitempty"`
}

// Duration is a time span that JSON has as text ("1.5s") or as a number of
// seconds.
type Duration time.Duration

// UnmarshalJSON accepts both forms.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var seconds float64
	if json.Unmarshal(b, &seconds) == nil {
		*d = Duration(seconds * float64(time.Second))
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("a delay is text such as \"2s\" or a number of seconds")
	}
	v, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("a delay is text such as \"2s\" or a number of seconds: %w", err)
	}
	*d = Duration(v)
	return nil
}

// MarshalJSON writes the text form.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// check says what is wrong with a fault.
func (f *Fault) check() error {
	host := strings.ToLower(f.Host)
	switch {
	case host == "":
		return fmt.Errorf("a fault needs a host: a host name, a pattern such as *.vault.azure.net, \"identity\", or \"*\"")
	case strings.Contains(strings.TrimPrefix(host, "*"), "*") || strings.HasPrefix(host, "*") && host != "*" && !strings.HasPrefix(host, "*."):
		return fmt.Errorf("in the host %q of a fault, \"*\" can only stand for the first label", f.Host)
	case f.Times != nil && *f.Times < 0:
		return fmt.Errorf("a fault cannot happen %d times", *f.Times)
	case f.Times != nil && *f.Times == 0:
		return nil
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("the status of a fault is 400 to 599, not %d", f.Status)
	case f.RetryAfter < 0 || f.RetryAfter > 86400:
		return fmt.Errorf("retryAfter is a number of seconds up to a day")
	case f.Delay < 0 || time.Duration(f.Delay) > maxDelay:
		return fmt.Errorf("a delay is at most %v", maxDelay)
	case f.Status != 0 && f.Reset:
		return fmt.Errorf("a fault has a status or a reset, not both")
	case f.Status == 0 && f.Delay == 0 && !f.Reset:
		return fmt.Errorf("a fault needs a status, a delay or a reset")
	}
	return nil
}

// faults are the faults that are set, in the order in which they were.
type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// set adds a fault in place of the one for the same host.
func (s *faults) set(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.DeleteFunc(s.list, func(old *Fault) bool { return strings.EqualFold(old.Host, f.Host) })
	if f.Times != nil {
		if *f.Times == 0 {
			return nil
		}
		times := *f.Times // counted down here, not in the caller's variable
		f.Times = &times
	}
	if len(s.list) >= maxFaults {
		return fmt.Errorf("there are %d faults already", maxFaults)
	}
	s.list = append(s.list, &f)
	return nil
}

func (s *faults) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = nil
}

// all returns copies.
func (s *faults) all() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Fault, len(s.list))
	for i, f := range s.list {
		out[i] = *f
		if f.Times != nil {
			times := *f.Times
			out[i].Times = &times
		}
	}
	return out
}

// next returns the fault that is due for a host, and counts it.
func (s *faults) next(host string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.list {
		if !matchHost(f.Host, host) && !(strings.EqualFold(f.Host, identityHost) && host == entra.LoginHost) {
			continue
		}
		out := *f
		if f.Times != nil {
			*f.Times--
			if *f.Times == 0 {
				s.list = append(s.list[:i:i], s.list[i+1:]...)
			}
		}
		return &out
	}
	return nil
}

// happen lets the fault happen to a request; false means that the request is to
// be answered after all.
func (f *Fault) happen(w *recorder, r *http.Request, service exchange.Service) bool {
	if f.Delay > 0 {
		timer := time.NewTimer(time.Duration(f.Delay))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			w.note.Identity = ""
			w.record(0)
			return true
		}
	}
	switch {
	case f.Reset:
		w.record(0)
		reset(w.ResponseWriter)
		return true
	case f.Status != 0:
		service.Fault(w, r, exchange.Fault{Status: f.Status, RetryAfter: f.RetryAfter})
		return true
	}
	return false
}

// reset closes the connection so that the client sees a reset, not an end.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's way to close a connection
	}
	under := conn
	for {
		inner, ok := under.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		under = inner.NetConn() // below TLS
	}
	if tcp, ok := under.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
		return
	}
	_ = conn.Close()
}

// SetFault makes requests fail on demand; it replaces the fault for the same
// host. The error says what is wrong with it.
func (s *Server) SetFault(f Fault) error { return s.faults.set(f) }

// ClearFaults ends all faults.
func (s *Server) ClearFaults() { s.faults.clear() }

// Faults returns the faults that are set, with the times that are left.
func (s *Server) Faults() []Fault { return s.faults.all() }
