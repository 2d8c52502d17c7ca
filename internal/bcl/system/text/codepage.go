package text

import (
	"encoding/binary"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codePage is an encoding with what .NET says about it.
type codePage struct {
	number          int32
	webName         string
	displayName     string
	bodyName        string // webName where empty
	headerName      string // webName where empty
	windows         int32  // WindowsCodePage
	singleByte      bool
	browser, mail   bool // both display and save, where the two agree
	browserSaveOnly bool
	class           string // the class of the object
	preamble        string
	codec           codec
	// table is the encoding of x/text that codec uses, nil for the others.
	table   encoding.Encoding
	aliases string
}

const (
	dbcsClass = "System.Text.DBCSCodePageEncoding"
	sbcsClass = "System.Text.SBCSCodePageEncoding"
)

// single describes a code page of one byte for each character.
func single(number int32, webName, displayName string, windows int32, table encoding.Encoding, aliases string) *codePage {
	return &codePage{
		number: number, webName: webName, displayName: displayName, windows: windows, singleByte: true, class: sbcsClass,
		codec: tableCodec{table, 1}, table: table, aliases: aliases,
	}
}

// shown says that browsers and mail programs may use a code page.
func shown(p *codePage, body, header string) *codePage {
	p.browser, p.mail, p.bodyName, p.headerName = true, true, body, header
	return p
}

func multi(number int32, webName, displayName string, table encoding.Encoding, width int64, aliases string) *codePage {
	return &codePage{
		number: number, webName: webName, displayName: displayName, windows: number, class: dbcsClass,
		codec: tableCodec{table, width}, table: table, aliases: aliases,
	}
}

// unicodePages are the encodings of Unicode and ASCII, which have classes of
// their own.
func unicodePages() []*codePage {
	const utf16LE, utf16BE, utf32LE, utf32BE, utf8 = 1200, 1201, 12000, 12001, 65001
	return []*codePage{
		{
			number: utf8, webName: "utf-8", displayName: "Unicode (UTF-8)", windows: utf16LE, browser: true, mail: true,
			class: "System.Text.UTF8Encoding", preamble: "\xEF\xBB\xBF", codec: utf8Codec{},
			aliases: "unicode-1-1-utf-8 unicode-2-0-utf-8 x-unicode-1-1-utf-8 x-unicode-2-0-utf-8",
		},
		{
			number: utf16LE, webName: "utf-16", displayName: "Unicode", windows: utf16LE, browserSaveOnly: true,
			class: "System.Text.UnicodeEncoding", preamble: "\xFF\xFE", codec: utf16Codec{binary.LittleEndian},
			aliases: "utf-16le unicode ucs-2 iso-10646-ucs-2",
		},
		{
			number: utf16BE, webName: "utf-16BE", displayName: "Unicode (Big-Endian)", windows: utf16LE,
			class: "System.Text.UnicodeEncoding", preamble: "\xFE\xFF", codec: utf16Codec{binary.BigEndian}, aliases: "unicodefffe",
		},
		{
			number: utf32LE, webName: "utf-32", displayName: "Unicode (UTF-32)", windows: utf16LE,
			class: "System.Text.UTF32Encoding", preamble: "\xFF\xFE\x00\x00", codec: utf32Codec{binary.LittleEndian}, aliases: "utf-32le ucs-4 iso-10646-ucs-4",
		},
		{
			number: utf32BE, webName: "utf-32BE", displayName: "Unicode (UTF-32 Big-Endian)", windows: utf16LE,
			class: "System.Text.UTF32Encoding", preamble: "\x00\x00\xFE\xFF", codec: utf32Codec{binary.BigEndian},
		},
		{
			number: 65000, webName: "utf-7", displayName: "Unicode (UTF-7)", windows: utf16LE, mail: true,
			class: "System.Text.UTF7Encoding", codec: utf7Codec{},
			aliases: "csunicode11utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 x-unicode-1-1-utf-7 x-unicode-2-0-utf-7",
		},
		{
			number: 20127, webName: "us-ascii", displayName: "US-ASCII", windows: 1252, mail: true, singleByte: true,
			class: "System.Text.ASCIIEncoding", codec: asciiCodec{},
			aliases: "ascii us iso646-us iso_646.irv:1991 iso-ir-6 ansi_x3.4-1968 ansi_x3.4-1986 cp367 ibm367 csascii",
		},
	}
}

// tablePages are the encodings with tables.
func tablePages() []*codePage {
	latin1 := shown(single(28591, "iso-8859-1", "Western European (ISO)", 1252, charmap.ISO8859_1,
		"latin1 l1 iso_8859-1 iso_8859-1:1987 iso8859-1 iso-ir-100 cp819 ibm819 csisolatin1"), "", "")
	latin1.class = "System.Text.Latin1Encoding"
	latin9 := shown(single(28605, "iso-8859-15", "Latin 9 (ISO)", 1252, charmap.ISO8859_15, "latin9 l9 iso_8859-15 csisolatin9"), "", "")
	latin9.browser, latin9.browserSaveOnly = false, true
	jis := multi(50220, "iso-2022-jp", "Japanese (JIS)", japanese.ISO2022JP, 8, "")
	jis.windows, jis.mail, jis.class = 932, true, "System.Text.ISO2022Encoding"
	return []*codePage{
		latin1, latin9, jis,
		single(37, "IBM037", "IBM EBCDIC (US-Canada)", 1252, charmap.CodePage037, "cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt ebcdic-cp-nl csibm037"),
		single(437, "IBM437", "OEM United States", 1252, charmap.CodePage437, "437 cp437 cspc8codepage437"),
		single(850, "ibm850", "Western European (DOS)", 1252, charmap.CodePage850, "cp850"),
		single(852, "ibm852", "Central European (DOS)", 1250, charmap.CodePage852, "cp852"),
		single(855, "IBM855", "OEM Cyrillic", 1251, charmap.CodePage855, "cp855"),
		single(858, "IBM00858", "OEM Multilingual Latin I", 1252, charmap.CodePage858, "cp858 cp00858 ccsid00858 pc-multilingual-850+euro"),
		single(860, "IBM860", "Portuguese (DOS)", 1252, charmap.CodePage860, "cp860"),
		single(862, "DOS-862", "Hebrew (DOS)", 1255, charmap.CodePage862, "cp862 ibm862"),
		single(863, "IBM863", "French Canadian (DOS)", 1252, charmap.CodePage863, "cp863"),
		single(865, "IBM865", "Nordic (DOS)", 1252, charmap.CodePage865, "cp865"),
		single(866, "cp866", "Cyrillic (DOS)", 1251, charmap.CodePage866, "ibm866"),
		shown(single(874, "windows-874", "Thai (Windows)", 874, charmap.Windows874, "dos-874 iso-8859-11 tis-620"), "", ""),
		single(1047, "IBM01047", "IBM Latin-1", 1252, charmap.CodePage1047, ""),
		single(1140, "IBM01140", "IBM EBCDIC (US-Canada-Euro)", 1252, charmap.CodePage1140, "cp01140 ccsid01140 ebcdic-us-37+euro"),
		shown(single(1250, "windows-1250", "Central European (Windows)", 1250, charmap.Windows1250, "x-cp1250"), "iso-8859-2", ""),
		shown(single(1251, "windows-1251", "Cyrillic (Windows)", 1251, charmap.Windows1251, "x-cp1251"), "koi8-r", ""),
		shown(single(1252, "Windows-1252", "Western European (Windows)", 1252, charmap.Windows1252, "x-ansi"), "iso-8859-1", ""),
		shown(single(1253, "windows-1253", "Greek (Windows)", 1253, charmap.Windows1253, ""), "iso-8859-7", ""),
		shown(single(1254, "windows-1254", "Turkish (Windows)", 1254, charmap.Windows1254, ""), "iso-8859-9", ""),
		shown(single(1255, "windows-1255", "Hebrew (Windows)", 1255, charmap.Windows1255, ""), "", ""),
		shown(single(1256, "windows-1256", "Arabic (Windows)", 1256, charmap.Windows1256, "cp1256"), "", ""),
		shown(single(1257, "windows-1257", "Baltic (Windows)", 1257, charmap.Windows1257, ""), "", ""),
		shown(single(1258, "windows-1258", "Vietnamese (Windows)", 1258, charmap.Windows1258, ""), "", ""),
		single(10000, "macintosh", "Western European (Mac)", 1252, charmap.Macintosh, ""),
		single(10007, "x-mac-cyrillic", "Cyrillic (Mac)", 1251, charmap.MacintoshCyrillic, ""),
		shown(single(20866, "koi8-r", "Cyrillic (KOI8-R)", 1251, charmap.KOI8R, "koi koi8 koi8r cskoi8r"), "", ""),
		shown(single(21866, "koi8-u", "Cyrillic (KOI8-U)", 1251, charmap.KOI8U, "koi8-ru"), "", ""),
		shown(single(28592, "iso-8859-2", "Central European (ISO)", 1250, charmap.ISO8859_2, ""), "", ""),
		shown(single(28593, "iso-8859-3", "Latin 3 (ISO)", 28593, charmap.ISO8859_3, ""), "", ""),
		shown(single(28594, "iso-8859-4", "Baltic (ISO)", 1257, charmap.ISO8859_4, ""), "", ""),
		shown(single(28595, "iso-8859-5", "Cyrillic (ISO)", 1251, charmap.ISO8859_5, ""), "", ""),
		shown(single(28596, "iso-8859-6", "Arabic (ISO)", 1256, charmap.ISO8859_6, ""), "", ""),
		shown(single(28597, "iso-8859-7", "Greek (ISO)", 1253, charmap.ISO8859_7, ""), "", ""),
		shown(single(28598, "iso-8859-8", "Hebrew (ISO-Visual)", 1255, charmap.ISO8859_8, ""), "", ""),
		shown(single(28599, "iso-8859-9", "Turkish (ISO)", 1254, charmap.ISO8859_9, "latin5 l5 iso_8859-9 csisolatin5"), "", ""),
		shown(single(28603, "iso-8859-13", "Estonian (ISO)", 1257, charmap.ISO8859_13, ""), "", ""),
		shown(single(38598, "iso-8859-8-i", "Hebrew (ISO-Logical)", 1255, charmap.ISO8859_8I, "logical"), "", ""),
		shown(multi(932, "shift_jis", "Japanese (Shift-JIS)", japanese.ShiftJIS, 2, ""), "iso-2022-jp", "iso-2022-jp"),
		shown(multi(936, "gb2312", "Chinese Simplified (GB2312)", simplifiedchinese.GBK, 2, ""), "", ""),
		shown(multi(949, "ks_c_5601-1987", "Korean", korean.EUCKR, 2, ""), "", ""),
		shown(multi(950, "big5", "Chinese Traditional (Big5)", traditionalchinese.Big5, 2, ""), "", ""),
		shown(multi(51932, "euc-jp", "Japanese (EUC)", japanese.EUCJP, 3, ""), "", ""),
		shown(multi(51949, "euc-kr", "Korean (EUC)", korean.EUCKR, 2, "cseuckr"), "", ""),
		multi(52936, "hz-gb-2312", "Chinese Simplified (HZ)", simplifiedchinese.HZGB2312, 5, ""),
		shown(multi(54936, "GB18030", "Chinese Simplified (GB18030)", simplifiedchinese.GB18030, 4, ""), "", ""),
	}
}

// codePages finds encodings by number and by name.
type codePages struct {
	byNumber map[int32]*codePage
	byName   map[string]*codePage
	byTable  map[encoding.Encoding]*codePage
	// ofWriters is UTF-16 without a byte order mark.
	ofWriters *codePage
}

func newCodePages() *codePages {
	all := &codePages{byNumber: map[int32]*codePage{}, byName: map[string]*codePage{}, byTable: map[encoding.Encoding]*codePage{}}
	for _, p := range append(unicodePages(), tablePages()...) {
		all.byNumber[p.number] = p
		for _, name := range append(strings.Fields(p.aliases), p.webName) {
			all.byName[strings.ToLower(name)] = p
		}
		// The names that the web uses for ISO 8859-1 and ASCII mean windows-1252
		// there, but not here.
		if p.table != nil && p.table != charmap.ISO8859_1 && p.table != charmap.Windows1252 && all.byTable[p.table] == nil {
			all.byTable[p.table] = p
		}
	}
	plain := *all.byNumber[1200]
	plain.preamble = ""
	all.ofWriters = &plain
	return all
}

// find returns the encoding of a name, whatever its case, or nil.
func (all *codePages) find(name string) *codePage {
	name = strings.ToLower(strings.TrimSpace(name))
	if p := all.byName[name]; p != nil {
		return p
	}
	if e, err := htmlindex.Get(name); err == nil {
		return all.byTable[e]
	}
	return nil
}
