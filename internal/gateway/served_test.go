package gateway

import (
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// TestSharedServiceURL: the service URL that expressions see is one object for all
// requests of an API, and none of them changes it.
func TestSharedServiceURL(t *testing.T) {
	api := newServedAPI(&catalog.API{ServiceURL: "http://backend.test/v1?a=1&A=2"})
	if !api.hasBase || api.base.Host != "backend.test" {
		t.Errorf("base %v", api.base)
	}
	var requests sync.WaitGroup
	for range 8 {
		requests.Go(func() {
			if got, ok := api.view.ServiceURL.QueryValues().Get("a"); !ok || len(got) != 2 || got[1] != "2" {
				t.Errorf("a is %q", got)
			}
		})
	}
	requests.Wait()
}
