package node

import "sync/atomic"

// What Readers did with a value.
const (
	// asked: a Reader was asked for it.
	asked uint32 = 1 << iota
	// byMembers: a Reader was made of it, so that its members are asked for one by
	// one.
	byMembers
)

// note notes a use; Readers in several goroutines may share a value.
func (v *Value) note(use uint32) {
	if v != nil && atomic.LoadUint32(&v.use)&use == 0 {
		atomic.OrUint32(&v.use, use)
	}
}

func (v *Value) noted(use uint32) bool { return atomic.LoadUint32(&v.use)&use != 0 }

// Unasked calls f for each member below v that no Reader was asked for, with the names
// that lead to it, joined with dots; the items of lists have no name. A value that was
// asked for and taken whole has no such members. The names of members that are null are
// passed over: nothing was written there.
func (v *Value) Unasked(f func(path string, m Member)) {
	v.unasked("", f)
}

func (v *Value) unasked(prefix string, f func(path string, m Member)) {
	if v == nil {
		return
	}
	for _, item := range v.Items {
		item.unasked(prefix, f)
	}
	if v.Kind != Object || !v.noted(byMembers) {
		return
	}
	for _, m := range v.Members {
		path := m.Name
		if prefix != "" {
			path = prefix + "." + m.Name
		}
		switch {
		case m.Value.IsNull():
		case !m.Value.noted(asked):
			f(path, m)
		default:
			m.Value.unasked(path, f)
		}
	}
}
