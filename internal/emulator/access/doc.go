// Package access checks who calls a stand-in and what the caller may do: the
// token's signature, issuer, audience and lifetime, and the caller's role
// assignments. It says why a token is refused; how that is answered is each
// service's own matter.
//
// Of ours it imports emulator/seed (principals and roles). Start reading at
// Guard.
package access
