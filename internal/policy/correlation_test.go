package policy

import (
	"fmt"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

func TestTraceParent(t *testing.T) {
	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{"00-" + trace + "-" + parent + "-01", true},
		{"01-" + trace + "-" + parent + "-01-later", true},
		{"00-" + trace + "-" + parent + "-01-later", false},
		{"ff-" + trace + "-" + parent + "-01", false},
		{"00-" + trace + "-0000000000000000-01", false},
		{"00-00000000000000000000000000000000-" + parent + "-01", false},
		{"00-0AF7651916CD43DD8448EB211C80319C-" + parent + "-01", false},
		{"00-" + trace + "-" + parent, false},
		{"", false},
	} {
		gotTrace, gotParent, ok := traceParent(tt.text)
		if ok != tt.ok || ok && (gotTrace != trace || gotParent != parent) {
			t.Errorf("%q: %q, %q, %v", tt.text, gotTrace, gotParent, ok)
		}
	}
}

// TestSampled: about as many operations are kept as the percentage says, and those of
// a smaller one are among those of a larger one.
func TestSampled(t *testing.T) {
	kept := 0
	for i := range 10000 {
		id := fmt.Sprintf("%032x", uint64(i)*0x9E3779B97F4A7C15)
		if sampled(id, 25) {
			kept++
			if !sampled(id, 50) {
				t.Errorf("%s is among 25 %% and not among 50 %%", id)
			}
		}
		if sampled(id, 0) || !sampled(id, 100) {
			t.Errorf("%s is among none, or not among all", id)
		}
	}
	if kept < 2000 || kept > 3000 {
		t.Errorf("%d of 10000 are kept, want about 2500", kept)
	}
}

func TestMaskURL(t *testing.T) {
	for _, tt := range []struct {
		query string
		rules []catalog.DataMask
		want  string
	}{
		{"code=1&x=2", []catalog.DataMask{{Name: "code"}}, "?code=hidden&x=2"},
		{"c%6Fde=1&x=2", []catalog.DataMask{{Name: "CODE", Hide: true}}, "?x=2"},
		{"a=1&b=2", []catalog.DataMask{{Name: "*", Hide: true}}, ""},
		{"a=1&b=2", []catalog.DataMask{{Name: "b"}, {Name: "*", Hide: true}}, "?b=hidden"},
		{"Key=1&b", nil, "?Key=hidden&b"},
		{"%zz=1", nil, "?%zz=1"},
	} {
		u := message.URL{Scheme: "http", Host: "h", Port: 80, Path: "/p", Query: tt.query, HasQuery: true}
		if got := maskURL(u, tt.rules, "key"); got != "http://h/p"+tt.want {
			t.Errorf("%q: %s, want %s", tt.query, got, tt.want)
		}
	}
}
