// Package exchange holds what the stand-ins share about one request and its
// answer: the host's label, bounded bodies, JSON and XML answers, request ids,
// dates, the caller for the request log, and the shape of injected faults.
//
// It imports nothing of ours. Start reading at Service, in exchange.go.
package exchange
