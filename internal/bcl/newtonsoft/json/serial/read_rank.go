package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// rank reads an array of several dimensions: arrays of arrays that are as long as each
// other. That they are is looked at when all of them are read. nil is for empty text.
func (r *reader) rank(t jsontree.Token) (any, error) {
	a, ok := t.(*jsontree.Array)
	if !ok {
		return nil, r.notArray(t)
	}
	rows := rankReader{reader: r, dims: make([]int32, 0, r.target.Rank), cubical: true}
	if err := rows.read(a, 0); err != nil {
		return nil, err
	}
	if !rows.cubical {
		return nil, clr.Throw("System.Exception", "Cannot deserialize non-cubical array as multidimensional array.")
	}
	v, err := r.target.Elem.Rep.ArrayOf(r.f, r.target.Elem, rows.items)
	if err != nil {
		return nil, err
	}
	v.SetDims(rows.dims[:r.target.Rank])
	return v, nil
}

// rankReader reads the elements of an array of several dimensions, row by row.
type rankReader struct {
	*reader
	items []any
	// dims are the lengths of the first array of each dimension; cubical says that
	// the others are as long.
	dims    []int32
	cubical bool
}

func (r *rankReader) read(a *jsontree.Array, depth int) error {
	if err := r.f.Alloc(a.Count() * itemCost); err != nil {
		return err
	}
	first := depth == len(r.dims)
	if first {
		r.dims = append(r.dims, 0)
	}
	length := int32(0)
	for i := range a.Count() {
		child := jsontree.Child(a, i)
		if child.Type() == jsontree.TypeComment {
			continue
		}
		length++
		if depth+1 < r.target.Rank {
			row, ok := child.(*jsontree.Array)
			if !ok {
				return jsontree.SerializationError("Unexpected token when deserializing multidimensional array: "+tokenName(child)+".", child)
			}
			if err := r.read(row, depth+1); err != nil {
				return err
			}
			continue
		}
		v, err := r.nested(child, r.target.Elem)
		if err != nil {
			return err
		}
		r.items = append(r.items, v)
	}
	if first {
		r.dims[depth] = length
	}
	r.cubical = r.cubical && length == r.dims[depth]
	return nil
}

// tokenName is the name that a reader has for a token.
func tokenName(t jsontree.Token) string {
	switch t.Type() {
	case jsontree.TypeObject, jsontree.TypeConstructor:
		return "Start" + t.Type().String()
	case jsontree.TypeGuid, jsontree.TypeURI, jsontree.TypeTimeSpan:
		return "String"
	}
	return t.Type().String()
}
