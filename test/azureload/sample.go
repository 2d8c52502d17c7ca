package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
)

// ticks is how many units a second has in /proc/PID/stat.
const ticks = 100

// sample is the state of the gateway's process at a moment.
type sample struct {
	cpu         time.Duration
	allocated   float64 // bytes since the start
	resident    float64
	goroutines  float64
	descriptors float64
}

// sample looks at the gateway.
func (r *rig) sample() (sample, error) {
	var s sample
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.gateway.Process.Pid))
	if err != nil {
		return s, err
	}
	// The name of the program, in brackets, may hold spaces.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, at := range []int{11, 12} { // utime and stime
		n, err := strconv.ParseInt(fields[at], 10, 64)
		if err != nil {
			return s, err
		}
		s.cpu += time.Duration(n) * time.Second / ticks
	}
	resp, err := http.Get(r.admin + "/metrics")
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	into := map[string]*float64{
		"go_memstats_alloc_bytes_total": &s.allocated, "process_resident_memory_bytes": &s.resident,
		"go_goroutines": &s.goroutines, "process_open_fds": &s.descriptors,
	}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if to := into[name]; to != nil {
			*to, _ = strconv.ParseFloat(value, 64)
		}
	}
	return s, nil
}

// result is what a run showed.
type result struct {
	name   string
	report *loadgen.Report
	// cpu, in microseconds, and allocated, in bytes, are of the gateway for each request.
	cpu, allocated float64
	// early and late are samples after a fifth of the run and near its end.
	early, late sample
	// tokens are the requests for tokens in the run, failed those of them that failed;
	// refused are requests that arrived without a valid token.
	tokens, failed int
	refused        int64
	// calls are the requests that arrived at Azure.
	calls int64
}

// failedRequests are those without an answer of 2xx.
func (r *result) failedRequests() int64 {
	n := r.report.Errors
	for _, s := range r.report.Statuses {
		if s.Status < 200 || s.Status > 299 {
			n += s.Count
		}
	}
	return n
}

// load is a run: an operation at a rate, and what happens meanwhile.
type load struct {
	name, operation string
	rate            float64
	connections     int
	duration        time.Duration
	// events happen at their times.
	events []event
}

// event is something that happens in a run.
type event struct {
	at time.Duration
	do func() error
}

// measure runs a load and looks at the gateway before, during and after it.
func (r *rig) measure(ctx context.Context, l load) (*result, error) {
	before, err := r.sample()
	if err != nil {
		return nil, err
	}
	tokens, failed := r.tokenRequests()
	out := &result{name: l.name, refused: -r.targets.refused.Load(), calls: -r.targets.calls.Load()}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failure error
	look := func(into *sample) func() error {
		return func() error {
			s, err := r.sample()
			*into = s
			return err
		}
	}
	events := append([]event{{l.duration / 5, look(&out.early)}, {l.duration * 19 / 20, look(&out.late)}}, l.events...)
	for _, e := range events {
		wg.Go(func() {
			select {
			case <-time.After(e.at):
			case <-ctx.Done():
				return
			}
			if err := e.do(); err != nil {
				mu.Lock()
				failure = err
				mu.Unlock()
			}
		})
	}
	out.report, err = loadgen.Run(ctx, loadgen.Options{
		URL: r.url + "/" + l.operation, Rate: l.rate, Connections: l.connections, Duration: l.duration, Timeout: 20 * time.Second,
	})
	wg.Wait()
	if err == nil {
		err = failure
	}
	if err != nil {
		return nil, err
	}
	after, err := r.sample()
	if err != nil {
		return nil, err
	}
	if n := float64(out.report.Requests); n > 0 {
		out.cpu = float64((after.cpu - before.cpu).Microseconds()) / n
		out.allocated = (after.allocated - before.allocated) / n
	}
	out.tokens, out.failed = r.tokenRequests()
	out.tokens, out.failed = out.tokens-tokens, out.failed-failed
	out.refused += r.targets.refused.Load()
	out.calls += r.targets.calls.Load()
	return out, ctx.Err()
}
