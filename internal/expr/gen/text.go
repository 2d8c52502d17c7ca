package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// concat joins strings in one allocation.
func (s *fn) concat(x *bind.Concat) rt.Code {
	parts := make([]rt.Fn[rt.String], len(x.Parts))
	for i, p := range x.Parts {
		parts[i] = rt.Arg[rt.String](s.expr(p))
	}
	at := place(x.Pos)
	switch len(parts) {
	case 1:
		if k, ok := x.Parts[0].(*bind.Const); ok {
			return strRep.Const(k.Value)
		}
		a := parts[0]
		return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
			v, err := a(f)
			return rt.Str(v.Text), err
		}))
	case 2:
		a, b := parts[0], parts[1]
		if k, ok := x.Parts[0].(*bind.Const); ok {
			// A constant that others follow, such as "Bearer ".
			head, _ := k.Value.(string)
			return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
				v, err := b(f)
				if err != nil {
					return v, err
				}
				if err := f.Alloc(len(head) + len(v.Text)); err != nil {
					return v, f.Throw(at, err)
				}
				return rt.Str(rt.Concat(head, v.Text)), nil
			}))
		}
		return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
			v, err := a(f)
			if err != nil {
				return v, err
			}
			w, err := b(f)
			if err != nil {
				return w, err
			}
			if err := f.Alloc(len(v.Text) + len(w.Text)); err != nil {
				return v, f.Throw(at, err)
			}
			return rt.Str(rt.Concat(v.Text, w.Text)), nil
		}))
	case 3:
		a, b, c := parts[0], parts[1], parts[2]
		return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
			v, err := a(f)
			if err != nil {
				return v, err
			}
			w, err := b(f)
			if err != nil {
				return w, err
			}
			u, err := c(f)
			if err != nil {
				return u, err
			}
			if err := f.Alloc(len(v.Text) + len(w.Text) + len(u.Text)); err != nil {
				return v, f.Throw(at, err)
			}
			return rt.Str(rt.ConcatAll([]string{v.Text, w.Text, u.Text})), nil
		}))
	}
	return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
		var small [8]string
		texts := small[:0]
		n := 0
		for _, p := range parts {
			v, err := p(f)
			if err != nil {
				return v, err
			}
			texts = append(texts, v.Text)
			n += len(v.Text)
		}
		if err := f.Alloc(n); err != nil {
			return rt.String{}, f.Throw(at, err)
		}
		return rt.Str(rt.ConcatAll(texts)), nil
	}))
}

// toText is the text of a reference in a concatenation: "" for null.
func (s *fn) toText(x *bind.ToText) rt.Code {
	fn, at := rt.Arg[any](s.expr(x.X)), place(x.Pos)
	return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
		v, err := fn(f)
		if err != nil || v == nil {
			return rt.Str(""), err
		}
		text, err := rt.ToString(f, v)
		if err != nil {
			return text, f.Throw(at, err)
		}
		return text, nil
	}))
}

// interpolated calls string.Format.
func (s *fn) interpolated(x *bind.Interpolated) rt.Code {
	obj := s.g.u.Special(types.Object)
	items := make([]rt.Code, len(x.Args))
	for i, a := range x.Args {
		items[i] = s.as(a, obj)
	}
	for _, m := range s.g.u.Special(types.String).Methods("Format") {
		if len(m.Params) == 2 && m.Params[1].Params {
			c := s.newCall(m.Owner, m.Return, place(x.Pos))
			c.Args = []rt.Code{strRep.Const(x.Format), refRep.NewArrayOf(s.g.typ(obj), items)}
			return s.link(m.Impl, c)
		}
	}
	panic("gen: the library has no string.Format(string, params object[])")
}
