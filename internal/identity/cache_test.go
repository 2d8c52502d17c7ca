package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const arm = "https://management.azure.com/"

// inBubble runs a test of time with a manager over the fake endpoint.
func inBubble(t *testing.T, e *endpoint, test func(t *testing.T, m *Manager), change ...func(*Settings, *Options)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m := imdsManager(t, e, change...)
		test(t, m)
	})
}

func TestOneAcquisitionWhateverTheConcurrency(t *testing.T) {
	e := &endpoint{life: 24 * time.Hour, delay: time.Second}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		handle := m.Handle("", "", arm)
		var group sync.WaitGroup
		for i := range 1000 {
			group.Go(func() {
				var got *Token
				var err error
				if i%2 == 0 {
					got, err = handle.Token(t.Context())
				} else {
					got, err = m.Token(t.Context(), "", "", arm)
				}
				if err != nil || got.Value != "token-1" {
					t.Errorf("caller %d: %v, %v", i, got, err)
				}
			})
		}
		group.Wait()
		if e.count() != 1 {
			t.Errorf("%d acquisitions, want 1", e.count())
		}
	})
}

func TestResourcesAndIdentitiesAreApart(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		for i, pair := range []struct{ client, resource string }{
			{"", "https://management.azure.com"},
			{"", "https://management.azure.com/"},
			{"", "https://Management.azure.com"},
			{"", " https://management.azure.com"},
			{"A1", "https://management.azure.com"},
			{"b2", "https://management.azure.com"},
		} {
			for range 2 {
				got, err := m.Token(t.Context(), "", pair.client, pair.resource)
				wantToken(t, got, err, fmt.Sprintf("token-%d", i+1))
			}
		}
		// A client id is a GUID: its case does not matter.
		got, err := m.Token(t.Context(), "", "a1", "https://management.azure.com")
		wantToken(t, got, err, "token-5")
	}, func(s *Settings, _ *Options) {
		s.UserAssigned = map[string]SourceSettings{"A1": {Source: SourceIMDS}, "b2": {Source: SourceIMDS}}
	})
}

func TestRenewalAhead(t *testing.T) {
	tests := []struct {
		name string
		life time.Duration
		// renewed is when the second token must be there, notYet when it must not.
		notYet, renewed time.Duration
	}{
		{"half of an hour", time.Hour, 28 * time.Minute, 30*time.Minute + time.Second},
		{"half of a day", 24 * time.Hour, 11 * time.Hour, 12*time.Hour + time.Second},
		{"no more than 12 h", 28 * 24 * time.Hour, 11 * time.Hour, 12*time.Hour + time.Second},
		{"a short life", 20 * time.Second, 9 * time.Second, 10*time.Second + time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &endpoint{life: test.life}
			inBubble(t, e, func(t *testing.T, m *Manager) {
				start := time.Now()
				h := m.Handle("", "", arm)
				got, err := h.Token(t.Context())
				wantToken(t, got, err, "token-1")
				use := func(until time.Duration) {
					for time.Since(start) < until {
						time.Sleep(min(time.Minute, until-time.Since(start)))
						h.Token(t.Context())
					}
				}
				use(test.notYet)
				got, err = h.Token(t.Context())
				wantToken(t, got, err, "token-1")
				use(test.renewed)
				synctest.Wait()
				got, err = h.Token(t.Context())
				wantToken(t, got, err, "token-2")
			})
		})
	}
}

func TestServerSaysWhenToRenew(t *testing.T) {
	asked := 0
	e := roundTripper(func(req *http.Request) (*http.Response, error) {
		asked++
		return jsonResponse(req, 200, map[string]any{
			"access_token": fmt.Sprintf("token-%d", asked), "expires_in": 86400, "refresh_in": "600",
		}), nil
	})
	synctest.Test(t, func(t *testing.T) {
		m := imdsManager(t, e)
		h := m.Handle("", "", arm)
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-1")
		if d := got.RefreshOn.Sub(time.Now()); d != 10*time.Minute {
			t.Errorf("RefreshOn in %v, want 10m", d)
		}
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		got, err = h.Token(t.Context())
		wantToken(t, got, err, "token-2")
	})
}

func TestFailingEndpointIsNotNoticedWhileTheTokenIsValid(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-1")
		e.set(func(e *endpoint) { e.down = true })

		for range 3599 {
			time.Sleep(time.Second)
			got, err := h.Token(t.Context())
			wantToken(t, got, err, "token-1")
		}
		tries := e.count() - 1
		if tries < 8 || tries > 120 {
			t.Errorf("%d renewals tried in the last half hour, want a back-off", tries)
		}
		at := e.times()
		for i := 3; i < len(at)-1 && i < 8; i++ {
			if a, b := at[i].Sub(at[i-1]), at[i+1].Sub(at[i]); b < a*5/4 {
				t.Errorf("pause %d is %v after %v: no exponential back-off", i, b, a)
			}
		}
		// At expiry callers see the failure, once the attempts are used up.
		time.Sleep(2 * time.Second)
		if _, err := h.Token(t.Context()); ReasonOf(err) != Unreachable {
			t.Fatalf("after expiry: %v, want unreachable", err)
		}
		// And the first caller after the endpoint is back gets a fresh token.
		e.set(func(e *endpoint) { e.down = false })
		time.Sleep(30 * time.Second)
		before := e.count()
		got, err = h.Token(t.Context())
		wantToken(t, got, err, fmt.Sprintf("token-%d", before+1))
	})
}

func TestRenewalRecovers(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		e.set(func(e *endpoint) { e.down = true })
		time.Sleep(35 * time.Minute)
		e.set(func(e *endpoint) { e.down = false })
		time.Sleep(6 * time.Minute) // longer than the longest pause
		before := e.count()
		got, err := h.Token(t.Context())
		wantToken(t, got, err, fmt.Sprintf("token-%d", before))
		if got.Value == "token-1" || e.count() != before {
			t.Error("the renewal did not happen in the background")
		}
	})
}

func TestRetryAfterHoldsRenewalsBack(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		e.set(func(e *endpoint) {
			e.fail = func(req *http.Request, _ int) *http.Response {
				return jsonResponse(req, 429, map[string]string{"error": "too_many_requests"}, "Retry-After", "120")
			}
		})
		time.Sleep(40 * time.Minute)
		at := e.times()
		for i := 2; i < len(at); i++ {
			if pause := at[i].Sub(at[i-1]); pause < 120*time.Second {
				t.Errorf("asked again after %v, the endpoint wanted 120 s", pause)
			}
		}
		if len(at) < 3 {
			t.Errorf("%d requests, want renewals to go on", len(at))
		}
	})
}

func TestExpiryIsAHardStop(t *testing.T) {
	e := &endpoint{life: time.Minute}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		e.set(func(e *endpoint) { e.down = true })
		time.Sleep(time.Minute - time.Millisecond)
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-1")
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if got, err := h.Token(t.Context()); err == nil {
			t.Errorf("an expired token was served: %v", got)
		}
	})
}

func TestSlowEndpoint(t *testing.T) {
	e := &endpoint{life: time.Hour, delay: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		start := time.Now()
		_, err := h.Token(t.Context())
		if ReasonOf(err) != Timeout || time.Since(start) != 4*time.Second {
			t.Errorf("%v after %v, want a timeout after 4 s", err, time.Since(start))
		}
	}, func(s *Settings, _ *Options) { s.Timeout = 4 * time.Second })
}

func TestDefaultBudget(t *testing.T) {
	e := &endpoint{life: time.Hour, delay: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		start := time.Now()
		_, err := m.Handle("", "", arm).Token(t.Context())
		if ReasonOf(err) != Timeout || time.Since(start) != DefaultTimeout {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestCallersContextDoesNotStopTheFlight(t *testing.T) {
	e := &endpoint{life: time.Hour, delay: 3 * time.Second}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("impatient caller: %v", err)
		}
		start := time.Now()
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-1")
		if waited := time.Since(start); waited != 2*time.Second {
			t.Errorf("the second caller waited %v, want the rest of the same flight: 2 s", waited)
		}
		if e.count() != 1 {
			t.Errorf("%d requests, want 1", e.count())
		}
	})
}

func TestDeadEndpointIsNotStormed(t *testing.T) {
	e := &endpoint{down: true}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		failed := 0
		start := time.Now()
		for time.Since(start) < 5*time.Minute {
			if _, err := h.Token(t.Context()); ReasonOf(err) != Unreachable {
				t.Fatalf("got %v, want unreachable", err)
			}
			failed++
			time.Sleep(10 * time.Millisecond)
		}
		// Three attempts an acquisition; pauses 1, 2, 4 … 30 s between them.
		if n := e.count(); n > 3*17 || n < 3*10 {
			t.Errorf("%d requests in five minutes for %d calls", n, failed)
		}
		if failed < 10000 {
			t.Errorf("callers were held up: %d calls only", failed)
		}
	})
}

func TestRetryAfterOfAFirstAcquisition(t *testing.T) {
	e := &endpoint{life: time.Hour, fail: func(req *http.Request, asked int) *http.Response {
		if asked == 1 {
			return jsonResponse(req, 503, map[string]string{"error": "busy"}, "Retry-After", "45")
		}
		return nil
	}}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		for _, after := range []time.Duration{0, 44 * time.Second} {
			time.Sleep(after)
			var failure *Error
			if _, err := h.Token(t.Context()); !errors.As(err, &failure) || failure.RetryAfter != 45*time.Second {
				t.Fatalf("got %v, want the refusal", err)
			}
		}
		if e.count() != 1 {
			t.Errorf("%d requests before the pause was over, want 1", e.count())
		}
		time.Sleep(time.Second)
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-2")
	})
}

func TestPassingFailuresAreTriedAgainWithinTheBudget(t *testing.T) {
	for _, status := range []int{404, 410, 429, 500, 503} {
		e := &endpoint{life: time.Hour, fail: func(req *http.Request, asked int) *http.Response {
			if asked < 3 {
				return jsonResponse(req, status, map[string]string{"error": "later"})
			}
			return nil
		}}
		inBubble(t, e, func(t *testing.T, m *Manager) {
			got, err := m.Handle("", "", arm).Token(t.Context())
			wantToken(t, got, err, "token-3")
		})
	}
}

func TestRefusalsAreNotTriedAgain(t *testing.T) {
	for _, status := range []int{400, 401, 403} {
		e := &endpoint{fail: func(req *http.Request, _ int) *http.Response {
			return jsonResponse(req, status, map[string]string{"error": "invalid_resource", "error_description": "AADSTS500011: no such resource"})
		}}
		inBubble(t, e, func(t *testing.T, m *Manager) {
			var failure *Error
			if _, err := m.Handle("", "", arm).Token(t.Context()); !errors.As(err, &failure) {
				t.Fatal(err)
			}
			if failure.Reason != Refused || failure.Status != status || failure.Code != "invalid_resource" || e.count() != 1 {
				t.Errorf("%+v after %d requests", failure, e.count())
			}
		})
	}
}

func TestIdleTokensAreNotRenewed(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		time.Sleep(24 * time.Hour)
		asked := e.count()
		// Renewed for two hours each half hour, then left alone.
		if asked < 4 || asked > 6 {
			t.Errorf("%d requests for an unused token, want about 5", asked)
		}
		if h.entry.token.Load() != nil {
			t.Error("the expired token is still held")
		}
		got, err := h.Token(t.Context())
		wantToken(t, got, err, fmt.Sprintf("token-%d", asked+1))
	}, func(_ *Settings, o *Options) { o.IdleAfter = 2 * time.Hour })
}

func TestRepeatedTokenIsNotAskedForEverFaster(t *testing.T) {
	// An endpoint with a cache of its own gives the same token until shortly
	// before it expires.
	asked := 0
	synctest.Test(t, func(t *testing.T) {
		expires := time.Now().Add(time.Hour)
		m := imdsManager(t, roundTripper(func(req *http.Request) (*http.Response, error) {
			asked++
			return jsonResponse(req, 200, map[string]any{"access_token": "same", "expires_on": expires.Unix()}), nil
		}))
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		time.Sleep(59 * time.Minute)
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "same")
		if asked > 20 {
			t.Errorf("%d requests in 59 minutes", asked)
		}
	})
}

func TestExpiredOnArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := imdsManager(t, roundTripper(func(req *http.Request) (*http.Response, error) {
			return jsonResponse(req, 200, map[string]any{"access_token": "old", "expires_on": time.Now().Add(-time.Minute).Unix()}), nil
		}))
		if _, err := m.Handle("", "", arm).Token(t.Context()); ReasonOf(err) != BadAnswer {
			t.Errorf("got %v, want a bad answer", err)
		}
	})
}

func TestRenewalInFlightAtExpiryIsFollowedByAWholeAcquisition(t *testing.T) {
	e := &endpoint{life: 20 * time.Second}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		h := m.Handle("", "", arm)
		_, _ = h.Token(t.Context())
		// The renewal at half-life hangs beyond expiry, until its budget ends.
		e.set(func(e *endpoint) { e.delay = time.Hour })
		time.Sleep(21 * time.Second)
		e.set(func(e *endpoint) { e.delay = 0 })
		got, err := h.Token(t.Context())
		wantToken(t, got, err, "token-3")
	}, func(s *Settings, _ *Options) { s.Timeout = 30 * time.Second })
}

func TestComputedResourcesAreBounded(t *testing.T) {
	e := &endpoint{life: time.Hour}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		pinned := m.Handle("", "", "https://pinned")
		_, _ = pinned.Token(t.Context())
		hot := "https://hot"
		for i := range 200 {
			if _, err := m.Token(t.Context(), "", "", fmt.Sprintf("https://r%d", i)); err != nil {
				t.Fatal(err)
			}
			if _, err := m.Token(t.Context(), "", "", hot); err != nil {
				t.Fatal(err)
			}
		}
		if len(m.entries) != 11 || m.computed != 10 {
			t.Errorf("%d entries, %d computed; want 11 and 10", len(m.entries), m.computed)
		}
		if n := e.acquisitions(hot); n != 1 {
			t.Errorf("the resource in use was evicted: %d acquisitions", n)
		}
		if _, err := m.Token(t.Context(), "", "", "https://pinned"); err != nil || e.acquisitions("https://pinned") != 1 {
			t.Errorf("the handle's token was not shared: %d acquisitions, %v", e.acquisitions("https://pinned"), err)
		}
		// A computed pair that becomes a handle's is no longer evicted.
		m.Handle("", "", hot)
		if m.computed != 9 {
			t.Errorf("%d computed, want 9", m.computed)
		}
	}, func(_ *Settings, o *Options) { o.MaxComputed = 10 })
}

func TestComputedResourcesDoNotFloodTheEndpoint(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	transport := roundTripper(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(time.Second)
		mu.Lock()
		now--
		mu.Unlock()
		return jsonResponse(req, 200, map[string]any{"access_token": "t", "expires_in": 3600}), nil
	})
	synctest.Test(t, func(t *testing.T) {
		m := imdsManager(t, transport, func(s *Settings, o *Options) { o.MaxComputed = 50 })
		var group sync.WaitGroup
		reasons := make([]Reason, 500)
		for i := range reasons {
			group.Go(func() {
				_, err := m.Token(t.Context(), "", "", fmt.Sprintf("https://r%d", i))
				reasons[i] = ReasonOf(err)
			})
		}
		// A handle is not held up by them.
		if _, err := m.Handle("", "", arm).Token(t.Context()); err != nil {
			t.Errorf("the handle failed: %v", err)
		}
		group.Wait()
		counts := map[Reason]int{}
		for _, r := range reasons {
			counts[r]++
		}
		if most > maxComputedFlights+1 {
			t.Errorf("%d requests at a time, want at most %d", most, maxComputedFlights+1)
		}
		if counts[0] != 50 || counts[Busy] != 450 {
			t.Errorf("outcomes %v, want 50 tokens and 450 busy", counts)
		}
	})
}

// TestFreshStays: an entry is not evicted between being made and its first flight.
func TestFreshStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := imdsManager(t, &endpoint{life: time.Hour}, func(s *Settings, o *Options) { o.MaxComputed = 1 })
		who, err := m.resolve("", "", "https://a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.entry(pair{who, "https://a"}, false); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Token(t.Context(), "", "", "https://b"); ReasonOf(err) != Busy {
			t.Errorf("another resource: %v, want busy", err)
		}
		if _, err := m.Token(t.Context(), "", "", "https://a"); err != nil {
			t.Error(err)
		}
	})
}

func TestClose(t *testing.T) {
	e := &endpoint{life: time.Hour, delay: 5 * time.Second}
	inBubble(t, e, func(t *testing.T, m *Manager) {
		held := m.Handle("", "", arm)
		if _, err := held.Token(t.Context()); err != nil {
			t.Fatal(err)
		}
		waiting := make(chan error)
		go func() {
			_, err := m.Handle("", "", "https://other").Token(context.WithoutCancel(t.Context()))
			waiting <- err
		}()
		synctest.Wait()
		go m.Close()
		if err := <-waiting; ReasonOf(err) != Closed {
			t.Errorf("a waiting caller got %v, want closed", err)
		}
		synctest.Wait()
		if _, err := m.Handle("", "", "https://third").Token(t.Context()); ReasonOf(err) != Closed {
			t.Errorf("a late caller got %v, want closed", err)
		}
		got, err := held.Token(t.Context())
		wantToken(t, got, err, "token-1")
		asked := e.count()
		time.Sleep(2 * time.Hour)
		if e.count() != asked {
			t.Error("a closed manager renews")
		}
	})
}

func TestHandleErrors(t *testing.T) {
	m := imdsManager(t, &endpoint{}, func(s *Settings, _ *Options) {
		s.SystemAssigned.Source = SourceNone
		s.UserAssigned = map[string]SourceSettings{"known": {Source: SourceIMDS}, "off": {Source: SourceNone}}
	})
	tests := []struct {
		name, provider, client string
		reason                 Reason
		text                   string
	}{
		{"no identity", "", "", NotConfigured, NotConfiguredMessage},
		{"unknown client id", "", "other", NotFound, `identity not found: client id "other" is not configured`},
		{"client id switched off", "", "off", NotFound, `identity not found: client id "off" is not configured`},
		{"provider and client id", WorkloadIdentity, "known", NotConfigured, "managed identity is not configured: authentication-provider WorkloadIdentity takes no client-id"},
		{"unknown provider", "Other", "", NotConfigured, `managed identity is not configured: unknown authentication-provider "Other"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := m.Handle(test.provider, test.client, arm)
			_, fromHandle := h.Token(t.Context())
			_, fromManager := m.Token(t.Context(), test.provider, test.client, arm)
			for _, err := range []error{fromHandle, fromManager, h.Err()} {
				if err == nil || ReasonOf(err) != test.reason || err.Error() != test.text {
					t.Errorf("got %v, %q; want %v, %q", ReasonOf(err), err, test.reason, test.text)
				}
			}
		})
	}
	if m.Configured() || !m.HasClientID("KNOWN") || m.HasClientID("off") {
		t.Error("Configured or HasClientID is wrong")
	}
	if err := m.Handle("", "known", arm).Err(); err != nil {
		t.Errorf("a good handle has an error: %v", err)
	}
}
