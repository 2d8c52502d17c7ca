package xpath

import (
	"errors"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// FuzzExpr compiles and evaluates arbitrary expressions. Every error must be an
// exception, and node-sets must be in document order with no node twice.
func FuzzExpr(f *testing.F) {
	documents := map[int]string{}
	for _, c := range readCases(f) {
		if c.XML != "" {
			documents[c.Document] = c.XML
			continue
		}
		f.Add(c.Expr, byte(c.Document))
	}
	contexts := make([]Node, len(documents))
	for i := range contexts {
		contexts[i] = contextNode(f, documents[i], "doc")
	}
	f.Fuzz(func(t *testing.T, expr string, document byte) {
		check := func(err error) bool {
			var e *clr.Exception
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%v is no exception", err)
			}
			return err == nil
		}
		e, err := Compile(expr)
		if !check(err) {
			return
		}
		i := int(document) % len(contexts)
		env := environment(i)
		env.Steps = 20_000
		v, err := e.Evaluate(contexts[i], env)
		if !check(err) {
			return
		}
		set, ok := v.(NodeSet)
		if !ok {
			_ = describe(v)
			return
		}
		ev := &evaluation{env: env, steps: 100_000}
		sorted, err := ev.sort(list{nodes: set})
		if err != nil {
			return
		}
		if len(sorted.nodes) != len(set) {
			t.Fatalf("%s: a node is there twice", expr)
		}
		for j := range set {
			if set[j] != sorted.nodes[j] {
				t.Fatalf("%s: node %d is out of order", expr, j)
			}
		}
	})
}
