// Command bench measures policy expressions beside other engines for embedded
// expressions that do the same work: cel-go, expr-lang/expr and goja. What counts
// are the ratios: every round runs all engines one after the other, so that noise
// of the machine hits all alike, and ratios are taken inside a round. It is a
// module of its own: what it compares with is no dependency of Gatehouse.
//
// Start reading at cases (cases.go).
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 41, "how often each engine is measured")
	slice := flag.Duration("slice", 20*time.Millisecond, "how long each engine runs in a round")
	flag.Parse()
	if err := report(os.Stdout, *rounds, *slice); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// report measures every case with every engine and prints medians.
func report(out io.Writer, rounds int, slice time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tengine\tns/op\tallocs/op\ttimes gatehouse\t")
	var verdicts []string
	for _, c := range cases() {
		engines, err := c.engines()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		results, err := measure(engines, rounds, slice)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		const others = 2
		fastest := others
		for i, r := range results {
			fmt.Fprintf(w, "%s\t%s\t%.1f\t%.0f\t%.1f\t\n", c.name, engines[i].name, r.ns, r.allocs, r.ratio)
			if i > others && r.ratio < results[fastest].ratio {
				fastest = i
			}
		}
		verdicts = append(verdicts, fmt.Sprintf("%s: gatehouse is %.1f times as fast as %s, the fastest of the others (target %g), and takes %.2f times as long as Go by hand (3 at most, JSON excepted)",
			c.name, results[fastest].ratio, engines[fastest].name, c.target, 1/results[1].ratio))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, v := range verdicts {
		fmt.Fprintln(out, v)
	}
	return nil
}
