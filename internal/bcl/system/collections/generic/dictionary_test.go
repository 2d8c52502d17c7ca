package generic_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// foreign is a read-only dictionary of another package: a Go type whose keys and
// values are sequences that know no type and do not compare.
type foreign struct{ names []string }

type positions func(i int) (any, bool)

func (p positions) Enumerator() rt.Enumerator { return &walk{p, 0} }

type walk struct {
	p positions
	i int
}

func (w *walk) Next(*rt.Frame) (any, bool, error) {
	v, ok := w.p(w.i)
	w.i++
	return v, ok, nil
}

func (d *foreign) at(pick func(i int) any) positions {
	return func(i int) (any, bool) {
		if i >= len(d.names) {
			return nil, false
		}
		return pick(i), true
	}
}

func (d *foreign) Index(f *rt.Frame, key any) (any, error) {
	v, ok, err := d.TryGet(f, key)
	if err == nil && !ok {
		err = clr.KeyNotFound()
	}
	return v, err
}

func (d *foreign) TryGet(_ *rt.Frame, key any) (any, bool, error) {
	for i, n := range d.names {
		if n == key {
			return int32(i), true, nil
		}
	}
	return nil, false, nil
}

func (d *foreign) Count() int { return len(d.names) }

func (d *foreign) Keys() rt.Enumerable { return d.at(func(i int) any { return d.names[i] }) }

func (d *foreign) Values() rt.Enumerable { return d.at(func(i int) any { return int32(i) }) }

func (d *foreign) Enumerator() rt.Enumerator { return d.EnumeratorOf(nil) }

func (d *foreign) EnumeratorOf(pair *rt.Type) rt.Enumerator {
	return d.at(func(i int) any {
		return &generic.KeyValuePair{Type: pair, Key: d.names[i], Value: int32(i)}
	}).Enumerator()
}

// TestForeignDictionary evaluates members of IReadOnlyDictionary<string, int> on an
// object that only implements the Go interface.
func TestForeignDictionary(t *testing.T) {
	l := bcl.Default()
	typ, err := l.Universe.TypeOf("IReadOnlyDictionary<string, int>")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, code, want string }{
		{"item", `return context["b"];`, "1"},
		{"missing item", `try { return context["z"]; } catch (KeyNotFoundException e) { return e.Message; }`, "The given key was not present in the dictionary."},
		{"count", `return context.Count;`, "2"},
		{"count of LINQ", `return context.Count();`, "2"},
		{"contains key", `return context.ContainsKey("a") + "" + context.ContainsKey("A");`, "TrueFalse"},
		{"try get value", `int v; return context.TryGetValue("b", out v) + "" + v + context.TryGetValue("z", out v) + v;`, "True1False0"},
		{"keys", `return string.Join(",", context.Keys);`, "a,b"},
		{"values", `return context.Values.Sum();`, "1"},
		{"keys contain", `return context.Keys.Contains("b");`, "True"},
		{"count of keys", `return context.Keys.Count();`, "2"},
		{"keys as a sequence", `object k = context.Keys; return ((IEnumerable<string>)k).First();`, "a"},
		{"keys as objects", `object k = context.Keys; return k is IEnumerable<object>;`, "True"},
		{"keys compared", `object k = context.Keys; return k == (object)context.Values;`, "False"},
		{"keys in a set", `return new HashSet<object> { context.Keys, context.Keys }.Count;`, "2"},
		{"foreach", `var s = ""; foreach (var p in context) s += p.Key + p.Value; return s;`, "a0b1"},
		{"pairs", `return context.First();`, "[a, 0]"},
		{"pairs compared", `return context.First().Equals(new KeyValuePair<string, int>("a", 0));`, "True"},
		{"no pair", `return context.FirstOrDefault(p => p.Value > 5);`, "[, 0]"},
		{"dictionary of it", `return context.ToDictionary(p => p.Key, p => p.Value)["b"];`, "1"},
		{"enumerator", `var e = context.GetEnumerator(); e.MoveNext(); return e.Current.Key;`, "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var list diag.List
			p := expr.Compile(diag.NewSource("expression", c.code), expr.Body, nil, &expr.Env{Universe: l.Universe, Context: typ}, &list)
			for _, d := range list.All() {
				t.Error(d.Message)
			}
			if p == nil {
				return
			}
			f := &rt.Frame{Context: &foreign{[]string{"a", "b"}}, Env: &rt.Env{
				Budget: rt.Budget{Steps: 10000, Memory: 1 << 20, MaxDepth: 100}, TypeOf: l.TypeOf, Services: host.Default(),
			}}
			f.Prepare(p.Layout)
			v, err := p.Type.Runtime.(*rt.Type).Rep.BoxedFn(p.Code)(f)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := rt.ToString(f, v); err != nil || got.Text != c.want {
				t.Errorf("got %q %v, want %q", got.Text, err, c.want)
			}
		})
	}
}
