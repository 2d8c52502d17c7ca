// Package state tests state shared by several gateways: processes of the program
// as it is released, one Redis between them, and what happens when that is away.
package state
