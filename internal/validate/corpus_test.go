package validate_test

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/validate"
)

// documents is where the published documents are when they are at hand: beside the
// clone, because they are not part of this repository.
const documents = "../../../shared/corpus/documents"

// TestCorpus: every published document is accepted, but for those of wrong.txt and
// for policies that this version does not support.
func TestCorpus(t *testing.T) {
	if _, err := os.Stat(documents); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus of public documents is not beside the clone")
	}
	checked, err := validate.Path(documents, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(checked) < 300 {
		t.Errorf("only %d documents", len(checked))
	}
	wrong := readWrong(t)
	for _, c := range checked {
		name, err := filepath.Rel(documents, c.Path)
		if err != nil {
			t.Fatal(err)
		}
		name = filepath.ToSlash(name)
		refused := refusals(c.Diagnostics)
		_, expected := wrong[name]
		delete(wrong, name)
		switch {
		case expected && refused == nil:
			t.Errorf("%s is accepted: remove it from testdata/wrong.txt", name)
		case !expected && refused != nil:
			var b strings.Builder
			diag.WriteText(&b, refused, diag.TextOptions{})
			t.Errorf("%s", b.String())
		}
	}
	for name := range wrong {
		t.Errorf("testdata/wrong.txt lists %s, which is not there", name)
	}
}

// refusals are the errors of a document but for policies, attributes and elements
// that are right and not supported yet.
func refusals(list []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range list {
		if d.Severity == diag.Error && d.Code != diag.NotSupported {
			out = append(out, d)
		}
	}
	return out
}

// readWrong returns the documents that must be refused.
func readWrong(t *testing.T) map[string]struct{} {
	t.Helper()
	f, err := os.Open("testdata/wrong.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := map[string]struct{}{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			names[line] = struct{}{}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}
