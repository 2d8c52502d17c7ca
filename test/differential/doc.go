// Command differential runs random expressions through this library and through
// the real C# compiler of ../shared/oracle, and prints where the answers differ,
// each with the smallest part of the expression that does.
//
//	make fuzz-differential SEED=1 TIME=60s
//
// Equal seeds give equal cases. Where the oracle is known to be wrong is in
// rules.go; members that no case calls are in internal/bcl/bclgen. ORACLE names
// another run.sh than the one beside the clone. The command fails when there is a
// difference that no rule explains, and when the oracle is not there.
package main
