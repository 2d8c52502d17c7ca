package ast

// exprChildren calls f for the children of an expression.
func exprChildren(n Expr, f func(Node)) {
	switch n := n.(type) {
	case *Interpolated:
		each(n.Parts, f)
	case *Name:
		each(n.Args, f)
	case *Paren:
		f(n.X)
	case *Member:
		f(n.X)
		f(n.Name)
	case *Index:
		f(n.X)
		each(n.Args, f)
	case *Call:
		f(n.X)
		each(n.Args, f)
	case *ConditionalAccess:
		f(n.X)
		f(n.Access)
	case *Unary:
		f(n.X)
	case *Postfix:
		f(n.X)
	case *Cast:
		f(n.Type)
		f(n.X)
	case *Binary:
		f(n.X)
		f(n.Y)
	case *Coalesce:
		f(n.X)
		f(n.Y)
	case *Conditional:
		f(n.Cond)
		f(n.Then)
		f(n.Else)
	case *Assign:
		f(n.X)
		f(n.Y)
	case *Declared:
		f(n.Type)
		f(n.Designation)
	case *Is:
		f(n.X)
		f(n.Type)
	case *IsPattern:
		f(n.X)
		f(n.Pattern)
	case *As:
		f(n.X)
		f(n.Type)
	case *TypeOf:
		f(n.Type)
	case *SizeOf:
		f(n.Type)
	case *NameOf:
		f(n.X)
	case *Default:
		someType(n.Type, f)
	case *Checked:
		f(n.X)
	case *ThrowExpr:
		f(n.X)
	case *Tuple:
		each(n.Elems, f)
	case *New:
		f(n.Type)
		each(n.Args, f)
		if n.Init != nil {
			f(n.Init)
		}
	case *NewArray:
		f(n.Elem)
		each(n.Sizes, f)
		if n.Init != nil {
			f(n.Init)
		}
	case *NewImplicitArray:
		f(n.Init)
	case *ArrayInit:
		each(n.Elems, f)
	case *NewAnonymous:
		each(n.Members, f)
	case *Lambda:
		each(n.Params, f)
		some(n.Body, f)
		someBlock(n.Block, f)
	case *AnonymousMethod:
		each(n.Params, f)
		f(n.Block)
	case *Query:
		f(n.From)
		f(n.Body)
	case *StringLit, *CharLit, *IntLit, *RealLit, *BoolLit, *NullLit, *PredefinedType, *ImplicitReceiver, *BadExpr:
		// leaves
	}
}

// typeChildren calls f for the children of a type. Names are expressions too and
// handled there.
func typeChildren(n TypeExpr, f func(Node)) {
	switch n := n.(type) {
	case *QualifiedName:
		f(n.Left)
		f(n.Name)
	case *ArrayType:
		f(n.Elem)
	case *NullableType:
		f(n.Elem)
	case *TupleType:
		each(n.Elems, f)
	case *VarType, *OmittedType, *BadType:
		// leaves
	}
}

// stmtChildren calls f for the children of a statement.
func stmtChildren(n Stmt, f func(Node)) {
	switch n := n.(type) {
	case *Block:
		each(n.Stmts, f)
	case *LocalDecl:
		f(n.Type)
		each(n.Decls, f)
	case *ExprStmt:
		f(n.X)
	case *If:
		f(n.Cond)
		f(n.Then)
		someStmt(n.Else, f)
	case *While:
		f(n.Cond)
		f(n.Body)
	case *Do:
		f(n.Body)
		f(n.Cond)
	case *For:
		if n.Decl != nil {
			f(n.Decl)
		}
		each(n.Init, f)
		some(n.Cond, f)
		each(n.Post, f)
		f(n.Body)
	case *ForEach:
		someType(n.Type, f)
		some(n.Target, f)
		f(n.X)
		f(n.Body)
	case *Switch:
		f(n.X)
		each(n.Sections, f)
	case *Try:
		f(n.Block)
		each(n.Catches, f)
		someBlock(n.Finally, f)
	case *Using:
		if n.Decl != nil {
			f(n.Decl)
		}
		some(n.X, f)
		f(n.Body)
	case *Lock:
		f(n.X)
		f(n.Body)
	case *Throw:
		some(n.X, f)
	case *Return:
		some(n.X, f)
	case *Yield:
		some(n.X, f)
	case *Goto:
		some(n.Case, f)
	case *Labeled:
		f(n.Stmt)
	case *CheckedBlock:
		f(n.Block)
	case *LocalFunc:
		f(n.Return)
		each(n.Params, f)
		each(n.Constraints, f)
		some(n.Body, f)
		someBlock(n.Block, f)
	case *Empty, *Break, *Continue, *BadStmt:
		// leaves
	}
}

// partChildren calls f for the children of what is neither expression, statement
// nor type.
func partChildren(n Node, f func(Node)) {
	switch n := n.(type) {
	case *Argument:
		f(n.X)
	case *Hole:
		f(n.X)
		some(n.Alignment, f)
	case *TupleTypeElem:
		f(n.Type)
	case *ObjectInit:
		each(n.Members, f)
	case *MemberInit:
		each(n.Index, f)
		some(n.Value, f)
		if n.Init != nil {
			f(n.Init)
		}
	case *CollectionInit:
		each(n.Elems, f)
	case *ElementInit:
		each(n.Values, f)
	case *AnonymousMember:
		f(n.X)
	case *Param:
		someType(n.Type, f)
		some(n.Default, f)
	case *ConstantPattern:
		f(n.X)
	case *DeclarationPattern:
		f(n.Type)
		f(n.Designation)
	case *VarPattern:
		f(n.Designation)
	case *ParenDesignation:
		each(n.Elems, f)
	case *Declarator:
		some(n.Init, f)
	case *SwitchSection:
		each(n.Labels, f)
		each(n.Stmts, f)
	case *SwitchLabel:
		if n.Pattern != nil {
			f(n.Pattern)
		}
		some(n.When, f)
	case *Catch:
		someType(n.Type, f)
		some(n.Filter, f)
		f(n.Block)
	case *TypeConstraint:
		each(n.Types, f)
	default:
		queryChildren(n, f)
	}
}

// queryChildren calls f for the children of the parts of a query.
func queryChildren(n Node, f func(Node)) {
	switch n := n.(type) {
	case *QueryBody:
		each(n.Clauses, f)
		f(n.End)
		if n.Into != nil {
			f(n.Into)
		}
	case *QueryContinuation:
		f(n.Body)
	case *FromClause:
		someType(n.Type, f)
		f(n.X)
	case *LetClause:
		f(n.X)
	case *WhereClause:
		f(n.X)
	case *JoinClause:
		someType(n.Type, f)
		f(n.X)
		f(n.Left)
		f(n.Right)
	case *OrderByClause:
		each(n.Orderings, f)
	case *Ordering:
		f(n.X)
	case *SelectClause:
		f(n.X)
	case *GroupClause:
		f(n.X)
		f(n.Key)
	}
}
