package main

import (
	"fmt"
	"testing"
)

// TestEnginesAgree: a comparison means something only when all give the value.
func TestEnginesAgree(t *testing.T) {
	seen := 0
	for _, c := range cases() {
		if c.seen > 0 {
			seen++
		}
		engines, err := c.engines()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for _, e := range engines {
			if e.run == nil {
				continue
			}
			// Twice, so that no engine lives on what the first run left behind.
			for range 2 {
				if err := e.run(); err != nil {
					t.Errorf("%s in %s: %v", c.name, e.name, err)
					continue
				}
				if got, want := e.result(), fmt.Sprint(c.want); got != want {
					t.Errorf("%s in %s gives %q, want %q", c.name, e.name, got, want)
				}
			}
		}
	}
	if seen != 20 {
		t.Errorf("%d shapes of public documents, want 20", seen)
	}
}

// TestAllocations: what C# would not allocate is not allocated, and a new text is
// one allocation.
func TestAllocations(t *testing.T) {
	want := map[string]float64{
		"variable": 0, "property": 0, "header is": 0, "one of two statuses": 0, "header": 0,
		"variable or default": 0, "status is": 0, "number": 0, "variable or null": 0, "constant": 0,
		"property of JSON": 0, "variable is": 0, "condition": 0, "json field": 0,
		"object in text": 1, "bearer": 1, "string in text": 1, "variable or null in text": 1, "object and text": 1,
	}
	for _, c := range cases() {
		limit, ok := want[c.name]
		if !ok {
			continue
		}
		delete(want, c.name)
		e, err := gatehouseEngine(&c)
		if err != nil {
			t.Fatal(err)
		}
		got := testing.AllocsPerRun(100, func() {
			if err := e.run(); err != nil {
				t.Fatal(err)
			}
		})
		if got != limit {
			t.Errorf("%s allocates %v times, want %v", c.name, got, limit)
		}
	}
	for name := range want {
		t.Errorf("no case is called %q", name)
	}
}
