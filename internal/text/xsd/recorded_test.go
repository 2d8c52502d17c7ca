package xsd

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// recorded is what .NET Framework's XmlSchemaSet, as Mono has it, said of a document.
// Here is what is said in its place, Known why.
type recorded struct {
	Name   string   `json:"name"`
	XSD    []string `json:"xsd"`
	XML    string   `json:"xml"`
	Load   string   `json:"load,omitempty"`
	Errors []string `json:"errors"`
	Here   []string `json:"here,omitempty"`
	Known  string   `json:"known,omitempty"`
}

func TestRecorded(t *testing.T) {
	f, err := os.Open("testdata/recorded.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	count := 0
	for lines.Scan() {
		var c recorded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		count++
		t.Run(c.Name, func(t *testing.T) {
			got := outcome(t, c)
			want := c.Errors
			switch {
			case c.Known != "":
				want = c.Here
			case c.Load != "":
				if len(got) == 0 || got[0][:4] != "load" {
					t.Errorf("%s\nis not refused: %q, want %s", c.XSD, got, c.Load)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
				t.Errorf("%s\n%s\n%s", c.XSD, c.XML, diff)
			}
		})
	}
	if count < 100 {
		t.Errorf("%d cases", count)
	}
}

func outcome(t *testing.T, c recorded) []string {
	t.Helper()
	var docs []Document
	for i, s := range c.XSD {
		docs = append(docs, Document{fmt.Sprint(i), s})
	}
	set, problems := Compile(docs, nil)
	if len(problems) > 0 {
		return []string{"load: " + problems[0].Message}
	}
	in, err := Read(c.XML, nil)
	if err != nil {
		return []string{"xml: " + err.Error()}
	}
	found, err := set.Validate(in, in.Document().Root(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range found {
		got = append(got, fmt.Sprintf("E %s @%d:%d", v.Message, v.Line, v.Position))
	}
	return got
}
