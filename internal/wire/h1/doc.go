// Package h1 carries messages over HTTP/1.1 connections of our own: one pass over
// a head into an ordered header that keeps its spelling, pooled buffers, and one
// goroutine for a client connection that does everything in turn.
//
// It is strict: whatever another program between client and gateway could read
// differently is refused (RFC 9112; RFC 9110, 5). A length twice, or together
// with a transfer coding; any coding but chunked; lines that do not end in CRLF;
// folded lines; white space before a colon. What is unusual but sound, such as an
// upgrade, goes with its connection to another adapter.
//
// A head is found by headScanner while it arrives, read by parseRequest or
// parseResponse from one string that all texts of the message share, and its body
// is read by bodyReader through the inbound buffer. The package imports nothing of
// ours but message and wire; it does not know net/http.
//
// Start reading at Server.
package h1
