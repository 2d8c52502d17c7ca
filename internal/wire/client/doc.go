// Package client sends requests over the adapter that suits them: HTTP/1.1 over
// connections of our own, everything else over net/http. What a policy sees is the
// same but for the spelling and order of header fields, which net/http does not
// keep.
//
// Start reading at Client.
package client
