// Package storage answers as *.blob.core.windows.net and
// *.queue.core.windows.net. Each account is separate from the others; contents
// are kept in memory, within a budget for all accounts together.
//
// Requests, answers and refusals are those of reference azure-targets sections 3
// and 4, for Entra tokens only: account keys and shared access signatures are
// refused as by an account on which key-based authentication is turned off. Of
// ours it imports emulator/access, emulator/exchange and emulator/seed. Start
// reading at BlobService (blob_service.go) and QueueService (queue_service.go);
// what both share is in front.go and refusal.go.
package storage
