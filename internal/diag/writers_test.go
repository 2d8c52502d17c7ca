package diag_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// sample is an error over two lines, a warning inside a named value with a
// suggestion, and a finding about no text.
func sample(t *testing.T) []diag.Diagnostic {
	document := diag.NewSource("a b/p.xml", "<a>\n  <é x=\"1%\"\n y/>{{n}}</a>")
	value := diag.NewSource("named value \"n\"", "hello")
	derived := diag.Derive("v", "hello", []diag.Segment{{From: document, Span: span(t, document, "{{n}}"), Value: value}})
	return []diag.Diagnostic{
		{Code: diag.XMLSyntax, Message: "two\nlines, 100%: <b>", Source: document, Span: span(t, document, "x=\"1%\"\n y"),
			Related: []diag.Related{{Message: "opens here", Source: document, Span: span(t, document, "é")}, {Message: "no place"}}},
		{Severity: diag.Warning, Code: diag.InvalidValue, Message: "odd", Source: derived, Span: diag.Span{Start: 1, End: 3}, Suggestion: "bye"},
		{Severity: diag.Info, Code: diag.MissingFile, Message: "gone", Suggestion: "other"},
		{Code: diag.XMLSyntax, Message: "again", Source: document, Span: span(t, document, "é"), Suggestion: "e"},
	}
}

func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	documents := []diag.Checked{
		{Path: "a b/p.xml", Diagnostics: sample(t)},
		{Path: "good.xml"},
		{Path: "warned.xml", Diagnostics: sample(t)[1:2]},
	}
	if err := diag.WriteJSON(&b, documents); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "documents": [
    {
      "path": "a b/p.xml",
      "ok": false,
      "diagnostics": [
        {
          "severity": "error",
          "code": "xml-syntax",
          "message": "two\nlines, 100%: <b>",
          "path": "a b/p.xml",
          "line": 2,
          "column": 6,
          "endLine": 3,
          "endColumn": 3
        },
        {
          "severity": "warning",
          "code": "invalid-value",
          "message": "odd",
          "path": "a b/p.xml",
          "line": 3,
          "column": 5,
          "endLine": 3,
          "endColumn": 10
        },
        {
          "severity": "info",
          "code": "missing-file",
          "message": "gone",
          "path": "a b/p.xml",
          "line": 0,
          "column": 0,
          "endLine": 0,
          "endColumn": 0
        },
        {
          "severity": "error",
          "code": "xml-syntax",
          "message": "again",
          "path": "a b/p.xml",
          "line": 2,
          "column": 4,
          "endLine": 2,
          "endColumn": 5
        }
      ]
    },
    {
      "path": "good.xml",
      "ok": true,
      "diagnostics": []
    },
    {
      "path": "warned.xml",
      "ok": true,
      "diagnostics": [
        {
          "severity": "warning",
          "code": "invalid-value",
          "message": "odd",
          "path": "a b/p.xml",
          "line": 3,
          "column": 5,
          "endLine": 3,
          "endColumn": 10
        }
      ]
    }
  ],
  "summary": {
    "documents": 3,
    "ok": 2,
    "errors": 2,
    "warnings": 2
  }
}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	b.Reset()
	if err := diag.WriteJSON(&b, nil); err != nil || !strings.Contains(b.String(), `"documents": []`) {
		t.Errorf("no documents: %s %v", b.String(), err)
	}
}

func TestWriteSARIF(t *testing.T) {
	var b strings.Builder
	if err := diag.WriteSARIF(&b, sample(t), "1.2.3"); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": {"driver": {"name": "Gatehouse", "version": "1.2.3", "rules": [{"id": "xml-syntax"}, {"id": "invalid-value"}, {"id": "missing-file"}]}},
    "columnKind": "unicodeCodePoints",
    "results": [
      {
        "ruleId": "xml-syntax", "ruleIndex": 0, "level": "error", "message": {"text": "two\nlines, 100%: <b>"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/p.xml"}, "region": {"startLine": 2, "startColumn": 6, "endLine": 3, "endColumn": 3}}}],
        "relatedLocations": [{"id": 1, "message": {"text": "opens here"}, "physicalLocation": {"artifactLocation": {"uri": "a%20b/p.xml"}, "region": {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5}}}]
      },
      {
        "ruleId": "invalid-value", "ruleIndex": 1, "level": "warning", "message": {"text": "odd"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/p.xml"}, "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 10}}}],
        "relatedLocations": [{"id": 1, "message": {"text": "in this named value"}, "physicalLocation": {"artifactLocation": {"uri": "named%20value%20%22n%22"}, "region": {"startLine": 1, "startColumn": 2, "endLine": 1, "endColumn": 4}}}]
      },
      {"ruleId": "missing-file", "ruleIndex": 2, "level": "note", "message": {"text": "gone"}},
      {
        "ruleId": "xml-syntax", "ruleIndex": 0, "level": "error", "message": {"text": "again"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%20b/p.xml"}, "region": {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5}}}],
        "fixes": [{"artifactChanges": [{"artifactLocation": {"uri": "a%20b/p.xml"}, "replacements": [{"deletedRegion": {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5}, "insertedContent": {"text": "e"}}]}]}]
      }
    ]
  }]
}`
	var got, wanted any
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("SARIF (-want +got):\n%s", diff)
	}
}

func TestWriteSARIFPaths(t *testing.T) {
	for path, want := range map[string]string{
		"p.xml":        `"p.xml"`,
		"./a/p.xml":    `"./a/p.xml"`,
		"/abs/p q.xml": `"file:///abs/p%20q.xml"`,
		"a:b.xml":      `"./a:b.xml"`,
	} {
		var b strings.Builder
		if err := diag.WriteSARIF(&b, []diag.Diagnostic{{Source: diag.NewSource(path, "x")}}, ""); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), `"uri": `+want) {
			t.Errorf("%s: want %s in\n%s", path, want, b.String())
		}
	}
}

func TestWriteGitHub(t *testing.T) {
	var b strings.Builder
	if err := diag.WriteGitHub(&b, sample(t)); err != nil {
		t.Fatal(err)
	}
	want := "::error file=a b/p.xml,line=2,endLine=3,title=xml-syntax::two%0Alines, 100%25: <b>\n" +
		"::warning file=a b/p.xml,line=3,endLine=3,col=5,endColumn=9,title=invalid-value::odd (write bye)\n" +
		"::notice title=missing-file::gone (write other)\n" +
		"::error file=a b/p.xml,line=2,endLine=2,col=4,endColumn=4,title=xml-syntax::again (write e)\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	b.Reset()
	odd := diag.Diagnostic{Code: "c", Message: "::set-output x\r\n::error", Source: diag.NewSource("a,b:c%d\n.xml", "x")}
	if err := diag.WriteGitHub(&b, []diag.Diagnostic{odd}); err != nil {
		t.Fatal(err)
	}
	if want := "::error file=a%2Cb%3Ac%25d%0A.xml,line=1,endLine=1,col=1,endColumn=1,title=c::::set-output x%0D%0A::error\n"; b.String() != want {
		t.Errorf("got  %swant %s", b.String(), want)
	}
}

func TestWriteLines(t *testing.T) {
	var b strings.Builder
	if err := diag.WriteLines(&b, sample(t)); err != nil {
		t.Fatal(err)
	}
	want := "a b/p.xml:2:6: xml-syntax: two lines, 100%: <b>\na b/p.xml:3:5: invalid-value: odd\nmissing-file: gone\na b/p.xml:2:4: xml-syntax: again\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
