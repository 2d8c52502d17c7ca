// Package backend decides whether and where a request to a backend entity goes
// (reference platform/backends.md): circuit breakers, pools with priorities,
// weights and sessions, the entity that belongs to a URL, and the credentials that
// an entity adds.
//
// A Runtime lives as long as the process: it keeps breakers and the turns of pools
// over reloads that do not change them. Targets are the backends of one
// configuration. Sending is package policy's.
//
// Start reading at Target.
package backend
