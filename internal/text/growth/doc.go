// Package growth counts the memory of texts that are put together piece by piece
// in a byte slice, so that a budget bounds what they take and not only what comes
// out. A long slice that grows by append leaves ever larger copies of itself behind,
// five times its length in the end, and the collector may come late. Here it doubles,
// which leaves as much as there is, and every copy is counted before it is made.
package growth
