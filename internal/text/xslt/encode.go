package xslt

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Encode turns a result into bytes of the encoding that xsl:output asks for.
// Characters that the encoding does not have become references, in a text question
// marks.
//
// unverified: UTF-8 comes without a byte order mark, UTF-16 with one.
func (o Output) Encode(s string) []byte {
	name := strings.ToLower(o.Encoding)
	switch name {
	case "", "utf-8", "utf8":
		return []byte(s)
	case "utf-16", "utf-16le", "unicode":
		return encodeAll(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), s)
	case "utf-16be", "unicodefffe":
		return encodeAll(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), s)
	}
	has := func(r rune) (string, bool) { return string(r), r < 0x80 }
	if name == "iso-8859-1" || name == "latin1" {
		// Other than on the web, it is not windows-1252.
		has = func(r rune) (string, bool) { return string([]byte{byte(r)}), r < 0x100 }
	} else if enc, err := htmlindex.Get(name); err == nil && name != "us-ascii" && name != "ascii" {
		e := enc.NewEncoder()
		has = func(r rune) (string, bool) {
			b, err := e.String(string(r))
			return b, err == nil
		}
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		if b, ok := has(r); ok {
			out = append(out, b...)
		} else if o.Method == "text" {
			out = append(out, '?')
		} else {
			out = append(out, "&#x"+strings.ToUpper(strconv.FormatInt(int64(r), 16))+";"...)
		}
	}
	return out
}

func encodeAll(e encoding.Encoding, s string) []byte {
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		return []byte(s) // the text is UTF-8, which UTF-16 has all of
	}
	return b
}

// knownEncoding are names that .NET knows and the web does not.
func knownEncoding(name string) bool {
	switch strings.ToLower(name) {
	case "us-ascii", "utf-16", "utf-16le", "utf-16be", "unicode", "unicodefffe", "iso-8859-1":
		return true
	}
	return false
}
