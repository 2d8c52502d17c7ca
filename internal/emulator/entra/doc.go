// Package entra is the local Entra ID: it mints the tokens of managed
// identities and applications and answers as login.microsoftonline.com does
// (token endpoints of both versions, OpenID discovery, keys, instance
// discovery).
//
// Tokens have the shape of reference managed-identity section 3: RS256, version
// 1.0 unless the resource asks for version 2, aud the resource byte for byte,
// iat and nbf five minutes in the past.
//
// Of ours it imports emulator/exchange and emulator/seed. Start reading at
// Issuer, in token.go, then Service, in service.go.
package entra
