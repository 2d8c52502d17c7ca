package jsontree

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSelectLater holds what versions after 10 added to the paths.
func TestSelectLater(t *testing.T) {
	doc, err := ParseToken(`[{"n":"Alpha","v":1,"d":"2020-01-02T03:04:05Z"},{"n":"beta\n","v":"1"},{"n":"a/b","v":1.0},{"n":5,"v":null}]`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		path string
		want []string
		err  string
	}{
		{path: `[?(@.n =~ /alpha/)].v`},
		{path: `[?(@.n =~ /alpha/i)].v`, want: []string{"[0].v = 1"}},
		{path: `[?(@.n =~ /^a.*a$/i && @.v == 1)].v`, want: []string{"[0].v = 1"}},
		{path: `[?(@.n =~ /a.b/)].v`, want: []string{"[2].v = 1.0"}},
		{path: `[?(@.n =~ /a\/b/)].v`, want: []string{"[2].v = 1.0"}},
		{path: `[?(@.n =~ /beta.$/)].v`},
		{path: `[?(@.n =~ /beta.$/s)].v`, want: []string{`[1].v = "1"`}},
		{path: `[?(@.v =~ /1/)].v`, want: []string{`[1].v = "1"`}},
		{path: `[?(@.d =~ /2020/)].v`},
		{path: `[?(@.n =~ 'x')].v`, err: "System.ArgumentOutOfRangeException"},
		{path: `[?(@.n =~ /(/)].v`, err: "System.ArgumentException"},
		{path: `[?(@.n =~ /x`, err: "Newtonsoft.Json.JsonException"},
		{path: `[?(@.v === 1)].v`, want: []string{"[0].v = 1", "[2].v = 1.0"}},
		{path: `[?(@.v === '1')].v`, want: []string{`[1].v = "1"`}},
		{path: `[?(@.v !== 1)].v`, want: []string{`[1].v = "1"`, "[3].v = null"}},
		{path: `[?(@.n == 'beta\n')].v`, want: []string{`[1].v = "1"`}},
		{path: `[?(@.d === '2020-01-02T03:04:05Z')].v`},
		{path: `[?(@.d == '2020-01-02T03:04:05Z')].v`, want: []string{"[0].v = 1"}},
	}
	for _, r := range rows {
		t.Run(r.path, func(t *testing.T) {
			got, err := selectAll(t, doc, r.path, SelectOptions{})
			if kind := resultOf("", err).Exception; kind != r.err {
				t.Fatalf("error %v, want %q", err, r.err)
			}
			if diff := cmp.Diff(r.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectBounds(t *testing.T) {
	doc, err := ParseToken(`{"a":{"a":{"a":{"a":{"a":{"a":[1,2,3,"`+strings.Repeat("a", 40)+`"]}}}}}}`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	spent := errors.New("spent")
	budget := 1 << 16
	charge := func(n int) error {
		if budget -= n; budget < 0 {
			return spent
		}
		return nil
	}
	for _, path := range []string{"$..*..*..*..*..*..*", strings.Repeat("a.", 1<<12) + "a"} {
		budget = 1 << 16
		if _, err := selectAll(t, doc, path, SelectOptions{Charge: charge}); !errors.Is(err, spent) {
			t.Errorf("%.20s: %v, want the charge's error", path, err)
		}
	}
	deep := strings.Repeat("[?(@", 200) + strings.Repeat(")]", 200)
	groups := "[?(@.a" + strings.Repeat(" && @.a || @.a", 2000) + ")]"
	for name, path := range map[string]string{"steps": strings.Repeat("a.", 20_000) + "a", "filters": deep, "groups": groups} {
		if _, err := CompilePath(path); resultOf("", err).Exception != "System.InsufficientExecutionStackException" {
			t.Errorf("too many %s: %v", name, err)
		}
	}
	_, err = selectAll(t, doc, "$..[?(@ =~ /(a+)+b/)]", SelectOptions{})
	if kind := resultOf("", err).Exception; kind != "System.Text.RegularExpressions.RegexMatchTimeoutException" {
		t.Errorf("a regular expression that backtracks: %v", err)
	}
}

// TestSelectWhileChanging changes the tree between matches.
func TestSelectWhileChanging(t *testing.T) {
	parse := func() *Object {
		o, err := ParseObject(`{"a":{"x":1},"b":{"x":2}}`, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := parse()
	s, err := SelectTokens(o, "$..*", SelectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for {
		found, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if found == nil {
			break
		}
		seen = append(seen, compact(t, found))
		o.Remove("b")
	}
	if diff := cmp.Diff([]string{`{"a":{"x":1},"b":{"x":2}}`, `{"x":1}`, "1"}, seen); diff != "" {
		t.Error(diff)
	}
	o = parse()
	if s, err = SelectTokens(o, "$..x", SelectOptions{}); err != nil {
		t.Fatal(err)
	}
	found, err := s.Next()
	if err != nil || found == nil {
		t.Fatal(found, err)
	}
	if err := Remove(found.Parent()); err != nil {
		t.Fatal(err)
	}
	if _, err = s.Next(); resultOf("", err).Exception != "System.NullReferenceException" {
		t.Errorf("after its property is removed: %v", err)
	}
}
