// Package nethttp carries messages over net/http: a server handler that turns
// HTTP requests into message.Request and writes message.Response, and a client
// that sends message.Request through package egress. Header names are in
// net/http's canonical spelling on the way in, and their order is lost: fields
// come sorted by name. On the way out names keep the spelling that policies gave
// them, but for the few that net/http itself acts on.
//
// Start reading at Handler and Client.
package nethttp
