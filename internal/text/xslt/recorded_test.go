package xslt

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

// recorded is what .NET Framework's XslCompiledTransform, as Mono has it, made of a
// stylesheet. Known says why the result here is another one on purpose.
type recorded struct {
	Name   string            `json:"name"`
	XSL    string            `json:"xsl"`
	XML    string            `json:"xml"`
	Params map[string]string `json:"params,omitempty"`
	Out    *string           `json:"out,omitempty"`
	Error  string            `json:"error,omitempty"`
	Load   string            `json:"load,omitempty"`
	Here   string            `json:"here,omitempty"`
	Known  string            `json:"known,omitempty"`
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
			got := outcome(c)
			want := "load"
			switch {
			case c.Known != "":
				want = c.Here
			case c.Out != nil:
				want = "out: " + *c.Out
			case c.Error != "":
				want = "error"
			}
			if want == "load" || want == "error" {
				got = got[:min(len(got), len(want))]
			}
			if got != want {
				t.Errorf("stylesheet %s\non %s\ngot  %s\nwant %s\n%s%s", c.XSL, c.XML, outcome(c), want, c.Error, c.Load)
			}
		})
	}
	if count < 100 {
		t.Errorf("%d cases", count)
	}
}

// outcome runs a case.
func outcome(c recorded) string {
	sheet, problems := Compile(c.XSL, nil)
	if len(problems) > 0 {
		return "load: " + problems[0].Message
	}
	out, err := sheet.Transform(c.XML, Options{Parameters: c.Params})
	if err != nil {
		return "error: " + err.Error()
	}
	return "out: " + out
}
