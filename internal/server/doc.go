// Package server puts a running gateway together: it reads settings and
// configuration, starts local Azure when it is wanted, connects identity, egress,
// state and the policies, opens the listeners, and takes in changed
// configuration while it serves.
//
// Nothing else in the project imports it but the commands. Start reading at Start
// (server.go); Read (read.go) is the part that `gatehouse validate` needs as well.
package server
