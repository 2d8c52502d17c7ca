package diag

import (
	"encoding/json"
	"io"
)

// Checked is one document and what was found in it.
type Checked struct {
	// Path names the document as the user wrote it.
	Path string
	// Diagnostics are the findings, sorted (List.All).
	Diagnostics []Diagnostic
}

// OK reports whether the document has no error; warnings do not count.
func (c Checked) OK() bool {
	for _, d := range c.Diagnostics {
		if d.Severity == Error {
			return false
		}
	}
	return true
}

type jsonReport struct {
	Documents []jsonDocument `json:"documents"`
	Summary   jsonSummary    `json:"summary"`
}

type jsonDocument struct {
	Path        string           `json:"path"`
	OK          bool             `json:"ok"`
	Diagnostics []jsonDiagnostic `json:"diagnostics"`
}

type jsonDiagnostic struct {
	Severity  string `json:"severity"`
	Code      Code   `json:"code"`
	Message   string `json:"message"`
	Path      string `json:"path"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

type jsonSummary struct {
	Documents int `json:"documents"`
	OK        int `json:"ok"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
}

// WriteJSON writes the object of `validate --output json` (design.md section 2):
// every document with every diagnostic, not capped, because programs read it.
// Columns count characters from 1 and ends are exclusive. A finding about no
// text at all has the document's path and zeros.
func WriteJSON(w io.Writer, documents []Checked) error {
	report := jsonReport{Documents: make([]jsonDocument, 0, len(documents))}
	report.Summary.Documents = len(documents)
	for _, c := range documents {
		doc := jsonDocument{Path: c.Path, OK: c.OK(), Diagnostics: make([]jsonDiagnostic, 0, len(c.Diagnostics))}
		if doc.OK {
			report.Summary.OK++
		}
		for _, d := range c.Diagnostics {
			switch d.Severity {
			case Error:
				report.Summary.Errors++
			case Warning:
				report.Summary.Warnings++
			}
			r := regionOf(d.Source, d.Span)
			if d.Source == nil {
				r.path = c.Path
			}
			doc.Diagnostics = append(doc.Diagnostics, jsonDiagnostic{
				Severity: d.Severity.String(), Code: d.Code, Message: d.Message, Path: r.path,
				Line: r.line, Column: r.column, EndLine: r.endLine, EndColumn: r.endColumn,
			})
		}
		report.Documents = append(report.Documents, doc)
	}
	return encodeJSON(w, report)
}

func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
