package statetest

import (
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

var quotaTests = map[string]func(*testing.T, fixture){
	"fixed windows":              fixedWindows,
	"anchored in year 1":         anchoredInYearOne,
	"anchored in the future":     anchoredInTheFuture,
	"one period for ever":        forever,
	"bandwidth":                  bandwidth,
	"all or none":                quotaAllOrNone,
	"check only":                 quotaCheckOnly,
	"names are apart":            quotaNames,
	"exact under concurrency":    quotaConcurrency,
	"bytes count where they end": bytesAcrossPeriods,
}

func (f fixture) draw(t *testing.T, group string, calls int64, allowances ...state.Allowance) state.Drawn {
	t.Helper()
	drawn, err := f.Quota.Draw(t.Context(), group, allowances, calls)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func (f fixture) spend(t *testing.T, group string, calls, bytes int64, allowances ...state.Allowance) {
	t.Helper()
	if err := f.Quota.Add(t.Context(), group, allowances, calls, bytes); err != nil {
		t.Fatal(err)
	}
}

func wantDrawn(t *testing.T, got, expected state.Drawn) {
	t.Helper()
	if got != expected {
		t.Fatalf("got %+v, want %+v", got, expected)
	}
}

var drawn = state.Drawn{Allowed: true, Exceeded: -1}

// The first test case of reference quota.md: a subscription that started on the
// hour; calls at :10, :20 and :29:58.
func fixedWindows(t *testing.T, f fixture) {
	start := f.now().Truncate(time.Millisecond)
	a := state.Allowance{Key: "root", Calls: 2, Bytes: state.Unlimited, Period: time.Hour, Start: start}
	f.advance(10 * time.Minute)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.advance(10 * time.Minute)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.advance(9*time.Minute + 58*time.Second)
	got := f.draw(t, "g", 1, a)
	wantDrawn(t, got, state.Drawn{Exceeded: 0, RetryAfter: f.rest(start.Add(time.Hour))})
	if seconds := state.Seconds(got.RetryAfter); seconds != 1802 {
		t.Errorf("Retry-After %d, want 1802", seconds)
	}
	f.advance(30*time.Minute + 2*time.Second)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	if got := f.draw(t, "g", 1, a); got.Allowed {
		t.Fatalf("a third call in the second period: %+v", got)
	}
	// Unused calls are not carried over.
	f.advance(5 * time.Hour)
	for range 2 {
		wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	}
	if got := f.draw(t, "g", 1, a); got.Allowed {
		t.Fatalf("unused calls were carried over: %+v", got)
	}
}

// rest is the time until a moment by the stores' clock.
func (f fixture) rest(until time.Time) time.Duration { return until.Sub(f.now()) }

// The default first-period-start, further away than a time.Duration reaches.
func anchoredInYearOne(t *testing.T, f fixture) {
	a := state.Allowance{Key: "k", Calls: 1, Bytes: state.Unlimited, Period: 300 * time.Second, Start: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)}
	// 300 s divide a day, so periods start on multiples of five minutes.
	next := f.now().Truncate(300 * time.Second).Add(300 * time.Second)
	f.advance(f.rest(next).Truncate(time.Millisecond) + time.Second)
	next = f.now().Truncate(300 * time.Second).Add(300 * time.Second)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.advance(30 * time.Second)
	wantDrawn(t, f.draw(t, "g", 1, a), state.Drawn{Exceeded: 0, RetryAfter: f.rest(next)})
	f.advance(270 * time.Second)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
}

func anchoredInTheFuture(t *testing.T, f fixture) {
	start := f.now().Truncate(time.Millisecond).Add(90 * time.Minute)
	a := state.Allowance{Key: "k", Calls: 1, Bytes: state.Unlimited, Period: time.Hour, Start: start}
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	wantDrawn(t, f.draw(t, "g", 1, a), state.Drawn{Exceeded: 0, RetryAfter: f.rest(start.Add(-time.Hour))})
	f.advance(31 * time.Minute)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
}

func forever(t *testing.T, f fixture) {
	a := state.Allowance{Key: "k", Calls: 1, Bytes: state.Unlimited, Start: f.now()}
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.advance(1000 * time.Hour)
	wantDrawn(t, f.draw(t, "g", 1, a), state.Drawn{Exceeded: 0, Forever: true})
	// It holds up longer than any period.
	hourly := state.Allowance{Key: "h", Calls: 0, Bytes: state.Unlimited, Period: time.Hour, Start: f.now()}
	wantDrawn(t, f.draw(t, "g", 1, hourly, a, hourly), state.Drawn{Exceeded: 1, Forever: true})
}

func bandwidth(t *testing.T, f fixture) {
	start := f.now().Truncate(time.Millisecond)
	a := state.Allowance{Key: "k", Calls: state.Unlimited, Bytes: 1000, Period: time.Hour, Start: start}
	both := a
	both.Calls = 3
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.spend(t, "g", 0, 600, a)
	wantDrawn(t, f.draw(t, "g", 1, a), drawn) // 600 of 1000: one more may pass
	f.spend(t, "g", 0, 600, a)
	wantDrawn(t, f.draw(t, "g", 1, a), state.Drawn{Exceeded: 0, Bytes: true, RetryAfter: f.rest(start.Add(time.Hour))})
	f.spend(t, "g", 1, 0, a)
	// Calls and bytes stand in one count; calls are named first.
	wantDrawn(t, f.draw(t, "g", 1, both), state.Drawn{Exceeded: 0, RetryAfter: f.rest(start.Add(time.Hour))})
	f.spend(t, "g", -1, -5000, a) // nothing
	if got := f.draw(t, "g", 0, a); got.Allowed {
		t.Errorf("bytes were taken back: %+v", got)
	}
	f.advance(time.Hour)
	wantDrawn(t, f.draw(t, "g", 1, both), drawn)
}

func quotaAllOrNone(t *testing.T, f fixture) {
	start := f.now()
	root := state.Allowance{Key: "root", Calls: 3, Bytes: state.Unlimited, Period: time.Hour, Start: start}
	api := state.Allowance{Key: "api", Calls: 1, Bytes: state.Unlimited, Period: 2 * time.Hour, Start: start}
	wantDrawn(t, f.draw(t, "g", 1, root, api), drawn)
	for range 5 {
		if got := f.draw(t, "g", 1, root, api); got.Allowed || got.Exceeded != 1 {
			t.Fatalf("got %+v", got)
		}
	}
	wantDrawn(t, f.draw(t, "g", 1, root), drawn)
	wantDrawn(t, f.draw(t, "g", 1, root), drawn)
	// Both are used up: the one that stays so longer is named.
	if got := f.draw(t, "g", 1, api, root); got.Exceeded != 0 || got.RetryAfter <= time.Hour {
		t.Fatalf("got %+v", got)
	}
}

func quotaCheckOnly(t *testing.T, f fixture) {
	a := state.Allowance{Key: "k", Calls: 1, Bytes: state.Unlimited, Period: time.Hour, Start: f.now()}
	for range 5 {
		wantDrawn(t, f.draw(t, "g", 0, a), drawn)
	}
	f.spend(t, "g", 5, 0, a)
	if got := f.draw(t, "g", 0, a); got.Allowed {
		t.Errorf("got %+v", got)
	}
	wantDrawn(t, f.draw(t, "g", 1), drawn)
	none := state.Allowance{Key: "none", Calls: 0, Bytes: state.Unlimited, Period: time.Hour, Start: f.now()}
	if got := f.draw(t, "g", 1, none); got.Allowed {
		t.Errorf("an allowance of 0 calls: %+v", got)
	}
}

func quotaNames(t *testing.T, f fixture) {
	start := f.now()
	base := state.Allowance{Key: "k", Calls: 1, Bytes: state.Unlimited, Period: time.Hour, Start: start}
	period, anchor, endless := base, base, base
	period.Period = 2 * time.Hour
	anchor.Start = start.Add(time.Second)
	endless.Period = 0
	otherKey := base
	otherKey.Key = "K"
	for round := range 2 {
		for i, a := range []state.Allowance{base, period, anchor, endless, otherKey} {
			for _, group := range []string{"g", "h", ""} {
				if got := f.draw(t, group, 1, a); got.Allowed != (round == 0) {
					t.Errorf("round %d, group %q, allowance %d: %+v", round, group, i, got)
				}
			}
		}
	}
	// An endless period has no start that could matter.
	endless.Start = start.Add(time.Hour)
	if got := f.draw(t, "g", 1, endless); got.Allowed {
		t.Errorf("another start made another endless quota: %+v", got)
	}
}

func quotaConcurrency(t *testing.T, f fixture) {
	const workers, each, calls = 16, 50, 300
	a := state.Allowance{Key: "k", Calls: calls, Bytes: state.Unlimited, Period: time.Hour, Start: f.now()}
	var mu sync.Mutex
	passed := 0
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for range each {
				got, err := f.Quota.Draw(t.Context(), "g", []state.Allowance{a}, 1)
				if err != nil {
					t.Error(err)
				}
				if got.Allowed {
					mu.Lock()
					passed++
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	if passed != calls {
		t.Errorf("%d of %d calls passed, want exactly %d", passed, workers*each, calls)
	}
}

// Bytes are known when an exchange ends, and count in the period of that moment.
func bytesAcrossPeriods(t *testing.T, f fixture) {
	start := f.now().Truncate(time.Millisecond)
	a := state.Allowance{Key: "k", Calls: state.Unlimited, Bytes: 100, Period: time.Minute, Start: start}
	wantDrawn(t, f.draw(t, "g", 1, a), drawn)
	f.advance(time.Minute)
	f.spend(t, "g", 0, 100, a)
	if got := f.draw(t, "g", 1, a); got.Allowed || !got.Bytes {
		t.Errorf("got %+v", got)
	}
}
