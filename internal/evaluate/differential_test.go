package evaluate_test

import (
	"path/filepath"
	"testing"
)

// TestDifferential runs random expressions whose answers a real C# compiler gave;
// testdata/differential/README.md says how they were made.
func TestDifferential(t *testing.T) {
	files, err := filepath.Glob("testdata/differential/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded cases: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			cases := readJSONLines[recorded](t, file)
			answers := answersOf(t, cases)
			for i, c := range cases {
				if diff := c.Expect.differs(answers[i]); diff != "" {
					t.Errorf("line %d: %s\n\t%s", i+1, c.Code, diff)
					continue
				}
				if c.Expect.Value == nil {
					continue
				}
				if want, got := canonical(c.Expect.Value), canonical(answers[i].Value); want != got {
					t.Errorf("line %d: %s\n\twant %s, got %s", i+1, c.Code, want, got)
				}
			}
		})
	}
}
