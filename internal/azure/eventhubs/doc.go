// Package eventhubs sends events to Event Hubs in the background: the loggers of
// type azureEventHub (reference platform/diagnostics-and-loggers.md). Publishing an
// event does not wait for the hub and never fails.
//
// Start reading at Publisher.
package eventhubs
