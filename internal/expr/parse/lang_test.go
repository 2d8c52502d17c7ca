package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

// A language test file holds paragraphs. One that starts with `@(` or `@{` is an
// input, up to the bracket at its very end. Below a line with errors stands a line
// per error with a caret under the place; an input without errors is followed by
// its tree. Other paragraphs are comments.
var caretLine = regexp.MustCompile(`^ *\^~* `)

func TestLanguage(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			wantErrors := strings.HasPrefix(filepath.Base(file), "errors")
			paragraphs := strings.Split(strings.TrimRight(string(data), "\n"), "\n\n")
			var out []string
			for _, paragraph := range paragraphs {
				if !strings.HasPrefix(paragraph, "@(") && !strings.HasPrefix(paragraph, "@{") {
					out = append(out, paragraph)
					continue
				}
				input := inputOf(paragraph)
				result, errors := languageResult(t, input)
				if errors != wantErrors {
					t.Errorf("%s\nerrors: %v", result, errors)
				}
				if result != paragraph && !*update {
					t.Errorf("got, want:\n%s\n%s", result, paragraph)
				}
				out = append(out, result)
			}
			if *update {
				if err := os.WriteFile(file, []byte(strings.Join(out, "\n\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// inputOf drops the expectations from a paragraph.
func inputOf(paragraph string) string {
	var lines []string
	for _, line := range strings.Split(paragraph, "\n") {
		if strings.HasPrefix(line, "=> ") {
			break
		}
		if !caretLine.MatchString(line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// languageResult parses an input and returns it with what came of it.
func languageResult(t *testing.T, input string) (result string, errors bool) {
	t.Helper()
	code := input[2 : len(input)-1]
	n, l := parseCase(input[1:2], code)
	if l.Len() == 0 {
		checkRoundTrip(t, input[1:2], n)
		checkSpans(t, n, len(code))
		checkChildren(t, n)
		return input + "\n=> " + tree(n), false
	}
	marks := map[int][]string{}
	src := diag.NewSource("", input)
	for _, d := range l.All() {
		start := src.Position(d.Span.Start + 2)
		width := utf8.RuneCountInString(strings.SplitN(code[d.Span.Start:d.Span.End], "\n", 2)[0])
		mark := strings.Repeat(" ", start.Column-1) + "^" + strings.Repeat("~", max(width-1, 0)) + " "
		if d.Code != diag.ExpressionSyntax {
			mark += string(d.Code) + ": "
		}
		marks[start.Line] = append(marks[start.Line], mark+d.Message)
	}
	var out []string
	for i, line := range strings.Split(input, "\n") {
		out = append(out, line)
		out = append(out, marks[i+1]...)
	}
	return strings.Join(out, "\n"), true
}

// tree writes a tree in one line: the type of each node and its fields that are
// not empty.
func tree(n ast.Node) string {
	if b, ok := n.(*ast.Block); ok {
		var parts []string
		for _, s := range b.Stmts {
			parts = append(parts, treeOf(reflect.ValueOf(s)))
		}
		return strings.Join(parts, " ")
	}
	return treeOf(reflect.ValueOf(n))
}

func treeOf(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case token.Kind:
		return x.String()
	case string:
		return fmt.Sprintf("%q", x)
	case ast.Ident:
		return x.Text
	case *ast.Ident:
		return x.Text
	case *ast.Name:
		if x.Args == nil && x.Alias == "" {
			return x.Ident.Text
		}
	case *ast.PredefinedType:
		return x.Kind.String()
	case *ast.VarType:
		return "var"
	case *ast.IntLit:
		if x.Radix == 10 && x.Suffix == ast.SuffixNone {
			return fmt.Sprint(x.Value)
		}
	case *ast.StringLit:
		return fmt.Sprintf("%q", x.Value)
	case *ast.Argument:
		if x.Name == nil && x.Mode == ast.ByValue {
			return treeOf(reflect.ValueOf(x.X))
		}
	case *ast.ImplicitReceiver:
		return "_?"
	case *ast.Binary:
		return fmt.Sprintf("(%s %s %s)", treeOf(reflect.ValueOf(x.X)), x.Op, treeOf(reflect.ValueOf(x.Y)))
	case *ast.Member:
		return fmt.Sprintf("Member(%s %s)", treeOf(reflect.ValueOf(x.X)), treeOf(reflect.ValueOf(x.Name)))
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return treeOf(v.Elem())
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, treeOf(v.Index(i)))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case reflect.Struct:
		return structTree(v)
	}
	return fmt.Sprint(v.Interface())
}

func structTree(v reflect.Value) string {
	var parts []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Type == reflect.TypeFor[ast.At]() || f.Type == reflect.TypeFor[diag.Span]() || v.Field(i).IsZero() {
			continue
		}
		s := treeOf(v.Field(i))
		if k := f.Type.Kind(); k == reflect.Bool || k >= reflect.Int && k <= reflect.Uint64 && f.Type != reflect.TypeFor[token.Kind]() {
			s = f.Name + ":" + s
		}
		parts = append(parts, s)
	}
	name := v.Type().Name()
	if len(parts) == 0 {
		return name
	}
	return name + "(" + strings.Join(parts, " ") + ")"
}

// TestSpans checks exact places, which trees do not show.
func TestSpans(t *testing.T) {
	const code = " a . b?.c [ 1 ] + ( x => y ) "
	n, l := parseCase("(", code)
	if l.Len() > 0 {
		t.Fatal(rendered(l))
	}
	var got []string
	ast.Walk(n, func(n ast.Node) bool {
		s := n.Span()
		got = append(got, fmt.Sprintf("%s %q", strings.TrimPrefix(fmt.Sprintf("%T", n), "*ast."), code[s.Start:s.End]))
		return true
	})
	want := []string{
		`Binary "a . b?.c [ 1 ] + ( x => y )"`,
		`ConditionalAccess "a . b?.c [ 1 ]"`,
		`Member "a . b"`, `Name "a"`, `Name "b"`,
		`Index ".c [ 1 ]"`, `Member ".c"`, `ImplicitReceiver ""`, `Name "c"`, `Argument "1"`, `IntLit "1"`,
		`Paren "( x => y )"`, `Lambda "x => y"`, `Param "x"`, `Name "y"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
