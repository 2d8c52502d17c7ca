// Package cosmos answers as *.documents.azure.com does for the NoSQL API with an
// Entra token: documents are created, upserted, read, replaced, deleted, listed
// and queried, and the metadata above them is read. Databases and containers
// come from the seed; data-plane roles cannot make them in Azure either.
//
// Requests, answers and refusals are those of reference azure-targets section 8.
// Of ours it imports emulator/access, emulator/exchange and emulator/seed. Start
// reading at Service, in service.go; the query language is in query.go (parser)
// and evaluate.go.
package cosmos
