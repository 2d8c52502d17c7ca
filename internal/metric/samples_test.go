package metric_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/metric"
)

func TestSamples(t *testing.T) {
	s := metric.New()
	api := []metric.Dimension{{Name: "API ID", Value: "shop"}}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				s.Add("ns", "Request", api, 0.5)
				s.Add("ns", "Request", nil, 1)
			}
		})
	}
	group.Wait()
	got := map[string]string{}
	for e := range s.All() {
		got[fmt.Sprint(e.Namespace, e.Name, e.Dimensions)] = fmt.Sprint(e.Count, " ", e.Sum)
	}
	if len(got) != 2 || got["nsRequest[{API ID shop}]"] != "800 400" || got["nsRequest[]"] != "800 800" {
		t.Errorf("the series are %v", got)
	}
}

// What callers put into dimensions cannot fill the memory.
func TestBound(t *testing.T) {
	s := metric.New()
	for i := range 200_000 {
		s.Add("ns", "m", []metric.Dimension{{Name: "d", Value: fmt.Sprint(i)}}, 1)
	}
	n := 0
	for range s.All() {
		n++
	}
	if n > 50_000 || n < 40_000 || s.Dropped() != uint64(200_000-n) {
		t.Errorf("%d series, %d samples dropped", n, s.Dropped())
	}
}
