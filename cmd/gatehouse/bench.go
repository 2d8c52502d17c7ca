package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// benchFlags are the flags of bench.
type benchFlags struct {
	loadgen.Options
	header         []string
	body, bodyFile string
	page           string
	maxErrors      float64
}

func (a *app) benchCommand() *cobra.Command {
	var f benchFlags
	cmd := &cobra.Command{
		Use: "bench URL", Short: "Send requests at a rate and measure how long they take",
		Long: "Sends requests to URL at the times that --rate says, whether or not those before them\n" +
			"were answered, and counts the latency of each from the moment when it was due: a target\n" +
			"that stalls cannot hide it. Without --rate, every connection sends its next request when\n" +
			"the last one is answered.\n\n" +
			"On a terminal the figures are shown while they come in. Ctrl-C ends early, with a report.\n\n" +
			"Exit status: 0 when it was measured, 1 when more than --max-errors failed, 2 when nothing\n" +
			"answered or a flag is wrong.",
		Example: "  gatehouse bench http://127.0.0.1:8080/orders --rate 500 --duration 30s\n" +
			"  gatehouse bench http://127.0.0.1:8080/orders --rate 500 --html report.html\n" +
			"  gatehouse bench https://gw.example/orders --method POST --body-file order.json \\\n" +
			"      --header 'Content-Type: application/json' --header \"Ocp-Apim-Subscription-Key: $KEY\"\n" +
			"  gatehouse bench http://127.0.0.1:8080/orders --connections 16 --output json --max-errors 0",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.URL = args[0]
			return a.bench(cmd.Context(), &f)
		},
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.Rate, "rate", 0, "requests due each second (default: as fast as answers come)")
	flags.DurationVar(&f.Duration, "duration", 10*time.Second, "how long requests are sent")
	flags.DurationVar(&f.Warmup, "warmup", 0, "how long they are sent before that, without being measured")
	flags.IntVar(&f.Connections, "connections", 64, "connections, each with one request at a time")
	flags.StringVar(&f.Method, "method", "", "method (default GET, with a body POST)")
	flags.StringArrayVar(&f.header, "header", nil, "\"Name: value\" of a header field; may be repeated")
	flags.StringVar(&f.body, "body", "", "the body of every request")
	flags.StringVar(&f.bodyFile, "body-file", "", "the file that holds it, or - for standard input")
	flags.DurationVar(&f.Timeout, "timeout", 30*time.Second, "how long a request may take, its answer read")
	flags.BoolVar(&f.Insecure, "insecure", false, "take any certificate")
	flags.StringVar(&f.page, "html", "", "write a page with plots to this file")
	flags.Float64Var(&f.maxErrors, "max-errors", 100, "percent of requests that may get no answer or one with 5xx")
	cmd.MarkFlagsMutuallyExclusive("body", "body-file")
	_ = cmd.MarkFlagFilename("body-file")
	_ = cmd.MarkFlagFilename("html", "html")
	_ = cmd.RegisterFlagCompletionFunc("method", cobra.FixedCompletions([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// options completes the options of the generator.
func (f *benchFlags) options(stdin io.Reader) error {
	if !(f.maxErrors >= 0 && f.maxErrors <= 100) {
		return errors.New("--max-errors is a number of percent, from 0 to 100")
	}
	agent := false
	for _, h := range f.header {
		name, value, ok := strings.Cut(h, ":")
		if name = strings.TrimSpace(name); !ok || !message.ValidName(name) {
			// What was given may be a secret.
			return errors.New("--header takes \"Name: value\"")
		}
		agent = agent || message.EqualName(name, "User-Agent")
		f.Header = append(f.Header, message.Field{Name: name, Value: strings.TrimSpace(value)})
	}
	if !agent {
		f.Header = append(f.Header, message.Field{Name: "User-Agent", Value: "gatehouse-bench/" + version()})
	}
	f.Body = []byte(f.body)
	var err error
	switch f.bodyFile {
	case "":
	case "-":
		f.Body, err = io.ReadAll(stdin)
	default:
		f.Body, err = os.ReadFile(f.bodyFile)
	}
	if err != nil {
		return fmt.Errorf("reading the body: %w", err)
	}
	if f.Method == "" && len(f.Body) > 0 {
		f.Method = "POST"
	}
	return nil
}

func (a *app) bench(ctx context.Context, f *benchFlags) error {
	if a.output != "text" && a.output != "json" {
		return fmt.Errorf("--output %s: bench reports as text or json", a.output)
	}
	if err := f.options(a.in); err != nil {
		return err
	}
	var page *os.File
	if f.page != "" {
		// Before the run, whose figures would be lost.
		var err error
		if page, err = os.Create(f.page); err != nil {
			return err
		}
		defer page.Close()
	}
	live := a.benchView()
	if live != nil {
		f.Every, f.Progress = refresh, live.show
	}
	r, err := loadgen.Run(ctx, f.Options)
	if live != nil {
		live.erase()
	}
	if err != nil {
		return err
	}
	if err := a.benchReport(r); err != nil {
		return err
	}
	if page != nil {
		if _, err := io.WriteString(page, r.HTML()); err != nil {
			return err
		}
		if err := page.Close(); err != nil {
			return err
		}
	}
	switch {
	case r.Answers == 0 && r.Errors > 0:
		e := r.ErrorKinds[0]
		return fmt.Errorf("nothing answered: %s (%s)", e.Kind, e.Example)
	case 100*r.Failed() > f.maxErrors:
		fmt.Fprintf(a.err, "gatehouse: %.3g %% of the requests failed; --max-errors allows %.3g %%\n", 100*r.Failed(), f.maxErrors)
		return errFindings
	}
	return nil
}

// benchReport prints the report.
func (a *app) benchReport(r *loadgen.Report) error {
	if a.output == "json" {
		e := json.NewEncoder(a.out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	if a.quiet {
		return nil
	}
	_, err := io.WriteString(a.out, r.Text())
	return err
}
