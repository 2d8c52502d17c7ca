package redis

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	client "github.com/redis/go-redis/v9"
)

// startServer starts Debian's redis-server on a socket in a folder of the test and
// returns the socket's path. `make setup` installs it.
func startServer(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "redis") // t.TempDir may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(folder, "socket")
	log := filepath.Join(folder, "log")
	cmd := exec.Command("redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", "--logfile", log)
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v; make setup installs it", err)
	}
	late := time.After(30 * time.Second)
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = os.RemoveAll(folder)
	})
	for attempt := time.NewTicker(10 * time.Millisecond); ; <-attempt.C {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			_ = conn.Close()
			return socket
		}
		select {
		case <-ended:
			text, _ := os.ReadFile(log)
			t.Fatalf("redis-server has ended\n%s", text)
		case <-late:
			t.Fatal(err)
		default:
		}
	}
}

// clock is a clock that scripts read in place of the server's. It stands still
// until a test moves it.
type clock struct {
	t       testing.TB
	store   *Store
	at      time.Time
	expires map[string]time.Time // of cached values
}

// clockKey holds the time.
const clockKey = "clock"

// installClock makes the scripts of a store take the time from a clock.
func installClock(t testing.TB, store *Store) *clock {
	c := &clock{t: t, store: store, at: time.Date(2026, 3, 1, 12, 34, 56, 789_000_000, time.UTC), expires: map[string]time.Time{}}
	changed := func(text string) *client.Script {
		const call = "redis.call('TIME')"
		if !strings.Contains(text, call) {
			t.Fatal("a script does not ask for the time")
		}
		return client.NewScript(strings.ReplaceAll(text, call, "{string.sub(redis.call('GET', '"+clockKey+"'), 1, 10), string.sub(redis.call('GET', '"+clockKey+"'), 11)}"))
	}
	store.counters.script = changed(counterScript)
	store.buckets.script = changed(bucketScript)
	store.quotas.script = changed(quotaScript)
	store.slots.script = changed(slotsScript)
	store.breakers.script = changed(breakerScript)
	c.advance(0)
	return c
}

func (c *clock) now() time.Time { return c.at }

// never is beyond the end of any test: values get it, so that only the clock ends
// them.
const never = 1000 * time.Hour

// advance moves the clock, and with it the time cached values have to live.
func (c *clock) advance(d time.Duration) {
	c.t.Helper()
	ctx := context.Background()
	redis := c.store.client
	for _, pattern := range []string{"test:v*", "test:r*"} {
		keys, err := redis.Keys(ctx, pattern).Result()
		if err != nil {
			c.t.Fatal(err)
		}
		for _, key := range keys {
			left, err := redis.PTTL(ctx, key).Result()
			if err != nil {
				c.t.Fatal(err)
			}
			if left < never/2 {
				// Set since the last time; tests keep values for multiples of half a second.
				c.expires[key] = c.at.Add((left + 499*time.Millisecond).Truncate(500 * time.Millisecond))
			}
			if c.expires[key].After(c.at.Add(d)) {
				err = redis.PExpire(ctx, key, never).Err()
			} else {
				err = redis.Del(ctx, key).Err()
			}
			if err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.at = c.at.Add(d)
	if err := redis.Set(ctx, clockKey, c.at.UnixMicro(), 0).Err(); err != nil {
		c.t.Fatal(err)
	}
}
