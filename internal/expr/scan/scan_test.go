package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// tokensOf writes each token as it stands in the text, the kind before it when the
// text does not tell, and then the errors with the text they point at.
func tokensOf(text string) []string {
	toks, errs := Tokens(text)
	var out []string
	for _, t := range toks {
		switch s := text[t.Start:t.End]; {
		case t.Kind == token.EOF:
		case t.Kind.String() == s:
			out = append(out, s)
		default:
			out = append(out, fmt.Sprintf("%s %s", t.Kind, s))
		}
	}
	for _, e := range errs {
		out = append(out, fmt.Sprintf("! %s: %s", text[e.Span.Start:e.Span.End], e.Message))
	}
	return out
}

func TestTokens(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"white space", " \t\v\f\r\n\u00a0\u2003\ufeff\x1a\u0085\u2028", nil},
		{"identifiers", "a _b c1 été ａ", []string{"identifier a", "identifier _b", "identifier c1", "identifier été", "identifier ａ"}},
		{"keywords", "if new string", []string{"if", "new", "string"}},
		{"keyword as identifier", "@if", []string{"identifier @if"}},
		{"escaped identifiers", `\u0061b \u0069f @\U00000061`, []string{`identifier \u0061b`, `identifier \u0069f`, `identifier @\U00000061`}},
		{"formatting character in an identifier", "a\u200db", []string{"identifier a\u200db"}},
		{"letter beyond the basic plane", "\U00010400", []string{"invalid character \U00010400", "! \U00010400: CS1056 Unexpected character '\U00010400'"}},
		{"arithmetic", "+ ++ += - -- -= -> * *= / /= % %=", strings.Fields("+ ++ += - -- -= -> * *= / /= % %=")},
		{"logic", "& && &= | || |= ^ ^= ! != ~ = == =>", strings.Fields("& && &= | || |= ^ ^= ! != ~ = == =>")},
		{"closing angles stay single", "< <= << <<= > >= >> >>=", strings.Fields("< <= << <<= > >= > > > >=")},
		{"question marks", "? ?? ??= ?.", strings.Fields("? ?? ??= ? .")},
		{"punctuation", "( ) [ ] { } , ; : ::", strings.Fields("( ) [ ] { } , ; : ::")},
		{"dots", "a.b .. .5 1.a", []string{"identifier a", ".", "identifier b", "..", "real literal .5", "integer literal 1", ".", "identifier a"}},
		{"line comment", "a // b\nc", []string{"identifier a", "identifier c"}},
		{"line comment ends with CR", "a // b\rc", []string{"identifier a", "identifier c"}},
		{"line comment at the end", "a // b", []string{"identifier a"}},
		{"block comment", "a /* b\n */ c", []string{"identifier a", "identifier c"}},
		{"open block comment", "a /* b", []string{"identifier a", "! /*: CS1035 End-of-file found, '*/' expected"}},
		{"lines left out", "#if x\na ' \"\n#elif true // y\nb\n#else\nc\n#endif\nd", []string{"identifier b", "identifier d"}},
		{"nested conditions", "#if x\n#if true\na\n#endif\n#else\nb\n#endif", []string{"identifier b"}},
		{"regions", " # region it's \"\na\n #endregion }", []string{"identifier a"}},
		{"conditions", "#if !(x == false && true) || y != y\na\n#endif\n#if x == y\nb\n#endif", []string{"identifier b"}},
		{"pragmas", "#pragma warning disable CS0168\n#line 7\na\n#warning b", []string{"identifier a"}},
		{"open condition", "#if x\na", []string{"! : CS1027 #endif directive expected"}},
		{"open region", "#region\na", []string{"identifier a", "! : CS1038 #endregion directive expected"}},
		{"sections that cross", "#region\n#if true\n#endregion\n#endif", []string{"! #endregion: CS1027 #endif directive expected", "! : CS1038 #endregion directive expected"}},
		{"end of nothing", "#endif x", []string{"! #endif x: CS1028 Unexpected preprocessor directive", "! x: CS1025 Single-line comment or end-of-line expected"}},
		{"two elses", "#if x\n#else\n#else\n#endif", []string{"! #else: CS1027 #endif directive expected"}},
		{"no condition", "#if 1\n#endif", []string{"! 1: CS1517 Invalid preprocessor expression", "! 1: CS1025 Single-line comment or end-of-line expected"}},
		{"open parenthesis", "#if (x\n#endif", []string{"! : CS1026 ) expected"}},
		{"other directives", "a\n#error no\n#define X\n#r \"x\"\n#line x\n#nullable", []string{"identifier a", "! no: CS1029 #error: 'no'",
			"! define: CS1032 Cannot define/undefine preprocessor symbols after first token in file", "! r: CS7011 #r is only allowed in scripts",
			"! x: CS1576 The line number specified for #line directive is missing or invalid", "! nullable: CS1024 Preprocessor directive expected"}},
		{"directive behind a comment", "/* */ #if", []string{"invalid character #", "if",
			"! #: CS1040 Preprocessor directives must appear as the first non-whitespace character on a line"}},
		{"directive in a line", "a #if", []string{"identifier a", "invalid character #", "if",
			"! #: CS1040 Preprocessor directives must appear as the first non-whitespace character on a line"}},
		{"invalid characters", "` $ \\ §", []string{"invalid character `", "invalid character $", "invalid character \\", "invalid character §",
			"! `: CS1056 Unexpected character '`'", "! $: CS1056 Unexpected character '$'", "! \\: CS1056 Unexpected character '\\'", "! §: CS1056 Unexpected character '§'"}},
		{"at without name", "@ 1", []string{"invalid character @", "integer literal 1",
			"! @: CS1646 Keyword, identifier, or string expected after verbatim specifier: @"}},

		{"strings", `"" "a\"b" @"c""d\" ""`, []string{`string literal ""`, `string literal "a\"b"`, `string literal @"c""d\"`, `string literal ""`}},
		{"verbatim over lines", "@\"a\nb\"", []string{"string literal @\"a\nb\""}},
		{"newline in a string", "\"a\nb", []string{"string literal \"a", "identifier b", "! \"a: CS1010 Newline in constant"}},
		{"open string", `"a`, []string{`string literal "a`, `! "a: CS1010 Newline in constant`}},
		{"open verbatim string", `@"a`, []string{`string literal @"a`, `! @"a: CS1039 Unterminated string literal`}},
		{"unknown escapes", `"\q\z"`, []string{`string literal "\q\z"`, `! \q: CS1009 Unrecognized escape sequence`, `! \z: CS1009 Unrecognized escape sequence`}},
		{"short escapes", `"\u12 \x \U0000"`, []string{`string literal "\u12 \x \U0000"`, `! \u12: CS1009 Unrecognized escape sequence`,
			`! \x: CS1009 Unrecognized escape sequence`, `! \U0000: CS1009 Unrecognized escape sequence`}},
		{"escape beyond Unicode", `"\U00110000"`, []string{`string literal "\U00110000"`, `! \U00110000: CS1009 Unrecognized escape sequence`}},
		{"raw string", `"""a "b" """ c`, []string{`string literal """a "b" """`, "identifier c",
			`! """a "b" """: CS8370 Feature 'raw string literals' is not available in C# 7.3. Please use language version 11.0 or greater.`}},
		{"three quotes and no raw string", `"""a`, []string{`string literal ""`, `string literal "a`, `! "a: CS1010 Newline in constant`}},

		{"chars", `'a' '\'' '"' '\u0041'`, []string{`character literal 'a'`, `character literal '\''`, `character literal '"'`, `character literal '\u0041'`}},
		{"empty char", `''`, []string{`character literal ''`, `! '': CS1011 Empty character literal`}},
		{"long char", `'ab'`, []string{`character literal 'ab'`, `! 'ab': CS1012 Too many characters in character literal`}},
		{"char of two units", `'😀'`, []string{`character literal '😀'`, `! '😀': CS1012 Too many characters in character literal`}},
		{"open char", "'a\nb", []string{`character literal 'a`, "identifier b", `! 'a: CS1010 Newline in constant`}},

		{"integers", "0 12 1_000 0x1F 0b10 1u 1L 1UL 1lu 0x_1", []string{"integer literal 0", "integer literal 12", "integer literal 1_000", "integer literal 0x1F",
			"integer literal 0b10", "integer literal 1u", "integer literal 1L", "integer literal 1UL", "integer literal 1lu", "integer literal 0x_1"}},
		{"reals", "1.5 .5 1e3 1E-3 1.5e+3f 1f 2d 3M 1_0.0_1", []string{"real literal 1.5", "real literal .5", "real literal 1e3", "real literal 1E-3",
			"real literal 1.5e+3f", "real literal 1f", "real literal 2d", "real literal 3M", "real literal 1_0.0_1"}},
		{"bad numbers", "1_ 0x 0b 0x1_ 1e 1e_1 1_.0", []string{"integer literal 1_", "integer literal 0x", "integer literal 0b", "integer literal 0x1_", "real literal 1e", "real literal 1e_1", "real literal 1_.0",
			"! 1_: CS1013 Invalid number", "! 0x: CS1013 Invalid number", "! 0b: CS1013 Invalid number", "! 0x1_: CS1013 Invalid number",
			"! 1e: CS0595 Invalid real literal.", "! 1e_1: CS1013 Invalid number", "! 1_.0: CS1013 Invalid number"}},
		{"number and name", "12ab 0b12 1.0L", []string{"integer literal 12", "identifier ab", "integer literal 0b1", "integer literal 2", "real literal 1.0", "identifier L"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tokensOf(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInterpolated(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", `$""`, []string{`$"`, `"`}},
		{"text", `$"a{{b}}\n"`, []string{`$"`, `text a{{b}}\n`, `"`}},
		{"hole", `$"a{b}c"`, []string{`$"`, "text a", "{", "identifier b", "}", "text c", `"`}},
		{"alignment and format", `$"{a,-5:x}}y}"`, []string{`$"`, "{", "identifier a", ",", "-", "integer literal 5", ": :x}}y", "}", `"`}},
		{"colon in brackets", `$"{(a?b:c)}{d[e:f]}"`, []string{`$"`, "{", "(", "identifier a", "?", "identifier b", ":", "identifier c", ")", "}",
			"{", "identifier d", "[", "identifier e", ":", "identifier f", "]", "}", `"`}},
		{"the first colon starts the format", `$"{a::b}"`, []string{`$"`, "{", "identifier a", ": ::b", "}", `"`}},
		{"strings in holes", `$"{"}"}{@"""}"}{'}'}"`, []string{`$"`, "{", `string literal "}"`, "}", "{", `string literal @"""}"`, "}", "{", "character literal '}'", "}", `"`}},
		{"nested", `$"{$"{$@"{a}"}"}"`, []string{`$"`, "{", `$"`, "{", `$" $@"`, "{", "identifier a", "}", `"`, "}", `"`, "}", `"`}},
		{"braces in holes", `$"{new{a=1}}"`, []string{`$"`, "{", "new", "{", "identifier a", "=", "integer literal 1", "}", "}", `"`}},
		{"verbatim", "$@\"a\"\"\n{b\n}\\\"", []string{`$" $@"`, "text a\"\"\n", "{", "identifier b", "}", `text \`, `"`}},
		{"verbatim, other order", `@$"\{a}"`, []string{`$" @$"`, `text \`, "{", "identifier a", "}", `"`}},
		{"comments in holes", "$@\"{a /* } */ // }\n}\"", []string{`$" $@"`, "{", "identifier a", "}", `"`}},
		{"parenthesis closed by the hole", `$"{(a}b"`, []string{`$"`, "{", "(", "identifier a", "}", "text b", `"`}},

		{"lone closing brace", `$"a}b"`, []string{`$"`, "text a}b", `"`, "! }: CS8086 A '}' character must be escaped (by doubling) in an interpolated string."}},
		{"brace in a format", `$"{a:{}"`, []string{`$"`, "{", "identifier a", ": :{", "}", `"`, "! {: CS8086 A '{' character must be escaped (by doubling) in an interpolated string."}},
		{"brace escaped with a backslash", `$"\{"`, []string{`$"`, `text \{`, `"`, `! \{: CS8087 A '{' character may only be escaped by doubling '{{' in an interpolated string.`}},
		{"empty format", `$"{a:}"`, []string{`$"`, "{", "identifier a", ":", "}", `"`, "! :: CS8089 Empty format specifier."}},
		{"white space behind a format", `$"{a:x }"`, []string{`$"`, "{", "identifier a", ": :x ", "}", `"`, "! :x : CS8088 A format specifier may not contain trailing whitespace."}},
		{"open", `$"a`, []string{`$"`, "text a", `" `, `! $"a: CS1010 Newline in constant`}},
		{"open verbatim", `$@"a`, []string{`$" $@"`, "text a", `" `, `! $@"a: CS1039 Unterminated string literal`}},
		{"open hole", `$"a{b`, []string{`$"`, "text a", "{", "identifier b", "} ", `" `, `! {: CS8076 Missing close delimiter '}' for interpolated expression started with '{'.`}},
		{"line end in a hole", "$\"{a\n}\"", []string{`$"`, "{", "identifier a", "} ", `" `, "}", `string literal "`,
			`! {: CS8076 Missing close delimiter '}' for interpolated expression started with '{'.`, `! ": CS1010 Newline in constant`}},
		{"line comment in a hole", "$\"{a // b\n", []string{`$"`, "{", "identifier a", "} ", `" `,
			`! // b: CS8077 A single-line comment may not be used in an interpolated string.`,
			`! {: CS8076 Missing close delimiter '}' for interpolated expression started with '{'.`}},
		{"quote in a format", `$"{a:b" c`, []string{`$"`, "{", "identifier a", ": :b", "} ", `"`, "identifier c",
			`! {: CS8076 Missing close delimiter '}' for interpolated expression started with '{'.`}},
		{"verbatim over lines inside a plain one", "$\"{@\"a\nb\"}\"", []string{`$"`, "{", `string literal @"a`, "} ", `" `, "identifier b", `string literal "}"`,
			`! @"a: CS1039 Unterminated string literal`, `! {: CS8076 Missing close delimiter '}' for interpolated expression started with '{'.`}},
		{"raw", `$$"""{{a}}""" b`, []string{`string literal $$"""{{a}}"""`, "identifier b",
			`! $$"""{{a}}""": CS8370 Feature 'raw string literals' is not available in C# 7.3. Please use language version 11.0 or greater.`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tokensOf(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"identifier", "abc", "abc"},
		{"verbatim identifier", "@if", "if"},
		{"escaped identifier", `\u0061\U00000062`, "ab"},
		{"formatting character", "a\u200db", "ab"},
		{"string", `"abc"`, "abc"},
		{"escapes", `"\'\"\\\0\a\b\f\n\r\t\v"`, "'\"\\\x00\a\b\f\n\r\t\v"},
		{"code points", `"\u00e9\U0001F600\x41\xe9z\x41424"`, "é😀Aéz䅂4"},
		{"surrogate pair", `"\ud83d\ude00"`, "😀"},
		{"surrogate pair in two ways", `"\ud83d\xde00"`, "😀"},
		{"high surrogate alone", `"\ud83dx"`, "\xed\xa0\xbdx"},
		{"low surrogate alone", `"\ude00"`, "\xed\xb8\x80"},
		{"low before high", `"\ude00\ud83d"`, "\xed\xb8\x80\xed\xa0\xbd"},
		{"verbatim", `@"a""b\n"`, `a"b\n`},
		{"verbatim CR LF", "@\"a\r\nb\"", "a\r\nb"},
		{"braces in a string", `"{{}}"`, "{{}}"},
		{"other characters", `"é😀"`, "é😀"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			toks, errs := Tokens(tt.text)
			if len(errs) > 0 || len(toks) != 2 {
				t.Fatalf("%d tokens, errors %v", len(toks), errs)
			}
			if got := Text(tt.text, toks[0]); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("interpolated", func(t *testing.T) {
		const text = `$"a{{\u0062\"{x:c}}\n{{d}}}"`
		toks, errs := Tokens(text)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		var got []string
		for _, k := range toks {
			if k.Kind == token.InterpolatedText || k.Kind == token.HoleFormat {
				got = append(got, Text(text, k))
			}
		}
		if diff := cmp.Diff([]string{`a{b"`, "c}\n{d}"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("interpolated verbatim", func(t *testing.T) {
		const text = `$@"a{{\u""{x:c""}"`
		toks, _ := Tokens(text)
		if got := Text(text, toks[1]) + Text(text, toks[4]); got != `a{\u"c"` {
			t.Errorf("got %q", got)
		}
	})
}

func TestCharOf(t *testing.T) {
	for _, tt := range []struct {
		text string
		want uint16
	}{{"'a'", 'a'}, {`'\n'`, '\n'}, {"'é'", 'é'}, {"'\u2028'", 0}, {`'\u2028'`, 0x2028}, {`'\ud800'`, 0xd800}, {`'\x41'`, 'A'}, {"''", 0}, {"'ab'", 0}, {"'", 0}} {
		t.Run(tt.text, func(t *testing.T) {
			toks, _ := Tokens(tt.text)
			if got := CharOf(tt.text, toks[0]); got != tt.want {
				t.Errorf("got %#x, want %#x", got, tt.want)
			}
		})
	}
}

func TestIntegerOf(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Integer
		ok   bool
	}{
		{"0", Integer{Radix: 10}, true},
		{"1_000", Integer{Value: 1000, Radix: 10}, true},
		{"18446744073709551615", Integer{Value: 1<<64 - 1, Radix: 10}, true},
		{"18446744073709551616", Integer{}, false},
		{"0xFFFFFFFFFFFFFFFF", Integer{Value: 1<<64 - 1, Radix: 16}, true},
		{"0x10000000000000000", Integer{}, false},
		{"0b1010", Integer{Value: 10, Radix: 2}, true},
		{"7u", Integer{Value: 7, Radix: 10, Unsigned: true}, true},
		{"7Lu", Integer{Value: 7, Radix: 10, Unsigned: true, Long: true}, true},
		{"0xfL", Integer{Value: 15, Radix: 16, Long: true}, true},
	} {
		t.Run(tt.text, func(t *testing.T) {
			toks, _ := Tokens(tt.text)
			got, ok := IntegerOf(tt.text, toks[0])
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("got %+v, %v", got, ok)
			}
		})
	}
}

func TestRealOf(t *testing.T) {
	for _, tt := range []struct {
		text, digits string
		suffix       byte
	}{{"1.50", "1.50", 0}, {".5F", ".5", 'f'}, {"1_0e1_0d", "10e10", 'd'}, {"3m", "3", 'm'}, {"1E-3M", "1E-3", 'm'}} {
		t.Run(tt.text, func(t *testing.T) {
			toks, _ := Tokens(tt.text)
			if digits, suffix := RealOf(tt.text, toks[0]); digits != tt.digits || suffix != tt.suffix {
				t.Errorf("got %q, %q", digits, suffix)
			}
		})
	}
}
