// Package keyvault answers as *.vault.azure.net: secrets with versions, soft
// delete, recovery and purge, and certificates to read, whose private keys are
// in the secrets of the same names. Vaults are separate from one another and in
// memory.
//
// Requests, answers and refusals are those of reference azure-targets section 5.
// Of ours it imports emulator/access, emulator/exchange and emulator/seed. Start
// reading at Service, in service.go.
package keyvault
