package bind

// checkAssigned is filled in by flow_assigned.go.
func checkAssigned(*binder, *Func) {}
