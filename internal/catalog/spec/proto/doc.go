// Package proto reads the definitions of gRPC APIs: the services and methods of a
// Protocol Buffers file, each method as the operation that the service makes of it
// (platform/grpc-apis.md). Messages are passed over: bodies are opaque to a
// gateway. No other file is read.
//
// The package imports catalog and diag. Start reading at Read.
package proto
