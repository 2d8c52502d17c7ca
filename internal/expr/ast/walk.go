package ast

// Walk calls visit for n and every node below it, parents before children and
// children in the order of the text. When visit returns false, the children of the
// node are left out. Walk does not recurse, so trees of any height are fine.
func Walk(n Node, visit func(Node) bool) {
	stack := []Node{n}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !visit(n) {
			continue
		}
		first := len(stack)
		Children(n, func(c Node) { stack = append(stack, c) })
		for i, j := first, len(stack)-1; i < j; i, j = i+1, j-1 {
			stack[i], stack[j] = stack[j], stack[i]
		}
	}
}

// Height returns the number of nodes on the longest way down from n. It stops
// counting when that exceeds limit and returns limit+1.
func Height(n Node, limit int) int {
	type entry struct {
		n     Node
		depth int
	}
	highest := 0
	stack := []entry{{n, 1}}
	for len(stack) > 0 {
		e := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if highest = max(highest, e.depth); highest > limit {
			return limit + 1
		}
		Children(e.n, func(c Node) { stack = append(stack, entry{c, e.depth + 1}) })
	}
	return highest
}

// Children calls f for each child of n in the order of the text. Declared and
// mentioned names (Ident) are parts of their node and no children.
func Children(n Node, f func(Node)) {
	switch n := n.(type) {
	case Expr:
		exprChildren(n, f)
	case Stmt:
		stmtChildren(n, f)
	case TypeExpr:
		typeChildren(n, f)
	default:
		partChildren(n, f)
	}
}

// each calls f for the elements of a list.
func each[T Node](list []T, f func(Node)) {
	for _, n := range list {
		f(n)
	}
}

// some calls f for an expression that may be absent.
func some(x Expr, f func(Node)) {
	if x != nil {
		f(x)
	}
}

// someType calls f for a type that may be absent.
func someType(t TypeExpr, f func(Node)) {
	if t != nil {
		f(t)
	}
}

// someStmt calls f for a statement that may be absent.
func someStmt(s Stmt, f func(Node)) {
	if s != nil {
		f(s)
	}
}

// someBlock calls f for a block that may be absent.
func someBlock(b *Block, f func(Node)) {
	if b != nil {
		f(b)
	}
}
