// Package keyvault reads secrets of Key Vaults, for named values that refer to one
// (reference platform/named-values.md, rule 7).
//
// A Client reads one secret with a token of an identity. A Store reads many, keeps
// them while a vault is away, reads those without a version again after a time, and
// tells when one has changed. No error, log line or formatted value holds a secret.
//
// Start reading at ParseReference, then Client and Store.
package keyvault
