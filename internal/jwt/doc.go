// Package jwt verifies JSON Web Tokens: it holds keys, gets those of identity
// providers by OpenID Connect discovery, decrypts and verifies tokens, and
// remembers the tokens that it has verified. What a token has to claim is no
// business of this package.
//
// The algorithm of a signature is taken from the key: a token may only name one
// that its key allows. Tokens are in compact form.
//
// A Directory belongs to the process; it fetches and keeps OpenID configurations
// (Source) and verified tokens. A Ring is the keys of one policy: its own and those
// of its sources.
//
// The package imports nothing of ours. Start reading at Ring.Verify.
package jwt
