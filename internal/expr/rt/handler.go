package rt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Exceptions are handled in two passes, as in .NET: first the catch clause is
// found, from the innermost try statement outwards, and filters run; then finally
// blocks run, from the inside, and at last the clause itself. The second pass is
// the way an error takes through the Go calls. The first is made when it is about
// to meet a finally block, and only matters to programs that have filters; the
// others do not enter handlers.

// Handler is a running try statement with catch clauses.
type Handler struct {
	// Select finds the clause for an exception, running filters; -1 for none.
	Select func(*clr.Exception) (int, error)

	of     *clr.Exception // what the first pass was made for
	chosen int
}

// Enter begins a try statement.
func (e *Env) Enter(h *Handler) { e.handlers = append(e.handlers, h) }

// Leave ends the innermost try statement.
func (e *Env) Leave() { e.handlers = e.handlers[:len(e.handlers)-1] }

// Clause returns the clause that handles an exception, -1 for none; the first
// pass is made now if it was not before.
func (h *Handler) Clause(ex *clr.Exception) (int, error) {
	if h.of == ex {
		return h.chosen, nil
	}
	return h.Select(ex)
}

// Thrown says that an exception starts on its way; it may have been on its way
// before.
func (e *Env) Thrown() { e.found = nil }

// FindHandler makes the first pass for an exception that is about to meet a
// finally block.
func (e *Env) FindHandler(ex *clr.Exception) error {
	if e.found == ex {
		return nil
	}
	e.found = ex
	for i := len(e.handlers) - 1; i >= 0; i-- {
		h := e.handlers[i]
		n, err := h.Select(ex)
		if err != nil {
			return err
		}
		h.of, h.chosen = ex, n
		if n >= 0 {
			break
		}
	}
	return nil
}
