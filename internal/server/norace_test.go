//go:build !race

package server_test

// pooled is how many allocations more a request costs.
const pooled = 0

// slower divides sizes where the race detector is on.
const slower = 1
