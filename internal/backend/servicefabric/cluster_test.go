package servicefabric

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// management answers questions in turn, the last answer for ever, and keeps them.
type management struct {
	mu      sync.Mutex
	answers []string // a body, or "!" and a status, or "?" and an error
	asked   []string
	wait    time.Duration
}

func (m *management) send(ctx context.Context, req *message.Request, _ *catalog.Backend, _ *catalog.Certificate) (*message.Response, error) {
	m.mu.Lock()
	m.asked = append(m.asked, req.URL.String())
	answer := m.answers[min(len(m.asked), len(m.answers))-1]
	wait := m.wait
	m.mu.Unlock()
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	status := 200
	if code, is := strings.CutPrefix(answer, "!"); is {
		if _, err := fmt.Sscan(code, &status); err != nil {
			return nil, err
		}
		answer = `{"Error": {"Code": "FABRIC_E"}}`
	}
	if text, is := strings.CutPrefix(answer, "?"); is {
		return nil, errors.New(text)
	}
	return &message.Response{Status: status, Body: message.NewBody(io.NopCloser(strings.NewReader(answer)), -1)}, nil
}

// questions returns what was asked since the last time.
func (m *management) questions() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	asked := m.asked
	m.answers, m.asked = m.answers[min(len(asked), len(m.answers)-1):], nil
	return asked
}

func cluster(endpoints ...string) *Cluster {
	return New(&catalog.Backend{Name: "b", ServiceFabric: &catalog.ServiceFabric{ManagementEndpoints: endpoints}})
}

// instances is the answer for a stateless service with one instance at each host.
func instances(version string, hosts ...string) string {
	var list []string
	for _, h := range hosts {
		list = append(list, fmt.Sprintf(`{"Kind": "Stateless", "Address": "{\"Endpoints\":{\"\":\"http://%s\"}}"}`, h))
	}
	return fmt.Sprintf(`{"Version": %q, "Endpoints": [%s]}`, version, strings.Join(list, ","))
}

// web is the selection of most tests.
func web() Selection { return Selection{Partition: Partition{Service: "Shop/Web"}} }

func hosts(t *testing.T, c *Cluster, m *management, n int) string {
	t.Helper()
	var out []string
	for range n {
		e, err := c.Endpoint(t.Context(), m.send, web(), nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e.URL.Host)
	}
	return strings.Join(out, " ")
}

func TestInstancesTakeTurns(t *testing.T) {
	m := &management{answers: []string{instances("1", "a", "b", "c")}}
	if got, want := hosts(t, cluster("http://m"), m, 7), "a b c a b c a"; got != want {
		t.Errorf("requests went to %s, want %s", got, want)
	}
	if n := len(m.questions()); n != 1 {
		t.Errorf("the cluster was asked %d times, want once", n)
	}
}

// TestQuestions: what is asked for keys of each kind, and where.
func TestQuestions(t *testing.T) {
	const at = "/Services/Shop~Web/$/ResolvePartition?api-version=6.0&PartitionKeyType="
	ok := instances("1", "a")
	tests := []struct {
		name, service, key string
		endpoints          []string
		answers            []string
		want               []string
		failure            string
	}{
		{name: "no key", answers: []string{ok}, want: []string{"http://m" + at + "1"}},
		{name: "number", key: "-9223372036854775808", answers: []string{ok}, want: []string{"http://m" + at + "2&PartitionKeyValue=-9223372036854775808"}},
		{name: "too large for a number", key: "9223372036854775808", answers: []string{ok}, want: []string{"http://m" + at + "3&PartitionKeyValue=9223372036854775808"}},
		{name: "name", key: "north & süd+", answers: []string{ok}, want: []string{"http://m" + at + "3&PartitionKeyValue=north%20%26%20s%C3%BCd%2B"}},
		{name: "name that is a number", key: "7", answers: []string{"!400", ok}, want: []string{"http://m" + at + "2&PartitionKeyValue=7", "http://m" + at + "3&PartitionKeyValue=7"}},
		{name: "path of the endpoint", endpoints: []string{"https://m:19080/base/"}, answers: []string{ok}, want: []string{"https://m:19080/base" + at + "1"}},
		{name: "name that needs encoding", service: "a b?/c", answers: []string{ok}, want: []string{"http://m/Services/a%20b%3F~c/$/ResolvePartition?api-version=6.0&PartitionKeyType=1"}},
		{name: "endpoints in turn", endpoints: []string{"http://m", "http://n", "http://o"}, answers: []string{"?away", "!503", ok}, want: []string{"http://m" + at + "1", "http://n" + at + "1", "http://o" + at + "1"}},
		{name: "all away", endpoints: []string{"http://m", "http://n"}, answers: []string{"?away", "?gone"}, want: []string{"http://m" + at + "1", "http://n" + at + "1"}, failure: "could not be resolved: gone"},
		{name: "unknown service", endpoints: []string{"http://m", "http://n"}, answers: []string{"!404"}, want: []string{"http://m" + at + "1"}, failure: "the cluster answered 404 FABRIC_E"},
		{name: "no endpoints", endpoints: []string{"not a URL"}, answers: []string{ok}, failure: "no management endpoints"},
		{name: "no JSON", answers: []string{"<html>"}, want: []string{"http://m" + at + "1"}, failure: "not understood"},
		{name: "no replica", answers: []string{`{"Version": "1", "Endpoints": [{"Kind": "Stateless", "Address": ""}, {"Kind": "Stateless", "Address": "{"}, {"Kind": "Stateless", "Address": "net.tcp://x:1"}]}`}, want: []string{"http://m" + at + "1"}, failure: "no replica that listens on HTTP"},
		{name: "too long", answers: []string{strings.Repeat(" ", maxAnswer+1)}, want: []string{"http://m" + at + "1"}, failure: "larger than the buffer limit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &management{answers: tt.answers}
			if tt.endpoints == nil {
				tt.endpoints = []string{"http://m"}
			}
			s := web()
			s.Key = tt.key
			if tt.service != "" {
				s.Service = tt.service
			}
			_, err := cluster(tt.endpoints...).Endpoint(t.Context(), m.send, s, nil)
			if (err == nil) != (tt.failure == "") || err != nil && !strings.Contains(err.Error(), tt.failure) {
				t.Errorf("the error is %v, want %q", err, tt.failure)
			}
			if diff := cmp.Diff(tt.want, m.questions()); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGoodEndpointFirst: the endpoint that answered is asked first the next time.
func TestGoodEndpointFirst(t *testing.T) {
	m := &management{answers: []string{"?away", instances("1", "a"), instances("2", "b")}}
	c := cluster("http://m", "http://n")
	e, err := c.Endpoint(t.Context(), m.send, web(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m.questions()
	if _, err := c.Endpoint(t.Context(), m.send, web(), &e); err != nil {
		t.Fatal(err)
	}
	want := []string{"http://n/Services/Shop~Web/$/ResolvePartition?api-version=6.0&PartitionKeyType=1&PreviousRspVersion=1"}
	if diff := cmp.Diff(want, m.questions()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// TestStale: many requests whose replica failed ask once; while the cluster is away
// another replica is taken, and without one the failure stands.
func TestStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &management{answers: []string{instances("1", "a", "b"), instances("2", "c"), "?away"}, wait: time.Second}
		c := cluster("http://m")
		first, err := c.Endpoint(t.Context(), m.send, web(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				e, err := c.Endpoint(t.Context(), m.send, web(), &first)
				if err != nil || e.URL.Host != "c" {
					t.Errorf("the request goes to %q, error %v, want c", e.URL.Host, err)
				}
			})
		}
		wg.Wait()
		if n := len(m.questions()); n != 2 {
			t.Errorf("the cluster was asked %d times, want 2", n)
		}
		now, err := c.Endpoint(t.Context(), m.send, web(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if e, err := c.Endpoint(t.Context(), m.send, web(), &now); err == nil || !strings.Contains(err.Error(), "away") {
			t.Errorf("a replica %q that failed is given again, error %v", e.URL.Host, err)
		}
	})
}

// TestAnotherInstance: of several instances another one is preferred, even while the
// cluster cannot be asked.
func TestAnotherInstance(t *testing.T) {
	m := &management{answers: []string{instances("1", "a", "b"), "?away"}}
	c := cluster("http://m")
	e, err := c.Endpoint(t.Context(), m.send, web(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		other, err := c.Endpoint(t.Context(), m.send, web(), &e)
		if err != nil || other.URL.Host != "b" {
			t.Errorf("the request goes to %q, error %v, want b", other.URL.Host, err)
		}
	}
}

// TestAge: an old resolution is asked for again, by one request; while the cluster is
// away what is known goes on.
func TestAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &management{answers: []string{instances("1", "a"), "?away", instances("2", "b")}}
		c := cluster("http://m")
		steps := []struct {
			after time.Duration
			want  string
			asked int
		}{{0, "a", 1}, {maxAge - 1, "a", 0}, {1, "a", 1}, {respite - 1, "a", 0}, {1, "b", 1}}
		for _, s := range steps {
			time.Sleep(s.after)
			if got := hosts(t, c, m, 1); got != s.want {
				t.Errorf("after %v: %s, want %s", s.after, got, s.want)
			}
			if n := len(m.questions()); n != s.asked {
				t.Errorf("after %v the cluster was asked %d times, want %d", s.after, n, s.asked)
			}
		}
	})
}

// TestPatience: a cluster that does not answer is given up, and so is the wait for
// another request's question when the caller goes away.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &management{answers: []string{instances("1", "a")}, wait: time.Hour}
		c := cluster("http://m", "http://n")
		begin := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.Endpoint(t.Context(), m.send, web(), nil); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the error is %v", err)
			}
			if took := time.Since(begin); took != 2*patience {
				t.Errorf("it was waited %v, want %v", took, 2*patience)
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		synctest.Wait()
		if _, err := c.Endpoint(ctx, m.send, web(), nil); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("the error is %v after %v", err, time.Since(begin))
		}
		wg.Wait()
	})
}

// TestKeysAreBounded: callers can make up keys.
func TestKeysAreBounded(t *testing.T) {
	m := &management{answers: []string{instances("1", "a")}}
	c := cluster("http://m")
	for i := range 2 * maxKnown {
		s := web()
		s.Key = fmt.Sprint("key", i)
		if _, err := c.Endpoint(t.Context(), m.send, s, nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.known) != maxKnown {
		t.Errorf("%d partitions are kept, want %d", len(c.known), maxKnown)
	}
}
