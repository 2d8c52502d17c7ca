package main

import (
	"slices"
	"testing"
	"time"
)

// result is what was measured of one engine.
type result struct {
	// ns and allocs are of one evaluation; ratio is the time beside that of the
	// first engine. Times and ratios are medians.
	ns, allocs, ratio float64
}

// measure runs all engines that can express the case in every round, each for about
// the duration slice.
func measure(engines []engine, rounds int, slice time.Duration) ([]result, error) {
	out := make([]result, len(engines))
	runs := make([]int, len(engines))
	for i, e := range engines {
		if e.run == nil {
			continue
		}
		// Allocations first, which also warms up.
		var failed error
		out[i].allocs = testing.AllocsPerRun(1000, func() {
			if err := e.run(); err != nil {
				failed = err
			}
		})
		if failed != nil {
			return nil, failed
		}
		for n := 1000; runs[i] == 0; n *= 2 {
			t, err := timed(e, n)
			if err != nil {
				return nil, err
			}
			if t >= slice/4 {
				runs[i] = int(float64(n)*float64(slice)/float64(t)) + 1
			}
		}
	}
	times, ratios := make([][]float64, len(engines)), make([][]float64, len(engines))
	for range rounds {
		for i, e := range engines {
			if e.run == nil {
				continue
			}
			t, err := timed(e, runs[i])
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], float64(t.Nanoseconds())/float64(runs[i]))
		}
		for i, e := range engines {
			if e.run == nil {
				continue
			}
			ratios[i] = append(ratios[i], times[i][len(times[i])-1]/times[0][len(times[0])-1])
		}
	}
	for i, e := range engines {
		if e.run == nil {
			continue
		}
		out[i].ns, out[i].ratio = median(times[i]), median(ratios[i])
	}
	return out, nil
}

// timed returns how long n evaluations take.
func timed(e engine, n int) (time.Duration, error) {
	start := time.Now()
	for range n {
		if err := e.run(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
