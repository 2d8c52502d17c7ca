package scan

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// shared is the folder beside the clone that holds the public test corpus.
const shared = "../../../../shared/corpus"

// corpus calls f for each expression of the corpus, if that is there.
func corpus(t testing.TB, f func(kind, code string)) {
	t.Helper()
	for _, name := range []string{"expression-probes.jsonl", "expression-vectors.jsonl.gz"} {
		data, err := os.ReadFile(filepath.Join(shared, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var r io.Reader = bytes.NewReader(data)
		if strings.HasSuffix(name, ".gz") && err == nil {
			r, err = gzip.NewReader(r)
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var c struct{ Kind, Code string }
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			f(c.Kind, c.Code)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// seeds are texts that meet most of the scanner.
var seeds = []string{
	`(a.b["x"] + 'c' - 1.5e3 /* d */ ?? $"e{f,-3:g}{{}}" + @"h""i" // j
)`,
	"{ $@\"{a\n}\" + $\"{$\"{b}\"}\" }",
	"(\"\"\"raw\"\"\")", "('\\ud800' + \"\\ud83d\\ude00\\x1\")", "(@if + \\u0061 + 0x_1 + 0b1_0)",
	"($\"{a:b\" )", "($\"{a\n)", "(/* )", "(#if\n)", "((((", "$\"{$\"{$\"{", "\"\"\"\"\"\"\"\"", "{{\"a\",1}}", "(a ` § \xff)",
}

// FuzzScan: no text makes the scanner panic; tokens are in order and in the text,
// interpolated strings nest, and every token can be decoded.
func FuzzScan(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	corpus(f, func(_, code string) { f.Add(code) })
	f.Fuzz(func(t *testing.T, text string) {
		toks, errs := Tokens(text)
		at := int32(0)
		var open []token.Kind
		for i, k := range toks {
			if k.Start < at || k.End < k.Start || int(k.End) > len(text) {
				t.Fatalf("token %d, %v, is out of order or of the text", i, k)
			}
			at = k.End
			if (k.Kind == token.EOF) != (i == len(toks)-1) {
				t.Fatalf("token %d of %d is %v", i, len(toks), k.Kind)
			}
			switch k.Kind {
			case token.InterpolatedStart, token.HoleStart:
				open = append(open, k.Kind)
			case token.InterpolatedEnd, token.HoleEnd:
				want := token.InterpolatedStart
				if k.Kind == token.HoleEnd {
					want = token.HoleStart
				}
				if len(open) == 0 || open[len(open)-1] != want {
					t.Fatalf("token %d, %v, closes nothing", i, k.Kind)
				}
				open = open[:len(open)-1]
			case token.Ident, token.String, token.InterpolatedText, token.HoleFormat:
				if s := Text(text, k); len(s) > int(k.End-k.Start) && k.Flags&token.Faulty == 0 {
					t.Errorf("%q decodes to %q", text[k.Start:k.End], s)
				}
			case token.Char:
				CharOf(text, k)
			case token.Int:
				IntegerOf(text, k)
			case token.Real:
				RealOf(text, k)
			}
		}
		if len(open) > 0 {
			t.Errorf("%v stay open", open)
		}
		for _, e := range errs {
			if e.Span.Start < 0 || e.Span.End > len(text) || e.Span.Start > e.Span.End {
				t.Errorf("error %q at %v of %d bytes", e.Message, e.Span, len(text))
			}
		}
	})
}

// FuzzExpressionEnd: no text makes it panic; the end is behind the closing bracket;
// neither what stands before nor what stands behind makes a difference.
func FuzzExpressionEnd(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, 0, "]]></a>")
	}
	corpus(f, func(kind, code string) {
		closing := ")"
		if kind == "{" {
			closing = "}"
		}
		f.Add("@"+kind+code+closing, 1, `" b="@("x")"/>`)
	})
	f.Fuzz(func(t *testing.T, text string, open int, behind string) {
		end, ok := ExpressionEnd(text, open)
		if !ok {
			if end != len(text) {
				t.Errorf("not closed and end is %d of %d", end, len(text))
			}
			return
		}
		if end <= open || end > len(text) || text[open] == '(' && text[end-1] != ')' || text[open] == '{' && text[end-1] != '}' {
			t.Fatalf("ends at %d: %q", end, text[open:end])
		}
		if e, ok := ExpressionEnd(text[open:end]+behind, 0); !ok || e != end-open {
			t.Errorf("on its own it ends at %d (%v), not %d", e, ok, end-open)
		}
	})
}

// TestExpressionEndOfCorpus: every published expression ends where its last bracket
// is.
func TestExpressionEndOfCorpus(t *testing.T) {
	n := 0
	corpus(t, func(kind, code string) {
		n++
		closing := ")"
		if kind == "{" {
			closing = "}"
		}
		if _, errs := Tokens(code); len(errs) > 0 {
			return // a compile error
		}
		text := `<a b="@` + kind + code + closing + `" c="@(d)"/>`
		if end, ok := ExpressionEnd(text, 7); !ok || end != 8+len(code)+1 {
			t.Errorf("%d, %v instead of %d: %s", end, ok, 8+len(code)+1, text)
		}
	})
	if n == 0 {
		t.Skip("the shared corpus is not beside the clone")
	}
}

// TestHostile: the scanner's work grows with the length of the text only. A
// quadratic one would not end within the time that tests have.
func TestHostile(t *testing.T) {
	const n = 200_000
	for name, unit := range map[string]string{
		"quotes": `"`, "interpolated": `$"{`, "verbatim interpolated": `$@"{`, "raw": `"""`, "comments": "/*", "apostrophes": "'",
		"backslashes": `\`, "brackets": "({[", "at": "@", "dollars": "$", "hashes": "\n#", "escapes": `"\`, "closing": ")}]",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(unit, n)
			if toks, _ := Tokens(text); toks[len(toks)-1].Kind != token.EOF {
				t.Error("no end")
			}
			ExpressionEnd("("+text, 0)
			ExpressionEnd("{"+text, 0)
		})
	}
}
