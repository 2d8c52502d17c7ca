//go:build !race

package h1

// pooled is how many allocations more a request costs.
const pooled = 0
