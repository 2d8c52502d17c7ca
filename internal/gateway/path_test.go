package gateway

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

func TestCleanPath(t *testing.T) {
	tests := []struct{ name, path, want string }{
		{"root", "/", "/"},
		{"plain", "/a/b.c/", "/a/b.c/"},
		{"one dot", "/a/./b", "/a/b"},
		{"two dots", "/a/../b", "/b"},
		{"beyond the root", "/../../a", "/a"},
		{"at the end", "/a/b/..", "/a/"},
		{"one dot at the end", "/a/.", "/a/"},
		{"encoded", "/a/%2e%2E/b", "/b"},
		{"half encoded", "/a/.%2e/%2e/b", "/b"},
		{"three dots", "/a/.../b", "/a/.../b"},
		{"dots in names", "/a/..b/c../.d", "/a/..b/c../.d"},
		{"empty segments", "/a//../b", "/a/b"},
		{"encoded slashes stay", "/a/..%2fb", "/a/..%2fb"},
		{"only dots", "/..", "/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, ok := cleanPath(test.path); !ok || got != test.want {
				t.Errorf("got %q, %v; want %q", got, ok, test.want)
			}
		})
	}
	for _, path := range []string{"/%", "/a%2", "/a%zz", "/a%00b", "/../%g0"} {
		if got, ok := cleanPath(path); ok {
			t.Errorf("%q was read as %q", path, got)
		}
	}
}

func FuzzCleanPath(f *testing.F) {
	for _, s := range []string{"/a/../b", "/%2e/.", "//..//", "/%2E%2e%2f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got, ok := cleanPath("/" + path)
		if !ok {
			return
		}
		for s := range strings.SplitSeq(got, "/") {
			if dotsIn(s) > 0 {
				t.Errorf("%q became %q", path, got)
			}
		}
		if again, _ := cleanPath(got); again != got {
			t.Errorf("%q became %q and then %q", path, got, again)
		}
	})
}

func TestMatchParts(t *testing.T) {
	parts := func(text string) []catalog.Part {
		t.Helper()
		template, errs := catalog.ParseTemplate("/" + text)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return template.Segments[0].Parts
	}
	tests := []struct {
		template, segment string
		want              []string
	}{
		{"items({id})", "items(7)", []string{"7"}},
		{"items({id})", "ITEMS(a)b)", []string{"a)b"}},
		{"items({id})", "items()", nil},
		{"items({id})", "items(7", nil},
		{"{a}-{b}", "x-y-z", []string{"x", "y-z"}},
		{"{a}-{b}", "-x", nil},
		{"{a}-{b}", "--x", []string{"-", "x"}},
		{"{a}.{b}.json", "x.y.json.json", []string{"x", "y.json"}},
		{"{a}.{b}.json", "x.json", nil},
		{"v{a}", "v", nil},
		{"v{a}", "V1", []string{"1"}},
		{"{a}x", "xx", []string{"x"}},
		{"{a}x", "x", nil},
	}
	for _, test := range tests {
		t.Run(test.template+" "+test.segment, func(t *testing.T) {
			got, ok := matchParts(parts(test.template), test.segment)
			if ok != (test.want != nil) {
				t.Fatalf("matches: %v", ok)
			}
			if diff := cmp.Diff(test.want, got); ok && diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestMatchPartsIsBounded: a long segment that almost matches a template of many
// parameters takes no longer than its length demands; it would not end otherwise.
func TestMatchPartsIsBounded(t *testing.T) {
	template, errs := catalog.ParseTemplate("/{a}-{b}-{c}-{d}-{e}-{f}-{g}-{h}!")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if _, ok := matchParts(template.Segments[0].Parts, strings.Repeat("-", 16000)+"?"); ok {
		t.Error("it matches")
	}
}
