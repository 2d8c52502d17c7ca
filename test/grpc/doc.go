// Package grpc holds the tests of gRPC APIs: clients and servers of Google's library
// on both sides of a gateway. It is a module of its own, so that the library is
// none of the gateway's.
package grpc
