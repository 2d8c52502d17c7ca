package policydocs

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// TestExpressionsPage: docs/expressions.md lists what the compiler knows, and its
// examples give what it says.
func TestExpressionsPage(t *testing.T) {
	const path = "../../docs/expressions.md"
	library := bcl.Default()
	page, err := Expressions(library.Universe, func(e Example) (string, error) { return runExample(library, e) })
	if err != nil {
		t.Fatal(err)
	}
	if policytest.Updating() {
		if err := os.WriteFile(path, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run make generate", err)
	}
	if diff := cmp.Diff(strings.Split(string(have), "\n"), strings.Split(string(page), "\n")); diff != "" {
		t.Errorf("docs/expressions.md is stale; run make generate (-have +want):\n%s", diff)
	}
}

// TestExpressionsListed: each type and member an expression can bind is on the
// page.
func TestExpressionsListed(t *testing.T) {
	library := bcl.Default()
	page, err := Expressions(library.Universe, func(e Example) (string, error) { return runExample(library, e) })
	if err != nil {
		t.Fatal(err)
	}
	library.Universe.Types(func(typ *types.Type) {
		listed := strings.Contains(string(page), "\n### "+markdown(plainName(typ))+"\n")
		switch {
		case typ.Refused != "" && typ.Namespace == "System.IO" && listed:
			t.Errorf("%s is refused, and on the page", typ.FullName())
		case typ.Refused != "" || strings.Contains(typ.Name, "+"):
			return
		case !listed:
			t.Errorf("the page lacks %s", typ.FullName())
		}
		for _, sig := range typ.Members() {
			sig = nestedNames(strings.Replace(sig, "new(", typ.Name+"(", 1))
			if !strings.Contains(string(page), "\n"+sig) {
				t.Errorf("the page lacks %s: %s", typ.FullName(), sig)
			}
		}
	})
}

func runExample(library *bcl.Library, e Example) (string, error) {
	context, err := evaluate.ReadContext([]byte(ExampleContext))
	if err != nil {
		return "", err
	}
	c := evaluate.Case{Code: e.Code[2 : len(e.Code)-1], Context: context}
	if strings.HasPrefix(e.Code, "@{") {
		c.Form = expr.Body
	}
	r := (&evaluate.Evaluator{Library: library}).Run(c)
	switch {
	case r.Diagnostics != nil:
		return "", errors.New(r.Diagnostics.All()[0].Message)
	case !r.OK:
		return "", errors.New(r.Exception + ": " + r.Message)
	}
	return r.Text, nil
}
