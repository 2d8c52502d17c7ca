package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Definite assignment (C# specification, 9.4): a local variable is read only
// where every path to the place has assigned it. flow.go holds the states,
// flow_expr.go and flow_stmt.go follow control through the bound tree,
// flow_func.go through lambdas and local functions. Whether the end of a block
// can be reached was found while binding (stmt.go).

// checkAssigned reports reads of variables that may be unassigned.
func checkAssigned(b *binder, f *Func) {
	w := &flow{
		b: b, index: map[*Var]int{}, finallies: map[*Try]assigned{}, labels: map[*Label]assigned{},
		funcs: map[*Var]*flowFunc{}, reported: map[*Var]bool{}, places: map[diag.Span]bool{},
	}
	w.function(f)
}

// assigned is the set of variables that are definitely assigned at a place. A
// place that cannot be reached has every variable assigned.
type assigned struct {
	bits []uint64
	dead bool
}

func (a assigned) has(i int) bool {
	return a.dead || i>>6 < len(a.bits) && a.bits[i>>6]&(1<<(i&63)) != 0
}

// with returns the set with i added; sets are never changed in place.
func (a assigned) with(i int) assigned {
	if a.has(i) {
		return a
	}
	out := assigned{bits: make([]uint64, max(len(a.bits), i>>6+1))}
	copy(out.bits, a.bits)
	out.bits[i>>6] |= 1 << (i & 63)
	return out
}

func (a assigned) without(i int) assigned {
	if a.dead || !a.has(i) {
		return a
	}
	out := assigned{bits: append([]uint64(nil), a.bits...)}
	out.bits[i>>6] &^= 1 << (i & 63)
	return out
}

// join is the state where two paths meet.
func join(a, b assigned) assigned {
	switch {
	case a.dead:
		return b
	case b.dead:
		return a
	}
	n := min(len(a.bits), len(b.bits))
	out := assigned{bits: make([]uint64, n)}
	for i := range out.bits {
		out.bits[i] = a.bits[i] & b.bits[i]
	}
	return out
}

// also is the state after code that assigns b ran in state a.
func also(a, b assigned) assigned {
	if a.dead || b.dead {
		return assigned{dead: true}
	}
	if len(b.bits) > len(a.bits) {
		a, b = b, a
	}
	out := assigned{bits: append([]uint64(nil), a.bits...)}
	for i := range b.bits {
		out.bits[i] |= b.bits[i]
	}
	return out
}

func (a assigned) equal(b assigned) bool {
	if a.dead != b.dead {
		return false
	}
	for i := range max(len(a.bits), len(b.bits)) {
		var x, y uint64
		if i < len(a.bits) {
			x = a.bits[i]
		}
		if i < len(b.bits) {
			y = b.bits[i]
		}
		if x != y {
			return false
		}
	}
	return true
}

var unreachable = assigned{dead: true}

// flow follows control through one program.
type flow struct {
	b     *binder
	state assigned
	// index numbers the variables that are followed; the elements of a tuple
	// variable have the numbers after its own.
	index map[*Var]int
	vars  []*Var
	next  int
	// silent counts reasons not to report.
	silent int
	// jumps are the statements that break and continue leave, innermost last.
	jumps []*flowJump
	// finallies holds what each finally block assigns by itself.
	finallies map[*Try]assigned
	// labels holds the states at gotos.
	labels map[*Label]assigned
	funcs  map[*Var]*flowFunc
	// running are the local functions being followed, innermost last.
	running  []*flowFunc
	reported map[*Var]bool
	// places are where something was reported: the instances of a generic function
	// share theirs.
	places map[diag.Span]bool
	// end joins the states of the returns of the function being followed, which is
	// current.
	end     assigned
	current *Func
}

// flowJump is a loop, a switch, or a finally block that jumps pass through.
type flowJump struct {
	loop, isFinally bool
	// breaks and continues join the states at those jumps; finally is what a
	// finally block assigns.
	breaks, continues, finally assigned
}

// followed reports whether a variable can be unassigned.
func followed(v *Var) bool {
	return v.Name != "" && !v.isParam && v.Const == nil && v.readOnly == "" && !v.isFunc
}

// number returns the number of a variable.
func (w *flow) number(v *Var) int {
	if i, ok := w.index[v]; ok {
		return i
	}
	i := w.next
	w.index[v] = i
	w.vars = append(w.vars, v)
	w.next++
	if v.Type.Kind == types.Tuple {
		w.next += len(v.Type.Fields)
	}
	return i
}

// assign marks a variable as assigned, with its elements.
func (w *flow) assign(v *Var) {
	if !followed(v) {
		return
	}
	i := w.number(v)
	w.state = w.state.with(i)
	if v.Type.Kind == types.Tuple {
		for k := range v.Type.Fields {
			w.state = w.state.with(i + 1 + k)
		}
	}
}

// assignField marks one element of a tuple variable as assigned; all of them
// make the variable.
func (w *flow) assignField(v *Var, field int) {
	if !followed(v) {
		return
	}
	i := w.number(v)
	w.state = w.state.with(i + 1 + field)
	for k := range v.Type.Fields {
		if !w.state.has(i + 1 + k) {
			return
		}
	}
	w.state = w.state.with(i)
}

// declare starts the life of a variable without a value.
func (w *flow) declare(v *Var) {
	if !followed(v) {
		return
	}
	i := w.number(v)
	w.state = w.state.without(i)
	if v.Type.Kind == types.Tuple {
		for k := range v.Type.Fields {
			w.state = w.state.without(i + 1 + k)
		}
	}
}

// read reports a variable that is not assigned; each once.
func (w *flow) read(v *Var, span diag.Span) {
	if !followed(v) || w.state.has(w.number(v)) {
		return
	}
	if n := len(w.running); n > 0 && !w.running[n-1].owns(v) {
		w.running[n-1].reads = w.running[n-1].reads.with(w.number(v))
		return
	}
	text := "CS0165 Use of unassigned local variable '%s'"
	if v.ByReference {
		text = "CS0269 Use of unassigned out parameter '%s'"
	}
	w.report(v, span, text, v.Name)
}

func (w *flow) readField(v *Var, field int, span diag.Span) {
	if !followed(v) || w.state.has(w.number(v)) || w.state.has(w.number(v)+1+field) {
		return
	}
	if len(w.running) > 0 {
		w.read(v, span)
		return
	}
	name := v.Type.Fields[field].Name
	if name == "" {
		name = itemName(field)
	}
	w.report(v, span, "CS0170 Use of possibly unassigned field '%s'", name)
}

func (w *flow) report(v *Var, span diag.Span, format string, args ...any) {
	if w.silent > 0 || w.reported[v] || w.places[span] {
		return
	}
	w.reported[v], w.places[span] = true, true
	w.b.errorf(diag.ExpressionType, span, format, args...)
}
