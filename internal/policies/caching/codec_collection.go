package caching

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system"
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/collections/generic"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/pack"
)

// collection writes a value that holds others.
func (e *encoder) collection(v any) error {
	switch v := v.(type) {
	case *rt.Array[uint8]:
		if len(v.Dims()) <= 1 {
			e.b = pack.AppendText(append(e.b, tagBytes), v.Items)
			return nil
		}
		return e.array(v)
	case *rt.Array[rt.String]:
		if len(v.Dims()) <= 1 {
			e.b = pack.AppendUint(append(e.b, tagStrings), uint64(len(v.Items)))
			for _, s := range v.Items {
				e.b = appendOptional(e.b, s)
			}
			return nil
		}
		return e.array(v)
	case rt.AnyArray:
		return e.array(v)
	case generic.Copyable:
		return e.copyable(v)
	case *generic.KeyValuePair:
		e.b = append(e.b, tagPair)
		e.typ(v.Type)
		return e.values(v.Key, v.Value)
	case *system.Tuple:
		e.b = append(e.b, tagTuple)
		e.typ(v.RuntimeType())
		return e.values(v.Items()...)
	case *rt.Record:
		e.b = append(e.b, tagRecord)
		e.typ(v.Type)
		return e.values(v.Values...)
	case generic.Collection: // a view of another value
		return errOutside
	case query:
		return e.sequence(tagSequence, v, nil)
	}
	return errOutside
}

func (e *encoder) values(list ...any) error {
	for _, v := range list {
		if err := e.value(v); err != nil {
			return err
		}
	}
	return nil
}

// array writes the element type, the dimensions and the elements.
func (e *encoder) array(a rt.AnyArray) error {
	e.b = append(e.b, tagArray)
	e.typ(a.ElementType())
	dims := a.Dims()
	if len(dims) <= 1 {
		dims = []int32{int32(a.Len())}
	}
	e.b = pack.AppendUint(e.b, uint64(len(dims)))
	for _, n := range dims {
		e.b = pack.AppendUint(e.b, uint64(n))
	}
	if err := e.f.Steps(a.Len()); err != nil {
		return err
	}
	for i := range a.Len() {
		if err := e.value(a.Get(i)); err != nil {
			return err
		}
	}
	return nil
}

// comparerDefault and comparerStrings say which comparer a collection has: the
// latter, with the number of the comparison after it, is a System.StringComparer.
const (
	comparerDefault = 0
	comparerStrings = 1
)

// comparing is a collection with a comparer.
type comparing interface{ Comparer() host.EqualityComparer }

func (e *encoder) copyable(v generic.Copyable) error {
	comparer := []byte{comparerDefault}
	if c, ok := v.(comparing); ok && c.Comparer() != nil {
		s, ok := c.Comparer().(*system.StringComparer)
		if !ok {
			return errOutside
		}
		comparer = []byte{comparerStrings, byte(s.Comparison())}
	}
	q, ok := v.(query)
	if !ok {
		return errOutside
	}
	return e.sequence(tagCollection, q, comparer)
}

// sequence writes a type, what follows it, and the elements of a sequence up to its
// end; a dictionary's are its keys and values in turn.
func (e *encoder) sequence(tag byte, q query, head []byte) error {
	e.b = append(e.b, tag)
	e.typ(q.RuntimeType())
	e.b = append(e.b, head...)
	_, pairs := q.(*generic.Dictionary)
	err := generic.Each(e.f, q, nil, func(v any) error {
		e.b = append(e.b, more)
		if pair, ok := v.(*generic.KeyValuePair); ok && pairs {
			return e.values(pair.Key, pair.Value)
		}
		return e.value(v)
	})
	e.b = append(e.b, end)
	return err
}

// end and more stand before each element of a sequence and after the last.
const (
	end  = 0
	more = 1
)

// collection reads a value that holds others.
func (d *decoder) collection(tag byte) (any, error) {
	switch tag {
	case tagBytes:
		return rt.NewArray(d.f.Env.TypeOf(byte(0)), []byte(d.Text())), nil
	case tagStrings:
		const size = 24
		items := make([]rt.String, d.count(size))
		for i := range items {
			items[i] = d.optional()
		}
		return rt.NewArray(d.f.Env.TypeOf(""), items), nil
	case tagArray, tagCollection, tagPair, tagTuple, tagRecord, tagSequence:
	default:
		return nil, errForm
	}
	typ, err := d.typ()
	if err != nil {
		return nil, err
	}
	switch tag {
	case tagArray:
		return d.array(typ)
	case tagPair:
		return d.pair(typ)
	case tagRecord:
		return d.record(typ)
	case tagTuple:
		items, err := d.values(typ, len(typ.Args))
		if err != nil {
			return nil, err
		}
		t, ok, err := system.NewTuple(d.f, typ, items)
		return t, sound(ok, err)
	case tagSequence:
		return d.sequence(typ)
	}
	return d.copyable(typ)
}

// sound is err, or that the form is wrong.
func sound(ok bool, err error) error {
	if err == nil && !ok {
		return errForm
	}
	return err
}

// values reads so many values, one for each argument of a type.
func (d *decoder) values(typ *rt.Type, count int) ([]any, error) {
	if count == 0 || count != len(typ.Args) {
		return nil, errForm
	}
	var items generic.Buffer
	for _, t := range typ.Args {
		if err := d.item(&items, t); err != nil {
			return nil, err
		}
	}
	return items.Items, nil
}

func (d *decoder) pair(typ *rt.Type) (any, error) {
	const members = 2
	values, err := d.values(typ, members)
	if err != nil || !strings.HasPrefix(typ.Name, "System.Collections.Generic.KeyValuePair<") {
		return nil, sound(false, err)
	}
	return &generic.KeyValuePair{Type: typ, Key: values[0], Value: values[1]}, nil
}

// record reads an object of an anonymous type, or a tuple.
func (d *decoder) record(typ *rt.Type) (any, error) {
	if len(typ.Fields) == 0 {
		return nil, errForm
	}
	values, err := d.values(typ, len(typ.Fields))
	if err != nil {
		return nil, err
	}
	return &rt.Record{Type: typ, Values: values}, d.f.Alloc(rt.RecordSize(len(values)))
}

func (d *decoder) array(elem *rt.Type) (any, error) {
	// .NET's arrays have no more dimensions, and no more elements in one.
	const maxDims, maxLength = 32, 1<<31 - 1
	dims, count := make([]int32, d.Length(maxDims)), 1
	for i := range dims {
		n := d.Length(maxLength)
		dims[i], count = int32(n), count*n
		// Every element takes a byte at least.
		if count > d.Len() {
			return nil, errForm
		}
	}
	if len(dims) == 0 {
		return nil, errForm
	}
	var items generic.Buffer
	for range count {
		if err := d.item(&items, elem); err != nil {
			return nil, err
		}
	}
	a, err := elem.Rep.ArrayOf(d.f, elem, items.Items)
	if err != nil {
		return nil, err
	}
	a.SetDims(dims)
	return a, nil
}

// item reads a value that a variable of a type can hold.
func (d *decoder) item(items *generic.Buffer, typ *rt.Type) error {
	v, err := d.value()
	if err == nil && !typ.Holds(v) {
		err = errForm
	}
	if err != nil {
		return err
	}
	return items.Add(d.f, v)
}

// items reads the elements of a sequence, whose types repeat.
func (d *decoder) items(types ...*rt.Type) ([]any, error) {
	var items generic.Buffer
	for d.Byte() == more {
		for _, t := range types {
			if err := d.item(&items, t); err != nil {
				return nil, err
			}
		}
	}
	if d.Bad() {
		return nil, errForm
	}
	return items.Items, nil
}

func (d *decoder) sequence(typ *rt.Type) (any, error) {
	elem := generic.ElementOf(typ)
	if elem == nil {
		return nil, errForm
	}
	items, err := d.items(elem)
	return &frozen{typ, items}, err
}

func (d *decoder) copyable(typ *rt.Type) (any, error) {
	var comparer host.EqualityComparer
	if d.Byte() == comparerStrings {
		c := system.StringComparerOf(int(d.Byte()))
		if c == nil {
			return nil, errForm
		}
		comparer = c
	}
	items, err := d.items(typ.Args...)
	if err != nil {
		return nil, err
	}
	c, ok, err := generic.Restore(d.f, typ, comparer, items)
	return c, sound(ok, err)
}
