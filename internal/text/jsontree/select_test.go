package jsontree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// laterThanRecorded names the paths that version 10 refuses and later versions,
// and we, accept.
func laterThanRecorded(path string) bool {
	return strings.Contains(path, "=~") || strings.Contains(path, "===")
}

// TestSelectRecorded: `t.SelectTokens(path, error)`, each match as its Path, " = "
// and its text; and `t.SelectToken(path)`.
func TestSelectRecorded(t *testing.T) {
	type selectCase struct {
		Document string
		In       int
		Path     string
		Error    bool
		One      bool
		outcome
	}
	var documents []Token
	for i, c := range recorded[selectCase](t, "select.jsonl") {
		if c.Document != "" {
			doc, err := ParseToken(c.Document, Options{})
			if err != nil {
				t.Fatal(err)
			}
			documents = append(documents, doc)
			continue
		}
		if laterThanRecorded(c.Path) {
			continue
		}
		t.Run(fmt.Sprintf("%d %.40q", i+1, c.Path), func(t *testing.T) {
			doc := documents[c.In]
			var got outcome
			if c.One {
				found, err := SelectToken(doc, c.Path, SelectOptions{ErrorWhenNoMatch: c.Error})
				text := "(null)"
				if found != nil {
					text = Path(found) + " = " + compact(t, found)
				}
				got = resultOf(text, err)
			} else {
				lines, err := selectAll(t, doc, c.Path, SelectOptions{ErrorWhenNoMatch: c.Error})
				got = resultOf(strings.Join(lines, "\n"), err)
			}
			if diff := cmp.Diff(c.outcome, got); diff != "" {
				t.Errorf("path %s, errors %v, one %v (-.NET +ours):\n%s", c.Path, c.Error, c.One, diff)
			}
		})
	}
}

func selectAll(t *testing.T, doc Token, path string, opts SelectOptions) ([]string, error) {
	t.Helper()
	s, err := SelectTokens(doc, path, opts)
	if err != nil {
		return nil, err
	}
	var lines []string
	for {
		found, err := s.Next()
		if found == nil || err != nil {
			return lines, err
		}
		lines = append(lines, Path(found)+" = "+compact(t, found))
	}
}
