package gen

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/bind"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

func hasLabels(list []bind.Stmt) bool {
	for _, st := range list {
		if _, ok := st.(*bind.Mark); ok {
			return true
		}
	}
	return false
}

// labelNumber numbers the labels of a function.
func (s *fn) labelNumber(l *bind.Label) int32 {
	if n, ok := s.labels[l]; ok {
		return n
	}
	if s.labels == nil {
		s.labels = map[*bind.Label]int32{}
		s.target = s.alloc(intRep, false)
	}
	n := int32(len(s.labels))
	s.labels[l] = n
	return n
}

// gotoLabel notes the label in the frame and leaves every statement up to the
// block that has it.
func (s *fn) gotoLabel(x *bind.Jump) rt.Stmt {
	n := s.labelNumber(x.Label)
	set := intRep.Store(s.target, rt.Const(n))
	return func(f *rt.Frame) (rt.Ctl, error) {
		if err := f.Step(); err != nil {
			return rt.Next, err
		}
		if _, err := set(f); err != nil {
			return rt.Next, err
		}
		return rt.Goto, nil
	}
}

// marked compiles statements and finds the places of the labels among them, the
// first place being first.
func (s *fn) marked(stmts []bind.Stmt, first int) (list []rt.Stmt, at map[int32]int) {
	at = map[int32]int{}
	for _, st := range stmts {
		if m, ok := st.(*bind.Mark); ok {
			at[s.labelNumber(m.Label)] = first + len(list)
			continue
		}
		list = append(list, s.stmt(st))
	}
	return list, at
}

// labelled runs the statements of a block that has labels.
func (s *fn) labelled(stmts []bind.Stmt) rt.Stmt {
	list, at := s.marked(stmts, 0)
	target := rt.Arg[int32](intRep.Load(s.target))
	return func(f *rt.Frame) (rt.Ctl, error) {
		for i := 0; i < len(list); {
			c, err := list[i](f)
			if err != nil {
				return rt.Next, err
			}
			i++
			if c == rt.Next {
				continue
			}
			if c != rt.Goto {
				return c, nil
			}
			n, err := target(f)
			if err != nil {
				return rt.Next, err
			}
			to, ok := at[n]
			if !ok {
				return c, nil
			}
			i = to
		}
		return rt.Next, nil
	}
}
