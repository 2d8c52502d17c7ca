package xmltree

import (
	"fmt"
	"strings"
	"testing"
)

// TestManyAttributes: an element finds its attributes, few or many, after whatever was
// done to them.
func TestManyAttributes(t *testing.T) {
	for _, n := range []int{3, fewAttributes, 5 * fewAttributes} {
		e, err := NewElement(nil, Name{Local: "e"})
		if err != nil {
			t.Fatal(err)
		}
		name := func(i int) Name { return Name{Local: fmt.Sprint("a", i)} }
		set := func(i int, value string) {
			if err := e.SetAttribute(name(i), value); err != nil {
				t.Fatal(err)
			}
		}
		for i := range n {
			set(i, "old")
		}
		set(1, "new")
		e.RemoveAttribute(name(0))
		e.RemoveAttribute(name(0))
		set(n, "last")
		set(0, "again")
		var got, want strings.Builder
		for a := range e.Attributes() {
			got.WriteString(a.String() + " ")
			if e.Attribute(a.Name()) != a {
				t.Errorf("%d attributes: %s is not found", n, a)
			}
		}
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&want, "a%d=%q ", i, map[int]string{1: "new", n: "last"}[i]+map[bool]string{true: "old"}[i > 1 && i < n])
		}
		want.WriteString(`a0="again" `)
		if got.String() != want.String() {
			t.Errorf("got %s, want %s", got.String(), want.String())
		}
		twice, err := NewAttribute(name(n), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := appendContent(e, nil, []any{twice}); err == nil {
			t.Error("an attribute is there twice")
		}
		e.RemoveAttributes()
		if e.Attribute(name(1)) != nil || e.FirstAttribute() != nil {
			t.Error("attributes are still there")
		}
		set(1, "x")
		if e.Attribute(name(1)).Value() != "x" {
			t.Error("a new attribute is not found")
		}
	}
}
