package node

// names finds repeated names; small objects need no map.
type names struct {
	few  []string
	many map[string]struct{}
}

// add returns false when the name was there already.
func (n *names) add(name string) bool {
	if n.many != nil {
		if _, ok := n.many[name]; ok {
			return false
		}
		n.many[name] = struct{}{}
		return true
	}
	for _, have := range n.few {
		if have == name {
			return false
		}
	}
	n.few = append(n.few, name)
	if len(n.few) > 16 {
		n.many = make(map[string]struct{}, 4*len(n.few))
		for _, have := range n.few {
			n.many[have] = struct{}{}
		}
	}
	return true
}
