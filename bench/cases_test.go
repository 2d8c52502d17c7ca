package main

import "testing"

// TestEnginesAgree: a comparison means something only when all give the value.
func TestEnginesAgree(t *testing.T) {
	for _, c := range cases() {
		engines, err := c.engines()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for _, e := range engines {
			if err := e.run(); err != nil {
				t.Errorf("%s in %s: %v", c.name, e.name, err)
				continue
			}
			if got := e.result(); got != c.want {
				t.Errorf("%s in %s gives %q, want %q", c.name, e.name, got, c.want)
			}
		}
	}
}

// TestAllocations: what C# would not allocate is not allocated.
func TestAllocations(t *testing.T) {
	want := map[string]float64{"bearer": 1, "condition": 0, "json field": 0}
	for _, c := range cases() {
		e, err := gatehouseEngine(&c)
		if err != nil {
			t.Fatal(err)
		}
		got := testing.AllocsPerRun(100, func() {
			if err := e.run(); err != nil {
				t.Fatal(err)
			}
		})
		if got > want[c.name] {
			t.Errorf("%s allocates %v times, want %v", c.name, got, want[c.name])
		}
	}
}
