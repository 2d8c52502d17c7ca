// Package arm answers as Azure Resource Manager: subscriptions, resource
// groups, resources of any type, role definitions and assignments, and the
// pausing of SQL databases as an example of an asynchronous operation. It reads
// the seed; resources cannot be made or deleted.
//
// Requests, answers and refusals are those of reference azure-targets sections 1
// and 9. Of ours it imports emulator/access, emulator/exchange, emulator/odata
// and emulator/seed. Start reading at Service, in service.go.
package arm
