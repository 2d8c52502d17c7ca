// Package authority keeps the local certificate authority: made once, kept in a
// folder that only its owner can read, and trusted by nobody but this process
// and whoever is told to. Server certificates are made in memory when a host is
// first asked for.
//
// It imports nothing of ours. Start reading at Open.
package authority
