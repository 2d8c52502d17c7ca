package regularexpressions

import (
	"reflect"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// The collections are lists that cannot change, as in modern .NET; .NET
// Framework's know no element type.

// matches is a MatchCollection.
type matches struct{ items []*netregex.Match }

// Count returns the number of matches.
func (c *matches) Count() int { return len(c.items) }

// At returns a match.
func (c *matches) At(_ *rt.Frame, i int) (any, error) {
	if i < 0 || i >= len(c.items) {
		return nil, clr.ArgumentOutOfRange("", "i")
	}
	return c.items[i], nil
}

// Enumerator returns an enumerator over the matches.
func (c *matches) Enumerator() rt.Enumerator { return &enumerator{c: c} }

// groups is a GroupCollection: the groups of a match in the order of their
// numbers.
type groups struct{ match *netregex.Match }

// Count returns the number of groups, the whole match included.
func (c *groups) Count() int { return c.match.GroupCount() }

// At returns the group of a number; without one a group that has captured
// nothing.
func (c *groups) At(_ *rt.Frame, number int) (any, error) {
	if number == 0 {
		return c.match, nil
	}
	return c.match.Numbered(number), nil
}

// Enumerator returns an enumerator over the groups.
func (c *groups) Enumerator() rt.Enumerator { return &enumerator{c: groupList{c}} }

// groupList is the groups by their place instead of their number.
type groupList struct{ *groups }

// At returns the group at a place.
func (c groupList) At(_ *rt.Frame, i int) (any, error) {
	if i == 0 {
		return c.match, nil
	}
	return c.match.GroupAt(i), nil
}

// captures is a CaptureCollection: the captures of a group.
type captures struct {
	group group
	items []netregex.Capture
}

// Count returns the number of captures.
func (c *captures) Count() int { return len(c.items) }

// At returns a capture; the last is the group itself.
func (c *captures) At(_ *rt.Frame, i int) (any, error) {
	switch {
	case i < 0 || i >= len(c.items):
		return nil, clr.ArgumentOutOfRange("", "i")
	case i == len(c.items)-1:
		return c.group, nil
	}
	return &c.items[i], nil
}

// Enumerator returns an enumerator over the captures.
func (c *captures) Enumerator() rt.Enumerator { return &enumerator{c: c} }

// enumerator walks over one of the collections.
type enumerator struct {
	c interface {
		Count() int
		At(f *rt.Frame, i int) (any, error)
	}
	next int
}

// Next returns the next element.
func (e *enumerator) Next(f *rt.Frame) (any, bool, error) {
	if e.next >= e.c.Count() {
		return nil, false, nil
	}
	v, err := e.c.At(f, e.next)
	e.next++
	return v, true, err
}

// collection is what the three have in common.
type collection interface {
	generic.Indexed
}

func collectionTypes() []types.Decl {
	return []types.Decl{
		collectionType("Match", copyMatches, types.Member{Sig: "Match this[int i]", Impl: rt.FrameMethod1(func(f *rt.Frame, c *matches, i int32) (any, error) {
			return c.At(f, int(i))
		})}),
		collectionType("Group", copyTo[*groups], types.Member{Sig: "Group this[int groupnum]", Impl: rt.FrameMethod1(func(f *rt.Frame, c *groups, i int32) (any, error) {
			return c.At(f, int(i))
		})}, types.Member{Sig: "Group this[string groupname]", Impl: rt.Method1(groupNamed)}),
		collectionType("Capture", copyTo[*captures], types.Member{Sig: "Capture this[int i]", Impl: rt.FrameMethod1(func(f *rt.Frame, c *captures, i int32) (any, error) {
			return c.At(f, int(i))
		})}),
	}
}

func groupNamed(c *groups, name rt.String) (any, error) {
	if !name.Valid && c.match.Success() {
		return nil, clr.ArgumentNull("name")
	}
	g := c.match.Named(name.Text)
	if g == c.match.GroupAt(0) {
		return c.match, nil
	}
	return g, nil
}

func collectionType[T collection](elem string, copyTo func(*rt.Frame, T, rt.AnyArray, int32) (rt.Void, error), indexers ...types.Member) types.Decl {
	full := ns + elem
	const generics = "System.Collections.Generic."
	return types.Decl{
		Name: full + "Collection", Kind: types.Class,
		Implements: []string{
			generics + "IList<" + full + ">", generics + "IReadOnlyList<" + full + ">", "System.Collections.IList",
		},
		Class: rt.RefClass[T](rt.Class{}),
		Members: append(indexers,
			types.Member{Sig: "int Count", Impl: rt.Method0(func(c T) (int32, error) { return int32(c.Count()), nil })},
			types.Member{Sig: "bool IsReadOnly", Impl: rt.Method0(func(T) (bool, error) { return true, nil })},
			types.Member{Sig: "bool IsSynchronized", Impl: rt.Method0(func(T) (bool, error) { return false, nil })},
			types.Member{Sig: "object SyncRoot", Impl: rt.Method0(func(c T) (any, error) { return c, nil })},
			types.Member{Sig: "void CopyTo(System.Array array, int arrayIndex)", Impl: rt.FrameMethod2(copyTo)},
			types.Member{Sig: "void CopyTo(" + full + "[] array, int arrayIndex)", Impl: rt.FrameMethod2(copyTo)},
			types.Member{Sig: "System.Collections.IEnumerator GetEnumerator()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				typ := c.ResultType
				object := typ.Static.(*types.Type).Universe().Special(types.Object).Runtime.(*rt.Type)
				return rt.FrameMethod0(func(f *rt.Frame, v any) (*generic.Iterator, error) {
					return generic.NewIterator(f, v, object, typ)
				})
			})},
		),
	}
}

// copyTo is CopyTo of groups and captures, which stores one element after the other
// as Array.SetValue does.
func copyTo[T collection](f *rt.Frame, c T, to rt.AnyArray, index int32) (rt.Void, error) {
	if to == nil {
		return rt.Void{}, clr.ArgumentNull("array")
	}
	for i := range c.Count() {
		if err := f.Step(); err != nil {
			return rt.Void{}, err
		}
		at := int(index) + i
		switch {
		case to.Dims() != nil:
			return rt.Void{}, clr.Argument("Array was not a one-dimensional array.", "")
		case at < 0 || at >= to.Len():
			return rt.Void{}, clr.IndexOutOfRange()
		}
		v, err := c.At(f, i)
		if err != nil {
			return rt.Void{}, err
		}
		if !to.ElementType().Instance(v) {
			return rt.Void{}, clr.Throw("System.InvalidCastException", "Object cannot be stored in an array of this type.")
		}
		if err := to.Set(f, at, v); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}

// copyMatches is CopyTo of matches, which copies as Array.Copy does.
func copyMatches(f *rt.Frame, c *matches, to rt.AnyArray, index int32) (rt.Void, error) {
	switch {
	case to == nil:
		return rt.Void{}, clr.ArgumentNull("destinationArray")
	case to.Dims() != nil:
		return rt.Void{}, clr.Argument("Only single dimensional arrays are supported for the requested action.", "")
	case index < 0:
		return rt.Void{}, clr.ArgumentOutOfRange("Number was less than the array's lower bound in the first dimension.", "destinationIndex")
	case int(index) > to.Len()-c.Count():
		return rt.Void{}, clr.Argument("Destination array was not long enough. Check destIndex and length, and the array's lower bounds.", "")
	}
	if err := f.Steps(c.Count()); err != nil {
		return rt.Void{}, err
	}
	for i := range c.Count() {
		v, err := c.At(f, i)
		if err != nil {
			return rt.Void{}, err
		}
		if !to.ElementType().Instance(v) {
			return rt.Void{}, clr.Throw("System.InvalidCastException", "At least one element in the source array could not be cast down to the destination array type.")
		}
		if err := to.Set(f, int(index)+i, v); err != nil {
			return rt.Void{}, err
		}
	}
	return rt.Void{}, nil
}

func goType[T any]() reflect.Type { return reflect.TypeFor[T]() }
