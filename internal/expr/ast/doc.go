// Package ast holds the syntax tree of C# 7 expressions and method bodies:
// plain structs with the places they stand at, a walker and a printer.
//
// The tree says what was written, not what it means. Whether `a.b` is a
// namespace, a type, a property or a field is not known here; `a.b` is a Member
// of a Name, and AsType and AsExpr translate between the two readings of a name
// for the places where only the binder can tell.
//
// # Shape
//
// Binary operators (`a + b + c`) and chains of members, calls and indexers
// (`a.b(c)[d]`) lean to the left and can be thousands of nodes deep: handle the
// left operand of a Binary in a loop (Spine helps) or be sure that a recursion
// per node is cheap. A chain of `else if` leans to the right and may be as long. No
// tree that the parser returns is higher than its MaxHeight. `??`, `?:`, `?.` and
// assignment lean to the right, and their depth is bounded by the parser's MaxDepth
// as all true nesting is.
//
// Parentheses are kept (Paren), because some rules see them, `(a.b)-c` and
// `-(2147483648)` for two.
//
// # What is checked
//
// The parser reports what can be seen from the syntax alone: besides the grammar
// itself, the range of literals, the names of anonymous members, members mixed with
// elements in an initialiser, typed parameters mixed with others, constants without
// a value, declarations as embedded statements, deconstructions that mix, and throw
// expressions out of place. It leaves to the binder what needs names or flow, and a
// few that do not: statements without effect (CS0201), `var` without or with several
// values (CS0818 to CS0820), declarations in tuples that are not assigned to
// (CS8185), the order of named arguments (CS1738), `throw;` outside catch (CS0156),
// jumps without target (CS0139, CS0159), duplicate labels and names.
//
// # Texts
//
// Names have no `@` prefix and no unicode escapes. Decoded strings are UTF-8;
// escapes that make a surrogate pair become one character, and a surrogate
// without a partner is kept in the generalised form of UTF-8 (three bytes, ED A0
// 80 to ED BF BF), which no valid text contains.
//
// # Incomplete trees
//
// After a syntax error the tree holds BadExpr, BadType or BadStmt where something
// is missing, and names may be empty. A tree with errors is good for editors and
// not for binding.
//
// The package imports token and diag. Start reading at Node.
package ast
