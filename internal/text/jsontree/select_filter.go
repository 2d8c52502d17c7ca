package jsontree

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// filter is a step of a path.
type filter interface {
	// expand returns what the step finds below one token; nil for nothing.
	expand(q *query, t Token) (source, error)
}

// rootFilter is $ in a filter expression.
type rootFilter struct{}

func (rootFilter) expand(q *query, _ Token) (source, error) { return one(q.root, nil) }

// fieldFilter is a name, or * where any is set.
type fieldFilter struct {
	name string
	any  bool
}

func (f *fieldFilter) expand(q *query, t Token) (source, error) {
	if !f.any {
		return one(f.find(q, t))
	}
	o, ok := t.(*Object)
	if !ok {
		return nil, q.noMatch("Property '*' not valid on " + ShortTypeName(t) + ".")
	}
	it := Children(o)
	return generator(func() (Token, error) {
		for {
			p, err := it.Next()
			if p == nil || err != nil {
				return nil, err
			}
			if value := p.(*Property).value; value != nil {
				return value, nil
			}
		}
	}), nil
}

func (f *fieldFilter) find(q *query, t Token) (Token, error) {
	o, ok := t.(*Object)
	if !ok {
		if !q.opts.ErrorWhenNoMatch {
			return nil, nil
		}
		return nil, q.noMatch("Property '" + f.name + "' not valid on " + ShortTypeName(t) + ".")
	}
	if v := o.Get(f.name); v != nil || !q.opts.ErrorWhenNoMatch {
		return v, nil
	}
	return nil, q.noMatch("Property '" + f.name + "' does not exist on JObject.")
}

// noMatch is the exception of a step that found nothing, if it is to throw.
func (q *query) noMatch(message string) error {
	if !q.opts.ErrorWhenNoMatch {
		return nil
	}
	return jsonException("%s", message)
}

// fieldsFilter is a list of names. When a step that finds nothing has to throw,
// the original throws even after a match.
type fieldsFilter struct{ names []string }

func (f *fieldsFilter) expand(q *query, t Token) (source, error) {
	o, ok := t.(*Object)
	if !ok {
		return nil, q.noMatch("Properties '" + strings.Join(f.names, "', '") + "' not valid on " + ShortTypeName(t) + ".")
	}
	i := 0
	yielded := false
	return generator(func() (Token, error) {
		for i < len(f.names) {
			if !yielded {
				yielded = true
				if v := o.Get(f.names[i]); v != nil {
					return v, nil
				}
			}
			if err := q.noMatch("Property '" + f.names[i] + "' does not exist on JObject."); err != nil {
				return nil, err
			}
			i++
			yielded = false
		}
		return nil, nil
	}), nil
}

// indexFilter is an index, or [*] where any is set.
type indexFilter struct {
	index int32
	any   bool
}

func (f *indexFilter) expand(q *query, t Token) (source, error) {
	if !f.any {
		return one(f.find(q, t, f.index))
	}
	switch t.(type) {
	case *Array, *Constructor:
		it := Children(t)
		return generator(it.Next), nil
	}
	return nil, q.noMatch("Index * not valid on " + ShortTypeName(t) + ".")
}

func (f *indexFilter) find(q *query, t Token, index int32) (Token, error) {
	var items []Token
	switch t := t.(type) {
	case *Array:
		items = t.items
	case *Constructor:
		items = t.items
	default:
		return nil, q.noMatch("Index " + strconv.Itoa(int(index)) + " not valid on " + ShortTypeName(t) + ".")
	}
	switch {
	case index < 0:
		return nil, listIndexOutOfRange()
	case int(index) >= len(items):
		return nil, q.noMatch("Index " + strconv.Itoa(int(index)) + " outside the bounds of " + ShortTypeName(t) + ".")
	}
	return items[index], nil
}

// indexesFilter is a list of indexes.
type indexesFilter struct{ indexes []int32 }

func (f *indexesFilter) expand(q *query, t Token) (source, error) {
	i := 0
	return generator(func() (Token, error) {
		for i < len(f.indexes) {
			i++
			found, err := (&indexFilter{}).find(q, t, f.indexes[i-1])
			if found != nil || err != nil {
				return found, err
			}
		}
		return nil, nil
	}), nil
}

// sliceFilter is [start:end:step] of an array.
type sliceFilter struct {
	start, end, step          int32
	hasStart, hasEnd, hasStep bool
}

func (f *sliceFilter) expand(q *query, t Token) (source, error) {
	a, ok := t.(*Array)
	if !ok {
		return nil, q.noMatch("Array slice is not valid on " + ShortTypeName(t) + ".")
	}
	i, stop, step := f.bounds(len(a.items))
	within := func() bool { return step > 0 && i < stop || step < 0 && i > stop }
	if !within() {
		return nil, q.noMatch("Array slice of " + bound(f.start, f.hasStart) + " to " + bound(f.end, f.hasEnd) + " returned no results.")
	}
	return generator(func() (Token, error) {
		if !within() {
			return nil, nil
		}
		if i < 0 || i >= len(a.items) {
			return nil, listIndexOutOfRange()
		}
		i += step
		return a.items[i-step], nil
	}), nil
}

func (f *sliceFilter) bounds(count int) (start, stop, step int) {
	step = 1
	if f.hasStep {
		step = int(f.step)
	}
	start, stop = 0, count
	if step < 0 {
		start, stop = count-1, -1
	}
	if f.hasStart {
		if start = int(f.start); start < 0 {
			start += count
		}
	}
	if f.hasEnd {
		if stop = int(f.end); stop < 0 {
			stop += count
		}
	}
	if step > 0 {
		start = min(max(start, 0), count)
	} else {
		start = min(start, count-1)
	}
	return start, min(max(stop, -1), count), step
}

func bound(n int32, given bool) string {
	if !given {
		return "*"
	}
	return strconv.Itoa(int(n))
}

// scanFilter is ..name for one or several names, or ..* where any is set.
type scanFilter struct {
	names []string
	any   bool
}

func (f *scanFilter) expand(q *query, top Token) (source, error) {
	at := top
	fresh := f.any // the top itself is still to be returned
	var hits int   // names of the current property already compared
	return generator(func() (Token, error) {
		if fresh {
			fresh = false
			return top, nil
		}
		for {
			if p, ok := at.(*Property); ok && at != top && !f.any {
				for hits < len(f.names) {
					hits++
					if f.names[hits-1] == p.name && p.value != nil {
						return p.value, nil
					}
				}
			}
			if err := q.meter.add(visitCost); err != nil {
				return nil, err
			}
			var err error
			if at, err = following(top, at); err != nil {
				return nil, err
			}
			hits = 0
			if at == nil {
				at = top // asked again, it starts over; flatten does not
				return nil, nil
			}
			if _, ok := at.(*Property); f.any && !ok {
				return at, nil
			}
		}
	}), nil
}

// following returns the token after t in document order, nil behind top. As in
// the original it throws when t has been taken out of the tree meanwhile.
func following(top, t Token) (Token, error) {
	if c, ok := t.(Container); ok && c.Count() > 0 {
		return c.child(0), nil
	}
	for t != top {
		p := t.Parent()
		if p == nil {
			return nil, clr.NullReference()
		}
		if next := t.Next(); next != nil {
			return next, nil
		}
		t = p
	}
	return nil, nil
}

// queryFilter is [?(...)] for the children of a token, or, where scan is set,
// for everything below it and itself.
type queryFilter struct {
	expr expression
	scan bool
}

func (f *queryFilter) expand(q *query, t Token) (source, error) {
	var candidates source
	c, isContainer := t.(Container)
	switch {
	case !f.scan:
		it := Children(t)
		candidates = generator(it.Next)
	case isContainer:
		candidates = generator(Descendants(c, true).Next)
	default:
		candidates = &single{t}
	}
	return generator(func() (Token, error) {
		for {
			t, err := candidates.next()
			if t == nil || err != nil {
				return nil, err
			}
			if err := q.meter.add(visitCost); err != nil {
				return nil, err
			}
			if ok, err := f.expr.match(q, t); ok || err != nil {
				return t, err
			}
		}
	}), nil
}
