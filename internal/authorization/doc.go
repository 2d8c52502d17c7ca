// Package authorization holds the connections of the credential manager
// (reference policies/get-authorization-context.md): access tokens that stand in
// the settings, and those that are got from an OAuth 2.0 token endpoint, kept and
// renewed.
//
// Start reading at Manager.
package authorization
