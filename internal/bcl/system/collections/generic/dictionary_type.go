package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// The plus sign is reflection's for nested types: expressions write
// Dictionary<K, V>.KeyCollection.
const (
	keyCollectionName   = "System.Collections.Generic.Dictionary+KeyCollection"
	valueCollectionName = "System.Collections.Generic.Dictionary+ValueCollection"
)

func dictionaryTypes() []types.Decl {
	const ns = "System.Collections.Generic."
	view := func(name, elem, member string) types.Decl {
		return types.Decl{
			Name: name + "<TKey, TValue>", Kind: types.Class, Implements: []string{
				ns + "ICollection<" + elem + ">", ns + "IReadOnlyCollection<" + elem + ">", "System.Collections.ICollection",
			},
			Class: &rt.Class{ToString: func(f *rt.Frame, v any) (rt.String, error) {
				d := v.(*dictionaryView).d
				return rt.Str(ns + "Dictionary`2+" + member + "[" + rt.DisplayName(d.typ.Args[0]) + "," + rt.DisplayName(d.typ.Args[1]) + "]"), nil
			}},
			Members: []types.Member{
				{Sig: "new(Dictionary<TKey, TValue> dictionary)", Impl: rt.Func1(func(d *Dictionary) (any, error) {
					switch {
					case d == nil:
						return nil, clr.ArgumentNull("dictionary")
					case member == "KeyCollection":
						return d.Keys(), nil
					}
					return d.Values(), nil
				})},
				{Sig: "int Count", Impl: rt.Method0(func(v *dictionaryView) (int32, error) { return int32(v.Count()), nil })},
				{Sig: "void CopyTo(" + elem + "[] array, int index)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					return rt.FrameMethod2(copying(c.ParamTypes[0].Elem))
				})},
				{Sig: "Dictionary+" + member + "+Enumerator<TKey, TValue> GetEnumerator()", Impl: enumeratorLinker()},
			},
		}
	}
	return []types.Decl{
		view(keyCollectionName, "TKey", "KeyCollection"), view(valueCollectionName, "TValue", "ValueCollection"),
		{
			Name: ns + "IReadOnlyDictionary<TKey, TValue>", Kind: types.Interface,
			Implements: []string{ns + "IReadOnlyCollection<KeyValuePair<TKey, TValue>>"},
			Members: append(readMembers(),
				types.Member{Sig: "TValue this[TKey key]", Impl: rt.Linker(item)},
				types.Member{Sig: "IEnumerable<TKey> Keys", Impl: parts(ReadOnlyDictionary.Keys)},
				types.Member{Sig: "IEnumerable<TValue> Values", Impl: parts(ReadOnlyDictionary.Values)}),
		},
		{
			Name: ns + "IDictionary<TKey, TValue>", Kind: types.Interface,
			Implements: []string{ns + "ICollection<KeyValuePair<TKey, TValue>>"},
			Members: append(readMembers(),
				types.Member{Sig: "TValue this[TKey key]", Impl: BoxedArg(0, rt.FrameMethod1(index)), Set: BoxedArg(0, BoxedArg(1, rt.FrameMethod2(setIndex)))},
				types.Member{Sig: "ICollection<TKey> Keys", Impl: parts(ReadOnlyDictionary.Keys)},
				types.Member{Sig: "ICollection<TValue> Values", Impl: parts(ReadOnlyDictionary.Values)},
				types.Member{Sig: "void Add(TKey key, TValue value)", Impl: rt.FrameMethod2(addPair)},
				types.Member{Sig: "bool Remove(TKey key)", Impl: rt.FrameMethod1(removeKey)}),
		},
		dictionaryType(),
	}
}

// readMembers are the members that both dictionary interfaces have.
func readMembers() []types.Member {
	return []types.Member{
		{Sig: "bool ContainsKey(TKey key)", Impl: rt.FrameMethod1(containsKey)},
		{Sig: "bool TryGetValue(TKey key, out TValue value)", Impl: rt.Generic(tryGetValue)},
	}
}

func dictionaryType() types.Decl {
	const ns = "System.Collections.Generic."
	return types.Decl{
		Name: ns + "Dictionary<TKey, TValue>", Kind: types.Class, Class: &rt.Class{},
		Implements: []string{ns + "IDictionary<TKey, TValue>", ns + "IReadOnlyDictionary<TKey, TValue>", "System.Collections.ICollection"},
		Members: []types.Member{
			{Sig: "new()", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.Func0(func() (*Dictionary, error) { return NewDictionary(t, nil), nil })
			})},
			{Sig: "new(int capacity)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, n int32) (*Dictionary, error) { return newSized(f, t, n, nil) })
			})},
			{Sig: "new(IEqualityComparer<TKey> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.Func1(func(c host.EqualityComparer) (*Dictionary, error) { return NewDictionary(t, c), nil })
			})},
			{Sig: "new(int capacity, IEqualityComparer<TKey> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, n int32, c host.EqualityComparer) (*Dictionary, error) { return newSized(f, t, n, c) })
			})},
			{Sig: "new(IDictionary<TKey, TValue> dictionary)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, src any) (*Dictionary, error) { return newCopy(f, t, src, nil) })
			})},
			{Sig: "new(IDictionary<TKey, TValue> dictionary, IEqualityComparer<TKey> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, src any, c host.EqualityComparer) (*Dictionary, error) { return newCopy(f, t, src, c) })
			})},
			{Sig: "new(IEnumerable<KeyValuePair<TKey, TValue>> collection)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc1(func(f *rt.Frame, src any) (*Dictionary, error) { return newOfPairs(f, t, src, nil) })
			})},
			{Sig: "new(IEnumerable<KeyValuePair<TKey, TValue>> collection, IEqualityComparer<TKey> comparer)", Impl: owned(func(t *rt.Type) rt.Linker {
				return rt.FrameFunc2(func(f *rt.Frame, src any, c host.EqualityComparer) (*Dictionary, error) {
					return newOfPairs(f, t, src, c)
				})
			})},
			{Sig: "IEqualityComparer<TKey> Comparer", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				def := defaultEquality{construct(ns+"EqualityComparer", c.OwnerArgs[0])}
				return rt.Method0(func(d *Dictionary) (any, error) {
					if d.t.cmp == nil {
						return def, nil
					}
					return d.t.cmp, nil
				})
			})},
			{Sig: "int Count", Impl: rt.Method0(func(d *Dictionary) (int32, error) { return int32(d.Count()), nil })},
			{Sig: "Dictionary+KeyCollection<TKey, TValue> Keys", Impl: rt.Method0(func(d *Dictionary) (any, error) { return d.Keys(), nil })},
			{Sig: "Dictionary+ValueCollection<TKey, TValue> Values", Impl: rt.Method0(func(d *Dictionary) (any, error) { return d.Values(), nil })},
			{Sig: "TValue this[TKey key]", Impl: BoxedArg(0, rt.FrameMethod1(index)), Set: BoxedArg(0, BoxedArg(1, rt.FrameMethod2(setIndex)))},
			{Sig: "void Add(TKey key, TValue value)", Impl: rt.FrameMethod2(addPair)},
			{Sig: "bool TryAdd(TKey key, TValue value)", Impl: rt.FrameMethod2(func(f *rt.Frame, d *Dictionary, k, v any) (bool, error) { return d.tryAdd(f, k, v) })},
			{Sig: "void Clear()", Impl: rt.FrameMethod0(func(f *rt.Frame, d *Dictionary) (rt.Void, error) { return rt.Void{}, d.ClearItems(f) })},
			{Sig: "bool ContainsKey(TKey key)", Impl: rt.FrameMethod1(containsKey)},
			{Sig: "bool ContainsValue(TValue value)", Impl: rt.FrameMethod1(func(f *rt.Frame, d *Dictionary, v any) (bool, error) { return d.containsValue(f, v) })},
			{Sig: "Dictionary+Enumerator<TKey, TValue> GetEnumerator()", Impl: enumeratorLinker()},
			{Sig: "bool Remove(TKey key)", Impl: rt.FrameMethod1(removeKey)},
			{Sig: "bool Remove(TKey key, out TValue value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				zero := c.OwnerArgs[1].Zero
				return rt.FrameMethod2(func(f *rt.Frame, d *Dictionary, k any, out rt.Out[any]) (bool, error) {
					v, ok, err := d.takeKey(f, k)
					if !ok {
						v = zero
					}
					out.Set(v)
					return ok, err
				})
			})},
			{Sig: "bool TryGetValue(TKey key, out TValue value)", Impl: rt.Generic(tryGetValue)},
		},
		RefusedMembers: []string{"GetObjectData", "OnDeserialization"},
	}
}

func newSized(f *rt.Frame, typ *rt.Type, n int32, cmp host.EqualityComparer) (*Dictionary, error) {
	if n < 0 {
		return nil, clr.ArgumentOutOfRange("", "capacity")
	}
	if n > maxCapacity {
		return nil, &rt.Exceeded{What: "memory"}
	}
	d := NewDictionary(typ, cmp)
	return d, d.t.grow(f, int(n))
}

func newCopy(f *rt.Frame, typ *rt.Type, src any, cmp host.EqualityComparer) (*Dictionary, error) {
	if src == nil {
		return nil, clr.ArgumentNull("dictionary")
	}
	d := NewDictionary(typ, cmp)
	return d, d.addAll(f, src)
}

// newOfPairs makes a dictionary of a sequence of pairs, as .NET has it since Core
// 2.0.
func newOfPairs(f *rt.Frame, typ *rt.Type, src any, cmp host.EqualityComparer) (*Dictionary, error) {
	if src == nil {
		return nil, clr.ArgumentNull("collection")
	}
	d := NewDictionary(typ, cmp)
	return d, d.addAll(f, src)
}

// AsDictionary returns what is behind a receiver of a dictionary interface; it throws
// InvalidCastException for other objects.
func AsDictionary(f *rt.Frame, v any) (ReadOnlyDictionary, error) {
	if d, ok := v.(ReadOnlyDictionary); ok {
		return d, nil
	}
	if d, ok := view(f, v).(ReadOnlyDictionary); ok {
		return d, nil
	}
	return nil, clr.InvalidCast(f.TypeName(v), "System.Collections.IDictionary")
}

func mutableDictionary(f *rt.Frame, v any) (MutableDictionary, error) {
	if d, ok := view(f, v).(MutableDictionary); ok {
		return d, nil
	}
	return nil, clr.NotSupported("Collection is read-only.")
}

func index(f *rt.Frame, v, key any) (any, error) {
	d, err := AsDictionary(f, v)
	if err != nil {
		return nil, err
	}
	return d.Index(f, key)
}

func setIndex(f *rt.Frame, v, key, value any) (rt.Void, error) {
	d, err := mutableDictionary(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, d.SetIndex(f, key, value)
}

func addPair(f *rt.Frame, v, key, value any) (rt.Void, error) {
	d, err := mutableDictionary(f, v)
	if err != nil {
		return rt.Void{}, err
	}
	return rt.Void{}, d.AddPair(f, key, value)
}

func removeKey(f *rt.Frame, v, key any) (bool, error) {
	d, err := mutableDictionary(f, v)
	if err != nil {
		return false, err
	}
	return d.RemoveKey(f, key)
}

func containsKey(f *rt.Frame, v, key any) (bool, error) {
	d, err := AsDictionary(f, v)
	if err != nil {
		return false, err
	}
	_, ok, err := d.TryGet(f, key)
	return ok, err
}

// tryGetValue links TryGetValue, which sets the variable to default(TValue) where
// nothing is found.
func tryGetValue(c *rt.Call) rt.Linker {
	zero := c.ParamTypes[1].Zero
	return rt.FrameMethod2(func(f *rt.Frame, v, key any, out rt.Out[any]) (bool, error) {
		d, err := AsDictionary(f, v)
		if err != nil {
			return false, err
		}
		value, ok, err := d.TryGet(f, key)
		if err != nil {
			return false, err
		}
		if !ok {
			value = zero
		}
		out.Set(value)
		return ok, nil
	})
}

// part is the keys or values of a dictionary whose Go type gives a sequence that
// knows no type.
type part struct {
	rt.Enumerable
	typ *rt.Type
	d   ReadOnlyDictionary
}

// RuntimeType returns the interface through which the sequence was asked for.
func (p *part) RuntimeType() *rt.Type { return p.typ }

// Count returns the number of pairs.
func (p *part) Count() int { return p.d.Count() }

// parts links Keys and Values.
func parts(of func(ReadOnlyDictionary) rt.Enumerable) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		typ := c.ResultType
		return rt.FrameMethod0(func(f *rt.Frame, v any) (rt.Enumerable, error) {
			d, err := AsDictionary(f, v)
			if err != nil {
				return nil, err
			}
			s := of(d)
			if _, ok := s.(rt.Typed); !ok {
				s = &part{s, typ, d}
			}
			return s, nil
		})
	})
}
