// Package servicefabric finds the replicas of services of a Service Fabric cluster
// over the HTTP endpoints of its management (Service Fabric REST API, "Resolve
// Service"; reference platform/backends.md): which partition of a service a request
// is for, and where the listener of one of its replicas is.
//
// A Cluster belongs to one configuration. It keeps what it was told for a while, asks
// again when a caller says that it is out of date, and goes on with what it knows
// while no endpoint of the cluster answers. Requests are sent by its caller, who
// knows the network.
//
// Start reading at Cluster.
package servicefabric
