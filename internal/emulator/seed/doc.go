// Package seed says what is in the local Azure: the tenant and its identities,
// subscriptions with their resources, and the contents of namespaces, storage
// accounts, vaults and so on.
//
// Builtin is what there is without a seed file. Load and Parse read a YAML file
// whose top-level sections each replace the built-in section of the same name;
// a section that is left out keeps its built-in contents. Keys are strict, and
// every finding carries its position.
//
// Sections of data-plane services (serviceBus, storage, keyVaults, cosmos,
// openAI) are maps from the name of the namespace, account, vault or resource to
// its contents. The name "*" stands for every name that is not listed.
//
// A Seed is not changed after it was read and is safe for concurrent use. Start
// reading at Seed, in seed.go.
package seed
