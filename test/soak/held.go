package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// held is what the gateway holds: memory in MiB, what of it was in use after the last
// garbage collection, open descriptors, goroutines; and how many requests it has
// answered with 5xx: backends here break off, and any other such answer is a failure.
type held struct {
	memory, live            float64
	descriptors, goroutines int
	serverErrors            int
}

// or returns the larger of each.
func (h held) or(o held) held {
	return held{max(h.memory, o.memory), max(h.live, o.live), max(h.descriptors, o.descriptors), max(h.goroutines, o.goroutines), max(h.serverErrors, o.serverErrors)}
}

// mebibyte is one in bytes.
const mebibyte = 1 << 20

func (g *process) holds() (held, error) {
	var h held
	pid := g.cmd.Process.Pid
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return h, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				return h, err
			}
			h.memory = float64(kib) / 1024
		}
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return h, err
	}
	h.descriptors = len(open)
	metrics, err := g.metrics()
	if err != nil {
		return h, err
	}
	h.goroutines = int(metrics["go_goroutines"])
	// The next collection begins when so many percent more than was in use are.
	h.live = metrics["go_memstats_next_gc_bytes"] / (1 + metrics["go_gc_gogc_percent"]/100) / mebibyte
	h.serverErrors = int(metrics[`gatehouse_requests_total{class="5xx"}`])
	return h, nil
}

// metrics reads the gateway's metrics.
func (g *process) metrics() (map[string]float64, error) {
	resp, err := http.Get("http://" + g.admin + "/metrics")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := map[string]float64{}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if !ok || name == "#" {
			continue
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			out[name] = n
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return out, err
}

// Bounds of a gateway at rest: what it keeps are connections to the backend.
const (
	restGoroutines  = 100
	restDescriptors = 400
	// growth is how much more memory it may hold in the last third of the time than in
	// the second, as a factor: what is in use goes up and down.
	growth = 1.25
)

// settles waits until the gateway holds no more than at rest, and compares what it
// held in the second and in the last third of the time.
func (g *process) settles(seen []held) (held, error) {
	var h held
	var err error
	for range 60 {
		if h, err = g.holds(); err != nil {
			return h, err
		}
		if h.goroutines <= restGoroutines && h.descriptors <= restDescriptors {
			break
		}
		time.Sleep(time.Second)
	}
	third := len(seen) / 3
	early, late := most(seen[third:2*third+1]), most(seen[2*third:])
	switch {
	case h.goroutines > restGoroutines:
		return h, fmt.Errorf("%d goroutines are left", h.goroutines)
	case h.descriptors > restDescriptors:
		return h, fmt.Errorf("%d descriptors are left open", h.descriptors)
	case late > early*growth:
		return h, fmt.Errorf("memory grew from %.0f to %.0f MiB", early, late)
	}
	return h, nil
}

// most is the most memory of samples.
func most(seen []held) float64 {
	return slices.MaxFunc(seen, func(a, b held) int { return int(a.memory - b.memory) }).memory
}
