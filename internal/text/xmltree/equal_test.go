package xmltree

import "testing"

func TestHashCode(t *testing.T) {
	b := &builder{t: t}
	nodes := []Node{
		b.el("a", "xy", b.el("b")), b.el("a", NewText("x"), NewText("y"), b.el("b")),
		b.el("a", b.at("x", 1)), b.el("a", b.at("x", 2)), b.el("a"), b.el("a", ""), NewText("a"), NewCData("a"),
		NewComment("a"), b.pi("a", "b"), b.parseDoc("<a/>"), b.parse("<a xmlns='u'/>"), b.parse("<a/>"),
	}
	if b.err != nil {
		t.Fatal(b.err)
	}
	same := 0
	for i, x := range nodes {
		for _, y := range nodes[i+1:] {
			if DeepEquals(x, y) {
				if same++; HashCode(x) != HashCode(y) {
					t.Errorf("%v and %v are equal and have different hash codes", x, y)
				}
			}
		}
	}
	if same != 2 {
		t.Errorf("%d equal pairs", same)
	}
	if HashCode(nodes[2]) == HashCode(nodes[3]) {
		t.Error("attributes do not count")
	}
}
