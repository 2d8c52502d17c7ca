package bind

func (w *flow) block(x *Block) {
	w.localFuncs(x.Funcs)
	for _, s := range x.Stmts {
		w.stmt(s)
	}
}

// stmt follows a statement.
func (w *flow) stmt(s Stmt) {
	switch s := s.(type) {
	case nil:
	case *Block:
		w.block(s)
	case *ExprStmt:
		w.expr(s.X)
	case *Declare:
		w.declare(s.Var)
		if s.Init != nil && !s.Zero {
			w.expr(s.Init)
			w.assign(s.Var)
		}
	case *If:
		yes, no := w.cond(s.Cond)
		w.state = yes
		w.stmt(s.Then)
		yes, w.state = w.state, no
		w.stmt(s.Else)
		w.state = join(yes, w.state)
	case *Loop:
		w.loop(s)
	case *ForEach:
		w.expr(s.X)
		before := w.state
		w.assign(s.Item)
		for _, a := range s.Assign {
			w.stmt(a)
		}
		w.body(s.Body)
		w.state = before
	case *Switch:
		w.switchStmt(s)
	case *Try:
		w.try(s)
	case *Using:
		for _, d := range s.Decls {
			w.stmt(d)
		}
		w.stmt(s.Body)
	case *Return:
		w.expr(s.X)
		after := w.through(nil)
		w.returned(after, s.Span())
		w.end = join(w.end, after)
		w.state = unreachable
	case *Yield:
		w.expr(s.X)
		if s.X == nil {
			w.end = join(w.end, w.through(nil))
			w.state = unreachable
		}
	case *ThrowStmt:
		w.expr(s.X)
		w.state = unreachable
	case *Jump:
		w.jump(s)
	case *Mark:
		w.state = join(w.state, w.label(s.Label))
	}
}

// body follows the body of a loop; afterwards the state is that where the next
// round begins. It returns the join of the states at its breaks.
func (w *flow) body(s Stmt) assigned {
	j := &flowJump{loop: true, breaks: unreachable, continues: unreachable}
	w.jumps = append(w.jumps, j)
	w.stmt(s)
	w.jumps = w.jumps[:len(w.jumps)-1]
	w.state = join(w.state, j.continues)
	return j.breaks
}

func (w *flow) loop(s *Loop) {
	for _, st := range s.Init {
		w.stmt(st)
	}
	if s.PostTest {
		breaks := w.body(s.Body)
		_, no := w.cond(s.Cond)
		w.state = join(no, breaks)
		return
	}
	yes, no := w.state, unreachable
	if s.Cond != nil {
		yes, no = w.cond(s.Cond)
	}
	w.state = yes
	breaks := w.body(s.Body)
	w.exprs(s.Post)
	w.state = join(no, breaks)
}

// through is the current state plus what the finally blocks assign that a jump
// to target, or out of the function, passes.
func (w *flow) through(target *flowJump) assigned {
	out := w.state
	for i := len(w.jumps) - 1; i >= 0 && w.jumps[i] != target; i-- {
		if w.jumps[i].isFinally {
			out = also(out, w.jumps[i].finally)
		}
	}
	return out
}

// label is the state at the gotos above a label.
func (w *flow) label(l *Label) assigned {
	if a, ok := w.labels[l]; ok {
		return a
	}
	return unreachable
}

func (w *flow) jump(s *Jump) {
	if s.Kind == JumpLabel {
		w.labels[s.Label] = join(w.label(s.Label), w.state)
		w.state = unreachable
		return
	}
	for i := len(w.jumps) - 1; i >= 0 && s.Kind != JumpCase; i-- {
		j := w.jumps[i]
		if j.isFinally || s.Kind == JumpContinue && !j.loop {
			continue
		}
		if s.Kind == JumpBreak {
			j.breaks = join(j.breaks, w.through(j))
		} else {
			j.continues = join(j.continues, w.through(j))
		}
		break
	}
	w.state = unreachable
}

// switchStmt follows a switch. A section begins with what was assigned before
// the switch, whether a label or a goto case leads to it, and the variables of its
// pattern.
func (w *flow) switchStmt(s *Switch) {
	w.expr(s.X)
	before := w.state
	j := &flowJump{breaks: unreachable, continues: unreachable}
	w.jumps = append(w.jumps, j)
	for i, sec := range s.Sections {
		start := unreachable
		if i == s.Default {
			start = before
		}
		for _, t := range sec.Tests {
			w.state = before
			yes, _ := w.cond(t)
			start = join(start, yes)
		}
		if s.Known {
			start = unreachable
			if i == s.Only {
				start = before
			}
		}
		w.state = start
		for _, st := range sec.Stmts {
			w.stmt(st)
		}
	}
	w.jumps = w.jumps[:len(w.jumps)-1]
	w.state = j.breaks
	if s.Known && s.Only < 0 || !s.Known && s.Default < 0 && !s.Exhaustive {
		w.state = join(w.state, before)
	}
}

func (w *flow) try(s *Try) {
	before := w.state
	var fin assigned
	if s.Finally != nil {
		fin = w.finally(s)
		w.jumps = append(w.jumps, &flowJump{isFinally: true, finally: fin})
	}
	w.state = before
	w.block(s.Body)
	end := w.state
	for _, c := range s.Catches {
		w.state = before
		if c.Var != nil {
			w.assign(c.Var)
		}
		if c.Filter != nil {
			w.state, _ = w.cond(c.Filter)
		}
		w.block(c.Body)
		end = join(end, w.state)
	}
	w.state = end
	if s.Finally == nil {
		return
	}
	w.jumps = w.jumps[:len(w.jumps)-1]
	w.state = before
	w.block(s.Finally)
	w.state = also(end, fin)
}

// finally returns what a finally block assigns by itself.
func (w *flow) finally(s *Try) assigned {
	if f, ok := w.finallies[s]; ok {
		return f
	}
	before := w.state
	w.silent++
	w.state = assigned{}
	w.block(s.Finally)
	out := w.state
	w.silent--
	w.state = before
	w.finallies[s] = out
	return out
}
