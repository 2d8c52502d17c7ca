package expr_test

import (
	"strings"
	"testing"
)

// nestings are programs that nest to a depth.
var nestings = map[string]func(n int) (kind, code string){
	"parentheses": func(n int) (string, string) { return "(", repeat("(", n) + "1" + repeat(")", n) },
	"minus":       func(n int) (string, string) { return "{", "int a = 1; return " + repeat("- ", n) + "a;" },
	"not":         func(n int) (string, string) { return "{", "bool a = true; return " + repeat("!", n) + "a;" },
	"casts":       func(n int) (string, string) { return "(", repeat("(int)(long)", n/2) + "1" },
	"sum":         func(n int) (string, string) { return "{", "int a = 1; return a" + repeat(" + a", n) + ";" },
	"sum right": func(n int) (string, string) {
		return "{", "int a = 1; return " + repeat("a + (", n) + "a" + repeat(")", n) + ";"
	},
	"text": func(n int) (string, string) { return "{", `var a = "x"; return a` + repeat(" + a", n) + ";" },
	"text right": func(n int) (string, string) {
		return "{", `var a = "x"; return ` + repeat("a + (", n) + "a" + repeat(")", n) + ";"
	},
	"and": func(n int) (string, string) { return "{", "bool a = true; return a" + repeat(" && a", n) + ";" },
	"or right": func(n int) (string, string) {
		return "{", "bool a = false; return " + repeat("a || (", n) + "a" + repeat(")", n) + ";"
	},
	"choice": func(n int) (string, string) { return "{", "bool a = true; return " + repeat("a ? 1 : ", n) + "2;" },
	"choice left": func(n int) (string, string) {
		return "{", "bool a = true; return " + repeat("a ? ", n) + "1" + repeat(" : 2", n) + ";"
	},
	"coalesce":    func(n int) (string, string) { return "{", "string a = null; return " + repeat("a ?? ", n) + "a;" },
	"assignments": func(n int) (string, string) { return "{", "int a = 1; return " + repeat("a = ", n) + "1;" },
	"calls":       func(n int) (string, string) { return "(", repeat("Math.Abs(", n) + "1" + repeat(")", n) },
	"chain":       func(n int) (string, string) { return "(", `"a"` + repeat(".Trim()", n) },
	"questions":   func(n int) (string, string) { return "(", `"a"` + repeat("?.Trim()", n) },
	"arrays":      func(n int) (string, string) { return "(", repeat("new[]{", n) + "1" + repeat("}", n) },
	"objects":     func(n int) (string, string) { return "(", repeat("new{A=", n) + "1" + repeat("}", n) },
	"tuples":      func(n int) (string, string) { return "(", repeat("(1,", n) + "1" + repeat(")", n) },
	"lists":       func(n int) (string, string) { return "(", repeat("new List<object>{", n) + "1" + repeat("}", n) },
	"holes":       func(n int) (string, string) { return "(", repeat(`$"{`, n) + "1" + repeat(`}"`, n) },
	"checked":     func(n int) (string, string) { return "(", repeat("checked(", n) + "1" + repeat(")", n) },
	"is":          func(n int) (string, string) { return "(", "1" + repeat(" is object", n) },
	"as":          func(n int) (string, string) { return "(", `"a"` + repeat(" as object", n) },
	"blocks":      func(n int) (string, string) { return "{", repeat("{", n) + "return 1;" + repeat("}", n) },
	"ifs": func(n int) (string, string) {
		return "{", `bool a = true; ` + repeat("if (a) ", n) + "return 1; return 2;"
	},
	"else ifs": func(n int) (string, string) {
		return "{", `int a = 5; ` + repeat("if (a == 1) a = 2; else ", n) + "return 1; return 2;"
	},
	"whiles": func(n int) (string, string) {
		return "{", `bool a = true; ` + repeat("while (a) ", n) + "return 1; return 2;"
	},
	"foreachs": func(n int) (string, string) {
		return "{", repeat(`foreach (var x in "") `, 1) + repeat("{", n) + ";" + repeat("}", n) + " return 2;"
	},
	"tries": func(n int) (string, string) {
		return "{", repeat("try {", n) + "return 1;" + repeat("} finally { }", n)
	},
	"finallies": func(n int) (string, string) {
		return "{", repeat("try { } finally {", n) + repeat("}", n) + "return 1;"
	},
	"filters": func(n int) (string, string) {
		return "{", repeat("try {", n) + "return 1;" + repeat("} catch when (true) { return 2; }", n)
	},
	"usings": func(n int) (string, string) { return "{", repeat("using (null as IDisposable) ", n) + "return 1;" },
	"locks":  func(n int) (string, string) { return "{", repeat(`lock ("") `, n) + "return 1;" },
	"switches": func(n int) (string, string) {
		return "{", repeat("switch (1) { case 1: ", n) + "return 1; " + repeat("} return 2;", n)
	},
	"actions": func(n int) (string, string) {
		return "{", "Action a = " + repeat("() => ((Action)(", n) + "null" + repeat("))()", n) + "; return 1;"
	},
	"inferred": func(n int) (string, string) {
		return "(", "new[]{1}" + repeat(".Select(x => new[]{1}", n) + repeat(")", n)
	},
	"functions":  func(n int) (string, string) { return "{", nestFunctions(n) },
	"parameters": func(n int) (string, string) { return "(", "new[]{1}" + nestLambdas(n) },
	"queries": func(n int) (string, string) {
		return "(", repeat("from x in ", n) + "new[]{1}" + repeat(" select x", n)
	},
	"query inside": func(n int) (string, string) {
		return "(", repeat("from x in new[]{1} select (", n) + "1" + repeat(")", n)
	},
	"types": func(n int) (string, string) {
		return "(", "default(" + repeat("List<", n) + "int" + repeat(">", n) + ")"
	},
	"array types": func(n int) (string, string) { return "(", "default(int" + repeat("[]", n) + ")" },
	"errors":      func(n int) (string, string) { return "(", repeat("foo(", n) + repeat(")", n) },
	"statements":  func(n int) (string, string) { return "{", "int a = 0; " + repeat("a++; ", n) + "return a;" },
	"variables":   func(n int) (string, string) { return "{", repeat("{ int a = 0; }", n) + "return 1;" },
	"sections": func(n int) (string, string) {
		return "{", "switch (1) { " + repeat("case 1: break; ", n) + "} return 1;"
	},
}

func repeat(s string, n int) string { return strings.Repeat(s, n) }

func nestFunctions(n int) string {
	return repeat("int F() { ", 1) + repeat("{ ", n) + "return 1; " + repeat("}", n) + "} return F();"
}

func nestLambdas(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(".Select(x" + strings.Repeat("y", i%50) + string(rune('a'+i%26)) + " => new[]{1}")
	}
	return b.String() + repeat(")", n)
}

// TestDeep: nesting, however deep, gives a program or an error; it uses up neither
// the stack nor the patience of who waits.
func TestDeep(t *testing.T) {
	for name, nest := range nestings {
		for _, n := range []int{10, 100, 1000, 6000, 30000} {
			if testing.Short() && n > 1000 {
				continue
			}
			kind, code := nest(n)
			t.Run(name, func(t *testing.T) { compileAndRun(t, kind, code) })
		}
	}
}
