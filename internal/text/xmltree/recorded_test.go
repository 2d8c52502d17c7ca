package xmltree

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// readCases reads one JSON value a line of a file in testdata. What they expect
// was recorded from a .NET class library.
func readCases[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v: %s", name, err, lines.Bytes())
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return cases
}

// outcome is the recorded result of a case: a text, or an exception.
type outcome struct {
	Want      string
	Exception string
	Message   string
}

func (o outcome) check(t *testing.T, got string, err error) {
	t.Helper()
	var e *clr.Exception
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("error %v is no exception", err)
	}
	switch {
	case o.Exception == "" && err != nil:
		t.Errorf("got %s: %s\nwant %q", e.Type, e.Message, o.Want)
	case o.Exception == "" && got != o.Want:
		t.Errorf("got  %q\nwant %q", got, o.Want)
	case o.Exception != "" && err == nil:
		t.Errorf("got %q\nwant %s: %s", got, o.Exception, o.Message)
	case o.Exception != "" && (e.Type != o.Exception || e.Message != o.Message):
		t.Errorf("got  %s: %s\nwant %s: %s", e.Type, e.Message, o.Exception, o.Message)
	}
}

func TestParseRecorded(t *testing.T) {
	type parseCase struct {
		XML                string
		Document, Preserve bool
		Save               SaveOptions
		outcome
	}
	for i, c := range readCases[parseCase](t, "parse.jsonl") {
		t.Run(strconv.Itoa(i)+" "+c.XML, func(t *testing.T) {
			options := Options{PreserveWhitespace: c.Preserve}
			var o Object
			var err error
			if c.Document {
				o, err = Parse(c.XML, options)
			} else {
				o, err = ParseElement(c.XML, options)
			}
			got := ""
			if err == nil {
				got, err = Write(o, WriteOptions{Save: c.Save})
			}
			c.check(t, got, err)
		})
	}
}
