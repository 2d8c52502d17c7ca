// Package fallback stands in front of a store that may be away: while it is, calls
// are answered by a store of this process, at once, and somebody else finds out
// when it is back.
//
// A call that fails, or takes longer than its budget, makes the store count as
// away; it is answered in this process itself, so that its caller does not notice.
// From then on nobody waits for the store but a goroutine that probes it. What was
// counted here meanwhile stays here: nothing is added to the store when it is
// back, which so never holds more than what was really used.
//
// The package imports state only. Start reading at Store.
package fallback
