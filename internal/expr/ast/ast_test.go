package ast

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

func name(id string, args ...TypeExpr) *Name { return &Name{Ident: Ident{Text: id}, Args: args} }

func member(x Expr, id string) *Member { return &Member{X: x, Name: name(id)} }

func num(v uint64) *IntLit { return &IntLit{Value: v, Radix: 10} }

func TestNamesAsTypesAndBack(t *testing.T) {
	tests := []struct {
		name string
		x    Expr
		want string // as a type; empty when it is none
	}{
		{"name", name("a"), "a"},
		{"generic", name("a", name("b")), "a<b>"},
		{"qualified", member(member(name("a"), "b"), "c"), "a.b.c"},
		{"alias", member(&Name{Alias: "global", Ident: Ident{Text: "a"}}, "b"), "global::a.b"},
		{"predefined", &PredefinedType{Kind: token.IntType}, "int"},
		{"member of a predefined type", member(&PredefinedType{Kind: token.IntType}, "MaxValue"), ""},
		{"member of a call", member(&Call{X: name("a")}, "b"), ""},
		{"literal", num(1), ""},
		{"parenthesised", &Paren{X: name("a")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			typ, ok := AsType(tt.x)
			if ok != (tt.want != "") {
				t.Fatalf("is a type: %v", ok)
			}
			if !ok {
				return
			}
			if got := Print(typ); got != tt.want {
				t.Errorf("prints as %s, want %s", got, tt.want)
			}
			back, ok := AsExpr(typ)
			if diff := cmp.Diff(tt.x, back); !ok || diff != "" {
				t.Errorf("and back (%v): %s", ok, diff)
			}
		})
	}
	t.Run("types that are no names", func(t *testing.T) {
		for _, typ := range []TypeExpr{&ArrayType{Elem: name("a"), Ranks: []int{1}}, &NullableType{Elem: name("a")}, &VarType{},
			&QualifiedName{Left: &BadType{}, Name: name("a")}} {
			if x, ok := AsExpr(typ); ok {
				t.Errorf("%T as %T", typ, x)
			}
		}
	})
}

func TestInferredName(t *testing.T) {
	tests := []struct {
		name string
		x    Expr
		want string
	}{
		{"variable", name("a"), "a"},
		{"member", member(name("a"), "b"), "b"},
		{"null-conditional", &ConditionalAccess{X: name("a"), Access: member(member(&ImplicitReceiver{}, "b"), "c")}, "c"},
		{"null-conditional twice", &ConditionalAccess{X: name("a"), Access: &ConditionalAccess{X: member(&ImplicitReceiver{}, "b"), Access: member(&ImplicitReceiver{}, "c")}}, "c"},
		{"generic", name("a", name("b")), ""},
		{"call", &Call{X: name("a")}, ""},
		{"literal", num(1), ""},
		{"missing", name(""), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := InferredName(tt.x)
			if ok != (tt.want != "") || ok && got.Text != tt.want {
				t.Errorf("got %q, %v", got.Text, ok)
			}
		})
	}
}

func TestSpine(t *testing.T) {
	a := &Binary{Op: token.Plus, X: num(1), Y: num(2)}
	b := &Binary{Op: token.Minus, X: a, Y: num(3)}
	c := &Binary{Op: token.Plus, X: b, Y: &Binary{Op: token.Star, X: num(4), Y: num(5)}}
	for _, tt := range []struct {
		name  string
		root  *Binary
		chain []*Binary
	}{{"one", a, []*Binary{a}}, {"three", c, []*Binary{a, b, c}}} {
		t.Run(tt.name, func(t *testing.T) {
			first, chain := Spine(tt.root)
			if first != a.X {
				t.Errorf("first is %s", Print(first))
			}
			if diff := cmp.Diff(tt.chain, chain); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnparen(t *testing.T) {
	x := name("a")
	if got := Unparen(&Paren{X: &Paren{X: x}}); got != x {
		t.Errorf("got %T", got)
	}
	if got := Unparen(x); got != x {
		t.Errorf("got %T", got)
	}
}

func TestWalk(t *testing.T) {
	root := &Binary{Op: token.Plus, X: &Call{X: name("f"), Args: []*Argument{{X: num(1)}, {X: num(2)}}}, Y: &Paren{X: name("b")}}
	var got []string
	Walk(root, func(n Node) bool {
		got = append(got, Print(n))
		_, paren := n.(*Paren)
		return !paren
	})
	want := []string{"f(1, 2) + (b)", "f(1, 2)", "f", "1", "1", "2", "2", "(b)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestHeight(t *testing.T) {
	var x Expr = num(1)
	for range 100_000 {
		x = &Unary{Op: token.Minus, X: x}
	}
	for _, tt := range []struct {
		name        string
		n           Node
		limit, want int
	}{
		{"leaf", num(1), 10, 1},
		{"list", &Tuple{Elems: []*Argument{{X: num(1)}, {X: &Paren{X: num(2)}}}}, 10, 4},
		{"at the limit", &Paren{X: num(1)}, 2, 2},
		{"above the limit", &Paren{X: num(1)}, 1, 2},
		{"deep", x, 1_000_000, 100_001},
		{"deep, limited", x, 1000, 1001},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Height(tt.n, tt.limit); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// TestPrint covers what printing has to take care of; the round trips of the parser
// cover the rest.
func TestPrint(t *testing.T) {
	minus := func(x Expr) Expr { return &Unary{Op: token.Minus, X: x} }
	tests := []struct {
		name string
		n    Node
		want string
	}{
		{"keyword as a name", name("if"), "@if"},
		{"contextual keyword as a name", name("from"), "@from"},
		{"discard", name("_"), "_"},
		{"variable called _", &VarPattern{Designation: &SingleDesignation{Name: Ident{Text: "_"}}}, "var @_"},
		{"minus twice", minus(minus(num(1))), "- -1"},
		{"minus and decrement", minus(&Unary{Op: token.Dec, X: name("a")}), "- --a"},
		{"minus and plus", minus(&Unary{Op: token.Plus, X: name("a")}), "-+a"},
		{"subtracting a negative", &Binary{Op: token.Minus, X: num(1), Y: minus(num(2))}, "1 - -2"},
		{"integers", &Tuple{Elems: []*Argument{{X: &IntLit{Value: 255, Radix: 16, Suffix: SuffixUL}}, {X: &IntLit{Value: 5, Radix: 2, Suffix: SuffixL}}, {X: &IntLit{Value: 7, Radix: 10, Suffix: SuffixU}}}}, "(0xffUL, 0b101L, 7U)"},
		{"reals", &Tuple{Elems: []*Argument{{X: &RealLit{Text: "1.50", Suffix: RealM}}, {X: &RealLit{Text: "1e3"}}, {X: &RealLit{Text: ".5", Suffix: RealF}}, {X: &RealLit{Text: "1", Suffix: RealD}}}}, "(1.50m, 1e3, .5f, 1d)"},
		{"string", &StringLit{Value: "a\"b\\c\n\r\t\x00\u2028é😀{}'"}, `"a\"b\\c\n\r\t\u0000\u2028é😀{}'"`},
		{"surrogates", &StringLit{Value: "\xed\xa0\xbd.\xed\xb8\x80"}, `"\ud83d.\ude00"`},
		{"control beyond the basic plane", &StringLit{Value: "\U000E0001"}, `"\U000e0001"`},
		{"chars", &Tuple{Elems: []*Argument{{X: &CharLit{Value: '\''}}, {X: &CharLit{Value: '"'}}, {X: &CharLit{Value: 0xd800}}, {X: &CharLit{Value: '\n'}}}}, `('\'', '"', '\ud800', '\n')`},
		{"interpolated", &Interpolated{Parts: []InterpolatedPart{
			&InterpolatedText{Value: "a{\"}"},
			&Hole{X: name("b"), Alignment: num(5), Format: "x}y\\", HasFormat: true},
		}}, `$"a{{\"}}{b, 5:x}}y\\}"`},
		{"a block in a hole stays on its line", &Interpolated{Parts: []InterpolatedPart{
			&Hole{X: &Call{X: name("f"), Args: []*Argument{{X: &Lambda{Params: []*Param{{Name: Ident{Text: "x"}}}, Block: &Block{Stmts: []Stmt{&Return{}, &Empty{}}}}}}}},
		}}, `$"{f(x => { return; ; })}"`},
		{"null-conditional", &ConditionalAccess{X: name("a"), Access: &Index{X: member(&ImplicitReceiver{}, "b"), Args: []*Argument{{X: num(0)}}}}, "a?.b[0]"},
		{"unbound generic", &TypeOf{Type: name("A", &OmittedType{}, &OmittedType{})}, "typeof(A<,>)"},
		{"array of arrays", &NewArray{Elem: name("A"), Sizes: []Expr{num(1), num(2)}, Ranks: []int{2, 1, 3}}, "new A[1, 2][][,,]"},
		{"missing parts", &Binary{Op: token.Plus, X: &BadExpr{}, Y: name("a")}, " + a"},
		{"identifier", Ident{Text: "class"}, "@class"},
		{"statements", &Block{Stmts: []Stmt{&If{Cond: name("a"), Then: &Break{}, Else: &If{Cond: name("b"), Then: &Block{}, Else: &Block{Stmts: []Stmt{&Empty{}}}}}}},
			"{\n\tif (a)\n\t\tbreak;\n\telse if (b) {\n\t}\n\telse {\n\t\t;\n\t}\n}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Print(tt.n); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	t.Run("body", func(t *testing.T) {
		got := PrintBody(&Block{Stmts: []Stmt{&ExprStmt{X: name("a")}, &Return{X: num(1)}}})
		if want := "a;\nreturn 1;"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("long chain", func(t *testing.T) {
		var x Expr = num(1)
		for range 100_000 {
			x = &Binary{Op: token.Plus, X: x, Y: num(1)}
		}
		if got := strings.Count(Print(x), "+"); got != 100_000 {
			t.Errorf("%d operators", got)
		}
	})
}
