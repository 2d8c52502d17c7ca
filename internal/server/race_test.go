//go:build race

package server_test

// pooled is how many allocations more a request costs: under the race detector pools
// lose some of what is given back.
const pooled = 8

// slower divides sizes where what is made of them takes so much longer.
const slower = 10
