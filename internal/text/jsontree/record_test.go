package jsontree

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// outcome is what Newtonsoft.Json 10.0.3 did in a recorded case: a result, or an
// exception.
type outcome struct {
	Result    *string `json:"result,omitempty"`
	Exception string  `json:"exception,omitempty"`
	Message   string  `json:"message,omitempty"`
}

func resultOf(s string, err error) outcome {
	var e *clr.Exception
	switch {
	case errors.As(err, &e):
		return outcome{Exception: e.Type, Message: e.Message}
	case err != nil:
		return outcome{Exception: "no .NET exception", Message: err.Error()}
	}
	return outcome{Result: &s}
}

// recorded reads the cases of a file in testdata, one JSON object a line.
func recorded[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

// compact is token.ToString(Formatting.None) of .NET Framework.
func compact(t *testing.T, token Token) string {
	t.Helper()
	if token == nil {
		return "(null)"
	}
	text, err := Append(nil, token, Format{Floats: netfmt.Fixed15})
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	return string(text)
}
