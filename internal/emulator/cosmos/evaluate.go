package cosmos

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// run evaluates the query over documents, in their order.
func (q *query) run(docs []any) []any {
	var kept []any
	for _, d := range docs {
		if q.where == nil || q.where(d) == true {
			kept = append(kept, d)
		}
	}
	if q.count {
		n := json.Number(strconv.Itoa(len(kept)))
		switch {
		case q.value:
			return []any{n}
		case len(q.columns) == 1:
			return []any{map[string]any{q.columns[0].name: n}}
		}
		return []any{map[string]any{"$1": n}}
	}
	if len(q.order) > 0 {
		slices.SortStableFunc(kept, func(a, b any) int {
			for _, o := range q.order {
				c := order(o.expr(a), o.expr(b))
				if o.descending {
					c = -c
				}
				if c != 0 {
					return c
				}
			}
			return 0
		})
	}
	var out []any
	for _, d := range kept {
		if v := q.project(d); v != undefined && !(q.distinct && slices.ContainsFunc(out, func(o any) bool { return equal(o, v) })) {
			out = append(out, v)
		}
	}
	if q.top >= 0 && len(out) > q.top {
		out = out[:q.top]
	}
	out = out[min(q.offset, len(out)):]
	if q.limit >= 0 && len(out) > q.limit {
		out = out[:q.limit]
	}
	return out
}

// project makes the result for one document.
func (q *query) project(d any) any {
	if q.star {
		return d
	}
	if q.value {
		return q.columns[0].expr(d)
	}
	m := map[string]any{}
	for _, c := range q.columns {
		if v := c.expr(d); v != undefined {
			m[c.name] = v
		}
	}
	return m
}

// equal compares two values; numbers by what they are, not how they are written.
func equal(a, b any) bool {
	if c, ok := compare(a, b); ok {
		return c == 0
	}
	switch x := a.(type) {
	case nil:
		return b == nil
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, equal)
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, ok := y[k]
			if !ok || !equal(v, w) {
				return false
			}
		}
		return true
	}
	return false
}

// compare orders two values of one type: numbers, text, booleans.
func compare(a, b any) (int, bool) {
	switch x := a.(type) {
	case json.Number:
		y, ok := b.(json.Number)
		if !ok {
			return 0, false
		}
		f, err1 := x.Float64()
		g, err2 := y.Float64()
		switch {
		case err1 != nil || err2 != nil:
			return 0, false
		case f < g:
			return -1, true
		case f > g:
			return 1, true
		}
		return 0, true
	case string:
		y, ok := b.(string)
		return strings.Compare(x, y), ok
	case bool:
		y, ok := b.(bool)
		switch {
		case x == y:
			return 0, ok
		case y:
			return -1, ok
		}
		return 1, ok
	}
	return 0, false
}

// order is the order of ORDER BY over values of any type: undefined, null,
// booleans, numbers, text, arrays, objects.
func order(a, b any) int {
	if c, ok := compare(a, b); ok {
		return c
	}
	return rank(a) - rank(b)
}

func rank(v any) int {
	switch v.(type) {
	case undefinedType:
		return 0
	case nil:
		return 1
	case bool:
		return 2
	case json.Number:
		return 3
	case string:
		return 4
	case []any:
		return 5
	}
	return 6
}
