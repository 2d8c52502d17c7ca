// Package wire tests the gateway's HTTP/1.1 with clients and servers that others
// wrote: curl, Node.js, wrk and Go in front of it, nginx, Node.js and Go behind. It
// has tests only; test/setup installs the programs.
package wire
