package diag

import (
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes diagnostics as workflow commands, which GitHub Actions
// shows beside the changed lines. At most MaxListed are written, then a notice
// says how many more there are.
func WriteGitHub(w io.Writer, list []Diagnostic) error {
	var b strings.Builder
	for i, d := range list {
		if i == MaxListed {
			break
		}
		command := map[Severity]string{Error: "error", Warning: "warning", Info: "notice"}[d.Severity]
		b.WriteString("::" + command + " ")
		if d.Source != nil {
			r := regionOf(d.Source, d.Span)
			fmt.Fprintf(&b, "file=%s,line=%d,endLine=%d,", githubProperty(r.path), r.line, r.endLine)
			if r.line == r.endLine {
				// GitHub takes columns only for a single line, and the end as
				// inclusive.
				fmt.Fprintf(&b, "col=%d,endColumn=%d,", r.column, max(r.column, r.endColumn-1))
			}
		}
		message := d.Message
		if d.Suggestion != "" {
			message += " (write " + d.Suggestion + ")"
		}
		fmt.Fprintf(&b, "title=%s::%s\n", githubProperty(string(d.Code)), githubData(message))
	}
	if line := andMore(len(list)); line != "" {
		b.WriteString("::notice::" + line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// githubData escapes the message of a workflow command.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty escapes a property of a workflow command.
func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
