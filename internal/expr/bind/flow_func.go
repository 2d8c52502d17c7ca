package bind

import "github.com/gatehouse-project/gatehouse/internal/diag"

// flowFunc is what a local function does to the variables around it.
type flowFunc struct {
	fn *Func
	// reads are outer variables that must be assigned when it is called, writes
	// those that are assigned when it returns.
	reads, writes assigned
	busy, done    bool
}

// owns reports whether a variable belongs to the function or to a lambda in it.
func (f *flowFunc) owns(v *Var) bool {
	for g := v.Func; g != nil; g = g.Outer {
		if g == f.fn {
			return true
		}
	}
	return false
}

// function follows the body of a function from the current state; the state
// afterwards is that at its end.
func (w *flow) function(f *Func) {
	jumps, end, current := w.jumps, w.end, w.current
	w.jumps, w.end, w.current = nil, unreachable, f
	if f.Expr != nil {
		w.expr(f.Expr)
	} else if f.Block != nil {
		w.block(f.Block)
	}
	w.returned(w.state, f.name)
	w.state = join(w.state, w.end)
	w.jumps, w.end, w.current = jumps, end, current
}

// returned reports the out parameters that are not assigned when the function being
// followed, if it is a local one, returns with a state.
func (w *flow) returned(after assigned, span diag.Span) {
	n := len(w.running)
	if n == 0 || w.running[n-1].fn != w.current {
		return
	}
	for _, p := range w.current.Params {
		if p.ByReference && followed(p) && !after.has(w.number(p)) {
			w.report(p, span, "CS0177 The out parameter '%s' must be assigned to before control leaves the current method", p.Name)
		}
	}
}

// lambda follows a lambda where it is made: it may run at once, but nothing says
// that it does.
func (w *flow) lambda(x *Lambda) {
	before := w.state
	w.function(x.Func)
	w.state = before
}

// localFuncs gets to know the local functions of a block: it follows each until
// what they read and write no longer changes, then once more to report what is
// wrong with their own variables.
func (w *flow) localFuncs(list []*LocalFunc) {
	if len(list) == 0 {
		return
	}
	known := make([]*flowFunc, len(list))
	for i, f := range list {
		known[i] = &flowFunc{fn: f.Lambda.Func, writes: unreachable}
		w.funcs[f.Var] = known[i]
	}
	before := w.state
	w.silent++
	for changed := true; changed; {
		changed = false
		for _, f := range known {
			reads, writes := f.reads, f.writes
			w.followLocal(f)
			changed = changed || !f.reads.equal(reads) || !f.writes.equal(writes)
		}
	}
	w.silent--
	for _, f := range known {
		w.followLocal(f)
	}
	w.state = before
}

// followLocal follows a local function as if nothing around it were assigned.
func (w *flow) followLocal(f *flowFunc) {
	w.running = append(w.running, f)
	w.state = assigned{}
	w.function(f.fn)
	f.writes = w.state
	w.running = w.running[:len(w.running)-1]
}

// useLocal is a mention of a local function; called says that it is called.
func (w *flow) useLocal(x *VarRef, called bool) {
	f := w.funcs[x.Var]
	if f == nil {
		return
	}
	for _, v := range w.vars {
		if f.reads.has(w.index[v]) && !f.owns(v) {
			w.read(v, x.Pos)
		}
	}
	if called {
		w.state = also(w.state, f.writes)
	}
}
