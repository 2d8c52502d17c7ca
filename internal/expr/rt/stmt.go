package rt

// Ctl says how control leaves a statement.
type Ctl uint8

// The ways to leave a statement.
const (
	// Next goes on with the following statement.
	Next Ctl = iota
	// Break and Continue leave or repeat the innermost loop or switch.
	Break
	Continue
	// Return leaves the function; the value is in its result variable.
	Return
	// GotoCase jumps inside the innermost switch; the target is in the frame.
	GotoCase
	// Goto jumps to a label of a block around; the label is in the frame.
	Goto
	// Yield leaves an iterator, which will be entered again.
	Yield
)

// Stmt is a compiled statement.
type Stmt func(*Frame) (Ctl, error)
