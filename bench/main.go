// Command bench measures policy expressions beside other engines for embedded
// expressions that do the same work: cel-go, expr-lang/expr and goja. Rounds are
// interleaved, so that noise of the machine hits all alike; what counts are the
// ratios. It is a module of its own: what it compares with is no dependency of
// Gatehouse.
//
// Start reading at cases (cases.go).
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
)

func main() {
	rounds := flag.Int("rounds", 5, "how often each engine is measured")
	testing.Init()
	flag.Parse()
	if err := report(*rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// report measures every case with every engine and prints medians and ratios.
func report(rounds int) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tengine\tns/op\tallocs/op\ttimes gatehouse\t")
	for _, c := range cases() {
		engines, err := c.engines()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		times := make([][]float64, len(engines))
		allocs := make([]int64, len(engines))
		for range rounds {
			for i, e := range engines {
				r := testing.Benchmark(func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := e.run(); err != nil {
							b.Fatal(err)
						}
					}
				})
				times[i] = append(times[i], float64(r.T.Nanoseconds())/float64(r.N))
				allocs[i] = r.AllocsPerOp()
			}
		}
		ours := median(times[0])
		for i, e := range engines {
			t := median(times[i])
			fmt.Fprintf(w, "%s\t%s\t%.1f\t%d\t%.1f\t\n", c.name, e.name, t, allocs[i], t/ours)
		}
	}
	return w.Flush()
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
