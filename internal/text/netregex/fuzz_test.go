package netregex

import (
	"errors"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// FuzzPattern compiles arbitrary patterns and runs those that are right. Nothing
// may panic, every error must be an exception, and captures must lie in the text.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{
		`(?<l>[a-z]+)(?<d>\d+)`, `(?<=^https:\/\/)[^\/]+(?=\/.*)`, `(?:(\w+)=(\w+);?)+`, `[a-z-[aeiou]]+`,
		`(?<o>\()[^()]*(?<-o>\))(?(o)(?!))`, `(?i)a(?-i)b|\p{IsGreek}{2,3}?`, `\k'n'(?'n'x)`, `(?x) a # c`, `[\P{L}\d-[5]]`, `(?(?=a)b|c)`,
	} {
		f.Add(s, 0, "key=val;k2=v2 abc12 (x) é😀")
		f.Add(s, 65, "KEY=val")
		f.Add(s, 256, "")
	}
	limits := Limits{Timeout: 50 * time.Millisecond, Max: 100 * time.Millisecond, Backtracking: 100_000, Pattern: 200}
	f.Fuzz(func(t *testing.T, pattern string, options int, text string) {
		check := func(err error) bool {
			var e *clr.Exception
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%v is no exception", err)
			}
			return err == nil
		}
		r, err := Compile(pattern, Options(options), nil, limits)
		if !check(err) {
			return
		}
		length := len(newInput(text).units)
		first, err := r.Match(text)
		if !check(err) {
			return
		}
		if found, err := r.IsMatch(text); check(err) && found != first.Success() {
			t.Fatalf("IsMatch is %v and Match %v", found, first.Success())
		}
		n := 0
		for m, err := range r.Matches(text) {
			if !check(err) {
				return
			}
			for i := range m.GroupCount() {
				for _, c := range m.GroupAt(i).Captures() {
					if c.Index() < 0 || c.Length() < 0 || c.Index()+c.Length() > length {
						t.Fatalf("capture %d+%d of %d", c.Index(), c.Length(), length)
					}
				}
			}
			if n++; n == 100 {
				break
			}
		}
		_, err = r.Replace(nil, text, pattern, 10, -1)
		check(err)
		_, err = r.Split(nil, text, 10, -1)
		check(err)
	})
}

// FuzzEscape: an escaped text is a pattern for that text, and unescapes to it.
func FuzzEscape(f *testing.F) {
	f.Add("a.b*c\n[x]{1} #é😀")
	f.Fuzz(func(t *testing.T, s string) {
		units, _ := toUnits(s)
		s = fromUnits(units)
		if back, err := Unescape(Escape(s)); err != nil || back != s {
			t.Fatalf("%q became %q, %v", s, back, err)
		}
		if len(units) > 1000 {
			return
		}
		r, err := Compile(`\A`+Escape(s)+`\z`, None, nil, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := r.IsMatch(s); err != nil || !ok {
			t.Fatalf("%q does not match itself: %v", s, err)
		}
	})
}
