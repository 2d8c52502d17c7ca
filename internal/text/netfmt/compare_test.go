package netfmt

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"a", "B", -1}, {"a", "A", -1}, {"A", "a", 1}, {"a", "b", -1}, {"", "a", -1}, {"a", "", 1},
		{"co-op", "coop", 1}, {"co-op", "coop-", -1}, {"co-op", "con", 1}, {"-a", "a", 1}, {"a-", "a", 1},
		{"a b", "ab", -1}, {"a_b", "ab", -1}, {"a.b", "ab", -1},
		{"é", "e", 1}, {"é", "f", -1}, {"E", "é", -1}, {"ä", "a", 1}, {"ss", "ß", 0}, {"æ", "ae", 0},
		{"1", "a", -1}, {"10", "9", -1}, {"_", "a", -1}, {"_", "1", -1}, {"-", "a", -1}, {" ", "a", -1},
		{"a\x00b", "ab", 0}, {"\x00", "", 0}, {"'a", "a", 1}, {"a'b", "ab", 1}, {"a'b", "ac", -1}, {"a\u00adb", "ab", 0},
		{"Abc", "abd", -1}, {"abc", "ABD", -1}, {"ø", "o", 1}, {"ø", "p", -1}, {"Z", "a", 1},
		{"@", "a", -1}, {"$", "1", -1}, {"#", "$", -1}, {"~", "a", -1}, {"{", "a", -1},
		{"e\u0301", "é", 0}, {"\uff21", "A", 1}, {"A", "\uff21", -1}, {"α", "a", 1}, {"б", "a", 1}, {"中", "一", 1},
		{"resume", "Résumé", -1}, {"résumé", "resume", 1}, {"Resume", "résumé", -1}, {"cote", "côté", -1}, {"côte", "coté", 1},
		{"ab", "A-b", -1}, {"a-b", "Ab", -1}, {"a1", "a-1", -1}, {"a-1", "a2", -1},
	} {
		if got := Compare(c.a, c.b, EnUS(), false); got != c.want {
			t.Errorf("%q and %q: got %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Compare(c.b, c.a, EnUS(), false); got != -c.want {
			t.Errorf("%q and %q: got %d, want %d", c.b, c.a, got, -c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"ABC", "abc", 0}, {"a-b", "A-B", 0}, {"a-b", "ab", 1}, {"É", "é", 0}, {"É", "e", 1}} {
		if got := Compare(c.a, c.b, EnUS(), true); got != c.want {
			t.Errorf("%q and %q without case: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestSortedTexts(t *testing.T) {
	var ascii []string
	for c := byte(' '); c < 0x7f; c++ {
		ascii = append(ascii, string(rune(c)))
	}
	slices.SortStableFunc(ascii, func(a, b string) int { return Compare(a, b, EnUS(), false) })
	want := `'- !"#$%&()*,./:;?@[\]^_` + "`" + `{|}~+<=>0123456789aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ`
	if got := strings.Join(ascii, ""); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	words := strings.Fields("coop co-op co-o cop con Co-op COOP co'op it's its ITS")
	slices.SortFunc(words, func(a, b string) int { return Compare(a, b, EnUS(), false) })
	if got, want := strings.Join(words, " "), "con co-o coop co'op co-op Co-op COOP cop its it's ITS"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// FuzzCompare checks that the order is one, and that the fast path agrees with
// the general one.
func FuzzCompare(f *testing.F) {
	f.Add("a-b", "ab", "A'b")
	f.Add("é", "e\u0301", "E")
	f.Add("\x00", "ß", "ss")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, ignoreCase := range []bool{false, true} {
			ab, bc, ac := Compare(a, b, EnUS(), ignoreCase), Compare(b, c, EnUS(), ignoreCase), Compare(a, c, EnUS(), ignoreCase)
			if ab != -Compare(b, a, EnUS(), ignoreCase) {
				t.Errorf("%q and %q have no order", a, b)
			}
			if ab <= 0 && bc <= 0 && ac > 0 {
				t.Errorf("%q <= %q <= %q is not transitive", a, b, c)
			}
			slow := compareElements(newElements(a), newElements(b), ignoreCase)
			if ab != slow {
				t.Errorf("%q and %q: %d on the fast path, %d on the other", a, b, ab, slow)
			}
		}
		if HasPrefix(a, b, EnUS(), false) && IndexOf(a, b, EnUS(), false) < 0 {
			t.Errorf("%q starts with %q and does not contain it", a, b)
		}
		if HasSuffix(a, b, EnUS(), true) && LastIndexOf(a, b, EnUS(), true) < 0 {
			t.Errorf("%q ends with %q and does not contain it", a, b)
		}
		if OrdinalIgnoreCaseEqual(a, b) != (ToUpperInvariant(a) == ToUpperInvariant(b)) && utf8.ValidString(a) && utf8.ValidString(b) {
			t.Errorf("%q and %q: equality differs from upper case", a, b)
		}
		if (OrdinalCompare(a, b) == 0) != (a == b) && utf8.ValidString(a) && utf8.ValidString(b) {
			t.Errorf("%q and %q: ordinal comparison", a, b)
		}
	})
}

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		s, value    string
		first, last int
	}{
		{"abc", "", 0, 3}, {"abcbc", "bc", 1, 3}, {"abc", "x", -1, -1}, {"a-b", "ab", -1, -1}, {"a-b", "b", 2, 2},
		{"a\u00adbc", "ab", 0, 0}, {"a\x00b", "ab", 0, 0}, {"abc", "\x00", 0, 3},
		{"cafe\u0301", "é", 3, 3}, {"café", "e\u0301", 3, 3}, {"café", "e", -1, -1}, {"cafe\u0301", "e", -1, -1},
		{"Straße", "ss", 4, 4}, {"Strasse", "ß", 4, 4}, {"Straße", "s", -1, -1}, {"a\r\nb", "\n", 2, 2},
	} {
		if got := IndexOf(c.s, c.value, EnUS(), false); got != c.first {
			t.Errorf("IndexOf(%q, %q): got %d, want %d", c.s, c.value, got, c.first)
		}
		if got := LastIndexOf(c.s, c.value, EnUS(), false); got != c.last {
			t.Errorf("LastIndexOf(%q, %q): got %d, want %d", c.s, c.value, got, c.last)
		}
	}
	if !HasPrefix("ABC", "abc", EnUS(), true) || HasPrefix("ABC", "abc", EnUS(), false) || !HasPrefix("ÉA", "é", EnUS(), true) {
		t.Error("HasPrefix does not mind the case as told")
	}
	if !HasSuffix("x-y", "-y", EnUS(), false) || !HasSuffix("cafe\u0301", "é", EnUS(), false) || HasSuffix("cafe\u0301", "e", EnUS(), false) {
		t.Error("HasSuffix does not mind accents")
	}
}

func TestCasing(t *testing.T) {
	for _, c := range []struct{ text, upper, lower string }{
		{"ß", "ß", "ß"}, {"abc", "ABC", "abc"}, {"ŉ", "ŉ", "ŉ"}, {"ǆ", "Ǆ", "ǆ"}, {"ǅ", "Ǆ", "ǆ"},
		{"İı", "İI", "iı"}, {"Σς", "ΣΣ", "σς"}, {"ﬁ", "ﬁ", "ﬁ"}, {"éÿ", "ÉŸ", "éÿ"}, {"\U00010428", "\U00010428", "\U00010428"},
	} {
		if got := ToUpper(c.text, EnUS()); got != c.upper {
			t.Errorf("ToUpper(%q): got %q, want %q", c.text, got, c.upper)
		}
		if got := ToLower(c.text, EnUS()); got != c.lower {
			t.Errorf("ToLower(%q): got %q, want %q", c.text, got, c.lower)
		}
	}
	if got := ToLower("İı", Invariant()) + ToUpper("İı", Invariant()); got != "İıİı" {
		t.Errorf("invariant: %q", got)
	}
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"a", "B", -1}, {"_", "a", 30}, {"_", "A", 30}, {"abc", "ab", 1}, {"é", "É", 0}, {"İ", "i", 'İ' - 'I'}, {"ß", "SS", 'ß' - 'S'},
		{"\U0001F600", "\uffee", -10161},
	} {
		if got := OrdinalIgnoreCaseCompare(c.a, c.b); got != c.want {
			t.Errorf("OrdinalIgnoreCaseCompare(%q, %q): got %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"a", "B", 31}, {"a", "A", 32}, {"abc", "ab", 1}, {"é", "è", 1}, {"\U0001F600", "\uffee", -10161}, {"\U0001F600", "\U0001F601", -1}, {"", "", 0}} {
		if got := OrdinalCompare(c.a, c.b); got != c.want {
			t.Errorf("OrdinalCompare(%q, %q): got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
