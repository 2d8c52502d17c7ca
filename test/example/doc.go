// Package example tests examples/call-azure: every operation against a real
// server with the local Azure in its process, when Azure agrees, when it refuses,
// when it cannot be reached and when there is no token; and its blob policy against
// Azurite. Start reading at start (server_test.go).
package example
