package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sort"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/bclgen"
	"github.com/gatehouse-project/gatehouse/internal/expr/exprgen"
)

// options are the flags.
type options struct {
	seed     uint64
	time     time.Duration
	batch    int
	oracle   string
	record   string
	members  bool
	messages bool
	show     int
	only     string
}

func main() {
	var o options
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the cases")
	flag.DurationVar(&o.time, "time", time.Minute, "no batch is begun after this time")
	flag.IntVar(&o.batch, "batch", 2000, "cases that the oracle compiles at once")
	flag.StringVar(&o.oracle, "oracle", "", "the oracle's run.sh (default: the variable ORACLE, or the one beside the clone)")
	flag.StringVar(&o.record, "record", "", "append the cases with the oracle's answers to this file")
	flag.BoolVar(&o.members, "members", false, "call every member once, whatever the time, and end")
	flag.BoolVar(&o.messages, "messages", false, "compare the texts of exceptions too")
	flag.IntVar(&o.show, "show", 40, "differences to print")
	flag.StringVar(&o.only, "only", "", "only cases whose code or member contains this")
	flag.Parse()
	if o.oracle == "" {
		o.oracle = os.Getenv("ORACLE")
	}
	if o.oracle == "" {
		o.oracle = "../shared/oracle/run.sh"
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "differential:", err)
		os.Exit(1)
	}
}

// tally counts what became of the cases.
type tally struct {
	cases, same, differ, refused int
	explained                    map[string]int
	members                      map[string]bool
}

func run(o options) error {
	if _, err := os.Stat(o.oracle); err != nil {
		return fmt.Errorf("there is no oracle at %s: set ORACLE to its run.sh", o.oracle)
	}
	library := bcl.Default()
	g, err := bclgen.New(library.Universe)
	if err != nil {
		return err
	}
	d := &driver{options: o, ours: ours{library}, oracle: oracle{o.oracle}}
	d.tally.explained, d.tally.members = map[string]int{}, map[string]bool{}
	if o.record != "" {
		f, err := os.OpenFile(o.record, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return err
		}
		defer f.Close()
		d.out = json.NewEncoder(f)
		d.out.SetEscapeHTML(false)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	total := uint64(g.Len()+2) / 3 * 4
	end := time.Now().Add(o.time)
	for number := uint64(0); ; number += uint64(o.batch) {
		cases := make([]bclgen.Case, 0, o.batch)
		if !o.members && number/uint64(o.batch)%8 == 7 {
			for n := range uint64(60) {
				cases = append(cases, bclgen.Case{Kind: "{", Code: exprgen.Program(o.seed<<32|number+n, 3+int(n%9))})
			}
			if err := d.batch(cases); err != nil {
				return err
			}
			continue
		}
		for n := number; n < number+uint64(o.batch) && (!o.members || n < total); n++ {
			c := g.Case(o.seed, n)
			if o.only == "" || strings.Contains(c.Code, o.only) || strings.Contains(c.Member, o.only) {
				cases = append(cases, c)
			}
		}
		if err := d.batch(cases); err != nil {
			return err
		}
		select {
		case <-stop:
			end = time.Time{}
		default:
		}
		if o.members && number+uint64(o.batch) >= total || !o.members && !time.Now().Before(end) {
			break
		}
	}
	return d.report(g)
}

// report prints the figures.
func (d *driver) report(g *bclgen.Generator) error {
	called, left := g.Members()
	t := &d.tally
	fmt.Printf("seed %d: %d cases, %d the same, %d explained, %d different, %d refused by both compilers\n",
		d.options.seed, t.cases, t.same, t.cases-t.same-t.differ-t.refused, t.differ, t.refused)
	fmt.Printf("members: %d of %d ran in a case that both compile; %d are left out\n", len(t.members), len(called), len(left))
	why := make([]string, 0, len(t.explained))
	for w := range t.explained {
		why = append(why, w)
	}
	sort.Strings(why)
	for _, w := range why {
		fmt.Printf("%6d  %s\n", t.explained[w], w)
	}
	if d.options.members {
		for _, id := range called {
			if !t.members[id] {
				fmt.Println("not compiled by both:", id)
			}
		}
	}
	if t.differ > 0 {
		return errors.New("answers differ")
	}
	return nil
}
