// Package wire is what the adapters that carry messages have in common: the
// function that answers requests, the limits of requests, and the rules about
// request targets and fields that belong to one connection. Whatever a client can
// see is the same over every adapter, so it is decided here once.
//
// The adapters are h1, HTTP/1.1 connections of our own, and nethttp, which speaks
// HTTP/2 and takes connections that are upgraded to something else. The package
// client chooses between them for requests to backends.
//
// Start reading at Handler.
package wire
