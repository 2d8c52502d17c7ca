// Package state says what policies keep between requests: sliding-window
// counters (rate limits), fixed-window quotas, cached values, and slots for
// concurrent requests. It holds interfaces and their vocabulary only;
// implementations are state/memory and, for several gateways, one over Redis.
// Each must pass the tests of state/statetest.
//
// The interfaces are cut so that each call can be one script on one Redis
// node: whatever one call touches shares its group, which becomes the hash tag
// of a cluster. Every call takes a context and returns by its deadline; what to
// do when a store does not answer (count locally, go on) is decided by the
// caller or by a store in front.
//
// The package imports nothing of ours. Start reading at Stores.
package state
