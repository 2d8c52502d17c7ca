package neturi

import "testing"

// FuzzParse checks that no text makes the package panic, and that the escaped
// form of a web address names the same server.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"https://h/a b?x=é#y", "HTTP://u:p@H.com:80/a/../b%2f%C3%A9", "//h/x", `c:\a`, `\\s\t`, "file:////s//x", "mailto:a@b?c",
		"foo:a%41", "http://[::1%25x]:8/", "http://127.1", "urn:a:b", "/a%", "http://h/%E9\xed\xa0\x80", "x:y", "net.pipe:///a",
	} {
		f.Add(s, "../c?d")
	}
	f.Fuzz(func(t *testing.T, text, ref string) {
		u, err := Parse(text, RelativeOrAbsolute)
		if err != nil {
			return
		}
		u.IsWellFormed()
		if !u.IsAbsolute() {
			_ = u.String()
			return
		}
		properties(u)
		if c, err := Combine(u, ref); err == nil && c.IsAbsolute() {
			properties(c)
			if _, err := u.MakeRelative(c); err != nil {
				t.Logf("%q to %q: %v", text, ref, err)
			}
			u.IsBaseOf(c)
		}
		if s := u.Scheme(); s != "http" && s != "https" {
			return
		}
		escaped := u.AbsoluteURI()
		again, err := New(escaped)
		if err != nil {
			t.Fatalf("%q: %q: %v", text, escaped, err)
		}
		if again.Host() != u.Host() || again.Port() != u.Port() {
			t.Fatalf("%q: %q has another server: %q", text, escaped, again.Authority())
		}
	})
}
