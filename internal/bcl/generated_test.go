package bcl

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/bclgen"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// TestGenerated: the generator of random expressions has every member of the
// library, or says why not, and what it makes of nearly all of them compiles.
func TestGenerated(t *testing.T) {
	l := Default()
	g, err := bclgen.New(l.Universe)
	if err != nil {
		t.Fatal(err)
	}
	called, left := g.Members()
	compiled := map[string]bool{}
	const seed, passes = 1, 2
	for n := range uint64(g.Len()) * passes {
		c := g.Case(seed, n)
		if c.Member == "" || compiled[c.Member] {
			continue
		}
		form := expr.Single
		if c.Kind == "{" {
			form = expr.Body
		}
		var list diag.List
		expr.Compile(diag.NewSource("expression", c.Code), form, nil, &expr.Env{Universe: l.Universe}, &list)
		if !list.HasErrors() {
			compiled[c.Member] = true
		}
	}
	t.Logf("%d of %d members in cases that compile; %d are left out", len(compiled), len(called), len(left))
	for id, why := range left {
		if why == "" {
			t.Errorf("%s is left out without a reason", id)
		}
	}
	// Members of the context need one, and some arguments do not fit now and then.
	const least = 90
	if len(compiled)*100 < len(called)*least {
		t.Errorf("%d of %d members are in cases that compile, want %d%%", len(compiled), len(called), least)
	}
	const mostLeft = 150
	if len(left) > mostLeft {
		t.Errorf("%d members are left out, want at most %d", len(left), mostLeft)
	}
}
