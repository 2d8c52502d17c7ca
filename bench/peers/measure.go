package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

// sample is one measurement of one gateway.
type sample struct {
	// user and system are seconds of processor time for 10,000 requests.
	user, system float64
	rps          float64
	p50, p99     time.Duration
	// pss is the memory in bytes, shared pages in parts.
	pss int64
}

func (s sample) cpu() float64 { return s.user + s.system }

// measured is a scenario with the samples of every gateway, one a round.
type measured struct {
	scenario
	names   []string
	samples map[string][]sample
}

// measure starts the gateways of a scenario and measures them, round by round.
func (b *bed) measure(ctx context.Context, s scenario, o options) (*measured, error) {
	gateways, stop, err := b.startGateways(ctx, s, o)
	defer stop()
	if err != nil {
		return nil, err
	}
	script := filepath.Join(b.dir, s.name+".lua")
	if err := os.WriteFile(script, []byte(s.wrkScript()), 0o644); err != nil {
		return nil, err
	}
	m := &measured{scenario: s, samples: map[string][]sample{}}
	for _, g := range gateways {
		m.names = append(m.names, g.name)
		// Pools and caches get filled.
		if _, err := b.drive(ctx, g, s, script, time.Second); err != nil {
			return nil, fmt.Errorf("%s: %w", g.name, err)
		}
	}
	for round := range o.rounds {
		for i := range gateways {
			g := gateways[(i+round)%len(gateways)]
			got, err := b.drive(ctx, g, s, script, o.slice)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.name, err)
			}
			m.samples[g.name] = append(m.samples[g.name], got)
		}
	}
	return m, nil
}

var (
	countOf = regexp.MustCompile(`(\d+) requests in`)
	rateOf  = regexp.MustCompile(`Requests/sec: *([0-9.]+)`)
	p50Of   = regexp.MustCompile(`50% *([0-9.]+[a-z]+)`)
	p99Of   = regexp.MustCompile(`99% *([0-9.]+[a-z]+)`)
	badOf   = regexp.MustCompile(`Non-2xx.*|Socket errors.*`)
)

// drive sends requests for a while.
func (b *bed) drive(ctx context.Context, g *gateway, s scenario, script string, slice time.Duration) (sample, error) {
	user, system, err := processorTime(g.cmd.Process.Pid)
	if err != nil {
		return sample{}, err
	}
	seconds := max(1, int(slice.Round(time.Second)/time.Second))
	out, err := exec.CommandContext(ctx, b.tools.path["wrk"], "-t1", "-c", strconv.Itoa(s.connections), "-d", strconv.Itoa(seconds)+"s", "--latency", "-s", script, "http://"+g.address+s.path).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	userAfter, systemAfter, err := processorTime(g.cmd.Process.Pid)
	if err != nil {
		return sample{}, err
	}
	text := string(out)
	if bad := badOf.FindString(text); bad != "" {
		return sample{}, errors.New(bad)
	}
	n, err := strconv.ParseFloat(group(countOf, text), 64)
	if err != nil || n == 0 {
		return sample{}, fmt.Errorf("wrk counted nothing\n%s", text)
	}
	rps, err := strconv.ParseFloat(group(rateOf, text), 64)
	if err != nil {
		return sample{}, err
	}
	got := sample{user: (userAfter - user) / n * 1e4, system: (systemAfter - system) / n * 1e4, rps: rps}
	if got.p50, err = time.ParseDuration(group(p50Of, text)); err != nil {
		return got, err
	}
	if got.p99, err = time.ParseDuration(group(p99Of, text)); err != nil {
		return got, err
	}
	got.pss, err = memory(g.cmd.Process.Pid)
	return got, err
}

func group(r *regexp.Regexp, text string) string {
	if m := r.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// family is a process with those it started.
func family(pid int) []int {
	out := []int{pid}
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, f := range strings.Fields(string(text)) {
		if child, err := strconv.Atoi(f); err == nil {
			out = append(out, family(child)...)
		}
	}
	return out
}

// clockTicks is what the kernel counts processor time in, for a second; it is the
// same on all of Linux' machines that Go runs on.
const clockTicks = 100

// processorTime is that of a process with those it started, in seconds.
func processorTime(pid int) (user, system float64, err error) {
	for _, p := range family(pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil {
			return 0, 0, err
		}
		// The name, in parentheses, may have spaces.
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) < 13 {
			return 0, 0, errors.New("/proc/PID/stat is too short")
		}
		u, uerr := strconv.ParseFloat(fields[11], 64)
		s, serr := strconv.ParseFloat(fields[12], 64)
		if err := errors.Join(uerr, serr); err != nil {
			return 0, 0, err
		}
		user, system = user+u/clockTicks, system+s/clockTicks
	}
	return user, system, nil
}

// memory is the proportional set size of a process with those it started, in bytes.
func memory(pid int) (int64, error) {
	var total int64
	for _, p := range family(pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		if err != nil {
			return 0, err
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
				n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
				if err != nil {
					return 0, err
				}
				total += n << 10
			}
		}
	}
	return total, nil
}

// median returns the middle of what f says of the samples.
func median(samples []sample, f func(sample) float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	var list []float64
	for _, s := range samples {
		list = append(list, f(s))
	}
	return middle(list)
}

func middle(list []float64) float64 {
	sort.Float64s(list)
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// ratio is how much more a gateway needs than another, taken inside of each round.
func (m *measured) ratio(name, other string) (r float64, ok bool) {
	a, b := m.samples[name], m.samples[other]
	if len(a) == 0 || len(a) != len(b) {
		return 0, false
	}
	var list []float64
	for i := range a {
		if b[i].cpu() == 0 {
			return 0, false
		}
		list = append(list, a[i].cpu()/b[i].cpu())
	}
	return middle(list), true
}
