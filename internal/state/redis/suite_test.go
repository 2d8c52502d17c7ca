package redis

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/statetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// opened makes a store that is closed when the test ends.
func opened(t testing.TB, address string) *Store {
	t.Helper()
	store := New(Settings{Addresses: []string{address}, Prefix: "test:"})
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// TestSuite runs the tests of every store on a server in this process, whose clock
// stands still until a test moves it.
func TestSuite(t *testing.T) {
	var server *miniredis.Miniredis
	var now time.Time
	statetest.Run(t, statetest.Harness{
		Run: func(t *testing.T, test func(*testing.T, state.Stores, func(time.Duration))) {
			server = miniredis.RunT(t)
			now = time.Date(2026, 3, 1, 12, 34, 56, 789_000_000, time.UTC)
			server.SetTime(now)
			test(t, opened(t, server.Addr()).Stores(), func(d time.Duration) {
				now = now.Add(d)
				server.SetTime(now)
				server.FastForward(d)
			})
		},
		Now: func() time.Time { return now },
	})
}

// TestSuiteServer runs them on Redis itself.
func TestSuiteServer(t *testing.T) {
	server := startServer(t)
	var c *clock
	statetest.Run(t, statetest.Harness{
		Run: func(t *testing.T, test func(*testing.T, state.Stores, func(time.Duration))) {
			store := opened(t, server)
			if err := store.client.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			c = installClock(t, store)
			test(t, store.Stores(), c.advance)
		},
		Now: func() time.Time { return c.now() },
	})
}
