// Package gateway serves a catalog: it routes requests to operations, checks
// subscription keys, answers CORS preflights and carries each request through
// the program of its operation and product.
//
// A Snapshot is everything that was compiled from one configuration; it is
// immutable, and a Gateway swaps it as a whole. Requests keep the snapshot they
// started with. Transports stay outside: package wire calls Gateway.Handle.
//
// Start reading at Gateway, then Build.
package gateway
