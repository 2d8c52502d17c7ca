package neturi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// recordedPair is what a class library makes of two texts: AbsoluteUri and
// ToString of their combination and whether TryCreate makes it; then, where the
// second is absolute, MakeRelativeUri, IsBaseOf, Equals, == and the combination
// with the relative one; else IsBaseOf and Equals with the text.
type recordedPair struct {
	Base, Ref string
	Out       []string
}

func TestRecordedPairs(t *testing.T) {
	readLines(t, "testdata/pairs.jsonl.gz", func(c recordedPair) {
		if diff := cmp.Diff(c.Out, pairAnswers(c.Base, c.Ref)); diff != "" {
			t.Errorf("%q %q (-want +got):\n%s", c.Base, c.Ref, diff)
		}
	})
}

func pairAnswers(base, ref string) []string {
	text := func(s string, err error) string {
		if err != nil {
			return "!" + err.Error()
		}
		return s
	}
	yes := map[bool]string{true: "True", false: "False"}
	x, err := New(base)
	if err != nil {
		return []string{"bad"}
	}
	var out []string
	if c, err := Combine(x, ref); err != nil {
		out = append(out, text("", err), text("", err), "False")
	} else {
		out = append(out, c.AbsoluteURI(), c.String(), "True")
	}
	y, err := New(ref)
	if err != nil {
		r, err := Parse(ref, RelativeOrAbsolute)
		if err != nil {
			return append(out, text("", err), "False")
		}
		return append(out, yes[x.IsBaseOf(r)], yes[x.Equal(r)])
	}
	rel, err := x.MakeRelative(y)
	if err != nil {
		return append(out, text("", err))
	}
	out = append(out, rel.String(), yes[x.IsBaseOf(y)], yes[x.Equal(y)], yes[x.Equal(y)])
	back, err := CombineURI(x, rel)
	if err != nil {
		return append(out, text("", err))
	}
	return append(out, back.AbsoluteURI())
}
