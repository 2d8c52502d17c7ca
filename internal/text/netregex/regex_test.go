package netregex

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/google/go-cmp/cmp"
)

func mustCompile(t testing.TB, pattern string, options Options) *Regex {
	t.Helper()
	r, err := Compile(pattern, options, nil, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func exceptionType(t *testing.T, err error) string {
	t.Helper()
	var e *clr.Exception
	if !errors.As(err, &e) {
		t.Fatalf("%v is no exception", err)
	}
	return e.Type
}

func TestGroups(t *testing.T) {
	r := mustCompile(t, `(?<l>[a-z]+)(\d)?(?<d>x)?`, None)
	m, err := r.Match("--ab1")
	if err != nil {
		t.Fatal(err)
	}
	if !m.Success() || m.Value() != "ab1" || m.Index() != 2 || m.Length() != 3 || m.GroupCount() != 4 {
		t.Errorf("%q at %d", m.Value(), m.Index())
	}
	for name, want := range map[string]string{"l": "ab", "1": "1", "2": "", "0": "ab1", "d": "", "z": "", "9": ""} {
		if got := m.Named(name).Value(); got != want {
			t.Errorf("group %s is %q, want %q", name, got, want)
		}
	}
	if m.Named("d").Success() || m.Named("z").Success() || m.Numbered(-1).Success() || !m.Numbered(2).Success() {
		t.Error("success of groups")
	}
	if g := m.GroupAt(2); g.Name() != "l" || g.Value() != "ab" {
		t.Errorf("group at 2 is %s", g.Name())
	}
	if r.GroupName(2) != "l" || r.GroupName(9) != "" || r.GroupNumber("d") != 3 || r.GroupNumber("x") != -1 {
		t.Error("names and numbers")
	}
	next, err := m.Next()
	if err != nil || next.Success() || next.Value() != "" || next.Named("l").Value() != "" {
		t.Errorf("next match %q, %v", next.Value(), err)
	}
	if again, err := next.Next(); err != nil || again != next {
		t.Error("the match after a failed one is another")
	}
	if _, err := next.Result(nil, "x"); exceptionType(t, err) != "System.NotSupportedException" {
		t.Error(err)
	}
	if Empty().Success() || Empty().Numbered(0).Success() || Empty().Named("a").Success() {
		t.Error("Empty has success")
	}
}

func TestEvaluator(t *testing.T) {
	r := mustCompile(t, `a`, None)
	n := 0
	got, err := r.ReplaceFunc(nil, "aaab", -1, -1, func(m *Match) (string, error) {
		n++
		return strings.Repeat("x", m.Index()), nil
	})
	if err != nil || got != "xxxb" || n != 3 {
		t.Errorf("got %q after %d calls, %v", got, n, err)
	}
	boom := errors.New("boom")
	_, err = r.ReplaceFunc(nil, "aaa", -1, -1, func(*Match) (string, error) { return "", boom })
	if !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
}

func TestTimeout(t *testing.T) {
	millisecond := clr.TimeSpan(clr.TicksPerMillisecond)
	r, err := Compile(`^(a+)+$`, None, &millisecond, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	hostile := strings.Repeat("a", 64) + "b"
	const want = "System.Text.RegularExpressions.RegexMatchTimeoutException"
	if _, err := r.IsMatch(hostile); exceptionType(t, err) != want {
		t.Error(err)
	}
	if _, err := r.Replace(nil, hostile, "x", -1, -1); exceptionType(t, err) != want {
		t.Error(err)
	}
	if _, err := r.Split(nil, hostile, 0, -1); exceptionType(t, err) != want {
		t.Error(err)
	}
	if ok, err := r.IsMatch("aaa"); err != nil || !ok {
		t.Errorf("after a timeout: %v, %v", ok, err)
	}
}

func TestTimeoutValues(t *testing.T) {
	limits := Limits{Timeout: 2 * time.Second, Max: 5 * time.Second}
	span := func(d time.Duration) *clr.TimeSpan { s := clr.TimeSpan(d / 100); return &s }
	infinite := InfiniteTimeout
	for _, c := range []struct {
		name  string
		given *clr.TimeSpan
		want  time.Duration // 0: an exception
	}{
		{"none", nil, 2 * time.Second},
		{"infinite", &infinite, 2 * time.Second},
		{"short", span(time.Millisecond), time.Millisecond},
		{"long", span(time.Hour), 5 * time.Second},
		{"zero", span(0), 0},
		{"negative", span(-time.Second), 0},
		{"too long for .NET", span(597 * time.Hour), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := NewCache(4, limits).Get("a", None, c.given)
			if c.want == 0 {
				if exceptionType(t, err) != "System.ArgumentOutOfRangeException" {
					t.Error(err)
				}
				return
			}
			if err != nil || r.Timeout() != c.want {
				t.Errorf("got %v, %v", r.Timeout(), err)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	limits := Limits{Pattern: 100, Depth: 5, Backtracking: 10_000}
	for _, pattern := range []string{
		strings.Repeat("a", 101),
		strings.Repeat("(", 6) + strings.Repeat(")", 6),
		"[a-" + strings.Repeat("[a-", 6) + strings.Repeat("]", 7),
		strings.Repeat("(?:", 6) + strings.Repeat(")", 6),
	} {
		if _, err := Compile(pattern, None, nil, limits); err == nil || exceptionType(t, err) != "System.ArgumentException" {
			t.Errorf("%s: %v", pattern, err)
		}
	}
	r, err := Compile("(a|b|ab)*c", None, nil, limits)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.IsMatch(strings.Repeat("ab", 50_000)); err == nil {
		t.Error("the stack is not bounded")
	}
}

func TestCharge(t *testing.T) {
	spent := errors.New("spent")
	charge := func(limit int) Charge {
		return func(n int) error {
			if limit -= n; limit < 0 {
				return spent
			}
			return nil
		}
	}
	text := strings.Repeat("a", 1000)
	r := mustCompile(t, "a", None)
	for name, run := range map[string]func(Charge) error{
		"replace": func(c Charge) error { _, err := r.Replace(c, text, strings.Repeat("x", 100), -1, -1); return err },
		"whole":   func(c Charge) error { _, err := r.Replace(c, text, strings.Repeat("$_", 100), -1, -1); return err },
		"split":   func(c Charge) error { _, err := r.Split(c, text, 0, -1); return err },
		"result": func(c Charge) error {
			m, err := r.Match(text)
			if err != nil {
				return err
			}
			_, err = m.Result(c, strings.Repeat("$_", 100))
			return err
		},
	} {
		if err := run(charge(10_000)); !errors.Is(err, spent) {
			t.Errorf("%s: %v", name, err)
		}
		if err := run(nil); err != nil {
			t.Errorf("%s without charge: %v", name, err)
		}
	}
}

func TestCache(t *testing.T) {
	c := NewCache(2, Limits{})
	get := func(pattern string) *Regex {
		r, err := c.Get(pattern, None, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a := get("a")
	get("b")
	if get("a") != a {
		t.Error("a was not kept")
	}
	get("c") // b goes
	if get("a") != a {
		t.Error("a was not kept though it was used last")
	}
	if _, err := c.Get("(", None, nil); err == nil {
		t.Error("a wrong pattern was compiled")
	}
	if n := c.recent.Len(); n != 2 || len(c.entries) != 2 {
		t.Errorf("%d patterns kept", n)
	}
	if r, err := c.Get("a", IgnoreCase, nil); err != nil || r == a {
		t.Error("options are not told apart")
	}
}

func TestCacheConcurrency(t *testing.T) {
	c := NewCache(3, Limits{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				pattern := strings.Repeat("a", (i+j)%5+1)
				r, err := c.Get(pattern, None, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if m, err := r.Match("xaaaaaay"); err != nil || m.Value() != pattern {
					t.Errorf("got %q, %v", m.Value(), err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestUnits(t *testing.T) {
	for _, s := range []string{"", "abc", "é", "😀", "a😀b", "\xed\xa0\xbd", "\xed\xb8\x80\xed\xa0\xbd", "\uffff\U0010ffff"} {
		units, _ := toUnits(s)
		if diff := cmp.Diff(s, fromUnits(units)); diff != "" {
			t.Error(diff)
		}
		in := newInput(s)
		if diff := cmp.Diff(s, in.slice(0, len(in.units))); diff != "" {
			t.Error(diff)
		}
	}
}
