package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

func (a *app) evalCommand() *cobra.Command {
	var contextFile string
	var lines bool
	cmd := &cobra.Command{
		Use: "eval 'EXPR'", Short: "Evaluate one policy expression, or many",
		Long: "Evaluates a C# policy expression, with or without its @( ) or @{ }, and prints type and\n" +
			"value. --context names a JSON file with what the expression sees as context: request,\n" +
			"response, variables, api, user, … With --jsonl, cases are read from standard input, one\n" +
			"JSON object a line, and results are written one a line.",
		Example: "  gatehouse eval '@(1 + 1)'\n" +
			"  gatehouse eval 'context.Request.Headers.GetValueOrDefault(\"X-Id\", \"none\")' --context request.json",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case lines && len(args) > 0:
				return errors.New("eval --jsonl reads expressions from standard input and takes no argument")
			case !lines && len(args) != 1:
				return errors.New("eval needs one expression; quote it for the shell: gatehouse eval '@(1 + 1)'")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			e := evaluate.Evaluator{Library: bcl.Default()}
			if lines {
				return e.Lines(a.in, a.out)
			}
			var c evaluate.Case
			var err error
			if c.Code, c.Form, err = expression(args[0]); err != nil {
				return err
			}
			if contextFile != "" {
				text, err := os.ReadFile(contextFile)
				if err != nil {
					return err
				}
				if c.Context, err = evaluate.ParseContext(string(text)); err != nil {
					return fmt.Errorf("reading the context %s: %w", contextFile, err)
				}
			}
			r := e.Run(c)
			return a.result(&r)
		},
	}
	cmd.Flags().StringVarP(&contextFile, "context", "c", "", "a JSON file with the context")
	cmd.Flags().BoolVar(&lines, "jsonl", false, "read cases from standard input, one JSON object a line")
	return cmd
}

// expression takes the code out of @( ) or @{ }.
func expression(text string) (string, expr.Form, error) {
	t := strings.TrimSpace(text)
	for _, f := range []struct {
		open, end string
		form      expr.Form
	}{{"@(", ")", expr.Single}, {"@{", "}", expr.Body}} {
		inner, ok := strings.CutPrefix(t, f.open)
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, f.end); !ok {
			return "", f.form, fmt.Errorf("the expression begins with %s and does not end with %s; close it, or leave both away", f.open, f.end)
		}
		return inner, f.form, nil
	}
	return text, expr.Single, nil
}

// result prints what an expression gave.
func (a *app) result(r *evaluate.Result) error {
	for _, t := range r.Traces {
		fmt.Fprintln(a.err, "trace:", t)
	}
	switch {
	case a.output == "json":
		if err := json.NewEncoder(a.out).Encode(r); err != nil {
			return err
		}
	case r.OK && a.quiet:
		fmt.Fprintln(a.out, shown(r))
	case r.OK:
		fmt.Fprintf(a.out, "%s\n%s\n", r.Type, shown(r))
	default:
		if err := a.findings(a.err, []diag.Checked{{Path: r.Source.Name, Diagnostics: failure(r)}}); err != nil {
			return err
		}
	}
	if !r.OK {
		return errFindings
	}
	return nil
}

// shown is the value as text: ToString(), or JSON for collections, whose ToString
// is only a name.
func shown(r *evaluate.Result) string {
	_, scalar := r.Value.(*jsontree.Value)
	if scalar || !strings.HasPrefix(r.Text, "System.") {
		if r.Type == "null" {
			return "null"
		}
		return r.Text
	}
	text, err := jsontree.Append(nil, r.Value, jsontree.Format{Indent: true})
	if err != nil {
		return r.Text
	}
	return string(text)
}

// failure is what is wrong with the expression.
func failure(r *evaluate.Result) []diag.Diagnostic {
	if r.Diagnostics != nil {
		return r.Diagnostics.All()
	}
	return []diag.Diagnostic{{
		Severity: diag.Error, Code: diag.ExpressionException, Message: r.Exception + ": " + r.Message, Source: r.Source, Span: r.Failed,
	}}
}
