package linq_test

import (
	"errors"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// TestBudgets runs expressions that would take forever, or all memory, or the
// whole stack, and demands that they end with the budget named.
func TestBudgets(t *testing.T) {
	const steps, memory, depth = "steps", "memory", "depth"
	for _, c := range []struct{ name, code, want string }{
		{"endless count", `return Enumerable.Range(0, int.MaxValue).Where(x => x < 0).Count();`, steps},
		{"endless search", `return Enumerable.Range(0, int.MaxValue).Contains(-1);`, steps},
		{"endless skip", `return Enumerable.Repeat(1, int.MaxValue).Skip(2000000000).First();`, steps},
		{"endless sum", `return Enumerable.Repeat(0, int.MaxValue).Sum();`, steps},
		{"endless product of sequences", `var a = Enumerable.Range(0, 100000); return a.SelectMany(x => a).SelectMany(x => a).Last();`, steps},
		{"endless empty inner sequences", `var none = new int[0]; return Enumerable.Range(0, int.MaxValue).SelectMany(x => none).Any();`, steps},
		{"huge array", `return Enumerable.Range(0, int.MaxValue).ToArray().Length;`, memory},
		{"huge list", `return Enumerable.Repeat("x", int.MaxValue).ToList().Count;`, memory},
		{"huge set", `return Enumerable.Range(0, int.MaxValue).Distinct().Count();`, memory},
		{"huge dictionary", `return Enumerable.Range(0, int.MaxValue).ToDictionary(x => x).Count;`, memory},
		{"huge lookup", `return Enumerable.Range(0, int.MaxValue).GroupBy(x => x).Count();`, memory},
		{"huge sort", `return Enumerable.Range(0, int.MaxValue).OrderBy(x => -x).First();`, memory},
		{"huge reversal", `return Enumerable.Range(0, int.MaxValue).Reverse().First();`, memory},
		{"huge tail", `return Enumerable.Range(0, int.MaxValue).TakeLast(int.MaxValue).First();`, memory},
		{"huge join", `return Enumerable.Range(0, 9).Join(Enumerable.Range(0, int.MaxValue), x => x, y => y, (x, y) => x).Count();`, memory},
		{"list of a huge capacity", `return new List<int>(int.MaxValue).Count;`, memory},
		{"list of a large capacity", `return new List<int>(50000000).Count;`, memory},
		{"dictionary of a huge capacity", `return new Dictionary<int,int>(int.MaxValue).Count;`, memory},
		{"set of a huge capacity", `return new HashSet<int>(int.MaxValue).Count;`, memory},
		{"queue of a huge capacity", `return new Queue<int>(int.MaxValue).Count;`, memory},
		{"list that doubles", `var l = new List<int>{1}; while (true) l.AddRange(l);`, memory},
		{"list that grows at its front", `var l = new List<int>(); while (true) l.Insert(0, 1);`, steps},
		{"list that is copied", `var l = Enumerable.Range(0, 1000).ToList(); while (true) l = l.GetRange(0, 1000);`, memory},
		{"long chain of sequences", `IEnumerable<int> s = new[]{1}; for (var i = 0; i < 50000; i++) s = s.Select(x => x); return s.Count();`, depth},
		{"long chain of concatenations", `IEnumerable<int> s = new int[0]; for (var i = 0; i < 50000; i++) s = s.Concat(new[]{i}); return s.Last();`, depth},
		{"sequence of itself", `IEnumerable<int> s = null; s = new[]{1}.SelectMany(x => s); return s.Count();`, depth},
		{"sequence of itself in a lambda", `IEnumerable<int> s = null; s = new[]{1}.Select(x => s.First()); return s.First();`, depth},
		{"removed entries", `var d = new Dictionary<int,int>(); for (var i = 0; i < 100000; i++) d[i] = i; for (var i = 0; i < 100000; i++) d.Remove(i); while (!d.Any()) { } return 1;`, steps},
		{"inconsistent order", `var l = Enumerable.Range(0, 5000).ToList(); while (true) l.Sort((a, b) => 1);`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := run(program(t, expr.Body, c.code), rt.Budget{Steps: 3_000_000, Memory: 32 << 20, MaxDepth: 200})
			if err == nil {
				t.Fatal("it ended")
			}
			var over *rt.Exceeded
			switch {
			case !errors.As(err, &over):
				if c.want != "" {
					t.Errorf("got %v, want the budget of %s exceeded", err, c.want)
				}
			case over.What != c.want && c.want != "":
				t.Errorf("exceeded %s, want %s", over.What, c.want)
			}
		})
	}
}

// TestCollisions checks that keys chosen to have the same low bits spread over the
// buckets of a table: looking each up takes few steps.
func TestCollisions(t *testing.T) {
	const n = 20000
	p := program(t, expr.Body, `var d = new Dictionary<int,int>(); for (var i = 0; i < 20000; i++) d[i << 15] = i; return d.Count;`)
	v, err := run(p, rt.Budget{Steps: 20 * n, Memory: 64 << 20})
	if err != nil || v != int32(n) {
		t.Fatalf("got %v, %v", v, err)
	}
}

// TestDeepChainsWork checks that the limit of nesting leaves room for real code.
func TestDeepChainsWork(t *testing.T) {
	p := program(t, expr.Body, `IEnumerable<int> s = new int[0]; for (var i = 0; i < 1000; i++) s = s.Concat(new[]{i}); return s.Sum();`)
	v, err := run(p, rt.Budget{Steps: 5_000_000, Memory: 64 << 20})
	if err != nil || v != int32(499500) {
		t.Fatalf("got %v, %v", v, err)
	}
}
