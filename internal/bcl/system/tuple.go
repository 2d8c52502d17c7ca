package system

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// mostItems is how many items a Tuple has; the eighth is a tuple of the rest.
const mostItems = 8

// Tuple is an object of System.Tuple<...>.
type Tuple struct {
	typ   *rt.Type
	items []any
}

// NewTuple makes a tuple of its items; ok is false when they are not those of the
// type.
func NewTuple(f *rt.Frame, typ *rt.Type, items []any) (t *Tuple, ok bool, err error) {
	if !strings.HasPrefix(typ.Name, "System.Tuple<") || len(items) != len(typ.Args) {
		return nil, false, nil
	}
	for i, v := range items {
		if !typ.Args[i].Holds(v) {
			return nil, false, nil
		}
	}
	if len(items) == mostItems {
		if _, nested := items[mostItems-1].(*Tuple); !nested {
			return nil, false, nil
		}
	}
	return &Tuple{typ, items}, true, f.Alloc(tupleItemSize * (len(items) + 2))
}

// tupleItemSize is what an item counts in the memory budget.
const tupleItemSize = 16

// RuntimeType returns the constructed tuple type.
func (t *Tuple) RuntimeType() *rt.Type { return t.typ }

// Items returns the items; callers must not change them.
func (t *Tuple) Items() []any { return t.items }

// CompareTo compares item by item.
func (t *Tuple) CompareTo(f *rt.Frame, other any) (int, error) {
	o, ok := other.(*Tuple)
	if !ok || o.typ != t.typ {
		return 0, clr.Argument("Argument must be of type "+rt.DisplayName(t.typ)+".", "other")
	}
	if err := f.Nest(); err != nil {
		return 0, err
	}
	defer f.Unnest()
	for i, v := range t.items {
		if order, err := host.Compare(f, v, o.items[i]); order != 0 || err != nil {
			return order, err
		}
	}
	return 0, nil
}

// tupleTypes are System.Tuple<T1> to System.Tuple<T1, ..., TRest> and the static
// class Tuple with Create.
func tupleTypes() []types.Decl {
	create := types.Decl{Name: "System.Tuple", Kind: types.Class, Static: true}
	list := make([]types.Decl, 0, mostItems+2)
	class := rt.RefClass[*Tuple](rt.Class{
		Instance: func(v any, t *rt.Type) bool { x, ok := v.(*Tuple); return ok && (x.typ == t || t.From(x.typ)) },
		ToString: func(f *rt.Frame, v any) (rt.String, error) {
			out := textBuilder{f: f}
			if err := out.add("("); err != nil {
				return rt.String{}, err
			}
			if err := tupleText(&out, v.(*Tuple)); err != nil {
				return rt.String{}, err
			}
			err := out.add(")")
			return out.text(), err
		},
		Equals: tuplesEqual, Hash: tupleHash,
	})
	class.Go = nil // the objects know their type
	for n := 1; n <= mostItems; n++ {
		list = append(list, tupleType(n, class))
		create.Members = append(create.Members, createTuple(n))
	}
	return append(list, create)
}

// tupleParams returns the names of n type parameters and the parameters of a
// constructor: T1, T2 and T1 item1, T2 item2.
func tupleParams(n int) (names, params string) {
	var ts, ps []string
	for i := 1; i <= n; i++ {
		k := strconv.Itoa(i)
		if i == mostItems {
			ts, ps = append(ts, "TRest"), append(ps, "TRest rest")
			continue
		}
		ts, ps = append(ts, "T"+k), append(ps, "T"+k+" item"+k)
	}
	return strings.Join(ts, ", "), strings.Join(ps, ", ")
}

func tupleType(n int, class *rt.Class) types.Decl {
	names, params := tupleParams(n)
	d := types.Decl{
		Name: "System.Tuple<" + names + ">", Kind: types.Class, Class: class, Implements: []string{"System.IComparable"},
		Members: []types.Member{{Sig: "new(" + params + ")", Impl: newTuple(n, false, func(c *rt.Call) *rt.Type { return c.Owner })}},
	}
	for i := range n {
		sig := "T" + strconv.Itoa(i+1) + " Item" + strconv.Itoa(i+1)
		if i+1 == mostItems {
			sig = "TRest Rest"
		}
		d.Members = append(d.Members, types.Member{Sig: sig, Impl: rt.Method0(func(t *Tuple) (any, error) { return t.items[i], nil })})
	}
	return d
}

// createTuple is Tuple.Create of n items; the eighth is put into a tuple of its
// own.
func createTuple(n int) types.Member {
	var ts, ps []string
	for i := 1; i <= n; i++ {
		k := strconv.Itoa(i)
		ts, ps = append(ts, "T"+k), append(ps, "T"+k+" item"+k)
	}
	result := strings.Join(ts, ", ")
	if n == mostItems {
		result = strings.Join(ts[:n-1], ", ") + ", Tuple<" + ts[n-1] + ">"
	}
	return types.Member{
		Sig:  "static Tuple<" + result + "> Create<" + strings.Join(ts, ", ") + ">(" + strings.Join(ps, ", ") + ")",
		Impl: newTuple(n, true, func(c *rt.Call) *rt.Type { return c.ResultType }),
	}
}

// newTuple links a function of n boxed items that makes a tuple; wraps says that
// the eighth is put into a tuple of its own.
func newTuple(n int, wraps bool, typeOf func(*rt.Call) *rt.Type) rt.Linker {
	return func(c *rt.Call) rt.Code {
		t, at := typeOf(c), c.At
		items := make([]rt.Fn[any], n)
		for i := range items {
			items[i] = rt.Arg[any](c.Args[i])
		}
		return rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
			if err := f.Alloc(tupleItemSize * (n + 2)); err != nil {
				return nil, f.Throw(at, err)
			}
			made := &Tuple{typ: t, items: make([]any, n)}
			for i, item := range items {
				v, err := item(f)
				if err != nil {
					return nil, err
				}
				made.items[i] = v
			}
			if n < mostItems {
				return made, nil
			}
			if wraps {
				made.items[n-1] = &Tuple{typ: t.Args[n-1], items: []any{made.items[n-1]}}
			} else if _, nested := made.items[n-1].(*Tuple); !nested {
				return nil, f.Throw(at, clr.Argument("The last element of an eight element tuple must be a Tuple.", ""))
			}
			return made, nil
		}))
	}
}

func tupleText(out *textBuilder, t *Tuple) error {
	if err := out.f.Nest(); err != nil {
		return err
	}
	defer out.f.Unnest()
	for i, v := range t.items {
		if i > 0 {
			if err := out.add(", "); err != nil {
				return err
			}
		}
		if rest, ok := v.(*Tuple); ok && i == mostItems-1 {
			return tupleText(out, rest)
		}
		if err := out.addObject(v); err != nil {
			return err
		}
	}
	return nil
}

func tuplesEqual(f *rt.Frame, a, b any) (bool, error) {
	x := a.(*Tuple)
	y, ok := b.(*Tuple)
	if !ok || x.typ != y.typ {
		return false, nil
	}
	if err := f.Nest(); err != nil {
		return false, err
	}
	defer f.Unnest()
	for i, v := range x.items {
		if same, err := rt.Equals(f, v, y.items[i]); !same || err != nil {
			return false, err
		}
	}
	return true, nil
}

func tupleHash(f *rt.Frame, v any) (int32, error) {
	if err := f.Nest(); err != nil {
		return 0, err
	}
	defer f.Unnest()
	var h int32
	for _, item := range v.(*Tuple).items {
		var k int32
		if item != nil {
			var err error
			if k, err = rt.Hash(f, item); err != nil {
				return 0, err
			}
		}
		h = (h<<5 + h) ^ k
	}
	return h, nil
}
