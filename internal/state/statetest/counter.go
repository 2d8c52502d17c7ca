package statetest

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

var counterTests = map[string]func(*testing.T, fixture){
	"sliding window":                          slidingWindow,
	"all or none":                             allOrNone,
	"longest wait":                            longestWait,
	"check only":                              checkOnly,
	"add without check":                       addWithoutCheck,
	"count above one":                         countAboveOne,
	"no room ever":                            noRoomEver,
	"different windows on one counter":        differentWindows,
	"groups and keys are apart":               groupsAndKeys,
	"long and odd names":                      oddNames,
	"exact under concurrency":                 counterConcurrency,
	"all or none under concurrency":           allOrNoneConcurrency,
	"agrees with a list of calls":             agreesWithList,
	"agrees with a list, many limits at once": agreesWithListMany,
}

// take calls Take and fails on an error.
func (f fixture) take(t *testing.T, group string, limits ...state.Limit) state.Taken {
	t.Helper()
	taken, err := f.Counter.Take(t.Context(), group, limits)
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

func (f fixture) count(t *testing.T, group string, limits ...state.Limit) {
	t.Helper()
	if err := f.Counter.Add(t.Context(), group, limits); err != nil {
		t.Fatal(err)
	}
}

// want compares an outcome.
func want(t *testing.T, got, expected state.Taken) {
	t.Helper()
	if got != expected {
		t.Fatalf("got %+v, want %+v", got, expected)
	}
}

func allowed(remaining int64) state.Taken {
	return state.Taken{Allowed: true, Exceeded: -1, Remaining: remaining}
}

func refused(exceeded int, wait time.Duration) state.Taken {
	return state.Taken{Exceeded: exceeded, RetryAfter: wait}
}

// The first test case of reference rate-limit.md, and what follows from it.
func slidingWindow(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second, Count: 1}
	want(t, f.take(t, "g", limit), allowed(1))
	f.advance(time.Second)
	want(t, f.take(t, "g", limit), allowed(0))
	f.advance(time.Second)
	want(t, f.take(t, "g", limit), refused(0, 8*time.Second))
	if got := state.Seconds(8 * time.Second); got != 8 {
		t.Errorf("Retry-After %d, want 8", got)
	}
	f.advance(7999 * time.Millisecond)
	want(t, f.take(t, "g", limit), refused(0, time.Millisecond))
	f.advance(time.Millisecond) // t = 10 s: the call at 0 no longer counts
	want(t, f.take(t, "g", limit), allowed(0))
	want(t, f.take(t, "g", limit), refused(0, time.Second))
	f.advance(time.Second) // t = 11 s: nor that at 1 s
	want(t, f.take(t, "g", limit), allowed(0))
	f.advance(time.Hour)
	want(t, f.take(t, "g", limit), allowed(1))
}

func allOrNone(t *testing.T, f fixture) {
	root := state.Limit{Key: "root", Calls: 10, Window: 10 * time.Second, Count: 1}
	api := state.Limit{Key: "api", Calls: 1, Window: 20 * time.Second, Count: 1}
	other := state.Limit{Key: "other", Calls: 5, Window: 10 * time.Second, Count: 1}
	want(t, f.take(t, "g", root, api), allowed(0))
	for range 3 {
		want(t, f.take(t, "g", root, api), refused(1, 20*time.Second))
	}
	// The refused calls counted nowhere.
	want(t, f.take(t, "g", root, other), allowed(4))
	want(t, f.take(t, "g", root), allowed(7))
}

func longestWait(t *testing.T, f fixture) {
	short := state.Limit{Key: "short", Calls: 1, Window: 10 * time.Second, Count: 1}
	long := state.Limit{Key: "long", Calls: 1, Window: 30 * time.Second, Count: 1}
	want(t, f.take(t, "g", short, long), allowed(0))
	want(t, f.take(t, "g", short, long), refused(1, 30*time.Second))
	want(t, f.take(t, "g", long, short), refused(0, 30*time.Second))
	f.advance(10 * time.Second)
	want(t, f.take(t, "g", short, long), refused(1, 20*time.Second))
}

func checkOnly(t *testing.T, f fixture) {
	check := state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second}
	for range 5 {
		want(t, f.take(t, "g", check), allowed(2))
	}
	negative := check
	negative.Count = -7
	want(t, f.take(t, "g", negative), allowed(2))
	call := check
	call.Count = 1
	want(t, f.take(t, "g", call), allowed(1))
	want(t, f.take(t, "g", check), allowed(1))
	want(t, f.take(t, "g", call), allowed(0))
	want(t, f.take(t, "g", check), refused(0, 10*time.Second))
	want(t, f.take(t, "g"), allowed(0)) // no limits: nothing to exceed
}

func addWithoutCheck(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 2, Window: 10 * time.Second, Count: 1}
	for range 3 {
		f.count(t, "g", limit)
		f.advance(time.Second)
	}
	// Three of two are used; at 12 s one is left.
	want(t, f.take(t, "g", limit), refused(0, 8*time.Second))
	f.count(t, "g", state.Limit{Key: "k", Window: 10 * time.Second})            // nothing
	f.count(t, "g", state.Limit{Key: "k", Window: 10 * time.Second, Count: -5}) // nothing
	want(t, f.take(t, "g", limit), refused(0, 8*time.Second))
	f.advance(8 * time.Second)
	want(t, f.take(t, "g", limit), allowed(0))
}

func countAboveOne(t *testing.T, f fixture) {
	limit := state.Limit{Key: "k", Calls: 10, Window: 10 * time.Second, Count: 4}
	want(t, f.take(t, "g", limit), allowed(6))
	f.advance(time.Second)
	want(t, f.take(t, "g", limit), allowed(2))
	f.advance(time.Second)
	want(t, f.take(t, "g", limit), allowed(0)) // 12: there was room before it
	f.advance(time.Second)
	want(t, f.take(t, "g", limit), refused(0, 7*time.Second)) // until the first four are gone
	f.advance(7 * time.Second)
	want(t, f.take(t, "g", limit), allowed(0))
}

func noRoomEver(t *testing.T, f fixture) {
	for _, calls := range []int64{0, -1} {
		want(t, f.take(t, "g", state.Limit{Key: "k", Calls: calls, Window: 10 * time.Second, Count: 1}), refused(0, 10*time.Second))
	}
	want(t, f.take(t, "g", state.Limit{Key: "k", Calls: 1, Window: 10 * time.Second, Count: 1}), allowed(0))
	want(t, f.take(t, "g", state.Limit{Key: "k", Calls: 0, Window: 10 * time.Second, Count: 1}), refused(0, 10*time.Second))
}

// The same key in policies of different scopes shares the counter (reference
// rate-limit-by-key.md, semantics 2), whatever their windows.
func differentWindows(t *testing.T, f fixture) {
	short := state.Limit{Key: "k", Calls: 2, Window: 5 * time.Second, Count: 1}
	long := state.Limit{Key: "k", Calls: 5, Window: 20 * time.Second, Count: 1}
	want(t, f.take(t, "g", short), allowed(1))
	want(t, f.take(t, "g", long), allowed(3))
	want(t, f.take(t, "g", short), refused(0, 5*time.Second))
	f.advance(5 * time.Second)
	want(t, f.take(t, "g", short), allowed(1)) // the first two are out of its window …
	want(t, f.take(t, "g", long), allowed(1))  // … but in the other's
	want(t, f.take(t, "g", long), allowed(0))
	want(t, f.take(t, "g", long), refused(0, 15*time.Second))
	// Both at once: each adds its count.
	f.advance(time.Minute)
	want(t, f.take(t, "g", short, long), allowed(0))
	want(t, f.take(t, "g", long), allowed(2))
}

func groupsAndKeys(t *testing.T, f fixture) {
	names := [][2]string{{"g", "k"}, {"g", "l"}, {"h", "k"}, {"", ""}, {"g", ""}, {"", "g"}, {"gk", ""}, {"g:k", ""}, {"G", "k"}, {"g", "k "}}
	for round := range 2 {
		for _, n := range names {
			got := f.take(t, n[0], state.Limit{Key: n[1], Calls: 1, Window: time.Minute, Count: 1})
			if got.Allowed != (round == 0) {
				t.Errorf("round %d, %q: %+v", round, n, got)
			}
		}
	}
}

func oddNames(t *testing.T, f fixture) {
	long := make([]byte, 10000)
	for i := range long {
		long[i] = byte('a' + i%26)
	}
	other := append([]byte{}, long...)
	other[9999]++
	for round := range 2 {
		for _, n := range []string{string(long), string(other), "\x00", "{tag}", "ü\xff", "a\r\nb"} {
			for _, pair := range [][2]string{{n, "k"}, {"g", n}} {
				got := f.take(t, pair[0], state.Limit{Key: pair[1], Calls: 1, Window: time.Minute, Count: 1})
				if got.Allowed != (round == 0) {
					t.Errorf("round %d, %.20q: %+v", round, n, got)
				}
			}
		}
	}
}

func counterConcurrency(t *testing.T, f fixture) {
	const workers, each, calls = 16, 50, 300
	var passed [workers]int
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for range each {
				taken, err := f.Counter.Take(t.Context(), "g", []state.Limit{{Key: "k", Calls: calls, Window: time.Hour, Count: 1}})
				if err != nil {
					t.Error(err)
				} else if taken.Allowed {
					passed[w]++
				}
			}
		})
	}
	group.Wait()
	total := 0
	for _, n := range passed {
		total += n
	}
	if total != calls {
		t.Errorf("%d of %d calls passed, want exactly %d", total, workers*each, calls)
	}
}

func allOrNoneConcurrency(t *testing.T, f fixture) {
	// Every worker takes from a counter of its own and from a common one, in
	// changing order; the sums must agree.
	const workers, each, calls = 8, 40, 100
	common := state.Limit{Key: "common", Calls: calls, Window: time.Hour, Count: 1}
	var passed [workers]int
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			own := state.Limit{Key: fmt.Sprint("own", w), Calls: 15, Window: time.Hour, Count: 1}
			for i := range each {
				limits := []state.Limit{common, own}
				if i%2 == 0 {
					limits = []state.Limit{own, common}
				}
				taken, err := f.Counter.Take(t.Context(), "g", limits)
				if err != nil {
					t.Error(err)
				} else if taken.Allowed {
					passed[w]++
				}
			}
		})
	}
	group.Wait()
	total := 0
	for w, n := range passed {
		total += n
		check := state.Limit{Key: fmt.Sprint("own", w), Calls: 1000, Window: time.Hour}
		if left := f.take(t, "g", check).Remaining; left != int64(1000-n) {
			t.Errorf("worker %d: %d passed, %d counted", w, n, 1000-left)
		}
		if n > 15 {
			t.Errorf("worker %d: %d passed of 15", w, n)
		}
	}
	if total != calls {
		t.Errorf("%d passed, want %d", total, calls)
	}
}

// list is the plainest counter there is: all calls, looked through each time.
type list map[string][]call

type call struct {
	at    time.Duration
	count int64
}

func (l list) used(key string, now, window time.Duration) int64 {
	var used int64
	for _, c := range l[key] {
		if c.at > now-window {
			used += c.count
		}
	}
	return used
}

func (l list) wait(key string, now, window time.Duration, calls int64) time.Duration {
	if calls <= 0 {
		return window
	}
	for _, c := range l[key] {
		free := c.at + window
		if free > now && l.used(key, free, window) < calls {
			return free - now
		}
	}
	return 0
}

func (l list) take(now time.Duration, limits []state.Limit) state.Taken {
	taken := allowed(0)
	for i, limit := range limits {
		if l.used(limit.Key, now, limit.Window) < limit.Calls {
			continue
		}
		wait := l.wait(limit.Key, now, limit.Window, limit.Calls)
		if taken.Allowed || wait > taken.RetryAfter {
			taken.Exceeded, taken.RetryAfter = i, wait
		}
		taken.Allowed = false
	}
	if !taken.Allowed {
		return taken
	}
	for _, limit := range limits {
		if limit.Count > 0 {
			l[limit.Key] = append(l[limit.Key], call{now, limit.Count})
		}
	}
	for i, limit := range limits {
		left := max(limit.Calls-l.used(limit.Key, now, limit.Window), 0)
		if i == 0 || left < taken.Remaining {
			taken.Remaining = left
		}
	}
	return taken
}

func agreesWithList(t *testing.T, f fixture) { compare(t, f, 1, 1) }

func agreesWithListMany(t *testing.T, f fixture) { compare(t, f, 2, 3) }

// compare runs random calls against the store and the list.
func compare(t *testing.T, f fixture, seed uint64, most int) {
	random := rand.New(rand.NewPCG(seed, 42))
	model := list{}
	var now time.Duration
	for i := range 3 {
		// A counter remembers as far back as it was asked to.
		longest := state.Limit{Key: fmt.Sprint("k", i), Window: 15 * time.Second, Count: 1}
		f.count(t, "g", longest)
		model[longest.Key] = []call{{now, 1}}
	}
	for step := range 3000 {
		limits := make([]state.Limit, 1+random.IntN(most))
		for i := range limits {
			limits[i] = state.Limit{
				Key: fmt.Sprint("k", random.IntN(3)), Calls: int64(random.IntN(40)) - 1,
				Window: time.Duration(1+random.IntN(30)) * 500 * time.Millisecond, Count: int64(random.IntN(4)),
			}
		}
		if random.IntN(5) == 0 {
			f.count(t, "g", limits...)
			for _, limit := range limits {
				if limit.Count > 0 {
					model[limit.Key] = append(model[limit.Key], call{now, limit.Count})
				}
			}
		} else if got, expected := f.take(t, "g", limits...), model.take(now, limits); got != expected {
			t.Fatalf("step %d at %v, %+v:\ngot  %+v\nwant %+v", step, now, limits, got, expected)
		}
		if random.IntN(3) == 0 {
			pause := time.Duration(random.IntN(700)) * time.Millisecond
			f.advance(pause)
			now += pause
		}
	}
}
