package expression

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

func wrongKind(what string, v *node.Value) error {
	return &Error{Message: fmt.Sprintf("%s is needed, not %s", what, described(v))}
}

func length(ev *Evaluator, a args) (*node.Value, error) {
	switch v := a[0]; v.Kind {
	case node.String:
		return ev.Int(int64(len(utf16.Encode([]rune(v.Text))))), nil
	case node.Array:
		return ev.Int(int64(len(v.Items))), nil
	case node.Object:
		return ev.Int(int64(len(v.Members))), nil
	}
	return nil, wrongKind("a text, a list or an object", a[0])
}

func empty(ev *Evaluator, a args) (*node.Value, error) {
	v := a[0]
	return ev.Bool(v.Kind == node.Null || v.Kind != node.Number && v.Kind != node.Bool && v.Text == "" && len(v.Items) == 0 && len(v.Members) == 0), nil
}

func contains(ev *Evaluator, a args) (*node.Value, error) {
	switch in, what := a[0], a[1]; in.Kind {
	case node.String:
		s, err := ev.display(what)
		return ev.Bool(strings.Contains(in.Text, s)), err
	case node.Array:
		for _, item := range in.Items {
			same, err := ev.same(item, what)
			if err != nil || same {
				return ev.Bool(true), err
			}
		}
		return ev.Bool(false), nil
	case node.Object:
		s, err := textOf(what)
		return ev.Bool(in.GetFold(s) != nil), err
	}
	return nil, wrongKind("a text, a list or an object", a[0])
}

func first(ev *Evaluator, a args) (*node.Value, error) { return end(ev, a[0], true) }
func last(ev *Evaluator, a args) (*node.Value, error)  { return end(ev, a[0], false) }

func end(ev *Evaluator, v *node.Value, front bool) (*node.Value, error) {
	switch v.Kind {
	case node.String:
		r := []rune(v.Text)
		if len(r) == 0 {
			return ev.Text(""), nil
		}
		if front {
			return ev.Text(string(r[0])), nil
		}
		return ev.Text(string(r[len(r)-1])), nil
	case node.Array:
		if len(v.Items) == 0 {
			return ev.Null(), nil
		}
		if front {
			return v.Items[0], nil
		}
		return v.Items[len(v.Items)-1], nil
	}
	return nil, wrongKind("a text or a list", v)
}

func skip(ev *Evaluator, a args) (*node.Value, error) {
	return part(ev, a, func(n, of int) (int, int) { return n, of })
}
func take(ev *Evaluator, a args) (*node.Value, error) {
	return part(ev, a, func(n, _ int) (int, int) { return 0, n })
}

func part(ev *Evaluator, a args, bounds func(n, of int) (int, int)) (*node.Value, error) {
	n, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	switch v := a[0]; v.Kind {
	case node.String:
		r := []rune(v.Text)
		from, to := bounds(int(max(0, min(n, int64(len(r))))), len(r))
		return ev.fresh(string(r[from:to]))
	case node.Array:
		from, to := bounds(int(max(0, min(n, int64(len(v.Items))))), len(v.Items))
		return ev.List(v.Items[from:to:to]), nil
	}
	return nil, wrongKind("a text or a list", a[0])
}

func toArray(ev *Evaluator, a args) (*node.Value, error) {
	if a[0].Kind == node.Array {
		return a[0], nil
	}
	return ev.List(args{a[0]}), nil
}

// createArray keeps values that are not known, since a list is not a text.
func createArray(ev *Evaluator, a args) (*node.Value, error) {
	return ev.List(slices.Clone(a)), nil
}

func createObject(ev *Evaluator, a args) (*node.Value, error) {
	if len(a)%2 != 0 {
		return nil, &Error{Message: "names and values are needed in pairs"}
	}
	out := ev.Object(nil)
	for i := 0; i < len(a); i += 2 {
		name, err := textOf(a[i])
		if err != nil {
			return nil, err
		}
		ev.put(out, ev.Field(name, a[i+1]))
	}
	return out, ev.Step(len(a))
}

// put sets a member of an object that is being made.
func (ev *Evaluator) put(out *node.Value, m node.Member) {
	for i := range out.Members {
		if strings.EqualFold(out.Members[i].Name, m.Name) {
			out.Members[i].Value = m.Value
			return
		}
	}
	out.Members = append(out.Members, m)
}

// union merges objects member by member, the later wins, or lists without
// repeating items.
func union(ev *Evaluator, a args) (*node.Value, error) {
	out := a[0]
	for _, v := range a[1:] {
		if v.Kind != out.Kind || v.Kind != node.Object && v.Kind != node.Array {
			return nil, wrongKind("several lists or several objects", v)
		}
		if err := ev.made(16 * (len(out.Items) + len(out.Members) + len(v.Items) + len(v.Members))); err != nil {
			return nil, err
		}
		if v.Kind == node.Object {
			out = node.Merge(out, v)
			continue
		}
		joined := ev.List(slices.Clone(out.Items))
		for _, item := range v.Items {
			there, err := contains(ev, args{joined, item})
			if err != nil {
				return nil, err
			}
			if there.Text == "false" {
				joined.Items = append(joined.Items, item)
			}
		}
		out = joined
	}
	return out, nil
}

func intersection(ev *Evaluator, a args) (*node.Value, error) {
	out := a[0]
	for _, v := range a[1:] {
		if v.Kind != out.Kind || v.Kind != node.Object && v.Kind != node.Array {
			return nil, wrongKind("several lists or several objects", v)
		}
		kept := &node.Value{Kind: v.Kind, Source: ev.Origin.Source, Span: ev.Origin.Span}
		for _, item := range out.Items {
			there, err := contains(ev, args{v, item})
			if err != nil {
				return nil, err
			}
			if there.Text == "true" {
				kept.Items = append(kept.Items, item)
			}
		}
		for _, m := range out.Members {
			if other := v.GetFold(m.Name); other != nil {
				same, err := ev.same(m.Value, other)
				if err != nil {
					return nil, err
				}
				if same {
					kept.Members = append(kept.Members, m)
				}
			}
		}
		out = kept
	}
	return out, nil
}

func shallowMerge(ev *Evaluator, a args) (*node.Value, error) {
	out := ev.Object(nil)
	if a[0].Kind != node.Array {
		return nil, wrongKind("a list of objects", a[0])
	}
	for _, o := range a[0].Items {
		if o.Kind != node.Object {
			return nil, wrongKind("a list of objects", o)
		}
		if err := ev.Step(1 + len(o.Members)*(1+len(out.Members))); err != nil {
			return nil, err
		}
		for _, m := range o.Members {
			ev.put(out, m)
		}
	}
	return out, nil
}

func flatten(ev *Evaluator, a args) (*node.Value, error) {
	if a[0].Kind != node.Array {
		return nil, wrongKind("a list of lists", a[0])
	}
	var out []*node.Value
	for _, v := range a[0].Items {
		if v.Kind != node.Array {
			return nil, wrongKind("a list of lists", v)
		}
		if err := ev.made(16 * len(v.Items)); err != nil {
			return nil, err
		}
		out = append(out, v.Items...)
	}
	return ev.List(out), nil
}

// items makes a list of {key, value} of an object, in the order of names, as
// the service does.
func items(ev *Evaluator, a args) (*node.Value, error) {
	members, err := sorted(a[0])
	if err != nil {
		return nil, err
	}
	out := ev.List(nil)
	for _, m := range members {
		out.Items = append(out.Items, ev.Object([]node.Member{ev.Field("key", ev.Text(m.Name)), ev.Field("value", m.Value)}))
	}
	return out, ev.made(64 * len(members))
}

func objectKeys(ev *Evaluator, a args) (*node.Value, error) {
	members, err := sorted(a[0])
	if err != nil {
		return nil, err
	}
	out := ev.List(nil)
	for _, m := range members {
		out.Items = append(out.Items, ev.Text(m.Name))
	}
	return out, ev.made(64 * len(members))
}

func sorted(v *node.Value) ([]node.Member, error) {
	if v.Kind != node.Object {
		return nil, wrongKind("an object", v)
	}
	members := slices.Clone(v.Members)
	slices.SortStableFunc(members, func(a, b node.Member) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return members, nil
}

// maxRange is the most items of range; the service has the same limit.
const maxRange = 10_000

func rangeOf(ev *Evaluator, a args) (*node.Value, error) {
	start, err := integer(a[0])
	if err != nil {
		return nil, err
	}
	n, err := integer(a[1])
	if err != nil {
		return nil, err
	}
	if n < 0 || n > maxRange {
		return nil, &Error{Message: fmt.Sprintf("a range has at most %d items, not %d", maxRange, n)}
	}
	out := make([]*node.Value, n)
	for i := range out {
		out[i] = ev.Int(start + int64(i))
	}
	return ev.List(out), ev.made(64 * int(n))
}

func indexOf(ev *Evaluator, a args) (*node.Value, error)     { return position(ev, a, false) }
func lastIndexOf(ev *Evaluator, a args) (*node.Value, error) { return position(ev, a, true) }

func position(ev *Evaluator, a args, fromEnd bool) (*node.Value, error) {
	if a[0].Kind == node.Array {
		at := -1
		for i, item := range a[0].Items {
			same, err := ev.same(item, a[1])
			if err != nil {
				return nil, err
			}
			if same && (at < 0 || fromEnd) {
				at = i
			}
		}
		return ev.Int(int64(at)), nil
	}
	s, err := textOf(a[0])
	if err != nil {
		return nil, err
	}
	t, err := textOf(a[1])
	if err != nil {
		return nil, err
	}
	s, t = strings.ToLower(s), strings.ToLower(t)
	at := strings.Index(s, t)
	if fromEnd {
		at = strings.LastIndex(s, t)
	}
	if at > 0 {
		at = len(utf16.Encode([]rune(s[:at])))
	}
	return ev.Int(int64(at)), nil
}
