package liquid

import (
	"errors"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzRender parses and renders: no template may panic, go over its budget or
// give text that is no UTF-8, and errors have to be inside of the template.
func FuzzRender(f *testing.F) {
	for _, c := range readRecorded(f) {
		f.Add(c.Template, string(c.Variables))
	}
	f.Add(`[{% JSONArrayFor x in l %}"{{x}}"{% endJSONArrayFor %}]`, `{"l":["p","q"]}`)
	f.Fuzz(func(t *testing.T, template, values string) {
		parsed, bad := Parse(template)
		if bad != nil {
			if bad.Offset < 0 || bad.Length < 0 || bad.Offset+bad.Length > len(template) {
				t.Fatalf("the error %q of %q is at %d+%d", bad.Message, template, bad.Offset, bad.Length)
			}
			return
		}
		stop := errors.New("stop")
		steps, memory := 100_000, 1<<22
		out, err := parsed.Render(fuzzScope(values), Options{
			Step:   func() error { return spend(&steps, 1, stop) },
			Charge: func(bytes int) error { return spend(&memory, bytes, stop) },
			// Patterns that take long are not what is sought.
			RegexTimeout: time.Millisecond,
		})
		if err != nil {
			return
		}
		if len(out) > 1<<23 {
			t.Fatalf("%d bytes from a budget of %d", len(out), 1<<22)
		}
		if utf8.ValidString(template) && !utf8.ValidString(out) {
			t.Fatalf("%q gives %q", template, out)
		}
	})
}

// fuzzScope makes variables of the fuzzer's text as well as that goes.
func fuzzScope(text string) Scope {
	var failed failure
	s := func() (s scope) {
		defer func() {
			if recover() != nil {
				s = scope{"s": text, "l": Values{text, int64(1), nil, Values{2.5, true}}}
			}
		}()
		return variables(&failed, []byte(text))
	}()
	return s
}

// failure is a testing.TB that only remembers to stop.
type failure struct{ testing.TB }

func (*failure) Helper()               {}
func (*failure) Fatalf(string, ...any) { panic("not JSON") }
