// Package loadgen sends requests at fixed times and measures how long each took.
//
// The load is open-loop: with a rate, request n is due n/rate seconds after the
// start, whatever became of those before it, and its latency counts from that
// moment. A target that stalls for a second therefore shows a second, and half of
// it for the requests that became due in the middle, although they were sent
// later; a generator that waits for an answer before it looks at the clock shows
// one slow request (coordinated omission). Service times, from the moment of
// sending, are reported beside it. Without a rate the loop is closed: every
// connection sends its next request when the last one is answered.
//
// Requests go over connections of internal/wire/h1, which cost little: the
// generator often shares its processors with what it measures.
//
// Start reading at Run. The package knows nothing of policies or the gateway.
package loadgen
