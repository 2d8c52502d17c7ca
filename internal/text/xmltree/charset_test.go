package xmltree

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func TestParseBytes(t *testing.T) {
	encode := func(enc interface{ Bytes([]byte) ([]byte, error) }, s string) string {
		b, err := enc.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()
	be := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()
	for _, c := range []struct {
		name, bytes, charset string
		want, message        string
	}{
		{"UTF-8", "<a>é</a>", "", "é", ""},
		{"UTF-8 with mark", "\xEF\xBB\xBF<a>é</a>", "", "é", ""},
		{"mark overrules charset", "\xEF\xBB\xBF<a>é</a>", "iso-8859-1", "é", ""},
		{"UTF-16 without mark", encode(le, "<a>é€😀</a>"), "", "é€😀", ""},
		{"UTF-16 with mark and declaration", encode(be, "<?xml version='1.0' encoding='utf-16'?><a>é€</a>"), "", "é€", ""},
		{"UTF-16 by charset", encode(le, " <a>é</a>"), "utf-16", "é", ""},
		{"UTF-32", encode(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewEncoder(), "<a>é</a>"), "", "é", ""},
		{"declared Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9\x80</a>", "", "é\u0080", ""},
		{"declared Windows-1252", "<?xml version='1.0' encoding='windows-1252'?><a>\xE9\x80</a>", "", "é€", ""},
		{"charset overrules declaration", encode(charmap.Windows1252.NewEncoder(), "<?xml version='1.0' encoding='utf-8'?><a>é</a>"), "windows-1252", "é", ""},
		{"declared Shift_JIS", "<?xml version='1.0' encoding='shift_jis'?><a>\x93\xfa</a>", "", "日", ""},
		{"unknown encoding", "<?xml version='1.0' encoding='nonsense'?><a/>", "", "", "System does not support 'nonsense' encoding. Line 1, position 31."},
		{"declared UTF-16 in UTF-8", "<?xml version='1.0' encoding='utf-16'?><a/>", "", "", "There is no Unicode byte order mark. Cannot switch to Unicode."},
		{"no UTF-8", "<a>\n\xff</a>", "", "", "Invalid character in the given encoding. Line 2, position 1."},
		{"bad declaration", "<?xml version='1.0' encoding=utf-16?><a/>", "", "", "'utf-16' is an unexpected token. The expected token is '\"' or '''. Line 1, position 30."},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := ParseBytes([]byte(c.bytes), c.charset, Options{})
			if err != nil {
				if diff := cmp.Diff(c.message, err.Error()); diff != "" {
					t.Error(diff)
				}
				return
			}
			if got := ValueOf(doc); got != c.want || c.message != "" {
				t.Errorf("got %q, want %q %s", got, c.want, c.message)
			}
		})
	}
}
