// Package nethttp carries messages over net/http: a server handler that turns
// HTTP requests into message.Request and writes message.Response, and a client
// that sends message.Request through package egress. Header names are in
// net/http's canonical spelling on the way in, and their order is lost: fields
// come sorted by name.
//
// Start reading at Handler and Client.
package nethttp
