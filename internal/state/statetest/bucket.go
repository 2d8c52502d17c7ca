package statetest

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

// bucketTests test Stores.Bucket; those that hold for both kinds of counters are run
// with it in the place of the other one.
var bucketTests = map[string]func(*testing.T, fixture){
	"calls come back evenly":        comeBackEvenly,
	"all or none":                   inBuckets(allOrNoneBuckets),
	"count above one":               inBuckets(countAboveOneBuckets),
	"add without check":             inBuckets(addWithoutCheckBuckets),
	"no room ever":                  inBuckets(noRoomEver),
	"groups and keys are apart":     inBuckets(groupsAndKeys),
	"long and odd names":            inBuckets(oddNames),
	"exact under concurrency":       inBuckets(counterConcurrency),
	"all or none under concurrency": inBuckets(allOrNoneConcurrency),
	"apart from sliding windows":    apartFromWindows,
	"agrees with fractions":         agreesWithFractions,
}

func inBuckets(test func(*testing.T, fixture)) func(*testing.T, fixture) {
	return func(t *testing.T, f fixture) {
		f.Counter = f.Bucket
		test(t, f)
	}
}

// The first test case of reference rate-limit.md, in a bucket.
func comeBackEvenly(t *testing.T, f fixture) {
	f.Counter = f.Bucket
	limit := state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second, Count: 1}
	want(t, f.take(t, "g", limit), allowed(1))
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, 5*time.Second))
	f.advance(4999 * time.Millisecond)
	want(t, f.take(t, "g", limit), refused(0, time.Millisecond))
	f.advance(time.Millisecond)
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, 5*time.Second))
	f.advance(4 * time.Second)
	want(t, f.take(t, "g", limit), refused(0, time.Second))
	f.advance(3500 * time.Millisecond) // one and a half
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, 2500*time.Millisecond))
	f.advance(time.Hour) // no more than two
	want(t, f.take(t, "g", limit), allowed(1))
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, 5*time.Second))
}

func allOrNoneBuckets(t *testing.T, f fixture) {
	root := state.Limit{Key: "root", Calls: 10, Window: 10 * time.Second, Count: 1}
	api := state.Limit{Key: "api", Calls: 1, Window: 20 * time.Second, Count: 1}
	want(t, f.take(t, "g", root, api), allowed(0))
	for range 3 {
		want(t, f.take(t, "g", root, api), refused(1, 20*time.Second))
	}
	// The refused calls counted nowhere.
	want(t, f.take(t, "g", root), allowed(8))
}

func countAboveOneBuckets(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 10, Window: 10 * time.Second, Count: 4}
	want(t, f.take(t, "g", limit), allowed(6))
	want(t, f.take(t, "g", limit), allowed(2))
	want(t, f.take(t, "g", limit), allowed(0)) // 12: there was room before it
	want(t, f.take(t, "g", limit), refused(0, 3*time.Second))
	f.advance(3 * time.Second)
	want(t, f.take(t, "g", limit), allowed(0))
}

func addWithoutCheckBuckets(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second, Count: 1}
	for range 3 {
		f.count(t, "g", limit)
	}
	want(t, f.take(t, "g", limit), refused(0, 10*time.Second))
	f.count(t, "g", state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second, Count: -5})
	f.advance(10 * time.Second)
	want(t, f.take(t, "g", limit), allowed(0))
}

func apartFromWindows(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 1, Window: 10 * time.Second, Count: 1}
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, 10*time.Second))
	f.Counter = f.Bucket
	want(t, f.take(t, "g", limit), allowed(0))
}

// agreesWithFractions compares with a bucket that is reckoned in fractions.
func agreesWithFractions(t *testing.T, f fixture) {
	f.Counter = f.Bucket
	random := rand.New(rand.NewPCG(7, 7))
	for range 10 {
		limit := state.Limit{Key: "k", Calls: 1 + random.Int64N(20), Window: time.Duration(1+random.IntN(60)) * time.Second}
		group, missing := string(rune('a'+random.IntN(1<<15))), new(big.Rat)
		calls := new(big.Rat).SetInt64(limit.Calls)
		rate := new(big.Rat).Quo(calls, big.NewRat(int64(limit.Window/time.Millisecond), 1)) // calls a millisecond
		for range 60 {
			pause := random.Int64N(int64(limit.Window/time.Millisecond) * 2 / limit.Calls)
			f.advance(time.Duration(pause) * time.Millisecond)
			missing.Sub(missing, new(big.Rat).Mul(rate, big.NewRat(pause, 1)))
			if missing.Sign() < 0 {
				missing.SetInt64(0)
			}
			limit.Count = 1 + random.Int64N(3)
			got := f.take(t, group, limit)
			over := new(big.Rat).Add(missing, big.NewRat(1, 1))
			if over.Sub(over, calls); over.Sign() <= 0 {
				missing.Add(missing, big.NewRat(limit.Count, 1))
				left := new(big.Rat).Sub(calls, missing)
				floor := max(new(big.Int).Div(left.Num(), left.Denom()).Int64(), 0)
				want(t, got, allowed(floor))
				continue
			}
			wait, _ := over.Quo(over, rate).Float64() // milliseconds
			if late := float64(got.RetryAfter)/1e6 - wait; got.Allowed || got.Exceeded != 0 || late < -1e-6 || late > 0.0011 {
				t.Fatalf("%+v, want a wait of %f ms", got, wait)
			}
		}
	}
}
