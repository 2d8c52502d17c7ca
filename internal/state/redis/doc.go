// Package redis keeps the state of policies in Redis or Valkey, so that several
// gateways share it: a single server, one behind Sentinels, or a cluster.
//
// Every call is one script on one node: the keys of a call share a hash tag made
// of its group. Scripts take the time from the server, so that gateways whose
// clocks differ agree on windows and periods. Limits are exact: however many
// gateways call at once, no more calls pass than a limit allows. Names are hashed
// before they become keys: a counter-key may hold what nobody should read in the
// server, such as a token.
//
// Calls return by the deadline of their context and are never repeated, because
// nobody could say whether a repeated call counted twice. What happens while the
// server is away is decided by package state/fallback.
//
// The package imports state only, and the Redis client, which no other package
// imports. Start reading at Store.
package redis
