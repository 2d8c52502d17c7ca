// Package tunnel relays WebSocket connections between clients and backends once both
// have agreed to speak it. What they say goes through untouched; frames are only
// counted.
//
// Start reading at Set.
package tunnel
