package linq

import (
	"iter"
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// converter turns objects into content as XContainer.Add(object) takes it.
type converter struct {
	object *rt.Type // the type object
}

// withContent links a member that takes content.
func withContent(link func(converter) rt.Linker) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		u := c.Owner.Static.(*types.Type).Universe()
		return link(converter{u.Special(types.Object).Runtime.(*rt.Type)})
	})
}

// content returns an object in the form that package xmltree wants.
func (c converter) content(f *rt.Frame, v any) (xmltree.Content, error) {
	switch v := v.(type) {
	case nil, string, xmltree.Object:
		return v, nil
	}
	if isSequence(f, v) {
		return c.items(f, v), nil
	}
	return text(f, v)
}

// items enumerates the content that a sequence holds.
func (c converter) items(f *rt.Frame, v any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		err := f.Nest()
		if err == nil {
			defer f.Unnest()
			cursor := generic.Read(v, c.object)
			for {
				item, ok, err2 := cursor.Next(f)
				if err = err2; err != nil || !ok {
					break
				}
				if item, err = c.content(f, item); err != nil || !yield(item, nil) {
					break
				}
			}
			err = cursor.Leave(f, err)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// isSequence reports whether an object is an IEnumerable.
func isSequence(f *rt.Frame, v any) bool {
	switch v.(type) {
	case rt.TypedEnumerable, rt.Enumerable:
		return true
	}
	t := f.Env.TypeOf(v)
	return t != nil && t.Class != nil && t.Class.Enumerate != nil
}

// text returns the text of an object that is not null as value of an attribute or
// as content: numbers, booleans, dates and durations in the forms of XML Schema,
// ToString() of anything else.
func text(f *rt.Frame, v any) (string, error) {
	switch v := v.(type) {
	case float64:
		return number(f, v, v)
	case float32:
		return number(f, v, float64(v))
	case string, bool, clr.Decimal, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, xmltree.Object:
		return xmltree.TextOf(v)
	}
	s, err := rt.ToString(f, v)
	if err != nil {
		return "", err
	}
	if !s.Valid {
		return "", clr.Argument("The argument cannot be converted to a string.", "")
	}
	return s.Text, nil
}

// number is XmlConvert.ToString of a double or float: format R, with the digits
// that the evaluation's version of .NET writes, and names of its own for infinity.
func number(f *rt.Frame, v any, value float64) (string, error) {
	if value == 0 || math.IsInf(value, 0) || math.IsNaN(value) {
		return xmltree.TextOf(v)
	}
	return netfmt.Format(v, "R", netfmt.Invariant().WithFloats(host.Of(f).Culture.Floats()))
}

// textOrNull is text for values that may not be null.
func textOrNull(f *rt.Frame, v any) (string, error) {
	if v == nil {
		return "", clr.ArgumentNull("value")
	}
	return text(f, v)
}

// edit is an operation of package xmltree that puts content somewhere.
type edit[T any] func(charge xmltree.Charge, at T, content ...any) error

// editMembers are the two forms of a member that takes content: one object, or any
// number of them.
func editMembers[T any](name string, op edit[T]) []types.Member {
	impl := withContent(func(c converter) rt.Linker {
		return rt.FrameMethod1(func(f *rt.Frame, at T, v any) (rt.Void, error) {
			content, err := c.content(f, v)
			if err != nil {
				return rt.Void{}, err
			}
			return rt.Void{}, op(f.Alloc, at, content)
		})
	})
	return []types.Member{
		{Sig: "void " + name + "(object content)", Impl: impl},
		{Sig: "void " + name + "(params object[] content)", Impl: impl},
	}
}
