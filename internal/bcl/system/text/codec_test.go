package text

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// samples are texts that every encoding of Unicode carries.
var samples = []string{"", "a", "héllo €", "😀 +~\\ -+a", "\x00\x01\n", "日本語", "-", "é-", "éa", strings.Repeat("xé😀", 100)}

func TestRoundTrips(t *testing.T) {
	all := newCodePages()
	for _, number := range []int32{65001, 1200, 1201, 12000, 12001, 65000, 54936} {
		p := all.byNumber[number]
		t.Run(p.webName, func(t *testing.T) {
			for _, s := range samples {
				b := p.codec.encode(s)
				if got := p.codec.decode(b); got != s {
					t.Errorf("%q: % x, back as %q", s, b, got)
				}
				if n := rt.Len16(s); int64(len(b)) > p.codec.maxBytes(int64(n)) {
					t.Errorf("%q: %d bytes, at most %d were announced", s, len(b), p.codec.maxBytes(int64(n)))
				}
			}
		})
	}
}

func TestTables(t *testing.T) {
	all := newCodePages()
	for _, c := range []struct{ name, text, bytes, back string }{
		{"iso-8859-1", "é€😀", "\xE9???", "é???"},
		{"windows-1252", "é€", "\xE9\x80", "é€"},
		{"us-ascii", "aé😀", "a???", "a???"},
		{"shift_jis", "あé", "\x82\xA0?", "あ?"},
		{"iso-2022-jp", "aあb", "a\x1B$B$\"\x1B(Bb", "aあb"},
		{"koi8-r", "а", "\xC1", "а"},
		{"ibm437", "é", "\x82", "é"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := all.find(c.name)
			if p == nil {
				t.Fatal("not found")
			}
			b := p.codec.encode(c.text)
			if string(b) != c.bytes {
				t.Errorf("% x, want % x", b, c.bytes)
			}
			if got := p.codec.decode(b); got != c.back {
				t.Errorf("back as %q, want %q", got, c.back)
			}
		})
	}
}

// TestNames checks every code page under all of its names, and that names mean
// what they mean in .NET and not on the web.
func TestNames(t *testing.T) {
	all := newCodePages()
	for number, p := range all.byNumber {
		for _, name := range append(strings.Fields(p.aliases), p.webName, strings.ToUpper(p.webName)) {
			if got := all.find(name); got == nil || got.number != number {
				t.Errorf("%s is not code page %d", name, number)
			}
		}
	}
	for name, number := range map[string]int32{
		"latin1": 28591, "ascii": 20127, "windows-1252": 1252, "sjis": 932, "gbk": 936, "x-euc-jp": 51932, " utf-8 ": 65001,
	} {
		if got := all.find(name); got == nil || got.number != number {
			t.Errorf("%q is not code page %d", name, number)
		}
	}
	for _, name := range []string{"", "utf8", "nope", "x-user-defined", "replacement"} {
		if got := all.find(name); got != nil {
			t.Errorf("%q is code page %d", name, got.number)
		}
	}
}

// TestInvalid checks how many replacements stand for bytes that are wrong.
func TestInvalid(t *testing.T) {
	const x = replacement
	for _, c := range []struct {
		name  string
		codec codec
		bytes string
		want  string
	}{
		{"lead without trail", utf8Codec{}, "\xC3", x},
		{"overlong pair", utf8Codec{}, "\xC0\x80", x + x},
		{"three bytes cut short", utf8Codec{}, "\xE2\x82A", x + "A"},
		{"surrogate", utf8Codec{}, "\xED\xA0\xBD", x + x},
		{"four bytes cut short", utf8Codec{}, "\xF0\x9F\x98", x},
		{"beyond Unicode", utf8Codec{}, "\xF4\x90\x80\x80", x + x + x},
		{"no lead", utf8Codec{}, "\xF5\x80", x + x},
		{"half a unit", utf16Codec{binary.LittleEndian}, "a\x00b", "a" + x},
		{"lone surrogate", utf16Codec{binary.LittleEndian}, "\x3D\xD8a\x00", x + "a"},
		{"too large", utf32Codec{binary.LittleEndian}, "\x00\x00\x11\x00a\x00\x00\x00", x + "a"},
		{"part of a unit", utf32Codec{binary.LittleEndian}, "a\x00\x00\x00a", "a" + x},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.codec.decode([]byte(c.bytes)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestLoneSurrogates checks that halves of pairs are replaced when they are
// encoded.
func TestLoneSurrogates(t *testing.T) {
	high := rt.CharText(0xD83D)
	for _, number := range []int32{65001, 1200, 1201, 12000, 12001} {
		c := newCodePages().byNumber[number].codec
		if got, want := c.decode(c.encode("a"+high+"b")), "a"+replacement+"b"; got != want {
			t.Errorf("code page %d: got %q, want %q", number, got, want)
		}
	}
}

// FuzzDecode checks that decoders take any bytes and give proper strings.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "a", "\xFF\xFE", "\xED\xA0\xBD", "+AOk-", "+/\xFF", "\x1B$B\x24", "~{VP~}", "\x81\x30\x81\x30"} {
		f.Add([]byte(s))
	}
	all := newCodePages()
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range all.byNumber {
			s := p.codec.decode(b)
			if p.number != 65000 && !utf8.ValidString(s) {
				t.Errorf("%s: % x gives %q", p.webName, b, s)
			}
			if wtf8.Join(s) != s {
				t.Errorf("%s: % x leaves a pair apart", p.webName, b)
			}
			if n := int64(rt.Len16(s)); n > p.codec.maxChars(int64(len(b))) {
				t.Errorf("%s: % x gives %d characters, at most %d were announced", p.webName, b, n, p.codec.maxChars(int64(len(b))))
			}
		}
	})
}
