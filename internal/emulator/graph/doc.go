// Package graph answers as Microsoft Graph for an application that reads the
// directory: users, groups with members, service principals, applications, the
// organization. What a caller may read is decided by the app roles in its token.
//
// Requests, answers and refusals are those of reference azure-targets section 6.
// Of ours it imports emulator/access, emulator/entra (the audience),
// emulator/exchange, emulator/odata and emulator/seed. Start reading at Service,
// in service.go.
package graph
