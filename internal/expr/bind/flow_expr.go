package bind

import "github.com/gatehouse-project/gatehouse/internal/diag"

// exprs follows expressions one after the other.
func (w *flow) exprs(list []Expr) {
	for _, x := range list {
		w.expr(x)
	}
}

// expr follows the evaluation of an expression.
func (w *flow) expr(x Expr) {
	switch x := x.(type) {
	case nil:
	case *VarRef:
		if x.Var.isFunc {
			w.useLocal(x, false)
			return
		}
		w.read(x.Var, x.Pos)
	case *Property:
		if x.Prop.Get == nil && !x.Prop.IsConst && w.silent == 0 && !w.places[x.Pos] {
			w.places[x.Pos] = true
			w.b.errorf(diag.ExpressionType, x.Pos, "CS0154 The property or indexer '%s.%s' cannot be used in this context because it lacks the get accessor", x.Prop.Owner.String(), x.Prop.Name)
		}
		w.expr(x.Recv)
	case *Index:
		w.expr(x.Recv)
		w.exprs(x.Args)
	case *Element:
		w.expr(x.Array)
		w.exprs(x.Index)
	case *FieldOf:
		if v, ok := x.X.(*VarRef); ok && v.Var.Name != "" && !x.Rest {
			w.readField(v.Var, x.Field, x.Pos)
			return
		}
		w.expr(x.X)
	case *Call:
		w.expr(x.Recv)
		w.exprs(x.Args)
		w.outs(x.Args)
	case *Invoke:
		w.invoke(x)
	case *New:
		w.exprs(x.Args)
		w.outs(x.Args)
		w.exprs(x.Init)
	case *NewArray:
		w.exprs(x.Sizes)
		w.exprs(x.Items)
	case *NewFields:
		w.exprs(x.Values)
	case *Convert:
		w.expr(x.X)
		w.expr(x.Inner)
	case *Binary:
		w.expr(x.X)
		w.expr(x.Y)
	case *Unary:
		if x.Op == Not {
			w.meet(x)
			return
		}
		w.expr(x.X)
	case *RefEq:
		w.expr(x.X)
		w.expr(x.Y)
	case *StringEq:
		w.expr(x.X)
		w.expr(x.Y)
	case *Combine:
		w.expr(x.X)
		w.expr(x.Y)
	case *IsNull:
		w.expr(x.X)
	case *Lifted:
		w.expr(x.X)
		w.expr(x.Y)
		w.expr(x.Inner)
	case *LiftedLogic:
		w.expr(x.X)
		w.expr(x.Y)
	case *AndAlso, *OrElse, *Match:
		w.meet(x)
	case *Concat:
		w.exprs(x.Parts)
	case *ToText:
		w.expr(x.X)
	case *Interpolated:
		w.exprs(x.Args)
	case *Conditional:
		yes, no := w.cond(x.Cond)
		w.state = yes
		w.expr(x.Then)
		yes, w.state = w.state, no
		w.expr(x.Else)
		w.state = join(yes, w.state)
	case *Coalesce:
		w.expr(x.X)
		before := w.state
		w.expr(x.Y)
		w.state = join(before, w.state)
		if _, ok := x.X.(*Const); ok {
			w.state = before
		}
	case *CondAccess:
		w.expr(x.X)
		before := w.state
		w.expr(x.Access)
		w.state = before
	case *Assign:
		w.assignTo(x)
	case *Compound:
		for _, t := range x.Temps {
			w.expr(t.Value)
		}
		w.expr(x.Target)
		w.expr(x.Value)
		if v, ok := x.Target.(*VarRef); ok {
			w.assign(v.Var)
		}
	case *Seq:
		for _, t := range x.Temps {
			w.expr(t.Value)
		}
		w.exprs(x.Effects)
		w.expr(x.Value)
	case *Lambda:
		w.lambda(x)
	case *Iterator:
		before := w.state
		w.function(x.Func)
		w.state = before
	case *Is:
		w.expr(x.X)
	case *As:
		w.expr(x.X)
	case *Throw:
		w.expr(x.X)
		w.state = unreachable
	}
}

// outs marks the variables passed as out arguments as assigned, after the call.
// Those passed by ref are read before it.
func (w *flow) outs(args []Expr) {
	for _, a := range args {
		if o, ok := a.(*OutArg); ok {
			if o.Ref {
				w.read(o.Var, o.Pos)
			}
			w.assign(o.Var)
		}
	}
}

func (w *flow) invoke(x *Invoke) {
	v, ok := x.Delegate.(*VarRef)
	if !ok || !v.Var.isFunc {
		w.expr(x.Delegate)
		w.exprs(x.Args)
		w.outs(x.Args)
		return
	}
	w.exprs(x.Args)
	w.outs(x.Args)
	w.useLocal(v, true)
}

// assignTo follows an assignment: the operands of the target, the value, then
// the target is assigned.
func (w *flow) assignTo(x *Assign) {
	switch t := x.Target.(type) {
	case *VarRef:
		w.expr(x.Value)
		w.assign(t.Var)
	case *FieldOf:
		if v, ok := t.X.(*VarRef); ok {
			w.expr(x.Value)
			w.assignField(v.Var, t.Field)
			return
		}
		w.expr(t.X)
		w.expr(x.Value)
	case *Property:
		w.expr(t.Recv)
		w.expr(x.Value)
	default:
		w.expr(x.Target)
		w.expr(x.Value)
	}
}

// meet follows a condition whose value is not tested.
func (w *flow) meet(x Expr) {
	yes, no := w.cond(x)
	w.state = join(yes, no)
}

// cond follows a condition and returns the states when it is true and when it is
// false.
func (w *flow) cond(x Expr) (yes, no assigned) {
	switch x := x.(type) {
	case *Const:
		if v, ok := x.Value.(bool); ok {
			if v {
				return w.state, unreachable
			}
			return unreachable, w.state
		}
	case *Unary:
		if x.Op == Not {
			yes, no = w.cond(x.X)
			return no, yes
		}
	case *AndAlso:
		yes, no = w.cond(x.X)
		w.state = yes
		yes, other := w.cond(x.Y)
		return yes, join(no, other)
	case *OrElse:
		yes, no = w.cond(x.X)
		w.state = no
		other, no := w.cond(x.Y)
		return join(yes, other), no
	case *Match:
		w.expr(x.X)
		yes, no = w.cond(x.Test)
		switch x.Known {
		case always:
			no = unreachable
		case never:
			yes = unreachable
		}
		return yes, no
	case *Seq:
		for _, t := range x.Temps {
			w.expr(t.Value)
		}
		w.exprs(x.Effects)
		return w.cond(x.Value)
	case *Conditional:
		yes, no = w.cond(x.Cond)
		w.state = yes
		y1, n1 := w.cond(x.Then)
		w.state = no
		y2, n2 := w.cond(x.Else)
		return join(y1, y2), join(n1, n2)
	}
	w.expr(x)
	return w.state, w.state
}
