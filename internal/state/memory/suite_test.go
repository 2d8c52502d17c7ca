package memory

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/statetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSuite(t *testing.T) {
	statetest.Run(t, statetest.Harness{
		Run: func(t *testing.T, test func(*testing.T, state.Stores, func(time.Duration))) {
			synctest.Test(t, func(t *testing.T) {
				store := New(Settings{})
				defer store.Close()
				// Not at the store's birth: what is not used yet must not look new.
				time.Sleep(time.Hour + 123*time.Millisecond)
				test(t, store.Stores(), time.Sleep)
			})
		},
		Now: time.Now,
	})
}
