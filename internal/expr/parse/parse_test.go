package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
)

func position(p diag.Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// TestLongChains: what leans to the left, or is a list, may be long.
func TestLongChains(t *testing.T) {
	const n = 10_000
	tests := []struct{ name, kind, code string }{
		{"sum", "(", "1" + strings.Repeat("+1", n)},
		{"mixed operators", "(", "1" + strings.Repeat("+1*2-3", n/3)},
		{"concatenation", "(", `"a"` + strings.Repeat(` + "b"`, n)},
		{"conjunction", "(", "a" + strings.Repeat(" && b", n)},
		{"members", "(", "a" + strings.Repeat(".b", n)},
		{"calls", "(", "a" + strings.Repeat(".b()", n/2)},
		{"indexers", "(", "a" + strings.Repeat("[0]", n)},
		{"arguments", "(", "f(" + strings.Repeat("a, ", n) + "b)"},
		{"array", "(", "new[] {" + strings.Repeat("1,", n) + "}"},
		{"interpolated", "(", `$"` + strings.Repeat("{a}b", n) + `"`},
		{"postfix", "(", "a" + strings.Repeat("++", n)},
		{"statements", "{", strings.Repeat("a();", n)},
		{"blocks", "{", strings.Repeat("{}", n)},
		{"else if", "{", "if (a) b();" + strings.Repeat(" else if (c) d();", n)},
		{"cases", "{", "switch (a) {" + strings.Repeat("case 1: b(); break;", n) + "}"},
		{"labels of a section", "{", "switch (a) {" + strings.Repeat("case 1:", n) + "break;}"},
		{"declarators", "{", "int a" + strings.Repeat(", b", n) + ";"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, l := parseCase(tt.kind, tt.code)
			if l.Len() > 0 {
				t.Fatal(rendered(l))
			}
			printed := printCase(n)
			again, l := parseCase(tt.kind, printed)
			if l.Len() > 0 || printCase(again) != printed {
				t.Error("the printed text does not parse to the same")
			}
		})
	}
}

// TestNesting: a moderate depth is accepted, and a hostile one gives one diagnostic.
func TestNesting(t *testing.T) {
	tests := []struct{ name, kind, open, middle, close string }{
		{"parentheses", "(", "(", "1", ")"},
		{"open parentheses", "(", "(", "1", ""},
		{"calls", "(", "f(", "1", ")"},
		{"indexers", "(", "a[", "1", "]"},
		{"casts", "(", "(int)", "1", ""},
		{"unary", "(", "!", "a", ""},
		{"minus", "(", "- ", "a", ""},
		{"lambdas", "(", "x => ", "x", ""},
		{"lambdas in calls", "(", "f(x => ", "x", ")"},
		{"lambda blocks", "(", "f(x => { return ", "x", "; })"},
		{"conditionals", "(", "a ? b : ", "c", ""},
		{"conditionals in the middle", "(", "a ? ", "b", " : c"},
		{"coalescing", "(", "a ?? ", "b", ""},
		{"assignments", "(", "a = ", "b", ""},
		{"null-conditional", "(", "a?.b", "", ""},
		{"creations", "(", "new A { B = ", "1", "}"},
		{"collections", "(", "new A { ", "1", "}"},
		{"anonymous objects", "(", "new { a = ", "1", "}"},
		{"arrays", "(", "new[] { ", "1", "}"},
		{"interpolated", "(", `$"{`, "1", `}"`},
		{"interpolated in parentheses", "(", `($"{`, "1", `}")`},
		{"types", "(", "typeof(A<", "int", ">)"},
		{"type arguments", "(", "a<", "b", ">"},
		{"tuples", "(", "(1, ", "2", ")"},
		{"tuple types", "{", "(int, ", "int", ")"},
		{"queries", "(", "from x in ", "y", " select x"},
		{"query bodies", "(", "from x in y select x into ", "", ""},
		{"throws", "(", "a ?? throw ", "b", ""},
		{"patterns", "(", "a is (b) == (", "c", ")"},
		{"blocks", "{", "{", ";", "}"},
		{"ifs", "{", "if (a) ", ";", ""},
		{"whiles", "{", "while (a) ", ";", ""},
		{"dos", "{", "do ", ";", " while (a);"},
		{"usings", "{", "using (a) ", ";", ""},
		{"labels", "{", "a: ", ";", ""},
		{"tries", "{", "try { ", "", "} finally { }"},
		{"switches", "{", "switch (a) { case 1: ", "break;", "}"},
		{"local functions", "{", "int f() { ", "", "}"},
		{"delegates", "(", "delegate { return ", "1", "; }"},
		{"designations", "{", "var (a, (", "b", "))"},
		{"designations in a row", "{", "var ((", "b", "))"},
		{"array initialisers", "{", "int[] a = {", "1", "};"},
		{"unary words", "(", "await a.", "b", ""},
		{"modifiers", "{", "static ", ";", ""},
		{"elses", "{", "else ", ";", ""},
		{"static lambdas", "(", "static x => ", "x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, depth := range []int{10, MaxDepth * 40} {
				code := strings.Repeat(tt.open, depth) + tt.middle + strings.Repeat(tt.close, depth)
				n, l := parseCase(tt.kind, code)
				if h := ast.Height(n, 10*MaxHeight); h > MaxHeight {
					t.Errorf("the tree is %d high", h)
				}
				printCase(n)
				if l.Len() > maxErrors+1 {
					t.Errorf("%d diagnostics", l.Len())
				}
				if depth > MaxDepth && l.Len() == 0 {
					t.Error("no diagnostic")
				}
			}
		})
	}
	t.Run("what is accepted", func(t *testing.T) {
		code := strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200)
		if _, l := parseCase("(", code); l.Len() > 0 {
			t.Error(rendered(l))
		}
	})
	t.Run("the message", func(t *testing.T) {
		_, l := parseCase("(", strings.Repeat("(", 5000)+"1"+strings.Repeat(")", 5000))
		if l.Len() != 1 || !strings.HasPrefix(l.All()[0].Message, "CS8078 ") {
			t.Error(rendered(l))
		}
	})
}

func TestHeight(t *testing.T) {
	n, l := parseCase("(", "1"+strings.Repeat("+1", MaxHeight+10))
	if _, bad := n.(*ast.BadExpr); !bad || l.Len() != 1 || !strings.HasPrefix(l.All()[0].Message, "CS8078 ") {
		t.Errorf("%T: %s", n, rendered(l))
	}
	b, l := parseCase("{", "return 1"+strings.Repeat("+1", MaxHeight+10)+";")
	if len(b.(*ast.Block).Stmts) != 0 || l.Len() != 1 {
		t.Errorf("%s", rendered(l))
	}
}

func TestLimits(t *testing.T) {
	t.Run("size", func(t *testing.T) {
		for _, kind := range []string{"(", "{"} {
			n, l := parseCase(kind, strings.Repeat(" ", MaxText)+"1")
			if l.Len() != 1 || !strings.Contains(l.All()[0].Message, "the limit is 524288") {
				t.Error(rendered(l))
			}
			if n.Span().End != MaxText+1 {
				t.Errorf("the tree spans %v", n.Span())
			}
		}
	})
	t.Run("not UTF-8", func(t *testing.T) {
		_, l := parseCase("(", "a + \"\xff\"")
		if l.Len() != 1 || l.All()[0].Span.Start != 5 {
			t.Error(rendered(l))
		}
	})
	t.Run("number of errors", func(t *testing.T) {
		_, l := parseCase("{", strings.Repeat("a b c;\n", 1000))
		if l.Len() != maxErrors {
			t.Errorf("%d errors", l.Len())
		}
	})
	t.Run("number of lexical errors", func(t *testing.T) {
		_, l := parseCase("(", strings.Repeat("` ", 10_000))
		if l.Len() > 200 {
			t.Errorf("%d errors", l.Len())
		}
	})
}

// TestHostile: the parser's work does not explode. A quadratic look-ahead or an
// endless loop would not end within the time that tests have.
func TestHostile(t *testing.T) {
	const size = 100_000
	for _, unit := range []string{
		"a<", "a<b,", "f(a<b,c", "(a,", "(a<b>", "((", "(a)", "(a)(", "a?b", "a?b:", "a?[", "a?.", "a is ", "a is b<", "x=>", "(x)=>", "(x,", "var(",
		"var (a,", "(var a,", "new ", "new a[", "new{", "new a{", "new[]{", "$\"{", "$@\"{", "from x in ", "join ", "orderby a,", "throw ", "await ",
		"a b ", "a,", "a;", "{", "}", "(", ")", "[", "]", "if", "if(", "else", "for(", "foreach(var a in ", "switch(a){", "case ", "case a:", "try{", "catch",
		"using(", "using ", "goto ", "a:", "int a(", "int a<", "T f<T>(", "static ", "default(", "typeof(", "delegate(", "delegate{", "=> ", "=", "?", "??", "??=",
		"..", "^", "!", "-", "~", "a!", "a switch{", "is not ", "is {", "a or ", "\"", "'", "`", "//\n", "/*", "@", "#", "1_ ", "1e ", "\\u", "\"\\", "const ",
		"a?b?c?d:", "a<b>(", "a[b]<", "int?", "int?[", "(int,", "(int a,", "int[]", "int[", "lock(", "do ", "while(", "checked(", "checked{", "yield ", "ref ", "out ", "in ", "async ", "static async ", "async delegate",
	} {
		text := strings.Repeat(unit, size/len(unit))
		for _, kind := range []string{"(", "{"} {
			n, l := parseCase(kind, text)
			if l.Len() > 2*maxErrors+100 {
				t.Errorf("%q: %d diagnostics", unit, l.Len())
			}
			if h := ast.Height(n, 10*MaxHeight); h > MaxHeight {
				t.Errorf("%q: the tree is %d high", unit, h)
			}
		}
	}
}

// TestRealRange: what the C# compiler takes for each type of real literal.
func TestRealRange(t *testing.T) {
	for _, tt := range []struct {
		lit string
		ok  bool
	}{
		{"79228162514264337593543950335m", true},
		{"79228162514264337593543950335.4m", true},
		{"79228162514264337593543950335.49999999999999999m", true},
		{"79228162514264337593543950335.5m", false},
		{"79228162514264337593543950336m", false},
		{"7.9228162514264337593543950335e28m", true},
		{"7.9228162514264337593543950336e28m", false},
		{"0000000000000000000000000000000000000000000000000000001m", true},
		{"0.00000000000000000000000000000000000000000000000001m", true},
		{"1.0000000000000000000000000000000000000001m", true},
		{"1e28m", true},
		{"9e28m", false},
		{"1e29m", false},
		{"0.5e29m", true},
		{"1e-400m", true},
		{"1e-999999999999999999999m", true},
		{"1e999999999999999999999m", false},
		{"0e999999999999999999999m", true},
		{"1.7976931348623157e308", true},
		{"1.7976931348623159e308", false},
		{"1e999999999999999", false},
		{"1e-999999999999999", true},
		{"4.9e-325", true},
		{"3.4028235e38f", true},
		{"3.40282357e38f", false},
	} {
		t.Run(tt.lit, func(t *testing.T) {
			if _, l := parseCase("(", tt.lit); (l.Len() == 0) != tt.ok {
				t.Errorf("accepted: %v", l.Len() == 0)
			}
		})
	}
}
