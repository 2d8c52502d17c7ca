package gateway

import (
	"fmt"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// BenchmarkRouting: finding an operation costs the same whatever the number of
// APIs.
func BenchmarkRouting(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprintf("%d-apis", n), func(b *testing.B) {
			var apis []*catalog.API
			for i := range n {
				a := &catalog.API{Path: fmt.Sprintf("team%d/api%d", i%100, i), Type: catalog.HTTP, IsCurrent: true, IsOnline: true, Revision: "1"}
				for k := range 10 {
					text := fmt.Sprintf("/things%d/{id}", k)
					template, errs := catalog.ParseTemplate(text)
					if len(errs) > 0 {
						b.Fatal(errs)
					}
					a.Operations = append(a.Operations, &catalog.Operation{Name: text, Method: "GET", Template: template})
				}
				apis = append(apis, a)
			}
			r := newRouter(served(apis...), false)
			u, _ := message.ParseURL(fmt.Sprintf("http://gateway.test/team%d/api%d/things7/42", (n-1)%100, n-1))
			req := &message.Request{Method: "GET", URL: u}
			b.ReportAllocs()
			for b.Loop() {
				if rt, ok := r.find(req, "GET", new(apim.Texts)); !ok || rt.operation == nil {
					b.Fatal("not found")
				}
			}
		})
	}
}
