// Package gatewaylog writes the gateway's log of requests: one JSON object a line, in
// the form of the category GatewayLogs of the service's resource logs
// (platform/diagnostics-and-loggers.md).
//
// Start reading at Log.
package gatewaylog
