// Package applicationinsights sends telemetry to Application Insights in the
// background: the loggers of type applicationInsights (reference
// platform/diagnostics-and-loggers.md). Publishing an item does not wait for the
// service and never fails; what does not fit into a bounded queue is dropped and
// counted.
//
// Items go to the address /v2.1/track of the logger's ingestion endpoint as lines of
// JSON, compressed, in the form that Application Insights publishes for its SDKs.
//
// Start reading at Publisher.
package applicationinsights
