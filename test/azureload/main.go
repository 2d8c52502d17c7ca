package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	gatehouse := flag.String("gatehouse", "./gatehouse", "the program to measure")
	page := flag.String("page", "", "the page whose figures are replaced; none prints them")
	plots := flag.String("plots", "", "the folder for the plots, relative to the page's as the page has it")
	seconds := flag.Int("seconds", 6, "how long a run of the sweep takes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *gatehouse, *page, *plots, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, "azureload:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, gatehouse, page, plots string, seconds int) error {
	program, err := filepath.Abs(gatehouse)
	if err != nil {
		return err
	}
	s := &study{ctx: ctx, gatehouse: program, seconds: seconds, say: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }}
	f := figures{machine: machine(), before: loadAverage()}
	if f.sweep, err = s.sweep(); err != nil {
		return err
	}
	if f.slow, f.refusing, err = s.targets(); err != nil {
		return err
	}
	if f.identity, err = s.identity(); err != nil {
		return err
	}
	f.after = loadAverage()
	if page == "" {
		fmt.Print(f.text(plots))
		return nil
	}
	return f.write(page, plots)
}
