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
// Responses may be less tidy, because servers are and nobody has read them before:
// in their heads lines may end in LF alone or be folded, sizes of chunks may be
// filled up with spaces, a length may be repeated, and one beside chunks is ignored,
// but then the connection carries no other request. Different lengths and other codings are refused. No connection is used
// again unless its answer ended exactly where it said, and nothing came after it.
//
// A head is found by headScanner while it arrives, read by parseRequest or
// parseResponse from one string that all texts of the message share, and its body
// is read by bodyReader through the inbound buffer. The package imports nothing of
// ours but message and wire; it does not know net/http.
//
// Start reading at Server, or at Upstream for the requests that we send.
package h1
