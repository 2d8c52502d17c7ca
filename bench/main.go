// Command bench measures the commonest shapes of policy expressions beside Go
// written by hand and beside other engines for embedded expressions that do the
// same work: cel-go, expr-lang/expr and goja. What counts are the ratios: every
// round runs all engines one after the other, so that noise of the machine hits
// all alike, and ratios are taken inside a round. It is a module of its own: what
// it compares with is no dependency of Gatehouse.
//
// Start reading at shapes (shapes.go).
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
	slice := flag.Duration("slice", 5*time.Millisecond, "how long each engine runs in a round")
	only := flag.String("case", "", "the only case to measure")
	flag.Parse()
	if err := report(os.Stdout, *only, *rounds, *slice); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// report measures every case with every engine and prints medians.
func report(out io.Writer, only string, rounds int, slice time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tseen\tns\tallocs\tby hand ns\tallocs\ttimes by hand\tat most\tcel-go\texpr-lang\tgoja\t")
	var verdicts []string
	for _, c := range cases() {
		if only != "" && c.name != only {
			continue
		}
		engines, err := c.engines()
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		results, err := measure(engines, rounds, slice)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		limit := fmt.Sprint(most)
		if c.json {
			limit = "-"
		}
		own, hand := results[0], results[1]
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.0f\t%.1f\t%.0f\t%.2f\t%s\t", c.name, c.seen, own.ns, own.allocs, hand.ns, hand.allocs, 1/hand.ratio, limit)
		fastest := 0
		for i := 2; i < len(results); i++ {
			if engines[i].run == nil {
				fmt.Fprint(w, "-\t")
				continue
			}
			fmt.Fprintf(w, "%.1f\t", results[i].ratio)
			if fastest == 0 || results[i].ratio < results[fastest].ratio {
				fastest = i
			}
		}
		fmt.Fprintln(w)
		if !c.json && 1/hand.ratio > most {
			verdicts = append(verdicts, fmt.Sprintf("%s takes %.2f times as long as Go by hand, more than %d", c.name, 1/hand.ratio, most))
		}
		if c.target > 0 && fastest > 0 {
			verdicts = append(verdicts, fmt.Sprintf("%s is %.1f times as fast as %s, the fastest of the others (target %g)", c.name, results[fastest].ratio, engines[fastest].name, c.target))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out, "\nseen: in public documents. Columns of other engines: their time in times of ours; - where the engine cannot express the case.")
	for _, v := range verdicts {
		fmt.Fprintln(out, v)
	}
	return nil
}
