// Package egress is how this process makes outgoing connections: for backends,
// send-request, tokens, signing keys, everything. One Network holds what is the
// same for all of them: where hosts really are (`hosts` in gatehouse.yaml),
// which authorities are trusted, timeouts, the environment's proxy. Transports
// and connections made from it add what is particular to a target: client
// certificates, checks switched off, the HTTP version, a proxy of its own.
//
// SNI, Host header and the name a certificate is checked against are always
// those of the URL, wherever the connection goes.
//
// A target's own proxy is told who asks by Basic or NTLM (proxyLogin); for others
// net/http does what is in their address.
//
// The package imports nothing of ours. Start reading at Network.
package egress
