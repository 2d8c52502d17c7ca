package statetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/state"
)

var cacheTests = map[string]func(*testing.T, fixture){
	"store, find, expire":    storeFindExpire,
	"replace":                replaceValue,
	"remove":                 removeValue,
	"no time to live":        noTimeToLive,
	"caches are apart":       cachesApart,
	"values keep their type": valuesKeepType,
	"concurrent use":         cacheConcurrency,
	"too large":              tooLarge,
	"bytes":                  bytesKept,
}

func (f fixture) set(t *testing.T, key string, value any, ttl time.Duration) {
	t.Helper()
	if err := f.Values.Set(t.Context(), key, value, 10, ttl); err != nil {
		t.Fatal(err)
	}
}

// wantValue expects a value, or with nil none.
func (f fixture) wantValue(t *testing.T, key string, expected any) {
	t.Helper()
	got, found, err := f.Values.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if found != (expected != nil) || fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", expected, expected) {
		t.Fatalf("%q is %T %v (found %v), want %T %v", key, got, got, found, expected, expected)
	}
}

// The first test case of reference cache-store-value.md, and at once.
func storeFindExpire(t *testing.T, f fixture) {
	f.wantValue(t, "k", nil)
	f.set(t, "k", "v", 5*time.Second)
	f.wantValue(t, "k", "v")
	f.wantValue(t, "K", nil)
	f.advance(time.Second)
	f.wantValue(t, "k", "v")
	f.advance(3999 * time.Millisecond)
	f.wantValue(t, "k", "v")
	f.advance(2 * time.Millisecond)
	f.wantValue(t, "k", nil)
}

func replaceValue(t *testing.T, f fixture) {
	f.set(t, "k", "first", 5*time.Second)
	f.advance(4 * time.Second)
	f.set(t, "k", "second", 10*time.Second) // value and lifetime
	f.advance(9 * time.Second)
	f.wantValue(t, "k", "second")
	f.set(t, "k", "third", time.Second) // shorter, too
	f.advance(1500 * time.Millisecond)
	f.wantValue(t, "k", nil)
}

func removeValue(t *testing.T, f fixture) {
	f.set(t, "k", "v", time.Minute)
	for range 2 {
		if err := f.Values.Remove(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
		f.wantValue(t, "k", nil)
	}
	f.set(t, "k", "again", time.Minute)
	f.wantValue(t, "k", "again")
}

func noTimeToLive(t *testing.T, f fixture) {
	f.set(t, "k", "v", time.Minute)
	f.set(t, "k", "gone", 0)
	f.wantValue(t, "k", nil)
	f.set(t, "l", "never", -time.Second)
	f.wantValue(t, "l", nil)
}

func cachesApart(t *testing.T, f fixture) {
	f.set(t, "k", "value", time.Minute)
	if _, found, err := f.Responses.Get(t.Context(), "k"); err != nil || found {
		t.Fatalf("found among responses: %v, %v", found, err)
	}
	if err := f.Responses.Set(t.Context(), "k", "response", 10, time.Minute); err != nil {
		t.Fatal(err)
	}
	f.wantValue(t, "k", "value")
	if err := f.Responses.Remove(t.Context(), "k"); err != nil {
		t.Fatal(err)
	}
	f.wantValue(t, "k", "value")
}

// What a cache outside of this process must keep: bytes of any content and of the
// size of a page, in both caches.
func bytesKept(t *testing.T, f fixture) {
	page := make([]byte, 300_000)
	for i := range page {
		page[i] = byte(i * i >> 3)
	}
	for name, cache := range map[string]state.Cache{"values": f.Values, "responses": f.Responses} {
		for i, want := range [][]byte{page, {0}, {}} {
			key := fmt.Sprint("page", i)
			if err := cache.Set(t.Context(), key, want, int64(len(want)), time.Minute); err != nil {
				t.Fatal(err)
			}
			v, found, err := cache.Get(t.Context(), key)
			got, isBytes := v.([]byte)
			if err != nil || !found || !isBytes || !bytes.Equal(got, want) {
				t.Fatalf("%s: %d bytes came back as %d of %T (found %v), %v", name, len(want), len(got), v, found, err)
			}
		}
	}
}

// Every implementation keeps these; how it keeps others is its own affair.
func valuesKeepType(t *testing.T, f fixture) {
	for i, value := range []any{"text", "", int32(7), int64(1) << 60, 1.5, true, []byte{0, 255}} {
		key := fmt.Sprint("k", i)
		f.set(t, key, value, time.Minute)
		f.wantValue(t, key, value)
	}
}

func cacheConcurrency(t *testing.T, f fixture) {
	var group sync.WaitGroup
	for w := range 8 {
		group.Go(func() {
			for i := range 100 {
				key := fmt.Sprint("k", w, "-", i%7)
				if err := f.Values.Set(t.Context(), key, key, 10, time.Minute); err != nil {
					t.Error(err)
				}
				// Visible at once to whoever stored it.
				if got, found, err := f.Values.Get(t.Context(), key); err != nil || !found || got != key {
					t.Errorf("%s is %v, %v, %v", key, got, found, err)
				}
				if _, _, err := f.Values.Get(t.Context(), fmt.Sprint("k", (w+1)%8, "-", i%7)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func tooLarge(t *testing.T, f fixture) {
	f.set(t, "k", "small", time.Minute)
	if err := f.Values.Set(t.Context(), "k", "huge", 1<<50, time.Minute); !errors.Is(err, state.ErrTooLarge) {
		t.Fatalf("got %v, want ErrTooLarge", err)
	}
	f.wantValue(t, "k", nil) // the old value must not outlive its replacement
}
