package scan

import (
	"strings"
	"testing"
)

func TestExpressionEnd(t *testing.T) {
	// the bar marks the end; without one the bracket never closes
	tests := []struct{ name, text string }{
		{"parentheses", `(a(b)c)| d)`},
		{"braces", `{ if (x) { y } }| }`},
		{"brackets of the other kind", `{ ( }| )`},
		{"square brackets", `(a[)|]`},
		{"regular string", `(")" + "\")" + "\\")| )`},
		{"verbatim string", `(@")"")\")| )`},
		{"verbatim string over lines", "(@\"a\n)\")| )"},
		{"interpolated", `($")")| )`},
		{"interpolated hole", `($"{a(")")})")| )`},
		{"unbalanced in a hole", `($"{a)}")|`},
		{"escaped braces", `{ $"{{" }| }`},
		{"escaped closing braces", `{ $"}}" }| }`},
		{"hole in braces", `{ $"{x}" + $"{new{a=1}}" }| }`},
		{"named value kept as text", `($"https://{{host}}/x)")|`},
		{"string in a hole", `($"{v["x)"]}")| )`},
		{"interpolated in a hole", `($"{$"{")"}"})")| )`},
		{"interpolated verbatim", "($@\"\"\")\n{ \")\" }\")| )"},
		{"interpolated verbatim, other order", "(@$\"\"\")\n\")| )"},
		{"verbatim in a hole", `($"{@")"")"})")| )`},
		{"format", `($"{x:)}")|`},
		{"format with quote ends the string", `($"{x:")| "`},
		{"char", `(')' + '\'' + ')')|`},
		{"quote as char", `(x.Split('"')[0])| "`},
		{"char of several", `(v['a)b'])|`},
		{"line comment", "(a // )\n)|"},
		{"line comment with CR", "(a // )\r)|"},
		{"block comment", "(a /* ) \n ) */ )|"},
		{"comment start in a string", `("//")| "`},
		{"division", `(a / b)|`},
		{"quote in a comment", "{ // it's \"\n }|"},
		{"missing quote ends with the line", "(\"abc\n)|"},
		{"missing apostrophe ends with the line", "('a\n)|"},
		{"missing brace in a hole ends with the line", "($\"{a\n)|"},
		{"hole over lines in verbatim", "($@\"{a\n}\")|"},
		{"comment in verbatim hole", "($@\"{a // }\n}\")|"},
		{"markup", `{ return "<a>" + (a < b) + "</a>"; }|</set-body>`},
		{"other characters", "(\u00e9 ` \\ $ @ # \u2028)|"},
		{"unclosed", `(a`},
		{"unclosed string", `("a)`},
		{"unclosed verbatim", `(@"a)`},
		{"unclosed comment", `(a /* )`},
		{"unclosed hole", `($"{a)`},
		{"unclosed braces", `{ if (x) { }`},
		{"invalid utf-8", "(\xff)|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			head, tail, found := strings.Cut(tt.text, "|")
			text := head + tail
			want := len(head)
			end, ok := ExpressionEnd(text, 0)
			if end != want || ok != found {
				t.Errorf("ExpressionEnd(%q) = %d, %v; want %d, %v", text, end, ok, want, found)
			}
			// what stands before makes no difference
			const before = "<a b=\"@"
			end, ok = ExpressionEnd(before+text, len(before))
			if end != want+len(before) || ok != found {
				t.Errorf("with text before it: %d, %v; want %d, %v", end, ok, want+len(before), found)
			}
		})
	}
}

func TestExpressionEndAtOtherPlaces(t *testing.T) {
	for _, tt := range []struct {
		name string
		open int
	}{{"negative", -1}, {"behind the end", 3}, {"no bracket", 1}} {
		t.Run(tt.name, func(t *testing.T) {
			if end, ok := ExpressionEnd("(a)", tt.open); ok || end != 3 {
				t.Errorf("got %d, %v; want 3, false", end, ok)
			}
		})
	}
}
