package xmltree

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// ParseBytes reads a document from bytes in the encoding that a byte order mark
// or the XML declaration names, UTF-8 without either. charset, when not empty, is
// the encoding known from elsewhere (a Content-Type header); only a byte order
// mark overrules it.
func ParseBytes(b []byte, charset string, options Options) (*Document, error) {
	s, err := Decode(b, charset, options.Charge)
	if err != nil {
		return nil, err
	}
	return Parse(s, options)
}

// Decode turns the bytes of a document into text as [ParseBytes] does.
func Decode(b []byte, charset string, charge Charge) (string, error) {
	enc, skip, known := byteOrderMark(b)
	b = b[skip:]
	if !known {
		var err error
		if enc, err = declaredEncoding(b, charset); err != nil {
			return "", err
		}
	}
	// UTF-8, the widest result, takes at most three bytes for one of the input.
	if err := charge.take(len(b)); err != nil {
		return "", err
	}
	if enc == nil {
		if !utf8.Valid(b) {
			return "", invalidBytes(b)
		}
		return string(b), nil
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return "", xmlException("Invalid character in the given encoding. Line 1, position 1.")
	}
	if extra := len(out) - len(b); extra > 0 {
		if err := charge.take(extra); err != nil {
			return "", err
		}
	}
	return string(out), nil
}

// invalidBytes places the first byte that is not UTF-8.
func invalidBytes(b []byte) error {
	at := 0
	for at < len(b) {
		r, n := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		at += n
	}
	p := parser{s: string(b[:at])}
	return p.fail(at, "Invalid character in the given encoding.")
}

// byteOrderMark recognises a mark, or the zero bytes that UTF-16 and UTF-32 put
// into a first <, and says how many bytes to skip. A nil encoding is UTF-8.
func byteOrderMark(b []byte) (enc encoding.Encoding, skip int, known bool) {
	for _, m := range []struct {
		start string
		enc   encoding.Encoding
		skip  int
	}{
		{"\xEF\xBB\xBF", nil, 3},
		{"\xFF\xFE\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4},
		{"\x00\x00\xFE\xFF", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4},
		{"\xFF\xFE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2},
		{"\xFE\xFF", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2},
		{"<\x00\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 0},
		{"\x00\x00\x00<", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 0},
		{"<\x00", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 0},
		{"\x00<", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 0},
	} {
		if bytes.HasPrefix(b, []byte(m.start)) {
			return m.enc, m.skip, true
		}
	}
	return nil, 0, false
}

// declaredEncoding finds the encoding of bytes that are a superset of ASCII; nil
// stands for UTF-8.
func declaredEncoding(b []byte, charset string) (encoding.Encoding, error) {
	name := charset
	p := parser{}
	if name == "" {
		// The declaration itself is ASCII; what follows does not matter here.
		head := b
		if end := bytes.Index(head, []byte("?>")); end >= 0 && bytes.HasPrefix(head, []byte("<?xml")) {
			head = head[:end+2]
		} else {
			return nil, nil
		}
		p.s, p.doc = string(head), new(Document)
		if p.xmlDeclaration() != nil || p.doc.Declaration == nil {
			return nil, nil // Parse reports it
		}
		name = p.doc.Declaration.Encoding
	}
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8":
		return nil, nil
	case "utf-16", "ucs-2", "iso-10646-ucs-2", "utf-16le", "utf-16be", "unicode":
		if charset != "" {
			order := unicode.LittleEndian
			if strings.EqualFold(charset, "utf-16be") {
				order = unicode.BigEndian
			}
			return unicode.UTF16(order, unicode.IgnoreBOM), nil
		}
		return nil, xmlException("There is no Unicode byte order mark. Cannot switch to Unicode.")
	}
	// IANA's names first: to the web, ISO 8859-1 is another code page.
	enc, err := ianaindex.IANA.Encoding(name)
	if err != nil || enc == nil {
		enc, err = htmlindex.Get(name)
	}
	if err != nil {
		at := max(strings.Index(p.s, name), 0)
		return nil, p.fail(at, "System does not support '%s' encoding.", name)
	}
	return enc, nil
}
