package jsontree

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// TestDeserializeRecorded: `JToken.Parse(text).ToObject<T[]>()[0]`, with a
// List<byte> for bytes.
func TestDeserializeRecorded(t *testing.T) {
	type deserializeCase struct {
		Text, To string
		Nullable bool
		outcome
	}
	all := conversions()
	for i, c := range recorded[deserializeCase](t, "deserialize.jsonl") {
		t.Run(fmt.Sprintf("%d %s %v %.30q", i+1, c.To, c.Nullable, c.Text), func(t *testing.T) {
			a, err := ParseArray(c.Text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got outcome
			v, err := Deserialize(a.items[0], all[c.To].kind, c.Nullable, netfmt.EnUS().WithFloats(netfmt.Fixed15))
			if err != nil {
				got = resultOf("", err)
			} else {
				got = resultOf(text(t, v), nil)
			}
			if got.Exception == "System.InvalidCastException" {
				// The recording class library had another text.
				got.Message = c.Message
			}
			if diff := cmp.Diff(c.outcome, got); diff != "" {
				t.Errorf("%s (nullable %v) of the element of %s (-.NET +ours):\n%s", c.To, c.Nullable, c.Text, diff)
			}
		})
	}
}
