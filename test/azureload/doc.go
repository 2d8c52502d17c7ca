// Command azureload measures what it costs to call Azure from a policy, and how
// that holds up: under load, with slow and refusing targets, and while the identity
// endpoint is slow or away. It writes the figures into a page of the documentation.
//
// Tokens come from the local Azure (internal/emulator), which can fail on demand.
// Targets are servers of its own: the strict ones of the local Azure would measure
// themselves. They check that a token came along and has not expired. The gateway
// is a process of its own, started anew for each group of runs, so that its CPU
// time and memory are its own.
//
// Start reading at main.go; groups.go says what is run.
package main
