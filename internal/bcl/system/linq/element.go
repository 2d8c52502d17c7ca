package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// finder finds one element of a sequence, among those for which the predicate
// holds where there is one.
type finder func(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (v any, found bool, err error)

func elementMembers() []types.Member {
	var list []types.Member
	for _, x := range []struct {
		name string
		find finder
	}{{"First", first}, {"Last", last}, {"Single", single}} {
		list = append(list, pickMembers(x.name, x.find, false)...)
		list = append(list, pickMembers(x.name+"OrDefault", x.find, true)...)
	}
	return append(list,
		types.Member{Sig: "static TSource ElementAt<TSource>(this IEnumerable<TSource> source, int index)", Impl: op2("", elementAt)},
		types.Member{Sig: "static TSource ElementAtOrDefault<TSource>(this IEnumerable<TSource> source, int index)", Impl: op2("", elementAtOrDefault)},
	)
}

// pickMembers declares an operator without and with a predicate.
func pickMembers(name string, find finder, orDefault bool) []types.Member {
	pick := func(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (any, error) {
		v, found, err := find(o, f, src, predicate)
		switch {
		case err != nil || found:
			return v, err
		case orDefault:
			return o.zero, nil
		case predicate != nil:
			return nil, clr.InvalidOperation("Sequence contains no matching element")
		}
		return nil, noElements()
	}
	sig := "static TSource " + name + "<TSource>(this IEnumerable<TSource> source"
	return []types.Member{
		{Sig: sig + ")", Impl: op1("", func(o *op, f *rt.Frame, src any) (any, error) {
			if err := need(src); err != nil {
				return nil, err
			}
			return pick(o, f, src, nil)
		})},
		{Sig: sig + ", Func<TSource, bool> predicate)", Impl: op2("", func(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (any, error) {
			if err := need(src, fnArg{predicate, "predicate"}); err != nil {
				return nil, err
			}
			return pick(o, f, src, predicate)
		})},
	}
}

func noElements() error { return clr.InvalidOperation("Sequence contains no elements") }

// nextThat returns the next element for which a predicate, which may be nil, holds.
func nextThat(f *rt.Frame, in *generic.Cursor, predicate *rt.Delegate) (any, bool, error) {
	if predicate != nil && in.Strings() {
		return nextString(f, in, predicate)
	}
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok || predicate == nil {
			return v, ok, err
		}
		ok, err = predicate.True(f, v)
		if err != nil {
			return nil, false, err
		}
		if ok {
			return v, true, nil
		}
	}
}

// nextString is nextThat for a string[]: only the string that is found is boxed.
func nextString(f *rt.Frame, in *generic.Cursor, predicate *rt.Delegate) (any, bool, error) {
	for {
		s, ok, err := in.NextString(f)
		if err != nil || !ok {
			return nil, false, err
		}
		holds, err := predicate.CallString(f, s)
		if err != nil {
			return nil, false, err
		}
		if holds == true {
			return s.Box(), true, nil
		}
	}
}

func first(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (any, bool, error) {
	in := o.read(src)
	v, ok, err := nextThat(f, &in, predicate)
	return v, ok, in.Leave(f, err)
}

// last takes the last element of a list or array directly.
func last(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (any, bool, error) {
	if n, ok := generic.KnownCount(f, src); ok && predicate == nil && isIndexed(src) {
		if n == 0 {
			return nil, false, nil
		}
		v, err := itemAt(f, src, n-1)
		return v, err == nil, err
	}
	in := o.read(src)
	var found any
	any := false
	for {
		v, ok, err := nextThat(f, &in, predicate)
		if err != nil || !ok {
			return found, any && err == nil, in.Leave(f, err)
		}
		found, any = v, true
	}
}

// single throws when there is a second element.
func single(o *op, f *rt.Frame, src any, predicate *rt.Delegate) (any, bool, error) {
	in := o.read(src)
	v, ok, err := nextThat(f, &in, predicate)
	if err != nil || !ok {
		return nil, false, in.Leave(f, err)
	}
	_, more, err := nextThat(f, &in, predicate)
	err = in.Leave(f, err)
	switch {
	case err != nil || !more:
		return v, err == nil, err
	case predicate != nil:
		return nil, false, clr.InvalidOperation("Sequence contains more than one matching element")
	}
	return nil, false, clr.InvalidOperation("Sequence contains more than one element")
}

// itemAt returns an element of a list or array; i is in range.
func itemAt(f *rt.Frame, src any, i int) (any, error) {
	if a, ok := src.(rt.AnyArray); ok {
		return a.Get(i), nil
	}
	return src.(generic.Indexed).At(f, i)
}

// elementAt is ElementAt.
func elementAt(o *op, f *rt.Frame, src any, index int32) (any, error) {
	v, ok, err := o.at(f, src, index)
	switch {
	case err != nil || ok:
		return v, err
	case isIndexed(src):
		return nil, clr.ListIndexOutOfRange()
	}
	return nil, clr.ArgumentOutOfRange("", "index")
}

// elementAtOrDefault is ElementAtOrDefault.
func elementAtOrDefault(o *op, f *rt.Frame, src any, index int32) (any, error) {
	v, ok, err := o.at(f, src, index)
	if err == nil && !ok {
		return o.zero, nil
	}
	return v, err
}

func (o *op) at(f *rt.Frame, src any, index int32) (any, bool, error) {
	if err := need(src); err != nil {
		return nil, false, err
	}
	if index < 0 {
		return nil, false, nil
	}
	if n, ok := generic.KnownCount(f, src); ok && isIndexed(src) {
		if int(index) >= n {
			return nil, false, nil
		}
		v, err := itemAt(f, src, int(index))
		return v, err == nil, err
	}
	in := o.read(src)
	for {
		v, ok, err := in.Next(f)
		if err != nil || !ok || index == 0 {
			return v, ok, in.Leave(f, err)
		}
		index--
	}
}
