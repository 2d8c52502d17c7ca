package liquid

import "testing"

func BenchmarkRender(b *testing.B) {
	items := make(Values, 20)
	for i := range items {
		items[i] = &hash{[]binding{{"name", "item"}, {"price", 12.5}, {"count", int64(i)}}}
	}
	s := scope{"body": &hash{[]binding{{"id", "7"}, {"customer", &hash{[]binding{{"purchase", &hash{[]binding{{"identifier", "7"}}}}}}}, {"items", items}}}}
	for _, c := range []struct{ name, template string }{
		{"member", `{"id":"{{body.customer.purchase.identifier}}"}`},
		{"filters", `{{ body.id | Append: "x" | Upcase | Replace: "X", "y" }}`},
		{"conditions", `{% if body.id == "8" and body.items.size > 3 or body.id contains "7" %}a{% else %}b{% endif %}`},
		{"list of 20", `[{% for i in body.items %}{"name":"{{ i.name }}","total":{{ i.price | Times: i.count }}}{% unless forloop.last %},{% endunless %}{% endfor %}]`},
	} {
		parsed, bad := Parse(c.template)
		if bad != nil {
			b.Fatal(bad)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parsed.Render(s, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestAllocations fixes what the commonest template costs: the renderer, its text
// twice, and the scope's own.
func TestAllocations(t *testing.T) {
	parsed, bad := Parse(`{"id":"{{body.customer.purchase.identifier}}"}`)
	if bad != nil {
		t.Fatal(bad)
	}
	var s Scope = scope{"body": &hash{[]binding{{"customer", &hash{[]binding{{"purchase", &hash{[]binding{{"identifier", "7"}}}}}}}}}}
	allocations := testing.AllocsPerRun(100, func() {
		if _, err := parsed.Render(s, Options{}); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 6 {
		t.Errorf("%v allocations", allocations)
	}
}
