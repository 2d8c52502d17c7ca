package token

import "testing"

func TestLookup(t *testing.T) {
	for k := Abstract; k < lastToken; k++ {
		if got := Lookup(k.String()); got != k || !k.IsKeyword() {
			t.Errorf("%s is %v", k, got)
		}
	}
	for _, s := range []string{"", "a", "If", "var", "from", "nameof", "_", "__x", "implicitly", "wh", "whiles", "été"} {
		if got := Lookup(s); got != Ident {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestKindsAreNamed(t *testing.T) {
	seen := map[string]Kind{}
	for k := LParen; k < lastToken; k++ {
		s := k.String()
		if k > DotDot && k < Abstract {
			continue // between the groups
		}
		if s == "token" {
			t.Errorf("kind %d has no name", k)
		}
		if other, ok := seen[s]; ok {
			t.Errorf("%d and %d are both %s", other, k, s)
		}
		seen[s] = k
	}
	if DotDot >= Abstract || InterpolatedEnd >= LParen {
		t.Error("the groups of kinds overlap")
	}
}

func TestPrecedence(t *testing.T) {
	// from loosest to tightest, one of each level
	order := []Kind{DoubleQuestion, OrOr, AndAnd, Bar, Caret, Amp, Equal, Less, Shl, Plus, Star}
	for i := 1; i < len(order); i++ {
		if order[i-1].BinaryPrecedence() >= order[i].BinaryPrecedence() {
			t.Errorf("%s does not bind looser than %s", order[i-1], order[i])
		}
	}
	for _, same := range [][]Kind{{Equal, NotEqual}, {Less, LessEq, Greater, GreaterEq, Is, As}, {Shl, Shr}, {Plus, Minus}, {Star, Slash, Percent}} {
		for _, k := range same {
			if k.BinaryPrecedence() != same[0].BinaryPrecedence() {
				t.Errorf("%s and %s differ", k, same[0])
			}
		}
	}
	for _, k := range []Kind{Assign, PlusEq, Question, Arrow, Not, Dot, Ident, EOF} {
		if k.BinaryPrecedence() != PrecNone {
			t.Errorf("%s is a binary operator", k)
		}
	}
}

func TestAssignment(t *testing.T) {
	want := map[Kind]Kind{PlusEq: Plus, MinusEq: Minus, StarEq: Star, SlashEq: Slash, PercentEq: Percent, AmpEq: Amp, BarEq: Bar, CaretEq: Caret, ShlEq: Shl, ShrEq: Shr}
	for k := EOF; k < lastToken; k++ {
		op, ok := k.AssignedOperator()
		if w, compound := want[k]; ok != compound || op != w && ok {
			t.Errorf("%s assigns %s, %v", k, op, ok)
		}
		if k.IsAssignment() != (ok || k == Assign) {
			t.Errorf("%s is an assignment: %v", k, k.IsAssignment())
		}
	}
}

func TestPredefinedTypes(t *testing.T) {
	n := 0
	for k := EOF; k < lastToken; k++ {
		if k.IsPredefinedType() {
			n++
		}
	}
	if n != 15 || Void.IsPredefinedType() || !StringType.IsPredefinedType() || String.IsPredefinedType() {
		t.Errorf("%d predefined types", n)
	}
}
