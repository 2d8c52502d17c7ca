// Package servicebus answers as *.servicebus.windows.net does over HTTPS: the
// REST data plane of Service Bus (queues, topics, subscriptions) and of Event
// Hubs. One namespace can hold both; each entity is checked as the service that
// it belongs to.
//
// Requests, answers and refusals are those of reference azure-targets sections 2
// and 7. Of ours it imports emulator/access, emulator/exchange and
// emulator/seed. Start reading at Service, in service.go; the broker itself,
// which knows no HTTP, is in namespace.go, queue.go and message.go.
package servicebus
