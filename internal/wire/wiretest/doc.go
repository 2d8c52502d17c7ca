// Package wiretest is what tests of the adapters have in common: messages that
// programs are known to read differently, with what they have to mean here, and a
// reader of requests that shares no code with any adapter.
//
// The cases stand in requests.jsonl and responses.jsonl, one to a line. They are our
// own, made after what was published about request smuggling: the mutations of
// Transfer-Encoding and Content-Length of the usual scanners, tricks with chunks and
// line ends that were found by comparing servers, and ways to leave bytes behind on
// a connection. Texts are bytes, a character each (ISO 8859-1).
//
// Start reading at Requests.
package wiretest
