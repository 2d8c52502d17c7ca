package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Exit statuses (design.md section 2).
const (
	statusFine     = 0
	statusFindings = 1
	statusTrouble  = 2
)

// errFindings ends a command that found something wrong in what the user wrote;
// the findings were printed.
var errFindings = errors.New("findings")

// app is what all commands share.
type app struct {
	in          io.Reader
	out, err    io.Writer
	output      string
	quiet, loud bool
}

const rootExample = `  gatehouse run examples/call-azure              serve a configuration, with a local Azure
  gatehouse run policy.xml --backend http://localhost:3000
  gatehouse validate policies/                   check documents, serve nothing
  gatehouse eval '@(DateTime.UtcNow.AddHours(1).ToString("o"))'`

// execute runs the program and returns its exit status.
func execute(ctx context.Context, args []string, in io.Reader, out, stderr io.Writer) int {
	a := &app{in: in, out: out, err: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return statusFine
	case errors.Is(err, errFindings):
		return statusFindings
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(stderr, "gatehouse: %s\n", strings.TrimRight(line, "\n"))
	}
	return statusTrouble
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "gatehouse",
		Short: "Runs Azure API Management policies anywhere",
		Long: "Gatehouse serves the API Management configuration you keep in source control, executes\n" +
			"its policy documents unmodified and calls Azure with a managed identity: in production,\n" +
			"in tests, on a laptop without an Azure account.",
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags(), os.LookupEnv); err != nil {
				return err
			}
			if !slices.Contains(outputs, a.output) {
				return fmt.Errorf("--output %s: it may be %s", a.output, strings.Join(outputs, ", "))
			}
			return nil
		},
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&a.output, "output", "o", "text", "form of the output: "+strings.Join(outputs, ", "))
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print findings and errors only")
	flags.BoolVarP(&a.loud, "verbose", "v", false, "print more: every request, why one was refused, renewals of tokens")
	_ = root.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(outputs, cobra.ShellCompDirectiveNoFileComp))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(a.runCommand(), a.validateCommand(), a.evalCommand(), a.azureCommand(), a.benchCommand(), a.versionCommand())
	return root
}

var outputs = []string{"text", "json", "sarif", "github"}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "GATEHOUSE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment gives flags that the command line does not the values of their
// variables. A flag that may be repeated takes one value a line.
func fromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) error {
	var errs []error
	flags.VisitAll(func(f *pflag.Flag) {
		v, ok := lookup(variable(f.Name))
		if !ok || f.Changed || f.Name == "help" {
			return
		}
		values := []string{v}
		if _, many := f.Value.(pflag.SliceValue); many {
			values = strings.Split(strings.Trim(v, "\n"), "\n")
		}
		for _, v := range values {
			if err := flags.Set(f.Name, v); err != nil {
				// The value may be a secret.
				errs = append(errs, fmt.Errorf("the environment variable %s has a value that --%s does not take", variable(f.Name), f.Name))
			}
		}
	})
	return errors.Join(errs...)
}

// colour reports whether a stream takes colours: a terminal, unless NO_COLOR says
// otherwise.
func colour(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// findings prints diagnostics in the form the user chose. Text goes to stderr
// where stdout holds something else.
func (a *app) findings(w io.Writer, documents []diag.Checked) error {
	var all []diag.Diagnostic
	for _, d := range documents {
		all = append(all, d.Diagnostics...)
	}
	switch a.output {
	case "json":
		return diag.WriteJSON(w, documents)
	case "sarif":
		return diag.WriteSARIF(w, all, version())
	case "github":
		return diag.WriteGitHub(w, all)
	}
	return diag.WriteText(w, all, diag.TextOptions{Colour: colour(w)})
}

// logger returns the log of a serving command: lines of text on a terminal's
// stderr, JSON objects with --output json.
func (a *app) logger() *slog.Logger {
	level := slog.LevelInfo
	switch {
	case a.quiet:
		level = slog.LevelWarn
	case a.loud:
		level = slog.LevelDebug
	}
	opts := &slog.HandlerOptions{Level: level}
	if a.output == "json" {
		return slog.New(slog.NewJSONHandler(a.err, opts))
	}
	return slog.New(slog.NewTextHandler(a.err, opts))
}
