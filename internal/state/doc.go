// Package state says what policies keep between requests: sliding-window
// counters (rate limits), fixed-window quotas, cached values, and slots for
// concurrent requests, and circuit breakers. It holds interfaces and their
// vocabulary only. Implementations are state/memory, state/redis for several
// gateways, and state/fallback, which stands in front of the latter. Each passes
// the tests of state/statetest.
//
// The interfaces are cut so that each call can be one script on one Redis
// node: whatever one call touches shares its group, which becomes the hash tag
// of a cluster. Every call takes a context and returns by its deadline; what to
// do when a store does not answer (count locally, go on) is decided by the
// caller or by a store in front.
//
// The package imports nothing of ours. Start reading at Stores.
package state
