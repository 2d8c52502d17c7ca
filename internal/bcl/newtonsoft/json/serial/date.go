package serial

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// withDates puts dates in the place of the constructors new Date(milliseconds) in a
// tree, as Newtonsoft does where its serialiser makes tokens; JToken.Parse does not.
func withDates(f *rt.Frame, t jsontree.Token) (jsontree.Token, error) {
	if err := f.Nest(); err != nil {
		return nil, err
	}
	defer f.Unnest()
	if err := f.Step(); err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case *jsontree.Constructor:
		return dateOf(t)
	case *jsontree.Object:
		for i := range t.Count() {
			p := t.PropertyAt(i)
			v, err := withDates(f, p.Value())
			if err != nil {
				return nil, err
			}
			if v == p.Value() {
				continue
			}
			if err := p.SetValue(v, f.Alloc); err != nil {
				return nil, err
			}
		}
	case *jsontree.Array:
		for i := range t.Count() {
			item, err := t.At(i)
			if err != nil {
				return nil, err
			}
			v, err := withDates(f, item)
			if err != nil {
				return nil, err
			}
			if v == item {
				continue
			}
			if err := t.SetAt(i, v, f.Alloc); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// dateOf is the date that a constructor makes, the constructor itself where it makes
// none.
func dateOf(c *jsontree.Constructor) (jsontree.Token, error) {
	const epoch, most = 621355968000000000, 253402300799999
	if c.Name() != "Date" || c.Count() != 1 {
		return c, nil
	}
	first, err := c.At(0)
	if err != nil {
		return nil, err
	}
	v, ok := first.(*jsontree.Value)
	if !ok || v.Type() != jsontree.TypeInteger || v.Int64() > most || v.Int64() < -62135596800000 {
		return c, nil
	}
	date, err := clr.DateTimeFromTicks(epoch+v.Int64()*clr.TicksPerMillisecond, clr.UTC)
	if err != nil {
		return nil, err
	}
	return jsontree.NewValue(date)
}
