// Package memory keeps the state of policies in this process.
//
// It is exact: whatever happens at once, no more calls pass than a limit allows.
// Counters and quotas stand in shards chosen by group, so one call takes one
// lock, held for a few map look-ups and never across I/O. Memory is bounded: the
// number of keys per shard, the timestamps a counter keeps, the weight of the
// caches. When a flood of keys fills a shard, the least used of a few candidates
// goes, so that a caller cannot wash out a counter that holds it up.
//
// It imports state only, and otter for the caches. Start reading at Store.
package memory
