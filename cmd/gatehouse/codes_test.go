package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCodeExamples runs the example of every diagnostic code through the command
// that a user would give: each gets its code and nothing else.
func TestCodeExamples(t *testing.T) {
	examples := codeExamples(t)
	if len(examples) < 30 {
		t.Fatalf("only %d examples found", len(examples))
	}
	for _, code := range slices.Sorted(maps.Keys(examples)) {
		t.Run(code, func(t *testing.T) {
			lines := strings.Split(strings.TrimRight(examples[code], "\n"), "\n")
			var got []string
			if lines[0] == "-- eval --" {
				got = evalCodes(t, strings.Join(lines[1:], "\n"))
			} else {
				got = validateCodes(t, lines)
			}
			if diff := cmp.Diff([]string{code}, got); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}

// codeExamples reads the examples out of the comments of the codes.
func codeExamples(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../internal/diag/codes.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			_, example, ok := strings.Cut(spec.Doc.Text(), "\nExample:\n")
			if !ok {
				t.Fatalf("%s has no example", code)
			}
			var lines strings.Builder
			for line := range strings.Lines(example) {
				lines.WriteString(strings.TrimPrefix(line, " "))
			}
			out[code] = lines.String()
		}
	}
	return out
}

var fileLine = regexp.MustCompile(`^-- (\S+) --$`)

// validateCodes writes an example into a folder, validates it and returns the
// codes that come out.
func validateCodes(t *testing.T, lines []string) []string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"validate", "--output", "json"}
	if profile, ok := strings.CutPrefix(lines[0], "-- profile: "); ok {
		args = append(args, "--profile", strings.TrimSuffix(profile, " --"))
		lines = lines[1:]
	}
	if !fileLine.MatchString(lines[0]) {
		path := filepath.Join(dir, "policy.xml")
		write(t, path, document(strings.Join(lines, "\n")))
		return codesOf(t, append(args, path))
	}
	files := map[string]string{
		"apis/echo/apiInformation.json": `{"properties": {"path": "echo", "displayName": "Echo", "subscriptionRequired": false}}`,
		"apis/echo/specification.yaml": "openapi: 3.0.1\ninfo: { title: Echo, version: \"1\" }\n" +
			"paths: { /: { get: { operationId: get, responses: { \"200\": { description: ok } } } } }\n",
	}
	name := ""
	for _, line := range lines {
		if m := fileLine.FindStringSubmatch(line); m != nil {
			name = m[1]
			files[name] = ""
			continue
		}
		files[name] += line + "\n"
	}
	for name, text := range files {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return codesOf(t, append(args, dir))
}

// document makes a whole document of an example.
func document(text string) string {
	if strings.HasPrefix(text, "@") {
		text = `<set-variable name="v" value="` + strings.ReplaceAll(text, `"`, "&quot;") + `" />`
	}
	if strings.HasPrefix(text, "<policies>") {
		return text
	}
	if !strings.HasPrefix(text, "<inbound>") {
		text = "<inbound>" + text + "</inbound>"
	}
	return "<policies>" + text + "</policies>"
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// codesOf runs a command that prints findings as JSON and returns their codes; its
// exit status has to fit them.
func codesOf(t *testing.T, args []string) []string {
	t.Helper()
	var out, stderr bytes.Buffer
	status := execute(t.Context(), args, strings.NewReader(""), &out, &stderr)
	var report struct {
		Documents []struct {
			Diagnostics []struct{ Severity, Code, Message string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v in %s%s", err, out.Bytes(), stderr.Bytes())
	}
	var codes []string
	want := statusFine
	for _, d := range report.Documents {
		for _, f := range d.Diagnostics {
			codes = append(codes, f.Code)
			if f.Severity == "error" {
				want = statusFindings
			}
			t.Logf("%s %s: %s", f.Severity, f.Code, f.Message)
		}
	}
	if status != want {
		t.Errorf("exit status %d, want %d: %s", status, want, stderr.Bytes())
	}
	return codes
}

var codeInText = regexp.MustCompile(`(?m) \[([a-z-]+)\]$`)

// evalCodes evaluates an expression and returns the codes of what is wrong.
func evalCodes(t *testing.T, text string) []string {
	t.Helper()
	var out, stderr bytes.Buffer
	if status := execute(t.Context(), []string{"eval", text}, strings.NewReader(""), &out, &stderr); status != statusFindings {
		t.Errorf("exit status %d: %s%s", status, out.Bytes(), stderr.Bytes())
	}
	var codes []string
	for _, m := range codeInText.FindAllStringSubmatch(stderr.String(), -1) {
		codes = append(codes, m[1])
	}
	return codes
}
