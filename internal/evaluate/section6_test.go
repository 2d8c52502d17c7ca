package evaluate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reference is the page whose section 6 is the checklist, beside the clone.
const reference = "../../../shared/reference/expressions.md"

// checked is a case of a line of expressions.md section 6.
type checked struct {
	// Name is that of a group and the number in it: "6.2 Split/3".
	Name    string          `json:"name"`
	Kind    string          `json:"kind"`
	Code    string          `json:"code"`
	Context json.RawMessage `json:"context"`
	// Oracle is what a real C# compiler and class library answered.
	Oracle outcome `json:"oracle"`
	// Want is what must come out instead where the oracle is not to be believed, and
	// Note says why.
	Want *outcome `json:"want"`
	Note string   `json:"note"`
}

// outcome is a value, an exception or an error of the compiler.
type outcome struct {
	OK        bool   `json:"ok"`
	Type      string `json:"type"`
	String    string `json:"string"`
	Exception string `json:"exception"`
	Compile   bool   `json:"compile"`
}

// line is a sentence, a part of one that a semicolon ends, or the row of a table.
type line struct {
	Line string `json:"line"`
	// Words are some of the line's, which no other line of its part of the section has.
	Words string `json:"words"`
	// Cases names the cases that show it, groups or single ones.
	Cases []string `json:"cases"`
	// Tests names tests of other packages of this tree that show it as well: those of
	// switches, which no case of the oracle sets.
	Tests []string `json:"tests"`
	// Why says of a line that no case shows that it says nothing about expressions.
	Why string `json:"why"`
}

// TestSection6 runs the cases of expressions.md section 6.
func TestSection6(t *testing.T) {
	cases := readJSONLines[checked](t, "testdata/section6.jsonl")
	lines := make([]recorded, len(cases))
	for i, c := range cases {
		lines[i] = recorded{Kind: c.Kind, Code: c.Code, Context: c.Context}
	}
	answers := answersOf(t, lines)
	for i, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			if c.Want != nil && c.Note == "" {
				t.Error("a case that wants another answer than the oracle's says why")
			}
			want := c.Oracle
			if c.Want != nil {
				want = *c.Want
			}
			if diff := want.differs(answers[i]); diff != "" {
				t.Errorf("%s\n\t%s", c.Code, diff)
			}
			if c.Want != nil && c.Oracle.differs(answers[i]) == "" {
				t.Errorf("%s\n\tgives the oracle's answer: the note is out of date", c.Code)
			}
		})
	}
}

func (o outcome) differs(got expectation) string {
	switch {
	case o.Compile:
		if got.OK || got.Phase != "compile" {
			return fmt.Sprintf("want an error of the compiler, got %s", shown(got))
		}
	case o.Exception != "":
		if got.OK || shortName(got.Exception) != shortName(o.Exception) {
			return fmt.Sprintf("want %s, got %s", o.Exception, shown(got))
		}
	case !got.OK, o.Type == "null" && got.String != nil, o.Type != "" && o.Type != "null" && shortName(o.Type) != shortName(got.Type):
		return fmt.Sprintf("want %s %q, got %s", o.Type, o.String, shown(got))
	case o.Type != "null" && (got.String == nil || *got.String != o.String):
		return fmt.Sprintf("want %s %q, got %s", o.Type, o.String, shown(got))
	}
	return ""
}

func shown(e expectation) string {
	if !e.OK {
		return e.Phase + " " + e.Exception + " " + e.Message + strings.Join(e.Diagnostics, "; ")
	}
	return e.Type + " " + quoted(e.String)
}

// TestSection6Lines: what testdata/section6_lines.jsonl says of the lines of
// expressions.md section 6 is true. Every case it names exists, every case is named,
// and, where the page is at hand, it has every line of the section once.
func TestSection6Lines(t *testing.T) {
	names := map[string]bool{}
	for _, c := range readJSONLines[checked](t, "testdata/section6.jsonl") {
		if names[c.Name] {
			t.Errorf("two cases are named %q", c.Name)
		}
		names[c.Name] = true
	}
	lines := readJSONLines[line](t, "testdata/section6_lines.jsonl")
	used := map[string]bool{}
	for _, l := range lines {
		if (len(l.Cases) == 0) != (l.Why != "") {
			t.Errorf("line %s has cases or says why it has none", l.Line)
		}
		if len([]rune(l.Words)) > 44 {
			t.Errorf("line %s: more than a few words: %s", l.Line, l.Words)
		}
		for _, name := range l.Cases {
			found := false
			for c := range names {
				if c == name || c[:strings.LastIndexByte(c, '/')] == name {
					found, used[c] = true, true
				}
			}
			if !found {
				t.Errorf("line %s names the case %q, which does not exist", l.Line, name)
			}
		}
		for _, name := range l.Tests {
			if pkg, test, _ := strings.Cut(name, " "); !hasTest(t, filepath.Join("..", pkg), test) {
				t.Errorf("line %s names the test %q, which does not exist", l.Line, name)
			}
		}
	}
	for c := range names {
		if !used[c] {
			t.Errorf("no line names the case %q", c)
		}
	}
	page, err := os.ReadFile(reference)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, section6(string(page)), lines)
}

// checkPage: every line of the page has one entry, and every entry a line.
func checkPage(t *testing.T, page map[string][]string, lines []line) {
	t.Helper()
	found := map[string]bool{}
	for part, texts := range page {
		for _, text := range texts {
			var of []string
			for _, l := range lines {
				if strings.HasPrefix(l.Line, part+"/") && strings.Contains(text, l.Words) {
					of, found[l.Line] = append(of, l.Line), true
				}
			}
			if len(of) != 1 {
				t.Errorf("section %s: %s\n\thas the entries %q, want one", part, text, of)
			}
		}
	}
	for _, l := range lines {
		if !found[l.Line] {
			t.Errorf("no line of the page has the words of %s: %s", l.Line, l.Words)
		}
	}
}

var (
	separator = regexp.MustCompile(`^\|[-:| ]+\|$`)
	begins    = regexp.MustCompile("^[A-Z`\"*]")
)

// section6 returns the lines of section 6 by the numbers of its parts.
func section6(page string) map[string][]string {
	_, page, _ = strings.Cut(page, "\n## 6. ")
	page, _, _ = strings.Cut(page, "\n## 7. ")
	out, part := map[string][]string{}, "6"
	list := strings.Split(page, "\n")
	for i, l := range list {
		switch next := ""; {
		case i == 0, strings.TrimSpace(l) == "", l == "---":
		case strings.HasPrefix(l, "### "):
			part = strings.Fields(l)[1]
		case strings.HasPrefix(l, "|"):
			if i+1 < len(list) {
				next = list[i+1]
			}
			if !separator.MatchString(l) && !separator.MatchString(next) {
				out[part] = append(out[part], l)
			}
		default:
			out[part] = append(out[part], sentences(strings.TrimPrefix(l, "- "))...)
		}
	}
	return out
}

// sentences cuts a paragraph at the ends of sentences and at semicolons that are
// neither code nor in brackets.
func sentences(s string) []string {
	var out []string
	from, code, depth := 0, false, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '`':
			code = !code
		case code:
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0 && i+1 < len(s) && s[i+1] == ' ' && (c == ';' || c == '.' && begins.MatchString(s[i+2:])):
			out = append(out, strings.TrimSpace(s[from:i+1]))
			from = i + 1
		}
	}
	if rest := strings.TrimSpace(s[from:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// hasTest reports whether a package has a test.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == name {
				return true
			}
		}
	}
	return false
}

// readJSONLines returns what a file has, one value a line.
func readJSONLines[T any](t *testing.T, file string) []T {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []T
	for d := json.NewDecoder(f); ; {
		var v T
		switch err := d.Decode(&v); {
		case errors.Is(err, io.EOF):
			return out
		case err != nil:
			t.Fatalf("%s: after %d: %v", file, len(out), err)
		}
		out = append(out, v)
	}
}
