// Package servicebus writes the HTTPS requests by which messages are sent to
// Service Bus queues and topics and to Event Hubs, which speak the same protocol
// (reference azure-targets.md sections 2 and 7), reads what they answer, and makes
// tokens from connection strings. It sends nothing itself.
//
// Start reading at Message.
package servicebus
