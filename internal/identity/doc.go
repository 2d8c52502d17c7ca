// Package identity gets Microsoft Entra access tokens for the identities of
// the gateway and keeps them ready.
//
// A Manager is built from Settings (the identity section of gatehouse.yaml)
// and hands out Handles. A Handle stands for one (identity, resource) pair; a
// warm Handle.Token is an atomic load and allocates nothing. In front of every
// source stands one cache: one acquisition per pair whatever the concurrency,
// renewal in the background well before expiry, and the old token served for
// as long as it is valid.
//
// # Which library does what
//
// Entra itself (client secret, client certificate, federated token) and the
// Azure CLI go through azidentity. A credential is made for each acquisition,
// so that files and variables are read when they are needed and the library's
// own cache never answers a renewal.
//
// The managed-identity protocols (IMDS, App Service, Arc, Service Fabric,
// Azure ML, Cloud Shell) are six requests spoken here, because
// azidentity.ManagedIdentityCredential 1.15 cannot do what the settings ask:
//
//   - it takes its source from the process environment only, so `source: imds`
//     beside IDENTITY_ENDPOINT, or the endpoint of the local stand-in, cannot
//     be expressed without changing the environment of the whole process;
//   - its token cache is one map for the process, keyed by identity and
//     resource but not by endpoint: two managers answer for one another, and
//     entries are never evicted, so resources computed by a policy pile up;
//   - a renewal before a token's last five minutes is answered from that cache,
//     short of sending it through as a claims challenge;
//   - on Service Fabric it refuses any transport but a plain *http.Transport,
//     hence the `hosts` mapping;
//   - for a chosen identity it drops the explanation IMDS gave.
//
// Each of these is measured by a test in conformance_test.go, which also holds
// the requests of this package against the library's, byte for byte.
//
// The package imports nothing of ours and is the only one to import the Azure
// identity SDK. Start reading at Manager; sources are one file each.
package identity
