// Package message is the gateway's own model of HTTP messages: what policies see
// and change, and what the adapters in wire carry. Header fields keep their order
// and spelling; bodies stream until something reads them.
//
// Nothing here knows a transport, net/http least of all. The package imports
// nothing of ours. Values belong to one request and are not safe for concurrent
// use. Start reading at Request.
package message
