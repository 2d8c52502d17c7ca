package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
		Long: `Evaluates a C# policy expression, with or without its @( ) or @{ }, and prints the
type of its value on one line and the value below: text as it is, JSON and XML as
they print, collections as JSON, byte[] in base64. --quiet leaves the type away.
docs/expressions.md lists what an expression may use.

--context names a file with what the expression sees as context. It may be
  JSON             keys request, response, variables, api, operation, product, user, …
  a HTTP request   POST /orders HTTP/1.1, header fields, an empty line, the body
  a HAR file       as browsers save it: the first entry, with its response
  an archive       txtar with request.http, response.http, context.json

Quote the expression for the shell: '@(1 + 1)', or write - to read it from standard
input. --context - reads the context from there.

With --jsonl, cases are read from standard input, one JSON object a line, and
results are written one a line.

Status: 0 a value, 1 an error of the compiler or an exception, 2 trouble.`,
		Example: "  gatehouse eval '@(1 + 1)'\n" +
			"  gatehouse eval 'context.Request.Headers.GetValueOrDefault(\"X-Id\", \"none\")' --context request.http\n" +
			"  gatehouse eval '@(context.Response.StatusCode)' --context saved.har\n" +
			"  gatehouse eval --output json '@(new JObject { [\"a\"] = 1 })' | jq .value",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case lines && len(args) > 0:
				return errors.New("eval --jsonl reads expressions from standard input and takes no argument")
			case !lines && len(args) != 1:
				return errors.New("eval needs one expression; quote it for the shell: gatehouse eval '@(1 + 1)'")
			case !lines && args[0] == "-" && contextFile == "-":
				return errors.New("eval reads either the expression or the context from standard input, not both")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			e := evaluate.Evaluator{Library: bcl.Default()}
			if lines {
				return e.Lines(a.in, a.out)
			}
			c, err := a.evalCase(args[0], contextFile)
			if err != nil {
				return err
			}
			r := e.Run(c)
			if r.Trouble != nil {
				return fmt.Errorf("the context %s: %w", contextFile, r.Trouble)
			}
			return a.result(&r)
		},
	}
	cmd.Flags().StringVarP(&contextFile, "context", "c", "", "a file with the context: JSON, an HTTP request, HAR, or an archive; - is standard input")
	cmd.Flags().BoolVar(&lines, "jsonl", false, "read cases from standard input, one JSON object a line")
	return cmd
}

// evalCase reads the expression and its context.
func (a *app) evalCase(text, contextFile string) (c evaluate.Case, err error) {
	if text == "-" {
		data, err := io.ReadAll(a.in)
		if err != nil {
			return c, fmt.Errorf("reading the expression: %w", err)
		}
		text = strings.TrimSpace(string(data))
	}
	if c.Code, c.Form, err = expression(text); err != nil || contextFile == "" {
		return c, err
	}
	var data []byte
	if contextFile == "-" {
		data, err = io.ReadAll(a.in)
	} else {
		data, err = os.ReadFile(contextFile)
	}
	if err != nil {
		return c, err
	}
	if c.Context, err = evaluate.ReadContext(data); err != nil {
		err = fmt.Errorf("reading the context %s: %w", contextFile, err)
	}
	return c, err
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

// shown is the value as text: ToString(), base64 for bytes, or JSON for
// collections, whose ToString is only a name.
func shown(r *evaluate.Result) string {
	value, scalar := r.Value.(*jsontree.Value)
	switch {
	case r.Type == "null":
		return "null"
	case scalar && r.Type == "System.Byte[]":
		return value.Str()
	case scalar || !strings.HasPrefix(r.Text, "System."):
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
