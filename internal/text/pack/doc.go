// Package pack reads and writes numbers and texts one after the other, as values
// are kept outside of this process: [encoding/binary]'s varints, and texts with
// their lengths before them. What was not written by this package is noticed and
// never costs more memory than it has bytes.
//
// It imports nothing of ours.
package pack
