//go:build race

package server_test

// pooled is how many allocations more a request costs: under the race detector pools
// lose some of what is given back.
const pooled = 8
