// Package revocation finds out whether issuers have revoked certificates: from the
// revocation lists that the certificates name, and from the OCSP responders of those
// whose list cannot be had. What cannot be found out counts as revoked, as in .NET.
//
// Start reading at Checker.Check.
package revocation
